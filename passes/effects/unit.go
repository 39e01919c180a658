package effects

import (
	"go/types"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A Unit answers what importers ask about a package, instead of a fact that has
// all the answers. It is for drivers that see several packages at once: most of
// what facts hold nobody asks for, so a Unit finds out what it is asked and
// loads the package only then.
//
// What it answers is what the fact would say, to the same importers. It may be
// used concurrently. Units ask those of the packages that they import, so these
// must not be in a circle, as imports are not.
type Unit struct {
	reach Reach
	load  func() *analysis.Pass

	viewing sync.Mutex
	view    *types.Package // as some importer sees the package
	exposed map[[2]string]*types.Func
	named   []*types.TypeName

	mu     sync.Mutex
	pass   *analysis.Pass
	loaded bool
	im     *imports
	e      *engine
	api    map[string]apiFunc
	facts  map[string]*funcFact // those that have been asked for
	causes map[string]bool      // keys of exported mutexes
	noted  []*noteFact
}

type apiFunc struct {
	fn  *ssa.Function
	obj *types.Func
}

// A Reach is what is known of a package without loading it, by what it imports.
// It may err on the side of true.
type Reach struct {
	Pools     bool // it is, or imports in the end, a package that [HandsOver] or that has annotations
	Annotated bool // a file of it has annotations, see [Annotated]
	Notes     bool // it, or what it imports in the end, is annotated
}

// NewUnit returns a Unit. load is called at most once; it returns the package
// with its syntax, as for a run of [Analyzer], or nil if the package cannot be
// loaded: then nothing is known of it. Of the functions of the pass the Unit
// calls ImportPackageFact only.
func NewUnit(r Reach, load func() *analysis.Pass) *Unit {
	return &Unit{reach: r, load: load}
}

// Ask makes the fact one that asks u. It is what a driver's ImportPackageFact
// does.
func (f *Facts) Ask(u *Unit) { *f = Facts{unit: u} }

// seenAs tells u how an importer sees the package: what it exposes follows from
// that, without loading it.
func (u *Unit) seenAs(pkg *types.Package) *Unit {
	u.viewing.Lock()
	defer u.viewing.Unlock()
	if u.view == nil {
		u.view = pkg
	}
	return u
}

func (u *Unit) function(path, name string) *funcFact {
	if path != "" {
		m := u.exposes(path, name)
		if m == nil {
			return nil
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		if !u.prepare() {
			return nil
		}
		return u.im.function(m)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.build() {
		return nil
	}
	f, ok := u.facts[name]
	if !ok {
		if a, ok := u.api[name]; ok {
			f = u.e.funcFact(a.fn, a.obj)
		}
		u.facts[name] = f
	}
	return f
}

func (u *Unit) held(key string) *Cause {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.build() {
		return nil
	}
	if u.causes == nil {
		u.causes = u.e.exportedMutexes()
	}
	if !u.causes[key] {
		return nil
	}
	return u.e.longCause(key, nil)
}

func (u *Unit) mayHand(path, name string) bool {
	if !u.reach.Pools {
		return false
	}
	if path != "" {
		m := u.exposes(path, name)
		if m == nil {
			return false
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		return u.prepare() && u.im.mayHand(m)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.build() {
		return false
	}
	a, ok := u.api[name]
	return ok && u.e.mayHand(target{fn: a.fn, obj: a.obj})
}

func (u *Unit) notes(path string) []*noteFact {
	if path != "" {
		if !u.reach.Notes {
			return nil
		}
		u.viewing.Lock()
		u.expose()
		u.viewing.Unlock()
		u.mu.Lock()
		defer u.mu.Unlock()
		if !u.prepare() {
			return nil
		}
		return u.im.exposedNotes(path, u.named)
	}
	if !u.reach.Annotated {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.noted == nil && u.prepare() {
		u.noted = newNotes(u.pass).facts()
	}
	return u.noted
}

// exposes returns a method of another package that the package exposes, or nil.
func (u *Unit) exposes(path, name string) *types.Func {
	u.viewing.Lock()
	defer u.viewing.Unlock()
	u.expose()
	return u.exposed[[2]string{path, name}]
}

func (u *Unit) expose() {
	if u.exposed == nil {
		u.exposed = make(map[[2]string]*types.Func)
		var methods []*types.Func
		methods, u.named = exposed(u.view)
		for _, m := range methods {
			path, name := modelName(m)
			u.exposed[[2]string{path, name}] = m
		}
	}
}

// prepare loads the package, and reports whether that was possible.
func (u *Unit) prepare() bool {
	if !u.loaded {
		u.loaded = true
		u.pass = u.load()
		if u.pass != nil {
			u.im = newImports(u.pass)
		}
	}
	return u.pass != nil
}

// build prepares the analysis of the package. If that panics, the package is
// as unknown as one that cannot be loaded.
func (u *Unit) build() bool {
	if !u.prepare() {
		return false
	}
	if u.e != nil {
		return true
	}
	defer func() {
		if recover() != nil {
			u.pass = nil
		}
	}()
	e := newEngine(u.pass, u.im)
	u.api = make(map[string]apiFunc)
	for _, fn := range e.funcs {
		if obj := e.api(fn); obj != nil {
			_, name := modelName(obj)
			u.api[name] = apiFunc{fn, obj}
		}
	}
	u.facts = make(map[string]*funcFact)
	u.e = e
	return true
}

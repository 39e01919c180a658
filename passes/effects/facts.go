package effects

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/compact"
)

// Facts is the fact about a package: what importers need to know of its
// functions and mutexes.
//
// It is one fact about the package, not one about each function, because of
// what drivers do with those: go vet repeats the facts on methods in the file of
// each package from which the method can be reached. On a tree of a thousand
// packages that was 840 MB, and reading it took longer than the analysis. The
// price is that importers see the facts of direct imports only; so a package
// repeats what belongs to its API, see exposed.
type Facts struct {
	Data []byte // a packageFacts

	unit *Unit // instead, see Ask
}

// AFact marks Facts as a fact.
func (*Facts) AFact() {}

func (f *Facts) String() string {
	p, err := f.decode()
	if err != nil {
		return err.Error()
	}
	var parts []string
	for _, fn := range p.Funcs {
		parts = append(parts, fn.String())
	}
	for _, n := range p.Notes {
		parts = append(parts, n.String())
	}
	for _, h := range p.Held {
		parts = append(parts, h.Key+" held across "+h.Cause.Func)
	}
	return strings.Join(parts, "\n")
}

func (f *Facts) decode() (*packageFacts, error) {
	p := new(packageFacts)
	if err := compact.Unmarshal(f.Data, p); err != nil {
		return nil, err
	}
	return p, nil
}

// packageFacts is what Facts holds. It has slices only, and they are sorted:
// go vet analyses every dependent again if the encoding differs.
type packageFacts struct {
	Funcs []funcFact
	Held  []heldFact
	Notes []noteFact
}

// A funcFact is about an exported function or method.
type funcFact struct {
	Pkg     string // if of another package: its import path
	Name    string // as in the tables
	Leaves  bool   // see leaves
	Line    string // if annotated: what a call does, as in a line of a model
	Summary Summary
}

func (f *funcFact) String() string {
	s := f.Name + ": " + f.Summary.String()
	if f.Pkg != "" {
		s = f.Pkg + "." + s
	}
	if f.Leaves {
		s += " [may not return]"
	}
	if f.Line != "" {
		s += " [" + f.Line + "]"
	}
	return s
}

// A heldFact says that some critical section of a mutex (an exported field or
// package-level variable) waits.
type heldFact struct {
	Key   string // see varKey
	Cause Cause
}

// factsOf returns what is to be told of this package.
func (e *engine) factsOf() *packageFacts {
	p := new(packageFacts)
	for _, fn := range e.funcs {
		if obj := e.api(fn); obj != nil {
			if f := e.funcFact(fn, obj); f != nil {
				p.Funcs = append(p.Funcs, *f)
			}
		}
	}
	methods, types := exposed(e.pass.Pkg)
	for _, m := range methods {
		if f := e.imports.function(m); f != nil {
			borrowed := *f
			borrowed.Pkg, borrowed.Name = modelName(m)
			p.Funcs = append(p.Funcs, borrowed)
		}
	}
	slices.SortFunc(p.Funcs, func(a, b funcFact) int {
		return cmp.Or(cmp.Compare(a.Pkg, b.Pkg), cmp.Compare(a.Name, b.Name))
	})
	p.Notes = e.noteFacts(types)
	for key := range e.exportedMutexes() {
		if c := e.longCause(key, nil); c != nil {
			p.Held = append(p.Held, heldFact{Key: key, Cause: *c})
		}
	}
	slices.SortFunc(p.Held, func(a, b heldFact) int { return cmp.Compare(a.Key, b.Key) })
	return p
}

// export tells importers what they need to know. A driver that has no use for
// facts asks Units instead.
func (e *engine) export() {
	if e.pass.ExportPackageFact == nil {
		return
	}
	p := e.factsOf()
	if len(p.Funcs)+len(p.Held)+len(p.Notes) > 0 {
		e.pass.ExportPackageFact(&Facts{Data: compact.Marshal(p)})
	}
}

// api returns the function that importers know fn as, or nil if they do not.
func (e *engine) api(fn *ssa.Function) *types.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil || obj.Pkg() != e.pass.Pkg || !obj.Exported() || e.model(obj) != nil {
		return nil
	}
	return obj
}

// funcFact returns what is to be told of a function, or nil if that is nothing.
func (e *engine) funcFact(fn *ssa.Function, obj *types.Func) *funcFact {
	var fact *funcFact
	e.safely(fn, func() {
		e.ensure(fn)
		s := e.nodes[fn]
		s.made, s.under, s.holds, s.armed = e.makes(fn), e.under(fn), e.holdsParams(fn), e.armed(fn)
		s.long, s.permits = e.longIn(fn), e.permitFacts(fn)
		s.ends, s.isNew, s.hides = e.endings(fn), e.makesNew(fn), e.hides(fn)
		s.feeds = e.servesResults(fn)
		s.isFresh, s.of = !s.isNew && e.makesFresh(fn), e.resultForFact(fn)
		s.opens, s.latch = e.opensForFact(fn), e.latchReturned(fn).toldBy(fn)
		f := &funcFact{Leaves: e.mayLeave(fn, 1), Line: lineOf(s.said)}
		_, f.Name = modelName(obj)
		sum := e.fact(fn, s)
		if sum != nil {
			sum.Releases, sum.Acquires, sum.Tries = e.factKeys(fn, sum.Releases), e.factKeys(fn, sum.Acquires), e.factKeys(fn, sum.Tries)
			for i := range sum.Under {
				sum.Under[i].Lock = e.factKeys(fn, []string{sum.Under[i].Lock})[0]
			}
			f.Summary = *sum
		}
		if sum != nil || f.Leaves {
			fact = f
		}
	})
	return fact
}

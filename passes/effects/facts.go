package effects

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
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
}

// A funcFact is about an exported function or method.
type funcFact struct {
	Pkg     string // if of another package: its import path
	Name    string // as in the tables
	Leaves  bool   // see leaves
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
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || obj.Pkg() != e.pass.Pkg || !obj.Exported() || e.model(obj) != nil {
			continue
		}
		e.safely(fn, func() {
			if f := e.funcFact(fn, obj); f != nil {
				p.Funcs = append(p.Funcs, *f)
			}
		})
	}
	for _, m := range exposed(e.pass.Pkg) {
		if f := e.imports.function(m); f != nil {
			borrowed := *f
			borrowed.Pkg, borrowed.Name = modelName(m)
			p.Funcs = append(p.Funcs, borrowed)
		}
	}
	slices.SortFunc(p.Funcs, func(a, b funcFact) int {
		return cmp.Or(cmp.Compare(a.Pkg, b.Pkg), cmp.Compare(a.Name, b.Name))
	})
	for v := range e.mutexes() {
		key := e.varKey(v)
		if !v.Exported() {
			continue
		}
		if c := e.longCause(key); c != nil {
			p.Held = append(p.Held, heldFact{Key: key, Cause: *c})
		}
	}
	slices.SortFunc(p.Held, func(a, b heldFact) int { return cmp.Compare(a.Key, b.Key) })
	return p
}

// export tells importers what they need to know.
func (e *engine) export() {
	p := e.factsOf()
	if len(p.Funcs)+len(p.Held) > 0 {
		e.pass.ExportPackageFact(&Facts{Data: compact.Marshal(p)})
	}
}

// imports is what is known of other packages.
type imports struct {
	pass  *analysis.Pass
	pkgs  []*types.Package // the direct imports, sorted by path
	known map[*types.Package]*packageIndex
}

// packageIndex is the fact of a package, by what is asked for.
type packageIndex struct {
	own      map[string]*funcFact
	borrowed map[string]*funcFact // by import path and name
	held     map[string]*Cause
}

func newImports(pass *analysis.Pass) *imports {
	im := &imports{pass: pass, known: make(map[*types.Package]*packageIndex)}
	for _, p := range pass.Pkg.Imports() {
		if !isStd(p.Path()) {
			im.pkgs = append(im.pkgs, p)
		}
	}
	slices.SortFunc(im.pkgs, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return im
}

// of returns what is known of a direct import.
func (im *imports) of(pkg *types.Package) *packageIndex {
	in, ok := im.known[pkg]
	if ok {
		return in
	}
	in = &packageIndex{
		own:      make(map[string]*funcFact),
		borrowed: make(map[string]*funcFact),
		held:     make(map[string]*Cause),
	}
	im.known[pkg] = in
	var f Facts
	if !im.pass.ImportPackageFact(pkg, &f) {
		return in
	}
	p, err := f.decode()
	if err != nil {
		panic(fmt.Sprintf("the fact about %s: %v", pkg.Path(), err)) // this program wrote it
	}
	for i := range p.Funcs {
		if fn := &p.Funcs[i]; fn.Pkg == "" {
			in.own[fn.Name] = fn
		} else {
			in.borrowed[fn.Pkg+"."+fn.Name] = fn
		}
	}
	for i := range p.Held {
		in.held[p.Held[i].Key] = &p.Held[i].Cause
	}
	return in
}

// function returns what is known of a function of another package, or nil.
func (im *imports) function(obj *types.Func) *funcFact {
	path, name := modelName(obj)
	if name == "" {
		return nil
	}
	if pkg := im.direct(path); pkg != nil {
		return im.of(pkg).own[name]
	}
	for _, pkg := range im.pkgs {
		if f := im.of(pkg).borrowed[path+"."+name]; f != nil {
			return f
		}
	}
	return nil
}

// held returns what makes the wait for a mutex of another package long, or nil.
func (im *imports) held(key string) *Cause {
	if pkg := im.direct(packageOf(key)); pkg != nil {
		return im.of(pkg).held[strings.TrimSuffix(key, "[]")]
	}
	return nil
}

// direct returns the direct import of that path, or nil.
func (im *imports) direct(path string) *types.Package {
	i, ok := slices.BinarySearchFunc(im.pkgs, path, func(p *types.Package, path string) int { return cmp.Compare(p.Path(), path) })
	if !ok {
		return nil
	}
	return im.pkgs[i]
}

// funcFact returns what is to be told of a function, or nil if that is nothing.
func (e *engine) funcFact(fn *ssa.Function, obj *types.Func) *funcFact {
	e.ensure(fn)
	s := e.nodes[fn]
	s.made, s.under = e.makes(fn), e.under(fn)
	f := &funcFact{Leaves: e.mayLeave(fn, 1)}
	_, f.Name = modelName(obj)
	if sum := e.fact(s); sum != nil {
		f.Summary = *sum
	} else if !f.Leaves {
		return nil
	}
	return f
}

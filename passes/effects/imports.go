package effects

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// imports is what is known of other packages: of those that this one imports
// itself, and what they say of others.
type imports struct {
	pass  *analysis.Pass
	pkgs  []*types.Package // the direct imports, sorted by path
	known map[*types.Package]knowledge
}

// knowledge is what is known of a package that is imported, and through it of
// the packages whose types it exposes. It comes from a fact, or from a Unit that
// finds out what it is asked.
type knowledge interface {
	// function returns what is known of an exported function, by its name in
	// the tables. Of another package it knows the methods that it exposes; for
	// its own functions path is empty. It is nil if there is nothing to know.
	function(path, name string) *funcFact

	// held returns what makes the wait for an exported mutex long, or nil.
	held(key string) *Cause

	// mayHand reports whether the function may hand a parameter to a pool. It
	// may err on that side, and is cheaper to answer than function.
	mayHand(path, name string) bool

	// notes returns what annotations say of types, their fields and methods of
	// interfaces, and of variables: of those of the package itself if path is
	// empty, else of those of another package that it exposes.
	notes(path string) []*noteFact
}

func newImports(pass *analysis.Pass) *imports {
	im := &imports{pass: pass, known: make(map[*types.Package]knowledge)}
	for _, p := range pass.Pkg.Imports() {
		if !isStd(p.Path()) {
			im.pkgs = append(im.pkgs, p)
		}
	}
	slices.SortFunc(im.pkgs, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return im
}

// of returns what is known of a direct import.
func (im *imports) of(pkg *types.Package) knowledge {
	k, ok := im.known[pkg]
	if ok {
		return k
	}
	var f Facts
	switch {
	case !im.pass.ImportPackageFact(pkg, &f):
		k = new(packageIndex)
	case f.unit != nil:
		k = f.unit.seenAs(pkg)
	default:
		k = f.index(pkg.Path())
	}
	im.known[pkg] = k
	return k
}

// function returns what is known of a function of another package, or nil.
func (im *imports) function(obj *types.Func) *funcFact {
	path, name := modelName(obj)
	if name == "" {
		return nil
	}
	if pkg := im.direct(path); pkg != nil {
		return im.of(pkg).function("", name)
	}
	for _, pkg := range im.pkgs {
		if f := im.of(pkg).function(path, name); f != nil {
			return f
		}
	}
	return nil
}

// mayHand reports whether a function of another package, of which there is no
// model, may hand a parameter to a pool.
func (im *imports) mayHand(obj *types.Func) bool {
	path, name := modelName(obj)
	if name == "" || isStd(path) {
		return false
	}
	if pkg := im.direct(path); pkg != nil {
		return im.of(pkg).mayHand("", name)
	}
	return slices.ContainsFunc(im.pkgs, func(pkg *types.Package) bool { return im.of(pkg).mayHand(path, name) })
}

// held returns what makes the wait for a mutex of another package long, or nil.
func (im *imports) held(key string) *Cause {
	if pkg := im.direct(packageOf(key)); pkg != nil {
		return im.of(pkg).held(strings.Replace(key, "[]", "", 1))
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

// packageIndex is the fact of a package, by what is asked for. The zero value
// knows nothing.
type packageIndex struct {
	funcs map[[2]string]*funcFact // by import path, empty for the package itself, and name
	long  map[string]*Cause
	noted map[string][]*noteFact // by import path
}

func (f *Facts) index(path string) *packageIndex {
	p, err := f.decode()
	if err != nil {
		panic(fmt.Sprintf("the fact about %s: %v", path, err)) // this program wrote it
	}
	in := &packageIndex{funcs: make(map[[2]string]*funcFact), long: make(map[string]*Cause), noted: make(map[string][]*noteFact)}
	for i := range p.Funcs {
		fn := &p.Funcs[i]
		in.funcs[[2]string{fn.Pkg, fn.Name}] = fn
	}
	for i := range p.Held {
		in.long[p.Held[i].Key] = &p.Held[i].Cause
	}
	for i := range p.Notes {
		n := &p.Notes[i]
		in.noted[n.Pkg] = append(in.noted[n.Pkg], n)
	}
	return in
}

func (in *packageIndex) function(path, name string) *funcFact { return in.funcs[[2]string{path, name}] }

func (in *packageIndex) held(key string) *Cause { return in.long[key] }

func (in *packageIndex) notes(path string) []*noteFact { return in.noted[path] }

func (in *packageIndex) mayHand(path, name string) bool {
	f := in.function(path, name)
	return f != nil && len(f.Summary.Hands) > 0
}

package models

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// A Table says what functions do. It is immutable, and safe for concurrent use.
// The zero Table, and a nil one, know nothing.
type Table struct {
	packages map[string]func() *Package // which are read when they are asked for
}

// A Package is what a table says of one package. It must not be modified.
type Package struct {
	Path     string
	Pool     PoolKind
	Offers   Offers
	Sections []Place // where it is named, by file and line

	funcs map[string]*Func
}

// A Place is a line of a file.
type Place struct {
	File string
	Line int
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// A PoolKind says what the workers of a pool are for.
type PoolKind string

// The kinds of pools.
const (
	NoPool  PoolKind = ""    // the package is no pool library
	CPUPool PoolKind = "cpu" // a blocked worker starves the others
	AnyPool PoolKind = "any" // to wait may be the purpose of a worker
)

// Offers name what a pool library has for tasks that would otherwise block.
// They are words for a message, such as "par.Blocking".
type Offers struct {
	Blocking string // runs a function that blocks without occupying a worker
	Sleep    string // sleeps without occupying a worker
	Collect  string // collects results without a channel or a lock
}

// Package returns what the table says of the package with the given import
// path, or nil.
func (t *Table) Package(path string) *Package {
	if t == nil {
		return nil
	}
	if p := t.packages[path]; p != nil {
		return p()
	}
	return nil
}

// Func returns what the table says of a function, or nil. The name is "Get" for
// a function or variable, "Client.Do" for a method or field.
func (t *Table) Func(path, name string) *Func {
	return t.Package(path).Func(name)
}

// Packages returns the packages in the order of their paths.
func (t *Table) Packages() []*Package {
	if t == nil {
		return nil
	}
	var all []*Package
	for _, path := range slices.Sorted(maps.Keys(t.packages)) {
		all = append(all, t.packages[path]())
	}
	return all
}

// Func returns what the table says of a function of p, or nil.
func (p *Package) Func(name string) *Func {
	if p == nil {
		return nil
	}
	return p.funcs[name]
}

// Names returns the names that have a line, sorted.
func (p *Package) Names() []string {
	if p == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(p.funcs))
}

// Merge returns a table that says all that t and u say. Where both have a line
// for the same name, or the same directive, that of u counts: a line replaces
// the other as a whole.
func (t *Table) Merge(u *Table) *Table {
	merged := &Table{packages: make(map[string]func() *Package)}
	for _, from := range []*Table{t, u} {
		if from == nil {
			continue
		}
		for path, p := range from.packages {
			before := merged.packages[path]
			if before == nil {
				merged.packages[path] = p
				continue
			}
			merged.packages[path] = sync.OnceValue(func() *Package {
				both := newPackage(path)
				both.add(before())
				both.add(p())
				return both
			})
		}
	}
	return merged
}

func newPackage(path string) *Package {
	return &Package{Path: path, funcs: make(map[string]*Func)}
}

// add adds to p what q says.
func (p *Package) add(q *Package) {
	p.Pool = cmp.Or(q.Pool, p.Pool)
	p.Offers = Offers{
		Blocking: cmp.Or(q.Offers.Blocking, p.Offers.Blocking),
		Sleep:    cmp.Or(q.Offers.Sleep, p.Offers.Sleep),
		Collect:  cmp.Or(q.Offers.Collect, p.Offers.Collect),
	}
	p.Sections = slices.Concat(p.Sections, q.Sections)
	maps.Copy(p.funcs, q.funcs)
}

package effects

import (
	"bytes"
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// A noteFact is what annotations say of an exported variable, field, type or
// method of an interface.
type noteFact struct {
	Pkg  string // if of another package: its import path
	Name string // as in the tables
	Line string // as in a line of a model; recv is the thing itself
	CPU  bool
}

func (n *noteFact) String() string {
	s := n.Name + " [" + n.Line + "]"
	if n.Pkg != "" {
		s = n.Pkg + "." + s
	}
	if n.CPU {
		s += " for CPU work"
	}
	return s
}

// said parses the line of an annotated function, or returns nil.
func (f *funcFact) said() *models.Func { return parseLine(f.Line) }

func parseLine(text string) *models.Func {
	if text == "" {
		return nil
	}
	line, err := models.ParseClauses(text)
	if err != nil {
		panic(err) // this program wrote it
	}
	return line
}

// lineOf returns what is said of the effects of a function, as text.
func lineOf(said *models.Func) string {
	if said == nil {
		return ""
	}
	line := models.Func{OK: said.OK, Effects: said.Effects}
	return line.String()
}

// noteFacts returns what importers need to know of annotations: of those of this
// package, and of those of others whose types they come by.
func (e *engine) noteFacts(named []*types.TypeName) []noteFact {
	var facts []noteFact
	for _, n := range e.notes.facts() {
		facts = append(facts, *n)
	}
	seen := make(map[string]bool)
	for _, t := range named {
		path := t.Pkg().Path()
		if seen[path] {
			continue
		}
		seen[path] = true
		for _, n := range e.imports.exposedNotes(path, named) {
			borrowed := *n
			borrowed.Pkg = path
			facts = append(facts, borrowed)
		}
	}
	return facts // sorted, as named is
}

// facts returns what importers need to know of the annotations of a package.
// What is said of functions is part of what is known of them.
func (n *notes) facts() []*noteFact {
	facts := []*noteFact{}
	for obj, note := range n.Notes {
		if fn, ok := obj.(*types.Func); ok && !isInterfaceMethod(fn) {
			continue
		}
		if line := note.Line.String(); line != "" && obj.Exported() {
			facts = append(facts, &noteFact{Name: n.names[obj], Line: line, CPU: note.CPU})
		}
	}
	slices.SortFunc(facts, func(a, b *noteFact) int { return cmp.Compare(a.Name, b.Name) })
	return facts
}

// exposedNotes returns the notes on those of the types that the package of that
// path declares, as its importers are told of them.
func (im *imports) exposedNotes(path string, named []*types.TypeName) []*noteFact {
	var facts []*noteFact
	for _, n := range im.noteFacts(path) {
		typ, _, _ := strings.Cut(n.Name, ".")
		if slices.ContainsFunc(named, func(t *types.TypeName) bool { return t.Name() == typ && t.Pkg().Path() == path }) {
			facts = append(facts, n)
		}
	}
	return facts
}

// noteFacts returns what is known of the annotations of another package.
func (im *imports) noteFacts(path string) []*noteFact {
	if pkg := im.direct(path); pkg != nil {
		return im.of(pkg).notes("")
	}
	var all []*noteFact
	seen := make(map[string]bool)
	for _, pkg := range im.pkgs {
		for _, n := range im.of(pkg).notes(path) {
			if !seen[n.Name] {
				seen[n.Name] = true
				all = append(all, n)
			}
		}
	}
	slices.SortFunc(all, func(a, b *noteFact) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// notes returns what annotations say of the objects of another package. What
// the user says of one goes before.
func (im *imports) notes(pkg *types.Package) map[types.Object]*note {
	found := make(map[types.Object]*note)
	for _, n := range im.noteFacts(pkg.Path()) {
		if obj := lookup(pkg, n.Name); obj != nil && table().Func(pkg.Path(), n.Name) == nil {
			found[obj] = &note{Note: &annotation.Note{Line: *parseLine(n.Line), CPU: n.CPU}, name: n.Name, pkg: pkg}
		}
	}
	return found
}

// lookup returns the type, variable, field or method of an interface of a name in the tables, or nil.
func lookup(pkg *types.Package, name string) types.Object {
	first, second, dotted := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(first)
	if obj == nil || !dotted {
		return obj
	}
	switch u := obj.Type().Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == second {
				return f
			}
		}
	case *types.Interface:
		for m := range u.ExplicitMethods() {
			if m.Name() == second {
				return m
			}
		}
	}
	return nil
}

// Annotated reports whether the source of a file may have annotations that
// matter to importers. It may err on that side.
func Annotated(src []byte) bool {
	for _, verb := range directive.Annotations() {
		if bytes.Contains(src, []byte("//parvet:"+verb)) {
			return true
		}
	}
	return false
}

// Package annotation reads what the authors of a package say of it in
// comments: which functions block and which do not, and what makes a function a
// task.
//
//	//parvet:blocking [KIND [for=N] [ctx=N]]
//	//parvet:nonblocking reason
//	//parvet:task [each]
//	//parvet:cpu
//
// It finds out what each comment is about, and what is wrong with those that
// say nothing. What follows from them is up to the engine.
package annotation

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/models"
)

// A Note is what annotations say of a function, a variable, a field or a type.
type Note struct {
	// Line is what a line of a model would say. It has effects, or OK, and
	// tasks. What a variable, a field or a type makes a task has the parameter
	// models.Receiver.
	Line models.Func

	CPU bool // the tasks are for a pool that blocking starves

	NonBlocking *directive.Directive // if it is one that says so
}

// Task returns what is said of a parameter, or nil.
func (n *Note) Task(param int) *models.Task {
	if n != nil {
		for i := range n.Line.Tasks {
			if t := &n.Line.Tasks[i]; t.Param == param {
				return t
			}
		}
	}
	return nil
}

// Calls reports whether n says what a call does.
func (n *Note) Calls() bool { return n != nil && (n.Line.OK || n.Line.Effects != nil) }

// A Problem is an annotation that does not do what it says.
type Problem struct {
	Pos, End token.Pos
	Message  string
}

// A CPU is a directive of that name, and what it is about.
type CPU struct {
	*directive.Directive
	Package bool
	Objects []types.Object // functions, types, variables or fields
}

// A Set holds the annotations of a package.
type Set struct {
	Notes    map[types.Object]*Note // of functions, methods of interfaces, variables, fields and types
	Literals map[*ast.FuncLit]*Note
	CPUs     []CPU // in source order
	Problems []Problem
}

// Read returns what the annotations of a package say.
func Read(fset *token.FileSet, files []*ast.File, info *types.Info) *Set {
	r := &reader{
		Set:  &Set{Notes: make(map[types.Object]*Note), Literals: make(map[*ast.FuncLit]*Note)},
		fset: fset,
		info: info,
		said: make(map[said]*directive.Directive),
	}
	for _, file := range files {
		var places []*place
		for _, d := range directive.Parse(file) {
			if !d.Active() || !slices.Contains(directive.Annotations(), d.Verb) {
				continue
			}
			if places == nil {
				places = r.places(file)
			}
			r.read(file, places, d)
		}
	}
	for _, c := range r.contradictions {
		for _, d := range c.ds {
			r.problem(d, "//parvet:%s contradicts //parvet:%s and neither has an effect: keep one of them", d.Verb, c.other(d).Verb)
		}
		c.note.Line.OK, c.note.Line.Effects, c.note.NonBlocking = false, nil, nil
	}
	r.spreadCPU()
	slices.SortStableFunc(r.Problems, func(a, b Problem) int { return cmp.Compare(a.Pos, b.Pos) })
	r.Problems = slices.Compact(r.Problems)
	return r.Set
}

// spreadCPU tells the notes to which the directives about packages, types and
// functions extend.
func (r *reader) spreadCPU() {
	for obj, n := range r.Notes {
		n.CPU = n.CPU || r.CPU(obj)
	}
}

// CPU reports whether a directive says that what is handed over by an object is
// for a pool for CPU work: one about it, about the type that it belongs to, or
// about the package.
func (s *Set) CPU(obj types.Object) bool {
	return slices.ContainsFunc(s.CPUs, func(c CPU) bool { return c.Covers(obj) })
}

// Covers reports whether c is about an object, about the type that it belongs
// to, or about the package.
func (c CPU) Covers(obj types.Object) bool {
	return c.Package || slices.ContainsFunc(c.Objects, func(about types.Object) bool { return about == obj || owns(about, obj) })
}

// owns reports whether an object is a method or a field of a type.
func owns(typ, obj types.Object) bool {
	t, ok := typ.(*types.TypeName)
	if !ok {
		return false
	}
	switch obj := obj.(type) {
	case *types.Func:
		recv := obj.Signature().Recv()
		return recv != nil && TypeName(recv.Type()) == t
	case *types.Var:
		st, ok := t.Type().Underlying().(*types.Struct)
		return ok && obj.IsField() && slices.Contains(slices.Collect(st.Fields()), obj)
	}
	return false
}

// TypeName returns the name of a type or of what it points to, or nil.
func TypeName(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj()
	}
	return nil
}

// A Shape says what of a value is a task: it, what it contains, or a method.
type Shape struct {
	Elem   bool
	Method string
}

// ShapeOf returns what values of a type, put where a task is expected, make a
// task: functions, containers of functions, and what has but one method. It
// reports whether there is such a thing.
func ShapeOf(t types.Type) (Shape, bool) {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return elements(u.Elem())
	case *types.Array:
		return elements(u.Elem())
	case *types.Chan:
		return elements(u.Elem())
	case *types.Map:
		return elements(u.Elem())
	}
	return single(t)
}

func elements(t types.Type) (Shape, bool) {
	s, ok := single(t)
	s.Elem = true
	return s, ok
}

func single(t types.Type) (Shape, bool) {
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return Shape{}, true
	case *types.Interface:
		if u.NumMethods() == 1 {
			return Shape{Method: u.Method(0).Name()}, true
		}
	}
	return Shape{}, false
}

package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// byConcrete adds what an operation of a callee does, if that is a method of a
// parameter whose type is an interface and the call passes a value of a type that
// is known, such as an *httptest.ResponseRecorder for an http.ResponseWriter: the
// model says what the interface is for, the type what happens. It reports whether
// it could.
func (e *engine) byConcrete(out *outcome, eff *Effect, t target, args args, here Path, pos finding.Position) bool {
	p, ok := eff.end.base.(*ssa.Parameter)
	if !ok || t.fn == nil || p.Parent() != t.fn || eff.end.method == "" {
		return false
	}
	v := args(paramIndex(p))
	if v == nil {
		return false
	}
	known := []ssa.Value{v}
	if eff.end.field != nil {
		if known, ok = e.madeWith(v); !ok || !e.givesField(eff.end.field, v) {
			return false
		}
	} else if !types.IsInterface(p.Type()) || !e.isConcrete(v) {
		return false
	}
	n := len(eff.Path.Hops) - 1
	via := here.join(Path{Hops: eff.Path.Hops[:n:n], Gap: eff.Path.Gap})
	before := out.size()
	for _, v := range known {
		e.invoke(out, v, eff.end.method, false, via, at(eff.Path.Last().Pos, pos), giving{})
	}
	if eff.Repeats {
		out.repeat(before)
	}
	return true
}

// isConcrete reports whether the types of all values are known that an interface
// may hold.
func (e *engine) isConcrete(v ssa.Value) bool {
	srcs := e.sources(v)
	for _, s := range srcs {
		if _, ok := s.value.(*ssa.MakeInterface); !ok || s.field {
			return false
		}
	}
	return len(srcs) > 0
}

// madeWith returns what a struct of a library was made with, as an http.Request is with
// its body, if it was made by functions that wrap it. What its fields lead to is then in
// memory, or what that is.
func (e *engine) madeWith(v ssa.Value) ([]ssa.Value, bool) {
	srcs := e.sources(v)
	for _, s := range srcs {
		x := s.value
		if ex, ok := x.(*ssa.Extract); ok {
			x = ex.Tuple
		}
		m := e.modelOfValue(x)
		if _, ok := x.(*ssa.Call); !ok || s.field || m == nil || len(m.Wraps) == 0 {
			return nil, false
		}
	}
	return e.wrapped(v), len(srcs) > 0
}

// madeFrom returns what a field of a struct of a library was made from, as the Reader of
// a bufio.ReadWriter, or nil: the argument of its constructor that has the type of the
// field.
func (e *engine) madeFrom(field ssa.Value) ssa.Value {
	f := fieldLoaded(field)
	if f == nil {
		return nil
	}
	call, ok := e.single(f.X).(*ssa.Call)
	if !ok {
		return nil
	}
	m := e.modelOfValue(call)
	if m == nil {
		return nil
	}
	for _, i := range m.Wraps {
		if i < len(call.Call.Args) && types.Identical(call.Call.Args[i].Type(), field.Type()) {
			return call.Call.Args[i]
		}
	}
	return nil
}

// givesField reports whether a field of a value gives an effect to its use.
func (e *engine) givesField(f *types.Var, v ssa.Value) bool {
	n := namedType(deref(v.Type()))
	if n == nil || n.Pkg() == nil {
		return false
	}
	m := e.table.Func(n.Pkg().Path(), n.Name()+"."+f.Name())
	return m != nil && m.Gives != models.None
}

// madeField is madeWith for the struct that a value is a field of which gives an effect.
func (e *engine) madeField(v ssa.Value) ([]ssa.Value, bool) {
	f := fieldLoaded(v)
	if f == nil || !e.givesField(fieldOf(f.X.Type(), f.Field), f.X) {
		return nil, false
	}
	return e.madeWith(f.X)
}

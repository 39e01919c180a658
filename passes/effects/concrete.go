package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
)

// byConcrete adds what an operation of a callee does, if that is a method of a
// parameter whose type is an interface and the call passes a value of a type that
// is known, such as an *httptest.ResponseRecorder for an http.ResponseWriter: the
// model says what the interface is for, the type what happens. It reports whether
// it could.
func (e *engine) byConcrete(out *outcome, eff *Effect, t target, args args, here Path, pos finding.Position) bool {
	p, ok := eff.end.base.(*ssa.Parameter)
	if !ok || t.fn == nil || p.Parent() != t.fn || eff.end.field != nil || eff.end.method == "" || !types.IsInterface(p.Type()) {
		return false
	}
	v := args(paramIndex(p))
	if v == nil || !e.isConcrete(v) {
		return false
	}
	n := len(eff.Path.Hops) - 1
	via := here.join(Path{Hops: eff.Path.Hops[:n:n], Gap: eff.Path.Gap})
	before := out.size()
	e.invoke(out, v, eff.end.method, false, via, at(eff.Path.Last().Pos, pos))
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

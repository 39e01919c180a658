package effects

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Some branches are never taken: those of a constant condition, a case of a select for a
// channel that is nil, a case of a type switch for another type than the value can have.

// never reports whether a condition is false, or true, in all cases; want says which.
func (e *engine) never(cond ssa.Value, want bool) bool {
	if c, ok := cond.(*ssa.Const); ok && c.Value != nil {
		return constant.BoolVal(c.Value) != want
	}
	if !want {
		return false
	}
	if st := stateOf(cond); st != nil {
		return e.isNilChan(st.Chan)
	}
	ex, ok := cond.(*ssa.Extract)
	if !ok || ex.Index != 1 {
		return false
	}
	ta, ok := ex.Tuple.(*ssa.TypeAssert)
	if !ok {
		return false
	}
	held, known := e.heldTypes(ta.X, make(map[ssa.Value]bool))
	for _, t := range held {
		known = known && !satisfies(t, ta.AssertedType)
	}
	return known
}

// isNilChan reports whether a channel is nil in all cases, so that nothing is ever sent to
// it or received from it.
func (e *engine) isNilChan(ch ssa.Value) bool {
	srcs := e.localSources(ch, make(map[ssa.Value]bool))
	for _, v := range srcs {
		if !isNil(v) {
			return false
		}
	}
	return len(srcs) > 0
}

// heldTypes returns the types that an interface may hold, and whether these are all; it may
// be nil, too.
func (e *engine) heldTypes(v ssa.Value, seen map[ssa.Value]bool) (held []types.Type, known bool) {
	for _, v := range e.localSources(v, seen) {
		mi, ok := v.(*ssa.MakeInterface)
		switch {
		case ok && !parameterized(mi.X.Type()):
			held = append(held, mi.X.Type())
		case !isNil(v):
			return nil, false
		}
	}
	return held, len(held) > 0
}

// satisfies reports whether a value of one type may be asserted to be of another one.
func satisfies(t, asserted types.Type) bool {
	if parameterized(asserted) {
		return true
	}
	if iface, ok := asserted.Underlying().(*types.Interface); ok {
		return types.Implements(t, iface)
	}
	return types.Identical(t, asserted)
}

// localSources returns what a value may be, as far as variables of functions and
// conversions from one interface to another lead; what a variable is before it is assigned
// to is left out if it is captured.
func (e *engine) localSources(v ssa.Value, seen map[ssa.Value]bool) []ssa.Value {
	if seen[v] {
		return nil
	}
	seen[v] = true
	var next []ssa.Value
	switch x := v.(type) {
	case *ssa.ChangeInterface:
		next = []ssa.Value{x.X}
	case *ssa.ChangeType:
		next = []ssa.Value{x.X}
	case *ssa.Phi:
		next = x.Edges
	case *ssa.UnOp:
		if a := e.alloc(x.X); x.Op == token.MUL && a != nil && !e.addressed(a) {
			next = e.allocStores(a)
			if len(next) == 0 {
				return []ssa.Value{ssa.NewConst(nil, x.Type())}
			}
		}
	}
	if next == nil {
		return []ssa.Value{v}
	}
	var all []ssa.Value
	for _, v := range next {
		all = append(all, e.localSources(v, seen)...)
	}
	return all
}

// addressed reports whether a variable may be assigned to by way of a pointer to it.
func (e *engine) addressed(a *ssa.Alloc) bool {
	for _, v := range append([]ssa.Value{a}, e.freeVarsOf(a)...) {
		for _, use := range referrers(v) {
			switch use := use.(type) {
			case *ssa.UnOp, *ssa.MakeClosure, *ssa.DebugRef:
			case *ssa.Store:
				if use.Val == v {
					return true
				}
			default:
				return true
			}
		}
	}
	return false
}

// freeVarsOf returns what literals know a variable as.
func (e *engine) freeVarsOf(v ssa.Value) []ssa.Value {
	var all []ssa.Value
	for _, use := range referrers(v) {
		if mc, ok := use.(*ssa.MakeClosure); ok {
			for _, fv := range captures(mc, v) {
				all = append(append(all, fv), e.freeVarsOf(fv)...)
			}
		}
	}
	return all
}

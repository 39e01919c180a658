package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// To print an object is not to show it to others. Nothing says of a function of
// another package that it prints; but one that takes any number of values of any
// kind hardly ever does something else with them.

// onlyTold reports whether a value of an interface goes into the arguments of
// functions that take any number of values of any kind, and nowhere else: those
// print what they get.
func (e *engine) onlyTold(mi *ssa.MakeInterface) bool {
	for _, use := range *mi.Referrers() {
		st, ok := use.(*ssa.Store)
		if !ok || st.Val != mi {
			return false
		}
		at, ok := st.Addr.(*ssa.IndexAddr)
		if !ok {
			return false
		}
		list, ok := at.X.(*ssa.Alloc)
		if !ok || !e.tellsOnly(list) {
			return false
		}
	}
	return true
}

// tellsOnly reports whether an array is the list of arguments of a call, see
// onlyTold.
func (e *engine) tellsOnly(list *ssa.Alloc) bool {
	for _, ref := range *list.Referrers() {
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
		case *ssa.Slice:
			for _, use := range *ref.Referrers() {
				call, ok := use.(ssa.CallInstruction)
				if !ok || !e.tells(call.Common(), ref) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// tells reports whether a call gets a list of values of any kind to print. What a
// function of this package does with them can be seen, so it must do that too.
func (e *engine) tells(c *ssa.CallCommon, list ssa.Value) bool {
	sig := c.Signature()
	if _, ok := c.Value.(*ssa.Builtin); ok || !sig.Variadic() || c.Args[len(c.Args)-1] != list {
		return false
	}
	elem, ok := list.Type().Underlying().(*types.Slice)
	if !ok {
		return false
	}
	if i, ok := elem.Elem().Underlying().(*types.Interface); !ok || i.NumMethods() > 0 {
		return false
	}
	for _, t := range e.callees(c) {
		if t.fn == nil {
			continue
		}
		for _, use := range *t.fn.Params[len(t.fn.Params)-1].Referrers() {
			switch use := use.(type) {
			case *ssa.DebugRef:
			case ssa.CallInstruction:
				if b, ok := use.Common().Value.(*ssa.Builtin); ok && b.Name() == "len" {
					continue
				}
				callee := use.Common().StaticCallee()
				if callee == nil || e.nodes[origin(callee)] != nil || !e.tells(use.Common(), t.fn.Params[len(t.fn.Params)-1]) {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
}

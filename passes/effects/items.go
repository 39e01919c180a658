package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// fieldsOfItems returns where the values of a field come from of the structs in a
// slice or an array, or of those that it points to, and whether all of them are seen
// where they are put there: in a literal or by append.
func (e *engine) fieldsOfItems(container ssa.Value, step Part) (srcs []source, ok bool) {
	elem := elemType(container.Type())
	if elem == nil || !step.isField() {
		return nil, false
	}
	f, index := fieldNamed(elem, step.name())
	items, ok := e.itemsOf(container, make(map[ssa.Value]bool))
	if f == nil || !ok || len(items) == 0 {
		return nil, false
	}
	_, pointers := elem.Underlying().(*types.Pointer)
	for _, at := range items {
		if !pointers {
			as, ok := e.assignments(at, index, 0)
			if !ok {
				return nil, false
			}
			for _, v := range values(as) {
				srcs = append(srcs, e.origins(v)...)
			}
			continue
		}
		for _, ref := range referrers(at) {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == at {
				srcs = append(srcs, e.fieldValues(st.Val, step)...)
			}
		}
	}
	srcs = slices.Clone(srcs)
	for i := range srcs {
		srcs[i].field = true
	}
	return srcs, true
}

// itemsOf returns the addresses by which the items of a slice or an array are set, and
// whether that is all there is.
func (e *engine) itemsOf(container ssa.Value, seen map[ssa.Value]bool) (items []ssa.Value, ok bool) {
	if seen[container] {
		return nil, true
	}
	seen[container] = true
	add := func(v ssa.Value) {
		for _, ref := range referrers(v) {
			if at, ok := ref.(*ssa.IndexAddr); ok && at.X == v {
				items = append(items, at)
			}
		}
	}
	for _, s := range e.origins(container) {
		switch x := s.value.(type) {
		case *ssa.Const:
		case *ssa.Slice:
			array, ok := x.X.(*ssa.Alloc)
			if !ok {
				return nil, false
			}
			add(array)
			add(x)
		case *ssa.Call:
			if !isBuiltin(x, "append") {
				return nil, false
			}
			add(x)
			for _, a := range x.Call.Args {
				more, ok := e.itemsOf(a, seen)
				if !ok {
					return nil, false
				}
				items = append(items, more...)
			}
		default:
			return nil, false
		}
	}
	return items, true
}

package effects

import "golang.org/x/tools/go/ssa"

// storedBetween reports whether the variable that two values are loaded from may
// have changed from one to the other.
func (e *engine) storedBetween(a, b ssa.Value) bool {
	x, ok := a.(*ssa.UnOp)
	y, ok2 := b.(*ssa.UnOp)
	if !ok || !ok2 || x == y {
		return false
	}
	for _, st := range e.storesLike(x.Parent(), x.X) {
		if !sameAddress(st.Addr, x.X) || e.precedes(st, x) && e.precedes(st, y) {
			continue
		}
		if e.precedes(st, y) || e.leads(st.Block(), y.Block(), nil) || e.leads(st.Block(), x.Block(), nil) || e.precedes(st, x) {
			return true
		}
	}
	return false
}

// A storeIndex has the stores of a function by what they store to: the number of a field, or
// the address itself.
type storeIndex map[any][]*ssa.Store

// storesLike returns the stores of a function that may be to the same address, as sameAddress
// has it.
func (e *engine) storesLike(fn *ssa.Function, addr ssa.Value) []*ssa.Store {
	kind := func(addr ssa.Value) any {
		if f, ok := addr.(*ssa.FieldAddr); ok {
			return f.Field
		}
		return addr
	}
	stores, ok := e.storesTo[fn]
	if !ok {
		stores = make(storeIndex)
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if st, ok := in.(*ssa.Store); ok {
					stores[kind(st.Addr)] = append(stores[kind(st.Addr)], st)
				}
			}
		}
		e.storesTo[fn] = stores
	}
	return stores[kind(addr)]
}

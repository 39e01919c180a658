package stdscan

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// origins returns where a value may come from: through conversions, choices,
// local variables and captured ones. What cannot be followed it returns as it
// is.
func (d *Derivation) origins(v ssa.Value) []ssa.Value {
	var found []ssa.Value
	seen := make(map[ssa.Value]bool)
	entered := make(map[*ssa.Function][]*ssa.Call) // the functions that return it
	var walk func(v ssa.Value)
	// asserted follows an assertion, to what it says itself if no more is known.
	asserted := func(ta *ssa.TypeAssert, v ssa.Value) {
		before := len(found)
		walk(ta.X)
		for i, o := range found[before:] {
			switch o.(type) {
			case *ssa.Parameter, *ssa.MakeInterface, *ssa.Const:
			default:
				found[before+i] = v
			}
		}
	}
	walk = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch x := v.(type) {
		case *ssa.Parameter:
			if calls := entered[x.Parent()]; calls != nil {
				for _, call := range calls {
					walk(call.Call.Args[slices.Index(x.Parent().Params, x)])
				}
				return
			}
		case *ssa.ChangeType:
			walk(x.X)
			return
		case *ssa.ChangeInterface:
			walk(x.X)
			return
		case *ssa.TypeAssert:
			if types.IsInterface(x.AssertedType) && !x.CommaOk {
				asserted(x, x)
				return
			}
		case *ssa.Extract:
			if call, ok := x.Tuple.(*ssa.Call); ok {
				if fn, vals := results(call, x.Index); vals != nil {
					entered[fn] = append(entered[fn], call)
					for _, val := range vals {
						walk(val)
					}
					return
				}
			}
			if ta, ok := x.Tuple.(*ssa.TypeAssert); ok && x.Index == 0 && types.IsInterface(ta.AssertedType) {
				asserted(ta, x)
				return
			}
		case *ssa.Phi:
			for _, e := range x.Edges {
				walk(e)
			}
			return
		case *ssa.FreeVar:
			if bound := bindings(x); bound != nil {
				for _, b := range bound {
					walk(b)
				}
				return
			}
		case *ssa.UnOp:
			if vals, ok := d.loaded(x); ok {
				for _, val := range vals {
					walk(val)
				}
				return
			}
		case *ssa.Field:
			if vals, ok := d.stored.field(x); ok {
				for _, val := range vals {
					walk(val)
				}
				return
			}
		case *ssa.Call:
			vals, ok := d.returned(x)
			if !ok {
				var fn *ssa.Function
				if fn, vals = results(x, 0); vals != nil {
					entered[fn] = append(entered[fn], x)
				}
			}
			if vals != nil {
				for _, val := range vals {
					walk(val)
				}
				return
			}
		}
		found = append(found, v)
	}
	walk(v)
	return found
}

// bindings returns what a function literal captures as v.
func bindings(v *ssa.FreeVar) (bound []ssa.Value) {
	fn := v.Parent()
	if fn.Parent() == nil || fn.Referrers() == nil {
		return nil // a bound method
	}
	for i, fv := range fn.FreeVars {
		if fv != v {
			continue
		}
		for _, ref := range *fn.Referrers() {
			if mc, ok := ref.(*ssa.MakeClosure); ok {
				bound = append(bound, mc.Bindings[i])
			}
		}
	}
	return bound
}

// stores returns all that is stored in a local variable, or nil if somebody
// else may store there too.
func stores(addr ssa.Value) (vals []ssa.Value) {
	for fv, ok := addr.(*ssa.FreeVar); ok; fv, ok = addr.(*ssa.FreeVar) {
		bound := bindings(fv)
		if len(bound) != 1 {
			return nil
		}
		addr = bound[0]
	}
	alloc, ok := addr.(*ssa.Alloc)
	if !ok {
		return nil
	}
	known := true
	var visit func(addr ssa.Value)
	visit = func(addr ssa.Value) {
		if addr.Referrers() == nil {
			known = false
			return
		}
		for _, ref := range *addr.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr != addr {
					known = false
				}
				vals = append(vals, ref.Val)
			case *ssa.UnOp, *ssa.DebugRef:
			case *ssa.MakeClosure:
				for i, b := range ref.Bindings {
					if fn := ref.Fn.(*ssa.Function); b == addr {
						visit(fn.FreeVars[i])
					}
				}
			default:
				known = false
			}
		}
	}
	visit(alloc)
	if !known {
		return nil
	}
	return vals
}

// boundMethod returns the method that fn calls if fn is a method value.
func boundMethod(fn *ssa.Function) *types.Func {
	if fn.Parent() != nil || len(fn.FreeVars) != 1 {
		return nil
	}
	m, _ := fn.Object().(*types.Func)
	return m
}

// results returns what a call may return at that place, if that can be code and
// the function is known.
func results(call *ssa.Call, index int) (fn *ssa.Function, vals []ssa.Value) {
	fn = call.Call.StaticCallee()
	if fn == nil {
		return nil, nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if index >= fn.Signature.Results().Len() || !keepsCode(fn.Signature.Results().At(index).Type()) {
		return nil, nil
	}
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			vals = append(vals, ret.Results[index])
		}
	}
	return fn, vals
}

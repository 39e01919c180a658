package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Who takes an object out of a pool clears the place where that is, deletes it by its key, or
// keeps the others only.

// takesOut reports whether a function, or a literal in it, takes an element out of a
// container: it clears the place where that is, or leaves it out of what stays.
func (e *engine) takesOut(fn *ssa.Function, pool *types.Var, elem ssa.Value) bool {
	key := keyOf(elem)
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Store:
				if e.place(in.Addr) == pool && e.leavesOut(in.Val, pool) && !staysIn(in.Val, key) {
					return true
				}
				if at, ok := in.Addr.(*ssa.IndexAddr); ok && isNil(in.Val) && e.poolAt(at.X) == pool {
					return true
				}
			case *ssa.Call:
				if isBuiltin(in, "delete") && e.poolAt(in.Call.Args[0]) == pool && e.mayBeKey(in.Call.Args[1], key, elem) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, func(lit *ssa.Function) bool { return e.takesOut(lit, pool, elem) })
}

// keyOf returns by which key or index an element is got, or nil if there is none.
func keyOf(elem ssa.Value) ssa.Value {
	if ex, ok := elem.(*ssa.Extract); ok {
		if found, ok := ex.Tuple.(*ssa.Lookup); ok {
			return found.Index
		}
		for _, use := range referrers(ex.Tuple) {
			if key, ok := use.(*ssa.Extract); ok && key.Index == 1 && key != ex {
				return key
			}
		}
		return nil
	}
	if load, ok := elem.(*ssa.UnOp); ok {
		elem = load.X
	}
	switch at := elem.(type) {
	case *ssa.Lookup:
		return at.Index
	case *ssa.IndexAddr:
		return at.Index
	}
	return nil
}

// mayBeKey reports whether what is deleted may be the element with a key: by that, or by
// something that another element does not say.
func (e *engine) mayBeKey(deleted, key, elem ssa.Value) bool {
	if key == nil || sameVariable(unchanged(deleted), unchanged(key)) {
		return true
	}
	for v := deleted; ; {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
			if a := e.alloc(v); a != nil {
				return true // a variable that may hold either
			}
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		default:
			return v == elem
		}
		if v == elem {
			return true
		}
	}
}

// staysIn reports whether an element with an index is in the part of a slice that stays: the
// first one if that is cut off at the end, or the last one if it is at the front.
func staysIn(v, index ssa.Value) bool {
	part, ok := v.(*ssa.Slice)
	if !ok || index == nil {
		return false
	}
	last, ok := index.(*ssa.BinOp)
	switch {
	case part.Low == nil:
		return isInt(index, 0) && !isInt(part.High, 0)
	case part.High == nil:
		return ok && last.Op == token.SUB
	}
	return false
}

// leavesOut reports whether a container that is stored in the place of one is nil, a part
// of that, or two parts.
func (e *engine) leavesOut(v ssa.Value, pool *types.Var) bool {
	part := func(v ssa.Value) bool {
		s, ok := v.(*ssa.Slice)
		return ok && e.poolAt(s.X) == pool
	}
	call, ok := v.(*ssa.Call)
	return isNil(v) || part(v) || ok && isBuiltin(call, "append") && part(call.Call.Args[0]) && part(call.Call.Args[1])
}

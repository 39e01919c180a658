package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A pool of connections or buffers keeps objects that have one user at a time: who puts one
// in does not touch it any more, and who takes one out has it alone from then on. Nobody
// else wants its mutex then, though the pool has many whose mutexes are held long:
//
//	p.mu.Lock()
//	c := p.free[len(p.free)-1]
//	p.free = p.free[:len(p.free)-1]
//	p.mu.Unlock()
//
// So it is with what is used with the mutex of the container held. A registry looks
// alike, but what is in there is in use: who has put it in goes on with it.
//
// Ownership that moves with a container is what Clarke and Wrigstad call external
// uniqueness ("External uniqueness is unique enough", ECOOP 2003). It is found out here by
// names, so that a wait is called possible, not impossible.

// isOwned reports whether a value is an object that its function has taken out of a pool,
// or a part of one, or that is made where there is none in the pool.
func (e *engine) isOwned(v ssa.Value) bool { return e.ownedAt(v, 0, make(map[ssa.Value]bool)) }

// ownedAt is isOwned for a value that a function returns which is called depth calls deep.
// What is seen already is owned if all else is.
func (e *engine) ownedAt(v ssa.Value, depth int, seen map[ssa.Value]bool) bool {
	for range maxKey {
		if v == nil || seen[v] {
			return v != nil
		}
		if c := containerOf(v); c != nil {
			return e.isPool(e.poolAt(c)) && e.takesOut(outermost(v.Parent()), e.poolAt(c), v)
		}
		switch x := v.(type) {
		case *ssa.Phi:
			seen[v] = true
			return e.allOwned(x.Edges, depth, seen)
		case *ssa.Call:
			return e.returnsOwned(x, 0, depth)
		case *ssa.Extract:
			if call, ok := x.Tuple.(*ssa.Call); ok {
				return e.returnsOwned(call, x.Index, depth)
			}
			v = x.Tuple
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			if a := e.alloc(x.X); a != nil {
				seen[v] = true
				return e.allOwned(e.allocStores(a), depth, seen)
			}
			v = x.X
		default:
			return false
		}
	}
	return false
}

// returnsOwned reports whether a function of this package returns what is owned.
func (e *engine) returnsOwned(call *ssa.Call, index, depth int) bool {
	fn := e.callee(&call.Call)
	if fn == nil || depth == maxShown {
		return false
	}
	return e.allOwned(results(fn, index), depth+1, make(map[ssa.Value]bool))
}

// allOwned reports whether each of some values is owned, or new or nil, and one is.
func (e *engine) allOwned(vals []ssa.Value, depth int, seen map[ssa.Value]bool) bool {
	found := false
	for _, v := range vals {
		if isNil(v) || e.isNew(v) {
			continue
		}
		if !e.ownedAt(v, depth, seen) {
			return false
		}
		found = true
	}
	return found
}

// containerOf returns the container that a value is an element of, or points to one of.
func containerOf(v ssa.Value) ssa.Value {
	if at, ok := v.(*ssa.IndexAddr); ok {
		return at.X
	}
	return element(v)
}

// poolAt returns the unexported field or package-level variable that a container is
// loaded from, or nil.
func (e *engine) poolAt(container ssa.Value) *types.Var {
	v := e.holder(e.object(container))
	if v == nil || v.Pkg() != e.pass.Pkg || v.Exported() {
		return nil
	}
	return v
}

// isPool reports whether all that is put into a container is left alone from then on, or
// used under the mutex of the container only.
func (e *engine) isPool(v *types.Var) bool {
	if v == nil {
		return false
	}
	is, ok := e.isPools[v]
	if !ok {
		e.isPools[v] = false // recursion ends here
		is = e.givenInto(v)
		e.isPools[v] = is
	}
	return is
}

func (e *engine) givenInto(pool *types.Var) bool {
	found := false
	for _, fn := range e.funcs {
		if e.inTest(fn.Pos()) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				items, ok := e.putInto(in, pool)
				if !ok || slices.ContainsFunc(items, func(item ssa.Value) bool { return !e.leavesAlone(item, in, pool, 0) }) {
					return false
				}
				found = found || len(items) > 0
			}
		}
	}
	return found
}

// putInto returns what an instruction puts into a container, and whether that is known.
func (e *engine) putInto(in ssa.Instruction, pool *types.Var) ([]ssa.Value, bool) {
	switch in := in.(type) {
	case *ssa.MapUpdate:
		if e.poolAt(in.Map) == pool {
			return []ssa.Value{in.Value}, true
		}
	case *ssa.Store:
		if at, ok := in.Addr.(*ssa.IndexAddr); ok && e.poolAt(at.X) == pool {
			return []ssa.Value{in.Val}, true
		}
		if e.place(in.Addr) != pool || e.leavesOut(in.Val, pool) {
			return nil, true
		}
		switch val := in.Val.(type) {
		case *ssa.MakeMap, *ssa.MakeSlice:
			return nil, len(*val.(ssa.Value).Referrers()) == 1 // nobody fills it by another name
		case *ssa.Slice:
			return itemsOf(val)
		case *ssa.Call:
			if isBuiltin(val, "append") && e.poolAt(val.Call.Args[0]) == pool {
				if list, ok := val.Call.Args[1].(*ssa.Slice); ok {
					return itemsOf(list)
				}
			}
		}
		return nil, false
	}
	return nil, true
}

// itemsOf returns what a list is made of, such as the arguments of append.
func itemsOf(list *ssa.Slice) ([]ssa.Value, bool) {
	array, ok := list.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	var items []ssa.Value
	for _, ref := range *array.Referrers() {
		at, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, use := range *at.Referrers() {
			if st, ok := use.(*ssa.Store); ok {
				items = append(items, st.Val)
			}
		}
	}
	return items, true
}

// leavesAlone reports whether an object is not used any more once an instruction has put
// it into a pool, by its function and by who has passed it.
func (e *engine) leavesAlone(v ssa.Value, in ssa.Instruction, pool *types.Var, depth int) bool {
	if isNil(v) {
		return true
	}
	if c := containerOf(v); c != nil && e.poolAt(c) == pool {
		return true // it was there before
	}
	if e.usedAfter(v, in, func(use ssa.Instruction) bool { return e.returnsLocked(use) }) {
		return false
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		fn := x.Parent()
		if !e.calledHereOnly(fn) || depth == maxShown {
			return false
		}
		for _, site := range e.callSites[fn] {
			args := site.in.Common().Args
			if i := slices.Index(fn.Params, x); !e.testOnly(site.fn, fn.Pos()) && !e.leavesAlone(args[i], site.in, pool, depth+1) {
				return false
			}
		}
		return true
	case *ssa.UnOp:
		if a := e.alloc(x.X); a != nil {
			return true
		}
		return cleared(x.X)
	case *ssa.FreeVar, *ssa.Global:
		return false
	}
	return true
}

// cleared reports whether the pointer to an object that a function was given is taken away
// from who gave it.
func cleared(addr ssa.Value) bool {
	p, ok := addr.(*ssa.Parameter)
	return ok && slices.ContainsFunc(*p.Referrers(), func(use ssa.Instruction) bool {
		st, ok := use.(*ssa.Store)
		return ok && st.Addr == p && isNil(st.Val)
	})
}

// returnsLocked reports whether an instruction returns from a function that is called with
// a mutex held only: who calls it uses what it returns under that.
func (e *engine) returnsLocked(in ssa.Instruction) bool {
	ret, ok := in.(*ssa.Return)
	if !ok || !e.calledHereOnly(ret.Parent()) {
		return false
	}
	sites := e.callSites[ret.Parent()]
	return len(sites) > 0 && !slices.ContainsFunc(sites, func(s callSite) bool {
		return !e.testOnly(s.fn, ret.Parent().Pos()) && !e.locked(s.in)
	})
}

// locked reports whether a function locks a mutex before it comes to an instruction, and
// unlocks none in between. It asks for no summaries, so that the answer is the same
// whenever it is asked for.
func (e *engine) locked(in ssa.Instruction) bool {
	var locks, unlocks []*ssa.Call
	for _, b := range in.Parent().Blocks {
		for _, op := range b.Instrs {
			call, ok := op.(*ssa.Call)
			if !ok {
				continue
			}
			switch kind, _ := e.lockOp(&call.Call); kind {
			case models.Lock, models.RLock:
				locks = append(locks, call)
			case models.Unlock, models.RUnlock:
				unlocks = append(unlocks, call)
			}
		}
	}
	return slices.ContainsFunc(locks, func(lock *ssa.Call) bool {
		return e.precedes(lock, in) && !slices.ContainsFunc(unlocks, func(unlock *ssa.Call) bool {
			between := unlock.Block() == in.Block() && e.precedes(unlock, in) || e.leads(unlock.Block(), in.Block(), lock.Block())
			return between && e.precedes(lock, unlock)
		})
	})
}

// outermost returns the function that a literal is in.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

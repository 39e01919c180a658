package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function that recovers from a panic returns from wherever that came up: with what is
// deferred done, and no more of the rest than what comes before. It returns zero values, or
// what a deferred literal assigns to its results.

// recovering returns the defer statements of a function that may recover from a panic.
func (e *engine) recovering(fn *ssa.Function) []*ssa.Defer {
	var all []*ssa.Defer
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			d, ok := in.(*ssa.Defer)
			if ok && slices.ContainsFunc(e.callees(&d.Call), func(t target) bool { return t.fn != nil && callsRecover(t.fn) }) {
				all = append(all, d)
			}
		}
	}
	return all
}

// doneAnyway reports whether a defer statement comes before its function may recover from a
// panic, so that what is deferred is done whenever that returns.
func (e *engine) doneAnyway(d *ssa.Defer) bool {
	return !slices.ContainsFunc(e.recovering(d.Parent()), func(r *ssa.Defer) bool {
		if r == d || e.precedes(d, r) {
			return false
		}
		return d.Block() != r.Block() || slices.ContainsFunc(d.Block().Instrs, func(in ssa.Instruction) bool {
			_, call := in.(*ssa.Call)
			return call && e.precedes(r, in) && e.precedes(in, d)
		})
	})
}

// recoversOpen reports whether a latch is open when a function returns that has recovered
// from a panic.
func (e *engine) recoversOpen(l Latch, fn *ssa.Function) bool {
	if !e.recovers(fn) {
		return true
	}
	return slices.ContainsFunc(e.openFlow(l, fn, true).all, func(o opening) bool {
		d, ok := o.at.(*ssa.Defer)
		return ok && o.result == 0 && e.doneAnyway(d)
	})
}

// recoversWith reports whether a function that has recovered from a panic may say by a
// result that all went well: by true or a nil error.
func (e *engine) recoversWith(fn *ssa.Function, index int) bool {
	if !e.recovers(fn) || fn.Recover == nil {
		return false
	}
	ret, ok := atEndOf(fn.Recover).(*ssa.Return)
	if !ok {
		return true
	}
	v := ret.Results[index]
	sets := deferredSets(v)
	if !isBool(v.Type()) {
		return len(sets) == 0 || slices.ContainsFunc(sets, func(st *ssa.Store) bool { return !e.isFailure(st.Val, st) })
	}
	return setsAnother(e, sets)
}

// saysOtherwise reports whether what is deferred may turn a result of a function into true
// or a nil error.
func (e *engine) saysOtherwise(v ssa.Value) bool { return setsAnother(e, deferredSets(v)) }

func setsAnother(e *engine, sets []*ssa.Store) bool {
	return slices.ContainsFunc(sets, func(st *ssa.Store) bool {
		if isBool(st.Val.Type()) {
			is, known := truth(st.Val, false)
			return is || !known
		}
		return !foundEmpty(st) && !e.isFailure(st.Val, st)
	})
}

// deferredSets returns what literals assign to the variable that a result is loaded from.
func deferredSets(v ssa.Value) []*ssa.Store {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	var sets []*ssa.Store
	var visit func(addr ssa.Value, literal bool)
	visit = func(addr ssa.Value, literal bool) {
		for _, use := range referrers(addr) {
			switch use := use.(type) {
			case *ssa.Store:
				if literal && use.Addr == addr {
					sets = append(sets, use)
				}
			case *ssa.MakeClosure:
				for _, fv := range captures(use, addr) {
					visit(fv, true)
				}
			}
		}
	}
	visit(load.X, false)
	return sets
}

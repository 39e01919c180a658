package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An object changes hands if who has made it gives it away and does not touch it
// any more: by sending it, or to a task that captures it. It is as new to who
// gets it then as to who made it.

// moved reports whether a receive gets objects that are new: each of the sends to
// the channel, which are all known, sends one that nobody else knows and that the
// sender leaves alone from then on.
func (e *engine) moved(recv *ssa.UnOp) bool {
	if recv.Op != token.ARROW {
		return false
	}
	mc := e.makeChan(recv.X)
	if mc == nil || e.moving[mc] {
		return false
	}
	e.moving[mc] = true
	defer delete(e.moving, mc)
	u := e.chanUses(mc)
	if u.escapes || len(u.sends) == 0 {
		return false
	}
	for _, send := range u.sends {
		for _, v := range e.sentBy(send, mc) {
			if !e.isNew(v) || e.shownBefore(v, send, 0) || e.usedAfter(v, send, nil) {
				return false
			}
		}
	}
	return true
}

// sentBy returns what an instruction sends to a channel.
func (e *engine) sentBy(send ssa.Instruction, mc *ssa.MakeChan) []ssa.Value {
	switch send := send.(type) {
	case *ssa.Send:
		return []ssa.Value{send.X}
	case *ssa.Select:
		var vals []ssa.Value
		for _, st := range send.States {
			if st.Dir == types.SendOnly && e.makeChan(st.Chan) == mc {
				vals = append(vals, st.Send)
			}
		}
		return vals
	}
	return nil
}

// usedAfter reports whether a function does something with the object v, or a
// part of it, after an instruction has given it away, but for what is excused, if
// that is given.
func (e *engine) usedAfter(v ssa.Value, gone ssa.Instruction, excused func(ssa.Instruction) bool) bool {
	made := blockOf(v)
	// Control that comes to where the object is made gets another one.
	after := func(use ssa.Instruction) bool {
		if use.Block() == gone.Block() && use != gone && e.precedes(gone, use) {
			return true
		}
		return use.Block() != made && e.leads(gone.Block(), use.Block(), made)
	}
	seen := make(map[ssa.Value]bool)
	var used func(v ssa.Value) bool
	used = func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		refs := v.Referrers()
		if refs == nil {
			return true
		}
		for _, use := range *refs {
			switch use := use.(type) {
			case *ssa.DebugRef:
				continue
			case *ssa.Phi:
				for i, edge := range use.Edges {
					if edge != v || !after(atEndOf(use.Block().Preds[i])) && atEndOf(use.Block().Preds[i]) != gone {
						continue
					}
					if use.Block() == made || used(use) {
						return true // it comes round again
					}
				}
				continue
			case *ssa.Store:
				if a, ok := use.Addr.(*ssa.Alloc); ok && use.Val == v {
					if used(a) {
						return true
					}
					continue
				}
			case *ssa.FieldAddr, *ssa.ChangeType, *ssa.Extract: // made before, used afterwards
				if used(use.(ssa.Value)) {
					return true
				}
			case *ssa.UnOp:
				if _, ok := use.Type().Underlying().(*types.Pointer); ok && used(use) {
					return true
				}
			case *ssa.Defer:
				return true // it runs at the end
			}
			if after(use) && (excused == nil || !excused(use)) {
				return true
			}
		}
		return false
	}
	return used(v)
}

// givenAway reports whether fn is a literal that has an object of the function
// around it which is new, and known to nobody else when the literal comes to an
// instruction: it runs once, as a task or a goroutine, and only it has the object
// from then on; or it is called only while the object is known to nobody.
func (e *engine) givenAway(v ssa.Value, fn *ssa.Function, in ssa.Instruction) bool {
	sites := e.closures[fn]
	if len(sites) != 1 || fn.Parent() != v.Parent() || !e.isNew(v) {
		return false
	}
	mc := sites[0]
	for i, b := range mc.Bindings {
		if i < len(fn.FreeVars) && e.holdsOnly(b, v) {
			return e.called(v, mc, b) || e.startedWith(v, mc) && !e.shownBefore(fn.FreeVars[i], in, 0)
		}
	}
	return false
}

// startedWith reports whether a literal is started once, and gets the object v
// for itself.
func (e *engine) startedWith(v ssa.Value, lit *ssa.MakeClosure) bool {
	if len(*lit.Referrers()) != 1 {
		return false
	}
	start, ok := (*lit.Referrers())[0].(ssa.CallInstruction)
	return ok && e.startsOnce(start, lit) && !e.shownBefore(v, lit, 0) && !e.usedAfter(v, lit, nil)
}

// called reports whether a literal that captures the object v by binding is only
// called, where nobody else knows the object.
func (e *engine) called(v ssa.Value, lit *ssa.MakeClosure, binding ssa.Value) bool {
	s := showing{e: e}
	if s.byLiteral(lit, binding) {
		return false
	}
	for _, use := range *lit.Referrers() {
		if e.shownBefore(v, use, 0) {
			return false
		}
	}
	return true
}

// startsOnce reports whether a call or a go statement starts a literal, once.
func (e *engine) startsOnce(start ssa.CallInstruction, lit *ssa.MakeClosure) bool {
	if _, ok := start.(*ssa.Go); ok {
		return start.Common().Value == lit
	}
	call, ok := start.(*ssa.Call)
	return ok && start.Common().Value != lit && e.runsOnce(&call.Call, lit)
}

// holdsOnly reports whether what a literal captures is an object, or the variable
// that holds it.
func (e *engine) holdsOnly(binding, v ssa.Value) bool {
	if binding == v {
		return true
	}
	a, ok := binding.(*ssa.Alloc)
	if !ok {
		return false
	}
	vals := e.allocStores(a)
	return len(vals) == 1 && e.rootOf(vals[0]) == v
}

// rootOf returns what a value is a part of, see root.
func (e *engine) rootOf(v ssa.Value) ssa.Value {
	if v == nil {
		return nil
	}
	var l Lock
	e.root(&l, v)
	return l.value
}

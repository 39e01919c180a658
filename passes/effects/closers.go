package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A channel is often closed by a function or method that does so for its caller.

// closedByCall reports whether a channel was closed before an instruction: in the
// function, or in one around it before that makes the literal, by a call of a function that
// always closes it, or as the field of an object.
func (e *engine) closedByCall(ch ssa.Value, in ssa.Instruction) bool {
	if mc := e.makeChan(ch); mc != nil && e.calledBefore(in, func(call *ssa.Call) bool { return e.isCloseOf(call, mc) }) {
		return true
	}
	f := fieldLoaded(ch)
	return f != nil && e.closedInField(f.X, f.Field, in)
}

// closedInField is closedByCall for a field of the struct that a value points to.
func (e *engine) closedInField(owner ssa.Value, index int, in ssa.Instruction) bool {
	object, field := e.object(owner), fieldOf(owner.Type(), index)
	closes := func(call *ssa.Call) bool {
		if isBuiltin(call, "close") {
			f := fieldLoaded(call.Call.Args[0])
			return f != nil && fieldOf(f.X.Type(), f.Field) == field && e.object(f.X) == object
		}
		fn := e.callee(&call.Call)
		return fn != nil && len(fn.Params) == len(call.Call.Args) && slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
			return e.object(call.Call.Args[paramPlace(p)]) == object && e.closes(fn, p, field, 0)
		})
	}
	renewed := slices.ContainsFunc(e.setters[field], func(st *ssa.Store) bool {
		at := e.object(st.Addr.(*ssa.FieldAddr).X)
		return at != object && !e.isNew(at)
	})
	return !renewed && !e.replaced(owner.Type()) && e.calledBefore(in, func(call *ssa.Call) bool {
		if !closes(call) {
			return false
		}
		as, ok := e.assignments(object, index, 0)
		return ok && !slices.ContainsFunc(as, func(a assignment) bool { return !e.comesBefore(a.in, call) })
	})
}

// calledBefore reports whether a call of some kind comes before an instruction, in its
// function or, before that makes the literal with it, in one around it.
func (e *engine) calledBefore(in ssa.Instruction, is func(*ssa.Call) bool) bool {
	for _, at := range e.wayTo(in) {
		for _, b := range at.Parent().Blocks {
			if !b.Dominates(at.Block()) {
				continue
			}
			for _, op := range b.Instrs {
				if call, ok := op.(*ssa.Call); ok && op != at && e.precedes(call, at) && is(call) {
					return true
				}
			}
		}
	}
	return false
}

// paramPlace returns the index of a parameter among those of its function, in SSA.
func paramPlace(p *ssa.Parameter) int { return slices.Index(p.Parent().Params, p) }

// closes reports whether a function has closed a channel whenever it returns: one that it
// gets as a parameter, or in a field of what that points to.
func (e *engine) closes(fn *ssa.Function, p *ssa.Parameter, field *types.Var, depth int) bool {
	const maxDepth = 2 // of functions that it calls
	if len(fn.Blocks) == 0 || depth > maxDepth {
		return false
	}
	is := func(v ssa.Value) bool {
		if field == nil {
			return e.single(v) == p
		}
		f := fieldLoaded(v)
		return f != nil && fieldOf(f.X.Type(), f.Field) == field && e.object(f.X) == p
	}
	first := fn.Blocks[0].Instrs[0]
	closed, recovers := false, e.recovers(fn)
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if st, ok := in.(*ssa.Store); ok && field != nil && e.place(st.Addr) == field {
				return false // it may be another one by now
			}
			c, ok := in.(ssa.CallInstruction)
			if _, started := in.(*ssa.Go); !ok || started || closed || !e.beforeReturns(in, first) {
				continue
			}
			if d, late := in.(*ssa.Defer); recovers && !(late && e.doneAnyway(d)) {
				continue
			}
			if f, ok := c.Common().Value.(*ssa.Builtin); ok {
				closed = f.Name() == "close" && is(c.Common().Args[0])
				continue
			}
			for _, called := range e.runBy(c.Common()) {
				if called.Parent() != nil && e.runsOwn(c.Common()) { // a literal, with the variables around it
					closed = closed || e.closes(called, p, field, depth+1)
				}
			}
			callee := e.callee(c.Common())
			if callee == nil || len(callee.Params) != len(c.Common().Args) {
				continue
			}
			for i, q := range callee.Params {
				closed = closed || e.object(c.Common().Args[i]) == p && e.closes(callee, q, field, depth+1)
			}
		}
	}
	return closed
}

// runBy returns the literal that a call calls itself, or has called when it returns by way
// of a sync.Once.
func (e *engine) runBy(c *ssa.CallCommon) []*ssa.Function {
	lit := func(v ssa.Value) []*ssa.Function {
		if mc, ok := v.(*ssa.MakeClosure); ok {
			return []*ssa.Function{mc.Fn.(*ssa.Function)}
		}
		return nil
	}
	for _, t := range e.callees(c) {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		for _, me := range m.Effects {
			if me.Kind == models.Once {
				return lit(argsOf(c, t)(me.Param))
			}
		}
	}
	return lit(c.Value)
}

// awaitsClosed reports whether an effect is the wait of a function that receives from a
// channel which it gets, or which is in a field of what it gets, and that was closed before
// the call.
func (e *engine) awaitsClosed(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok || eff.Kind != models.Recv || eff.Path.Len() != 2 {
		return false
	}
	fn := e.callee(&call.Call)
	if fn == nil || len(fn.Params) != len(call.Call.Args) {
		return false
	}
	var received, rest []ssa.Instruction
	for _, b := range e.live(fn) {
		for _, op := range b.Instrs {
			if recv, ok := op.(*ssa.UnOp); ok && recv.Op == token.ARROW {
				if !e.closedAtCall(recv.X, call) {
					return false
				}
				received = append(received, recv)
			} else {
				rest = append(rest, op)
			}
		}
	}
	return len(received) > 0 && !slices.ContainsFunc(rest, func(op ssa.Instruction) bool { return e.others(in, fn, op, models.Recv) })
}

// closedAtCall reports whether a channel that the callee of a call gets, or that is in a
// field of what it gets, was closed before the call.
func (e *engine) closedAtCall(ch ssa.Value, call *ssa.Call) bool {
	if f := fieldLoaded(ch); f != nil {
		p, ok := e.object(f.X).(*ssa.Parameter)
		return ok && p.Parent() == ch.Parent() && e.closedInField(call.Call.Args[paramPlace(p)], f.Field, call)
	}
	p, ok := e.single(ch).(*ssa.Parameter)
	return ok && p.Parent() == ch.Parent() && e.closedByCall(call.Call.Args[paramPlace(p)], call)
}

// maxLooking bounds how often others asks itself for an answer.
const maxLooking = 4

// others reports whether an instruction of a function waits in some way as well, so that an
// effect of a call of the function stands for more than its own instructions of that kind.
func (e *engine) others(call ssa.Instruction, fn *ssa.Function, op ssa.Instruction, kind models.Kind) bool {
	if e.looking[call] || len(e.looking) == maxLooking {
		return true // the function calls itself, or is the end of a long chain of such functions
	}
	e.looking[call] = true
	defer delete(e.looking, call)
	return slices.ContainsFunc(e.instr(fn, op).effects, func(other Effect) bool { return other.Kind == kind && !other.Doubt })
}

package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// drained reports whether a send to a channel, or a call that sends to it, waits only for
// goroutines that compute: one that receives until the channel is closed, or, if the
// channel is a semaphore for the goroutines that the function starts, those that give back
// what the send takes. The function that makes the channel starts them. Its tasks may have
// to wait for one another, since there is one who receives; but none of them for long.
func (e *engine) drained(send ssa.Instruction, ch ssa.Value) bool {
	made := e.madeChans(ch)
	if e.lending[send] {
		return false
	}
	e.lending[send] = true
	defer delete(e.lending, send)
	return len(made) == 1 && e.drainedHere(send, made[0]) || e.drainedByMaker(send, e.holder(ch))
}

// drainedHere is drained for a channel that the function makes which sends, or one around
// it.
func (e *engine) drainedHere(send ssa.Instruction, made madeChan) bool {
	mc := made.mc
	if !within(send.Parent(), mc.Parent()) {
		return false
	}
	u := e.allUses(mc)
	if u.escapes || u.given || u.returned || len(u.receives) == 0 {
		return false
	}
	gs := e.startedIn(mc.Parent(), made.frames)
	if slices.ContainsFunc(gs, func(g goroutine) bool { return e.drains(g, &u, mc, send) }) {
		return true
	}
	// Each send is for a goroutine, which receives in the end.
	j := &job{goals: u.receives, holders: u.holders}
	return send.Parent() == mc.Parent() && !isInt(mc.Size, 0) && !slices.ContainsFunc(u.sends, func(s ssa.Instruction) bool {
		return !slices.ContainsFunc(gs, func(g goroutine) bool { return e.follows(g.at, s) && e.sure(g, j) })
	})
}

// drainedByMaker is drained for a channel in a field of an object: whoever makes the
// channel starts a goroutine that receives from it until it is closed.
func (e *engine) drainedByMaker(send ssa.Instruction, field *types.Var) bool {
	if !e.stored(field) {
		return false
	}
	for _, v := range e.stores[field] {
		mc, ok := v.(*ssa.MakeChan)
		if !ok || !slices.ContainsFunc(e.startedIn(mc.Parent(), nil), func(g goroutine) bool {
			u := &chanUses{receives: e.receives(field), holders: map[any]bool{g.fn: true}}
			return e.startedBefore(g, mc, send) && e.receivesAll(g, u)
		}) {
			return false
		}
	}
	return true
}

// feeds reports whether an effect is the wait of a function that sends to a channel which
// it gets as an argument, and what is sent to that is drained.
func (e *engine) feeds(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok || eff.Kind != models.Send || eff.Path.Len() != 2 {
		return false
	}
	fn := e.callee(&call.Call)
	if fn == nil {
		return false
	}
	var to *ssa.Parameter
	for _, b := range e.live(fn) {
		for _, op := range b.Instrs {
			if send, ok := op.(*ssa.Send); ok {
				p, ok := e.single(send.Chan).(*ssa.Parameter)
				if !ok || p.Parent() != fn || to != nil && to != p {
					return false
				}
				to = p
				continue
			}
			if e.others(in, fn, op, models.Send) {
				return false
			}
		}
	}
	return to != nil && e.drained(in, argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})(paramIndex(to)))
}

// drains reports whether a goroutine receives from a channel until that is closed,
// and computes otherwise.
func (e *engine) drains(g goroutine, u *chanUses, mc *ssa.MakeChan, send ssa.Instruction) bool {
	return (e.runsAfter(send, g.at) || e.loopedBefore(g.at, send, mc)) && e.receivesAll(g, u)
}

// receivesAll is drains for a goroutine that has been started.
func (e *engine) receivesAll(g goroutine, u *chanUses) bool {
	for _, r := range u.receives {
		recv, ok := r.(*ssa.UnOp)
		if !ok || recv.Parent() != g.fn || !untilClosed(recv) {
			continue
		}
		// It is waited for again and again.
		j := &job{goals: []ssa.Instruction{recv}, holders: u.holders}
		e.lending[recv] = true
		e.awaited[recv]++
		ok = e.sure(g, j)
		e.awaited[recv]--
		delete(e.lending, recv)
		if ok {
			return true
		}
	}
	return false
}

// loopedBefore reports whether an instruction is in a loop that comes before another
// one in the same function.
func (e *engine) loopedBefore(first, second ssa.Instruction, mc *ssa.MakeChan) bool {
	loop := e.loopAround(first, mc)
	if loop == nil || first.Parent() != second.Parent() || loop[second.Block()] {
		return false
	}
	for _, b := range inOrder(loop) {
		if b.Dominates(second.Block()) || afterTurn(b) && onlyBehind(b.Succs[1], loop) && b.Succs[1].Dominates(second.Block()) {
			return true
		}
	}
	return false
}

// onlyBehind reports whether control comes to a block only out of a loop, or past it where
// it would have begun, as it does behind range over a number.
func onlyBehind(b *ssa.BasicBlock, loop map[*ssa.BasicBlock]bool) bool {
	var past *ssa.BasicBlock
	for _, p := range b.Preds {
		if loop[p] {
			continue
		}
		if past != nil {
			return false
		}
		past = p
	}
	return past == nil || slices.ContainsFunc(past.Succs, func(s *ssa.BasicBlock) bool { return loop[s] })
}

// untilClosed reports whether a receive is that of a loop which ends when the channel
// is closed, and not before.
func untilClosed(recv *ssa.UnOp) bool {
	if !recv.CommaOk {
		return false
	}
	var inner map[*ssa.BasicBlock]bool
	for _, loop := range loops(recv.Parent()) {
		if loop[recv.Block()] && (inner == nil || len(loop) < len(inner)) {
			inner = loop
		}
	}
	for b := range inner {
		for _, s := range b.Succs {
			if inner[s] {
				continue
			}
			branch, ok := atEndOf(b).(*ssa.If)
			if !ok {
				return false
			}
			ex, ok := branch.Cond.(*ssa.Extract)
			if !ok || ex.Tuple != recv || ex.Index != 1 {
				return false
			}
		}
	}
	return inner != nil
}

// follows reports whether an instruction comes after another one in the same turn of
// the loops around that, whatever happens.
func (e *engine) follows(in, first ssa.Instruction) bool {
	if in.Parent() != first.Parent() || !e.precedes(first, in) {
		return false
	}
	if in.Block() == first.Block() {
		return true
	}
	seen := map[*ssa.BasicBlock]bool{in.Block(): true}
	var passes func(b *ssa.BasicBlock) bool // to an end without it
	passes = func(b *ssa.BasicBlock) bool {
		if b == first.Block() || len(b.Succs) == 0 {
			return true
		}
		if seen[b] {
			return false
		}
		seen[b] = true
		return slices.ContainsFunc(b.Succs, passes)
	}
	return !slices.ContainsFunc(first.Block().Succs, passes)
}

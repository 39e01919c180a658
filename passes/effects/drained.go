package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// drained reports whether a send waits only for goroutines that compute: one that
// receives until the channel is closed, or, if the channel is a semaphore for the
// goroutines that the function starts, those that give back what the send takes. Only
// the function that makes the channel may be so sure: of its tasks and goroutines, many
// may wait for the one that receives.
func (e *engine) drained(send *ssa.Send) bool {
	made := e.madeChans(send.Chan)
	if len(made) != 1 || e.lending[send] {
		return false
	}
	mc := made[0].mc
	if send.Parent() != mc.Parent() {
		return false
	}
	u := e.allUses(mc)
	if u.escapes || u.given || u.returned || len(u.receives) == 0 {
		return false
	}
	e.lending[send] = true
	defer delete(e.lending, send)
	gs := e.startedIn(mc.Parent(), made[0].frames)
	if slices.ContainsFunc(gs, func(g goroutine) bool { return e.drains(g, &u, mc, send) }) {
		return true
	}
	// Each send is for a goroutine, which receives in the end.
	j := &job{goals: u.receives, holders: u.holders}
	return !isInt(mc.Size, 0) && !slices.ContainsFunc(u.sends, func(s ssa.Instruction) bool {
		return !slices.ContainsFunc(gs, func(g goroutine) bool { return e.follows(g.at, s) && e.sure(g, j) })
	})
}

// drains reports whether a goroutine receives from a channel until that is closed,
// and computes otherwise.
func (e *engine) drains(g goroutine, u *chanUses, mc *ssa.MakeChan, send ssa.Instruction) bool {
	if !e.runsAfter(send, g.at) && !e.loopedBefore(g.at, send, mc) {
		return false
	}
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

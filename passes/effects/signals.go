package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A goroutine that serves an object may be told once that it is to end, or why it has
// ended, by a channel that has room for that:
//
//	c := &conn{quit: make(chan struct{}, 1)}
//	go c.serve()
//
// Who sends that a second time waits for ever, but has nothing to tell any more. A
// semaphore has such channels too, and goroutines that receive from them; but these are
// started again and again, after the send.

// signals reports whether a send is to a channel in a field that has room for one, and
// which a goroutine receives from once that is started where the channel is made.
func (e *engine) signals(send *ssa.Send) bool {
	object := ownerOf(unchanged(send.Chan))
	field := e.holder(send.Chan)
	if object == nil || !e.stored(field) || !isSignal(field.Type()) || e.givesOut(field) || e.repeatedFor(object, send) {
		return false
	}
	if slices.ContainsFunc(e.sendsTo(field), func(other ssa.Instruction) bool { return e.sentBefore(other, send, object) }) {
		return false
	}
	receives := e.receives(field)
	for _, v := range e.stores[field] {
		mc, ok := v.(*ssa.MakeChan)
		if !ok || isInt(mc.Size, 0) || len(*mc.Referrers()) != 1 {
			return false
		}
		if slices.ContainsFunc(receives, func(r ssa.Instruction) bool { return !e.receivesOnce(r, mc) }) {
			return false
		}
	}
	return len(receives) > 0
}

// sentBefore reports whether a send to a channel of an object may come after another one, in
// the same function.
func (e *engine) sentBefore(first ssa.Instruction, send *ssa.Send, object ssa.Value) bool {
	other, ok := first.(*ssa.Send)
	if !ok || other == send || other.Parent() != send.Parent() || e.object(ownerOf(unchanged(other.Chan))) != e.object(object) {
		return false
	}
	return other.Block() == send.Block() && e.precedes(other, send) || e.leads(other.Block(), send.Block(), nil)
}

// signalsAgain takes the doubt off an effect of a call that tells what an object has been told
// before, or in an earlier turn of a loop: who is told once does not hear it.
func (e *engine) signalsAgain(eff *Effect, in ssa.Instruction) {
	if !eff.signal {
		return
	}
	back, field, ok := eff.taken()
	again := ok && e.permitsForTurns(in).have(back.back(), field)
	if root := eff.place.root; root != nil && root.Parent() == in.Parent() {
		again = again || e.inLoop(in.Block(), blockOf(root))
	}
	if again {
		eff.Doubt, eff.signal = false, false
	}
}

// receivesOnce reports whether an instruction is that of a goroutine which is started
// where a channel is made, and which receives there once.
func (e *engine) receivesOnce(recv ssa.Instruction, mc *ssa.MakeChan) bool {
	after := recv.Block()
	if sel, ok := recv.(*ssa.Select); ok {
		after = e.receiveCase(sel, e.place(storedAt(mc)))
	}
	return after != nil && !e.leads(after, recv.Block(), nil) && slices.ContainsFunc(e.startedIn(mc.Parent(), nil), func(g goroutine) bool {
		return g.fn == recv.Parent() && !e.inLoop(g.at.Block(), mc.Block())
	})
}

// receiveCase returns where control goes when a select has received from the channel in a
// field, or nil if that may be several places.
func (e *engine) receiveCase(sel *ssa.Select, field *types.Var) *ssa.BasicBlock {
	i := slices.IndexFunc(sel.States, func(st *ssa.SelectState) bool {
		return st.Dir == types.RecvOnly && e.holder(st.Chan) == field
	})
	if i < 0 {
		return nil
	}
	return e.caseBlock(sel, e.chanID(sel.States[i].Chan), types.RecvOnly)
}

// storedAt returns where a channel is stored when it is made, or nil.
func storedAt(mc *ssa.MakeChan) ssa.Value {
	if st, ok := (*mc.Referrers())[0].(*ssa.Store); ok {
		return st.Addr
	}
	return nil
}

package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Who has waited for the end of something need not wait for it again.

// endedBefore reports whether a receive is from a channel that can only be
// closed, and of which the function has received before: then it is closed.
func (e *engine) endedBefore(recv *ssa.UnOp, closedOnly bool) bool {
	if !closedOnly && !e.onlyClosed(recv.X) {
		return false
	}
	if e.askedBefore(recv) || e.receivedAround(recv) || e.askedAround(recv) || e.flaggedBefore(recv) {
		return true
	}
	for _, b := range recv.Parent().Blocks {
		for _, in := range b.Instrs {
			first, ok := in.(*ssa.UnOp)
			if ok && first != recv && first.Op == token.ARROW && e.precedes(first, recv) && e.sameEnd(first.X, recv.X) {
				return true
			}
		}
	}
	return false
}

// sameEnd reports whether two channels are the same, or are both that of the end
// of one context.
func (e *engine) sameEnd(a, b ssa.Value) bool {
	if sameVariable(a, b) {
		return !e.storedVariable(a, b)
	}
	x, ok := e.single(a).(*ssa.Call)
	y, ok2 := e.single(b).(*ssa.Call)
	if !ok || !ok2 || x.Call.Method == nil || x.Call.Method != y.Call.Method {
		return false
	}
	m := e.modelOfValue(x)
	return m != nil && m.Done && sameVariable(x.Call.Value, y.Call.Value) && !e.storedVariable(x.Call.Value, y.Call.Value)
}

// storedVariable reports whether a variable that a and b are loaded from, if
// there is one, may have got another value in between.
func (e *engine) storedVariable(a, b ssa.Value) bool {
	x, ok := a.(*ssa.UnOp)
	y, ok2 := b.(*ssa.UnOp)
	return ok && ok2 && x != y && e.storedBetween(x, y)
}

// onlyClosed reports whether nobody sends to a channel: it is made here and does
// not leave the function, or an unexported field or variable holds it.
func (e *engine) onlyClosed(ch ssa.Value) bool {
	if mc := e.makeChan(ch); mc != nil {
		u := e.chanUses(mc)
		return !u.escapes && len(u.sends) == 0
	}
	load, ok := ch.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	v := e.place(load.X)
	if v == nil || v.Pkg() != e.pass.Pkg || v.Exported() || !isSignal(v.Type()) {
		return false
	}
	for _, made := range e.stores[v] {
		if mc, ok := made.(*ssa.MakeChan); !ok || len(*mc.Referrers()) != 1 {
			return false // who else has it may send
		}
	}
	return len(e.stores[v]) > 0 && !e.sentTo(v)
}

// isSignal reports whether a channel carries nothing but the fact that it did.
func isSignal(t types.Type) bool {
	ch := chanOf(t)
	if ch == nil {
		return false
	}
	st, ok := ch.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

// sentTo reports whether somebody may send to the channel in a field or
// package-level variable: it is done here, or the channel is handed on.
func (e *engine) sentTo(v *types.Var) bool {
	if e.sent == nil {
		e.sent = make(map[*types.Var]bool)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					load, ok := in.(*ssa.UnOp)
					if !ok || load.Op != token.MUL || !isSignal(load.Type()) {
						continue
					}
					if v := e.place(load.X); v != nil && maySend(load) {
						e.sent[v] = true
					}
				}
			}
		}
	}
	return e.sent[v]
}

// maySend reports whether a channel is sent to, or given to who may do so.
func maySend(ch ssa.Value) bool {
	for _, use := range *ch.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp, *ssa.BinOp, *ssa.DebugRef:
		case *ssa.Select:
			for _, st := range use.States {
				if st.Chan == ch && st.Dir == types.SendOnly || st.Send == ch {
					return true
				}
			}
		case *ssa.ChangeType:
			if ch := chanOf(use.Type()); ch == nil || ch.Dir() != types.RecvOnly {
				return true
			}
		case ssa.CallInstruction:
			if b, ok := use.Common().Value.(*ssa.Builtin); !ok || b.Name() != "close" {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// joinedBefore reports whether a call waits for a group that the function, or one
// around it, has waited for before, with nothing else done with the group in between.
func (e *engine) joinedBefore(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok || eff.Kind != models.GroupWait || eff.Path.Len() != 1 || len(call.Call.Args) == 0 {
		return false
	}
	if e.joinedAround(call) {
		return true
	}
	var first *ssa.Call
	var others []ssa.Instruction
	for _, b := range in.Parent().Blocks {
		for _, op := range b.Instrs {
			c, ok := op.(ssa.CallInstruction)
			if !ok || op == in || !uses(c, call.Call.Args[0]) {
				continue
			}
			wait, isCall := op.(*ssa.Call)
			if isCall && wait.Call.StaticCallee() == call.Call.StaticCallee() {
				if e.precedes(wait, in) {
					first = wait
				}
				continue
			}
			others = append(others, op)
		}
	}
	if first == nil {
		return false
	}
	for _, op := range others {
		if !e.precedes(op, first) || e.leads(op.Block(), in.Block(), first.Block()) && op.Block() != first.Block() {
			return false
		}
	}
	return true
}

// uses reports whether a call gets a group, or starts a literal that may use
// it.
func uses(c ssa.CallInstruction, group ssa.Value) bool {
	for _, a := range c.Common().Args {
		if a == group || sameVariable(a, group) || sameAddress(a, group) {
			return true
		}
	}
	return false
}

package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A channel that is filled where it is made holds things to be lent: encoders,
// buffers, connections. Who receives waits for those who have borrowed, as for
// a mutex; and as there, that matters only if they do something long meanwhile.

// A loan says how long a receive waits for who has borrowed.
type loan uint8

const (
	noLoan    loan = iota // the channel does not lend
	briefLoan             // for a computation
	doubtLoan             // for one, or for others who borrow for longer
)

// loanOf returns how long a receive of fn waits for those who have borrowed what
// it receives. It is brief if the only function that borrows gives back before
// it returns, and does not wait in between.
func (e *engine) loanOf(fn *ssa.Function, in *ssa.UnOp) loan {
	if e.lending[in] || !e.roomInPool(in.X) {
		return noLoan
	}
	id := e.chanID(in.X)
	if id == nil || !e.returnsLoan(fn, in, id) {
		return noLoan
	}
	e.lending[in] = true
	defer delete(e.lending, in)
	for _, b := range e.live(fn) {
		for _, op := range b.Instrs {
			if op == in || !e.precedes(in, op) {
				continue
			}
			out := e.instr(fn, op)
			if slices.ContainsFunc(out.effects, func(eff Effect) bool { return eff.Waits() }) || e.lentLong(fn, out.calls) {
				return noLoan
			}
		}
	}
	for _, other := range e.receives(id) {
		if other != in {
			return doubtLoan
		}
	}
	return briefLoan
}

// returnsLoan reports whether fn sends to the channel after a receive, itself or
// in a literal that it defers.
func (e *engine) returnsLoan(fn *ssa.Function, in ssa.Instruction, id any) bool {
	sends := func(fn *ssa.Function, after ssa.Instruction) bool {
		for _, b := range fn.Blocks {
			for _, op := range b.Instrs {
				if after != nil && !e.precedes(after, op) {
					continue
				}
				if send, ok := op.(*ssa.Send); ok && e.chanID(send.Chan) == id {
					return true
				}
			}
		}
		return false
	}
	if sends(fn, in) {
		return true
	}
	for _, b := range fn.Blocks {
		for _, op := range b.Instrs {
			d, ok := op.(*ssa.Defer)
			if !ok || !e.precedes(in, d) {
				continue
			}
			if mc, ok := d.Call.Value.(*ssa.MakeClosure); ok && sends(mc.Fn.(*ssa.Function), nil) {
				return true
			}
		}
	}
	return false
}

// receives returns the instructions of this package that receive from a channel, by
// its ID, or from those in a field or package-level variable.
func (e *engine) receives(id any) []ssa.Instruction {
	e.indexOperations()
	return e.receivers[id]
}

// sendsTo returns the instructions of this package that send to a channel, or to those
// in a field or package-level variable.
func (e *engine) sendsTo(id any) []ssa.Instruction {
	e.indexOperations()
	return e.senders[id]
}

func (e *engine) indexOperations() {
	if e.receivers != nil {
		return
	}
	e.receivers, e.senders = make(map[any][]ssa.Instruction), make(map[any][]ssa.Instruction)
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				e.indexOperation(in)
			}
		}
	}
}

// holder returns the field or package-level variable that a value is loaded from, or
// nil.
func (e *engine) holder(ch ssa.Value) *types.Var {
	switch ch := unchanged(ch).(type) {
	case *ssa.UnOp:
		if ch.Op == token.MUL {
			return e.place(ch.X)
		}
	case *ssa.Field:
		return fieldOf(ch.X.Type(), ch.Field)
	}
	return nil
}

func (e *engine) indexOperation(in ssa.Instruction) {
	add := func(to map[any][]ssa.Instruction, ch ssa.Value) {
		if id := e.chanID(ch); id != nil {
			to[id] = append(to[id], in)
		}
		if v := e.holder(ch); v != nil {
			to[v] = append(to[v], in)
		}
	}
	switch in := in.(type) {
	case *ssa.Send:
		add(e.senders, in.Chan)
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			add(e.receivers, in.X)
		}
	case ssa.CallInstruction:
		e.indexPassedChans(in, add)
	case *ssa.Select:
		for _, st := range in.States {
			if st.Dir == types.RecvOnly {
				add(e.receivers, st.Chan)
			} else {
				add(e.senders, st.Chan)
			}
		}
	}
}

// indexPassedChans indexes a call that passes a channel to a function which sends to it
// or receives from it.
func (e *engine) indexPassedChans(in ssa.CallInstruction, add func(to map[any][]ssa.Instruction, ch ssa.Value)) {
	fn := e.callee(in.Common())
	if fn == nil || len(fn.Params) != len(in.Common().Args) {
		return
	}
	for i, a := range in.Common().Args {
		if !isChan(a) {
			continue
		}
		for dir, to := range map[types.ChanDir]map[any][]ssa.Instruction{types.SendOnly: e.senders, types.RecvOnly: e.receivers} {
			if e.anyOperates(fn, fn.Params[i], dir) {
				add(to, a)
			}
		}
	}
}

// anyOperates reports whether a function operates on the channel with this ID.
func (e *engine) anyOperates(fn *ssa.Function, id any, dir types.ChanDir) bool {
	for _, b := range fn.Blocks {
		for _, op := range b.Instrs {
			if e.operates(op, id, dir, 1) {
				return true
			}
			if sel, ok := op.(*ssa.Select); ok && slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool {
				return st.Dir == dir && e.chanID(st.Chan) == id
			}) {
				return true
			}
		}
	}
	return false
}

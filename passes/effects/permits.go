package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// givesBack reports whether a send or receive, which instruction in leads to,
// gives back what was taken before, as with a semaphore of channel slots or a
// free list: more has been taken than given on every way to it, in the function of
// in and in those that it is a literal of. Then there is room, or a permit, for it.
func (e *engine) givesBack(eff *Effect, in ssa.Instruction) bool {
	return e.givesBackIn(eff, in, nil, nil)
}

// givesBackIn is givesBack in a task that an instruction hands over.
func (e *engine) givesBackIn(eff *Effect, in ssa.Instruction, task *ssa.Function, handed ssa.Instruction) bool {
	give, take := types.ChanDir(types.SendRecv), types.ChanDir(types.SendRecv)
	switch {
	case eff.channel == nil:
	case eff.Kind == models.Send:
		give, take = types.SendOnly, types.RecvOnly
	case eff.Kind == models.Recv && eff.permit:
		give, take = types.RecvOnly, types.SendOnly
	}
	if give == types.SendRecv {
		return false
	}
	id := eff.channel
	if on, ok := id.(passedOn); ok {
		id = on.param
	}
	taken := 0
	for {
		for _, b := range in.Parent().Blocks {
			for _, op := range b.Instrs {
				if op == in || !e.precedes(op, in) && !e.comesIfMade(op, id, in) {
					continue
				}
				if e.operates(op, id, take, 0) || e.hasTaken(op, id, take, in) {
					taken++
				}
				if e.operates(op, id, give, 0) {
					taken--
				}
			}
		}
		if taken > 0 {
			return true
		}
		if in.Parent() == task {
			in, task = handed, nil
			continue
		}
		// A literal that is made after the other operation runs after it.
		sites := e.closures[in.Parent()]
		if len(sites) != 1 {
			return false
		}
		in = sites[0]
	}
}

// comesIfMade reports whether an instruction comes before another one if the channel with
// this ID is not nil, as where a limit is optional: nobody operates on one that is.
func (e *engine) comesIfMade(op ssa.Instruction, id any, in ssa.Instruction) bool {
	b := op.Block()
	if len(b.Preds) != 1 {
		return false
	}
	branch, ok := atEndOf(b.Preds[0]).(*ssa.If)
	if !ok || !e.precedes(branch, in) {
		return false
	}
	eq, ok := branch.Cond.(*ssa.BinOp)
	if !ok || !isNil(eq.Y) || !isChan(eq.X) || e.chanID(eq.X) != id {
		return false
	}
	made := 0
	if eq.Op == token.EQL {
		made = 1
	}
	return b.Preds[0].Succs[made] == b && (eq.Op == token.EQL || eq.Op == token.NEQ)
}

// bindChannel settles which channel an effect of a call is about, if that is passed to
// the function that waits for it, and reports whether the wait is for a permit that
// nobody keeps for long.
func (e *engine) bindChannel(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	fn := e.callee(call.Common())
	if fn == nil || len(fn.Params) != len(call.Common().Args) {
		return false
	}
	switch {
	case eff.Kind == models.Recv:
		for i, p := range fn.Params {
			if eff.channel == any(p) {
				eff.channel = e.chanID(call.Common().Args[i])
				return e.only(fn, p, types.RecvOnly) && e.briefPermit(in, call.Common().Args[i], types.RecvOnly)
			}
		}
	case eff.Kind == models.Send && eff.channel != nil && eff.Path.Len() == 2:
		for i, a := range call.Common().Args {
			if isChan(a) && e.chanID(a) == eff.channel && e.only(fn, fn.Params[i], types.SendOnly) {
				return e.briefPermit(in, a, types.SendOnly)
			}
		}
	}
	return false
}

// only reports whether a function sends to a channel that it gets, or receives from it,
// and does not do the other.
func (e *engine) only(fn *ssa.Function, p *ssa.Parameter, dir types.ChanDir) bool {
	other := types.ChanDir(types.SendOnly)
	if dir == other {
		other = types.RecvOnly
	}
	return e.anyOperates(fn, p, dir) && !e.anyOperates(fn, p, other)
}

// hasTaken reports whether control comes to an instruction only if a select that need
// not wait has taken something from the channel, or put it there.
func (e *engine) hasTaken(op ssa.Instruction, id any, take types.ChanDir, in ssa.Instruction) bool {
	sel, ok := op.(*ssa.Select)
	if !ok || sel.Blocking {
		return false
	}
	b := e.caseBlock(sel, id, take)
	return b != nil && len(b.Preds) == 1 && b.Dominates(in.Block())
}

// operates reports whether an instruction sends to the channel, or receives
// from it: itself, or in a function or literal that it calls.
func (e *engine) operates(in ssa.Instruction, id any, dir types.ChanDir, depth int) bool {
	const maxDepth = 2 // acquire is seldom more than a method around a send
	switch in := in.(type) {
	case *ssa.Send:
		return dir == types.SendOnly && e.chanID(in.Chan) == id
	case *ssa.UnOp:
		return dir == types.RecvOnly && in.Op == token.ARROW && e.chanID(in.X) == id
	case *ssa.Select:
		if !in.Blocking {
			return false // it may have taken nothing
		}
		for _, st := range in.States {
			if st.Dir == dir && e.chanID(st.Chan) == id {
				return true
			}
		}
	case *ssa.Call:
		return depth < maxDepth && e.callOperates(&in.Call, id, dir, depth)
	case *ssa.Defer: // it has run when the function around it returns
		return 0 < depth && depth < maxDepth && e.callOperates(&in.Call, id, dir, depth)
	}
	return false
}

func (e *engine) callOperates(c *ssa.CallCommon, id any, dir types.ChanDir, depth int) bool {
	for _, fn := range e.runs(c) {
		for _, known := range append(e.passedAs(c, fn, id), id) {
			for _, b := range fn.Blocks {
				for _, op := range b.Instrs {
					if e.operates(op, known, dir, depth+1) {
						return true
					}
				}
			}
		}
	}
	return false
}

// passedAs returns the IDs that a function knows a channel by which a call passes to it,
// as that of a method of a channel type.
func (e *engine) passedAs(c *ssa.CallCommon, fn *ssa.Function, id any) []any {
	if e.callee(c) != fn || len(c.Args) != len(fn.Params) {
		return nil
	}
	var ids []any
	for i, a := range c.Args {
		if isChan(a) && e.chanID(a) == id {
			ids = append(ids, fn.Params[i])
		}
	}
	return ids
}

// runs returns the functions of this package that a call runs before it
// returns, as par.Blocking runs its argument.
func (e *engine) runs(c *ssa.CallCommon) []*ssa.Function {
	var fns []*ssa.Function
	for _, t := range e.callees(c) {
		if t.fn != nil && t.edge <= Closure {
			fns = append(fns, t.fn)
		}
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		args := argsOf(c, t)
		params := m.Offloads
		for _, call := range m.Calls {
			if !call.Go {
				params = append(params[:len(params):len(params)], call.Param)
			}
		}
		for _, i := range params {
			if mc, ok := args(i).(*ssa.MakeClosure); ok {
				fns = append(fns, mc.Fn.(*ssa.Function))
			}
		}
	}
	return fns
}

// chanID identifies a channel within the package: by where it is made or passed
// in, or by the field or variable that holds it. It is nil if that is unknown.
func (e *engine) chanID(ch ssa.Value) any {
	if srcs := e.sources(ch); len(srcs) == 1 && !srcs[0].field {
		switch v := srcs[0].value.(type) {
		case *ssa.MakeChan, *ssa.Parameter:
			return v
		}
	}
	if key := e.lockKey(ch, 0); key != "" {
		return key
	}
	return nil
}

// caseBlock returns where control goes when a select has sent to a channel, or
// received from it, or nil if that may be several places.
func (e *engine) caseBlock(sel *ssa.Select, id any, dir types.ChanDir) *ssa.BasicBlock {
	var found *ssa.BasicBlock
	for _, b := range sel.Parent().Blocks {
		branch, ok := atEndOf(b).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := branch.Cond.(*ssa.BinOp)
		if !ok || eq.Op != token.EQL {
			continue
		}
		ex, ok := eq.X.(*ssa.Extract)
		n, isConst := eq.Y.(*ssa.Const)
		if !ok || !isConst || ex.Tuple != sel || ex.Index != 0 {
			continue
		}
		i := int(n.Int64())
		if i < 0 || i >= len(sel.States) || sel.States[i].Dir != dir || e.chanID(sel.States[i].Chan) != id {
			continue
		}
		if found != nil {
			return nil
		}
		found = b.Succs[0]
	}
	return found
}

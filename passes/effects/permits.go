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
	taken := 0
	for {
		for _, b := range in.Parent().Blocks {
			for _, op := range b.Instrs {
				if op == in || !comesBefore(op, in) {
					continue
				}
				if e.operates(op, eff.channel, take, 0) || e.hasTaken(op, eff.channel, take, in) {
					taken++
				}
				if e.operates(op, eff.channel, give, 0) {
					taken--
				}
			}
		}
		if taken > 0 {
			return true
		}
		// A literal that is made after the other operation runs after it.
		sites := e.closures[in.Parent()]
		if len(sites) != 1 {
			return false
		}
		in = sites[0]
	}
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
		if depth == maxDepth {
			return false
		}
		for _, fn := range e.runs(&in.Call) {
			for _, b := range fn.Blocks {
				for _, op := range b.Instrs {
					if e.operates(op, id, dir, depth+1) {
						return true
					}
				}
			}
		}
	}
	return false
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

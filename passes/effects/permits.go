package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// givesBack reports whether a send or receive, which instruction in leads to,
// gives back what was taken before, as with a semaphore of channel slots or a
// free list: the opposite operation on the same channel comes before it, in the
// function of in or in those that it is a literal of. Then there is room, or a
// permit, for it.
func (e *engine) givesBack(eff *Effect, in ssa.Instruction) bool {
	opposite := types.ChanDir(types.SendRecv)
	switch {
	case eff.channel == nil:
	case eff.Kind == models.Send:
		opposite = types.RecvOnly
	case eff.Kind == models.Recv && eff.permit:
		opposite = types.SendOnly
	}
	if opposite == types.SendRecv {
		return false
	}
	for {
		for _, b := range in.Parent().Blocks {
			for _, op := range b.Instrs {
				if op != in && comesBefore(op, in) && e.operates(op, eff.channel, opposite, 0) {
					return true
				}
			}
		}
		// A literal that is made after the other operation runs after it.
		sites := e.closures[in.Parent()]
		if len(sites) != 1 {
			return false
		}
		in = sites[0]
	}
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

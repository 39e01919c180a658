package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// gaveBack reports whether an operation on a channel gives back what the
// function took before, as with a semaphore of channel slots or a free list:
// the opposite operation on the same channel comes before it, in its function or
// in those that it is a literal of. Then there is room, or a permit, for it.
func (e *engine) gaveBack(ch ssa.Value, in ssa.Instruction, before types.ChanDir) bool {
	id := e.chanID(ch)
	if id == nil {
		return false
	}
	for {
		for _, b := range in.Parent().Blocks {
			for _, op := range b.Instrs {
				if op != in && e.operates(op, id, before) && comesBefore(op, in) {
					return true
				}
				if call, ok := op.(*ssa.Call); ok && comesBefore(op, in) && e.operatesWithin(&call.Call, id, before) {
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
// from it.
func (e *engine) operates(in ssa.Instruction, id any, dir types.ChanDir) bool {
	switch in := in.(type) {
	case *ssa.Send:
		return dir == types.SendOnly && e.chanID(in.Chan) == id
	case *ssa.UnOp:
		return dir == types.RecvOnly && in.Op == token.ARROW && e.chanID(in.X) == id
	case *ssa.Select:
		for _, st := range in.States {
			if st.Dir == dir && e.chanID(st.Chan) == id {
				return true
			}
		}
	}
	return false
}

// operatesWithin reports whether a call operates on the channel in a literal
// that it runs before it returns, as par.Blocking does.
func (e *engine) operatesWithin(c *ssa.CallCommon, id any, dir types.ChanDir) bool {
	for _, t := range e.callees(c) {
		var runs []int
		if m := e.model(t.obj); m != nil {
			runs = m.Offloads
			for _, call := range m.Calls {
				if !call.Go {
					runs = append(runs[:len(runs):len(runs)], call.Param)
				}
			}
		}
		args := argsOf(c, t)
		for _, i := range runs {
			mc, ok := args(i).(*ssa.MakeClosure)
			if !ok {
				continue
			}
			for _, b := range mc.Fn.(*ssa.Function).Blocks {
				for _, op := range b.Instrs {
					if e.operates(op, id, dir) {
						return true
					}
				}
			}
		}
	}
	return false
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

// isPermit reports whether what a channel carries has no value of its own, so
// that it must be there to be counted.
func isPermit(ch ssa.Value) bool {
	c, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return false
	}
	st, ok := c.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// computed reports whether a receive waits for goroutines only that compute: the
// function that makes the channel starts them, nobody else sends to it, they wait
// for nothing but who receives, and they close it in the end, or send the one value
// that is received.
func (e *engine) computed(in *ssa.UnOp) bool {
	if e.lending[in] {
		return false
	}
	made := e.madeChans(in.X)
	if len(made) == 0 {
		return false
	}
	e.lending[in] = true
	defer delete(e.lending, in)
	for _, mc := range made {
		if !e.computes(mc, in) {
			return false
		}
	}
	return true
}

// madeChans returns where a channel is made, here or by the functions of this
// package that return it, or nil if it may come from elsewhere.
func (e *engine) madeChans(ch ssa.Value) []*ssa.MakeChan {
	var made []*ssa.MakeChan
	for _, s := range e.sources(ch) {
		if s.field {
			return nil
		}
		switch v := s.value.(type) {
		case *ssa.MakeChan:
			made = append(made, v)
		case *ssa.Call:
			fn := e.callee(&v.Call)
			if fn == nil {
				return nil
			}
			for _, r := range results(fn, 0) {
				mc := e.makeChan(r)
				if mc == nil || mc.Parent() != fn {
					return nil
				}
				made = append(made, mc)
			}
		default:
			return nil
		}
	}
	return made
}

// computes reports whether all who send to a channel are goroutines of the
// function that makes it, which only compute, and whether who receives gets
// something from them or learns that there is no more.
func (e *engine) computes(mc *ssa.MakeChan, receive *ssa.UnOp) bool {
	if !e.staysOrReturned(mc) {
		return false
	}
	maker := mc.Parent()
	started := make(map[*ssa.Function]bool) // whatever else happens
	for _, b := range maker.Blocks {
		for _, in := range b.Instrs {
			if e.sendsTo(in, mc) {
				return false
			}
			if g, ok := in.(*ssa.Go); ok && (beforeReturns(g, mc) || comesBefore(g, receive)) {
				if c, ok := g.Call.Value.(*ssa.MakeClosure); ok {
					started[c.Fn.(*ssa.Function)] = true
				}
			}
		}
	}
	senders, closed, once := 0, false, false
	for _, lit := range literals(maker) {
		sends, waits := e.sendsOnly(lit, mc)
		if len(sends) == 0 {
			continue
		}
		if senders++; waits || !started[lit] {
			return false
		}
		closed = closed || e.closes(lit, mc)
		once = len(sends) == 1 && !e.inLoop(sends[0].Block(), nil) && always(sends[0])
	}
	if senders == 1 && once && receive.Parent() == maker && !e.inLoop(receive.Block(), mc.Block()) {
		id := e.chanID(receive.X)
		return id != nil && len(e.receives(id)) == 1
	}
	return closed
}

// closes reports whether a function closes a channel before it returns, or when it
// does.
func (e *engine) closes(fn *ssa.Function, mc *ssa.MakeChan) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if e.isCloseOf(in, mc) && always(in) {
				return true
			}
		}
	}
	return false
}

// always reports whether an instruction is run whenever its function returns.
func always(in ssa.Instruction) bool {
	return beforeReturns(in, in.Parent().Blocks[0].Instrs[0])
}

// literals returns the literals in a function, and those in them.
func literals(fn *ssa.Function) []*ssa.Function {
	var all []*ssa.Function
	for _, lit := range fn.AnonFuncs {
		all = append(append(all, lit), literals(lit)...)
	}
	return all
}

// sendsOnly returns the sends of a function to a channel, and whether it waits for
// anything else, if there are any.
func (e *engine) sendsOnly(fn *ssa.Function, mc *ssa.MakeChan) (sends []ssa.Instruction, waits bool) {
	var others []ssa.Instruction
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if e.sendsTo(in, mc) {
				sends = append(sends, in)
			} else {
				others = append(others, in)
			}
		}
	}
	for _, in := range others {
		if len(sends) == 0 || waits {
			break
		}
		for _, eff := range e.instr(fn, in).effects {
			waits = waits || eff.Waits() || classOf(eff.Kind) == classLock
		}
	}
	return sends, waits
}

// sendsTo reports whether an instruction sends to a channel, be it in a select.
func (e *engine) sendsTo(in ssa.Instruction, mc *ssa.MakeChan) bool {
	switch in := in.(type) {
	case *ssa.Send:
		return e.makeChan(in.Chan) == mc
	case *ssa.Select:
		for _, st := range in.States {
			if st.Dir == types.SendOnly && e.makeChan(st.Chan) == mc {
				return true
			}
		}
	}
	return false
}

// staysOrReturned reports whether only the function that makes a channel and its
// literals know it until it is returned.
func (e *engine) staysOrReturned(v ssa.Value) bool {
	for _, use := range *v.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp, *ssa.Return, *ssa.DebugRef, *ssa.Select, *ssa.BinOp, *ssa.MakeClosure:
		case *ssa.Send:
			if use.X == v {
				return false
			}
		case *ssa.ChangeType:
			if !e.staysOrReturned(use) {
				return false
			}
		case *ssa.Store:
			if _, ok := use.Addr.(*ssa.Alloc); !ok {
				return false
			}
		case ssa.CallInstruction:
			if _, ok := use.Common().Value.(*ssa.Builtin); !ok {
				return false
			}
		default:
			return false
		}
	}
	return true
}

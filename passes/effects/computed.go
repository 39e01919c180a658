package effects

import (
	"slices"

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
	u := e.chanUses(mc)
	if u.escapes || len(u.sends) == 0 {
		return false
	}
	started := startedBy(mc, receive)
	closed := false
	for _, send := range u.sends {
		fn := send.Parent()
		if !started[fn] || e.waitsBesides(fn, u.sends) {
			return false
		}
		closed = closed || e.closes(fn, mc)
	}
	if closed {
		return true
	}
	id := e.chanID(receive.X)
	return len(u.sends) == 1 && !u.repeats && always(u.sends[0]) &&
		receive.Parent() == mc.Parent() && !e.inLoop(receive.Block(), mc.Block()) && id != nil && len(e.receives(id)) == 1
}

// startedBy returns the literals that the function which makes a channel starts as
// goroutines, whatever else happens until it returns or receives.
func startedBy(mc *ssa.MakeChan, receive *ssa.UnOp) map[*ssa.Function]bool {
	started := make(map[*ssa.Function]bool)
	for _, b := range mc.Parent().Blocks {
		for _, in := range b.Instrs {
			g, ok := in.(*ssa.Go)
			if !ok || !beforeReturns(g, mc) && !comesBefore(g, receive) {
				continue
			}
			if c, ok := g.Call.Value.(*ssa.MakeClosure); ok {
				started[c.Fn.(*ssa.Function)] = true
			}
		}
	}
	return started
}

// waitsBesides reports whether a function may wait for anything but in these sends.
func (e *engine) waitsBesides(fn *ssa.Function, sends []ssa.Instruction) bool {
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if slices.Contains(sends, in) {
				continue
			}
			for _, eff := range e.instr(fn, in).effects {
				if eff.Waits() || classOf(eff.Kind) == classLock {
					return true
				}
			}
		}
	}
	return false
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

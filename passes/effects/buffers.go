package effects

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// makeChan returns the one place where a channel is made, or nil if it may come
// from several places or from outside.
func (e *engine) makeChan(ch ssa.Value) *ssa.MakeChan {
	srcs := e.sources(ch)
	if len(srcs) != 1 || srcs[0].field {
		return nil
	}
	mc, _ := srcs[0].value.(*ssa.MakeChan)
	return mc
}

// roomForAll reports whether a send can never wait because the buffer has room
// for all the sends there are: the channel stays in the function that makes it
// (and in its literals) or is returned, or in functions that it is passed to, and its
// sends can be counted.
func (e *engine) roomForAll(ch ssa.Value) bool {
	mc := e.makeChan(ch)
	return mc != nil && (e.roomForFew(mc) || e.roomByCount(mc)) || e.roomInObject(ch)
}

// roomForFew reports whether a channel of a constant size has room for its sends, none of
// which is in a loop.
func (e *engine) roomForFew(mc *ssa.MakeChan) bool {
	size, ok := mc.Size.(*ssa.Const)
	if !ok || size.Value == nil {
		return false
	}
	u := e.chanUses(mc)
	if u.escapes || u.repeats {
		return false
	}
	const tooMany = 32 // to ask which of them exclude each other
	if n := len(u.sends); int64(n) <= size.Int64() || n > tooMany {
		return int64(n) <= size.Int64()
	}
	return int64(e.mostSends(u.sends, mc)) <= size.Int64()
}

// mostSends returns how many of the sends, none of which repeats, one run can
// come to: of those in branches that exclude each other it counts one.
func (e *engine) mostSends(sends []ssa.Instruction, mc *ssa.MakeChan) int {
	// The longest chain in which each send can come after the one before, for
	// each function, since a literal may run beside its function.
	longest := make(map[ssa.Instruction]int)
	var from func(a ssa.Instruction) int
	from = func(a ssa.Instruction) int {
		if n := longest[a]; n > 0 {
			return n
		}
		n := 1
		for _, b := range sends {
			if b != a && a.Parent() == b.Parent() && e.canFollow(a, b, mc) {
				n = max(n, 1+from(b))
			}
		}
		longest[a] = n
		return n
	}
	most := make(map[*ssa.Function]int)
	for _, s := range sends {
		most[s.Parent()] = max(most[s.Parent()], from(s))
	}
	total := 0
	for _, n := range most {
		total += n
	}
	return total
}

// canFollow reports whether b can run after a on the same channel.
func (e *engine) canFollow(a, b ssa.Instruction, mc *ssa.MakeChan) bool {
	switch {
	case a.Block() == b.Block():
		return e.precedes(a, b)
	case b.Block() == mc.Block():
		return false // on the way there, the channel is made anew
	}
	return e.leads(a.Block(), b.Block(), mc.Block())
}

// closedBefore reports whether a receive comes after the channel was closed, so
// that it has nothing to wait for.
func (e *engine) closedBefore(ch ssa.Value, in ssa.Instruction) bool {
	if e.closedHere(ch, in) || e.closedByCall(ch, in) {
		return true
	}
	mc := e.makeChan(ch)
	if mc == nil {
		return e.returnedClosed(ch, in)
	}
	for _, c := range e.chanUses(mc).closes {
		if e.runsAfter(in, c) {
			return true
		}
	}
	return false
}

// closedHere reports whether a channel, in a field say, is closed in the same
// function before.
func (e *engine) closedHere(ch ssa.Value, in ssa.Instruction) bool {
	load, ok := ch.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	for _, b := range in.Parent().Blocks {
		for _, c := range b.Instrs {
			call, ok := c.(*ssa.Call)
			if ok && isBuiltin(call, "close") && e.precedes(call, in) && sameVariable(call.Call.Args[0], load) && !e.storedBetween(call.Call.Args[0], load) && !e.renewedBetween(load.X, call, in) {
				return true
			}
		}
	}
	return false
}

// runsAfter reports whether an instruction comes after another one, or is in a
// literal that is made after it.
func (e *engine) runsAfter(in, first ssa.Instruction) bool {
	for in.Parent() != first.Parent() {
		sites := e.closures[in.Parent()]
		if len(sites) != 1 {
			return false
		}
		in = sites[0]
	}
	return e.precedes(first, in)
}

// precedes reports whether control comes to a whenever it comes to b, and first to a if
// both are in one block. Of long blocks it is remembered where what is.
func (e *engine) precedes(a, b ssa.Instruction) bool {
	block := a.Block()
	if block != b.Block() {
		return block.Dominates(b.Block())
	}
	const short = 32
	if len(block.Instrs) > short {
		at := e.indexes[block]
		if at == nil {
			at = make(map[ssa.Instruction]int, len(block.Instrs))
			for i, in := range block.Instrs {
				at[in] = i
			}
			e.indexes[block] = at
		}
		i, known := at[a]
		j, ok := at[b]
		return known && (!ok || i <= j)
	}
	for _, in := range block.Instrs {
		if in == a {
			return true
		}
		if in == b {
			return false
		}
	}
	return false
}

// mayRepeat reports whether an instruction may run more than once for one make
// of the channel: it is in a loop that does not make the channel anew, or in a
// literal that is more than started or called once.
func (e *engine) mayRepeat(in ssa.Instruction, mc *ssa.MakeChan) bool {
	return e.mayRepeatIn(in, mc.Parent(), mc.Block())
}

// mayRepeatIn is mayRepeat for what a function has made in a block, or has got if that
// is nil.
func (e *engine) mayRepeatIn(in ssa.Instruction, fn *ssa.Function, made *ssa.BasicBlock) bool {
	for in.Parent() != fn {
		if e.inLoop(in.Block(), nil) {
			return true
		}
		sites := e.closures[in.Parent()]
		if len(sites) != 1 || len(*sites[0].Referrers()) != 1 {
			return true
		}
		call, ok := (*sites[0].Referrers())[0].(ssa.CallInstruction)
		if !ok || call.Common().Value != sites[0] && !e.runsOnce(call.Common(), sites[0]) {
			return true
		}
		in = call // it may be made before a loop that calls it
	}
	return e.inLoop(in.Block(), made)
}

// runsOnce reports whether a call starts its argument f once, as a task or as a
// goroutine.
func (e *engine) runsOnce(c *ssa.CallCommon, f ssa.Value) bool {
	for _, t := range e.callees(c) {
		s := e.summaryOf(t)
		if s == nil {
			return false
		}
		args := argsOf(c, t)
		for _, h := range s.hands {
			if h.outer == nil && !h.Each && args(h.Param) == f {
				return true
			}
		}
		if s.model != nil {
			for _, call := range s.model.Calls {
				if call.Go && args(call.Param) == f {
					return true
				}
			}
		}
	}
	return false
}

// inLoop reports whether a block can reach itself without going through avoid.
func (e *engine) inLoop(b, avoid *ssa.BasicBlock) bool {
	return b != avoid && e.leads(b, b, avoid)
}

// leadKey is a question to leads.
type leadKey struct{ from, to, avoid *ssa.BasicBlock }

// leads reports whether control can go from one block on to another without
// going through avoid.
func (e *engine) leads(from, to, avoid *ssa.BasicBlock) bool {
	if avoid == nil {
		return from.Parent() == to.Parent() && e.reachable(from)[to.Index]
	}
	key := leadKey{from, to, avoid}
	found, ok := e.led[key]
	if !ok {
		found = leads(from, to, avoid)
		e.led[key] = found
	}
	return found
}

// reachable returns to which blocks of its function one leads, by their index.
func (e *engine) reachable(from *ssa.BasicBlock) []bool {
	found, ok := e.reaches[from]
	if !ok {
		found = make([]bool, len(from.Parent().Blocks))
		work := []*ssa.BasicBlock{from}
		for len(work) > 0 {
			b := work[len(work)-1]
			work = work[:len(work)-1]
			for _, s := range b.Succs {
				if !found[s.Index] {
					found[s.Index] = true
					work = append(work, s)
				}
			}
		}
		e.reaches[from] = found
	}
	return found
}

func leads(from, to, avoid *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{avoid: true}
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		if s == to {
			return true
		}
		if !seen[s] {
			seen[s] = true
			work = append(work, s.Succs...)
		}
	}
	return false
}

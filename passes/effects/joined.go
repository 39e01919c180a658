package effects

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A literal that is made after its function has waited for the end of something need not
// wait for that, whenever it runs: what has ended stays so, as long as nobody begins
// anew.

// joinedAround reports whether a call in a literal waits for a group for which a function
// around it has waited before it makes the literal; after that, the group may be waited
// for and no more.
func (e *engine) joinedAround(call *ssa.Call) bool {
	group := receiver(&call.Call)
	if group == nil || call.Parent().Parent() == nil {
		return false
	}
	object := e.object(group)
	var made *ssa.BasicBlock // where it is made anew
	switch v := object.(type) {
	case *ssa.Alloc:
		made = v.Block()
	case *ssa.Extract:
		made = v.Block()
	case *ssa.Parameter:
	default:
		return false // others may know it
	}
	var waits []*ssa.Call
	var others []ssa.Instruction
	for _, v := range e.aliases(object) {
		for _, ref := range referrers(v) {
			switch ref := ref.(type) {
			case *ssa.DebugRef, *ssa.MakeClosure, *ssa.UnOp:
				continue
			case *ssa.Store:
				if a, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v && len(e.allocStores(a)) == 1 {
					continue
				}
			case *ssa.Call:
				if fn := ref.Call.StaticCallee(); fn != nil && fn == call.Call.StaticCallee() && receiver(&ref.Call) == v {
					waits = append(waits, ref)
					continue
				}
			}
			others = append(others, ref)
		}
	}
	for _, first := range waits {
		if first.Parent() != call.Parent() && e.comesBefore(first, call) && !e.anyAfter(others, first, made) {
			return true
		}
	}
	return false
}

// anyAfter reports whether one of some instructions may run after another one, without
// a block in between, as far as the innermost function around both tells.
func (e *engine) anyAfter(ins []ssa.Instruction, first ssa.Instruction, avoid *ssa.BasicBlock) bool {
	after := func(in ssa.Instruction) bool {
		for _, from := range e.wayTo(first) {
			for _, to := range e.wayTo(in) {
				if from.Parent() == to.Parent() {
					return from.Block() == to.Block() && comesBefore(from, to) ||
						to.Block() != avoid && e.leads(from.Block(), to.Block(), avoid)
				}
			}
		}
		return true
	}
	return slices.ContainsFunc(ins, after)
}

// receivedAround reports whether a receive, in a literal, is from a channel of which a
// function around it has received before it makes the literal.
func (e *engine) receivedAround(recv *ssa.UnOp) bool {
	mc := e.makeChan(recv.X)
	if mc == nil {
		return e.receivedInField(recv)
	}
	for _, in := range e.chanUses(mc).receives {
		first, ok := in.(*ssa.UnOp)
		if ok && first.Op == token.ARROW && first.Parent() != recv.Parent() && e.runsAfter(recv, first) {
			return true
		}
	}
	return false
}

// receivedInField is receivedAround for a channel in a field of the same object, which
// nobody has assigned another one to since.
func (e *engine) receivedInField(recv *ssa.UnOp) bool {
	field := fieldLoaded(recv.X)
	if field == nil {
		return false
	}
	object := e.object(field.X)
	as, ok := e.assignments(object, field.Field, 0)
	if !ok {
		return false
	}
	for _, p := range e.wayTo(recv)[1:] {
		for _, b := range p.Parent().Blocks {
			for _, in := range b.Instrs {
				first, ok := in.(*ssa.UnOp)
				if !ok || first.Op != token.ARROW || !comesBefore(first, p) {
					continue
				}
				same := fieldLoaded(first.X)
				if same == nil || same.Field != field.Field || e.object(same.X) != object {
					continue
				}
				if !slices.ContainsFunc(as, func(a assignment) bool { return !e.comesBefore(a.in, first) }) {
					return true
				}
			}
		}
	}
	return false
}

// fieldLoaded returns the address of the field that a value is loaded from, or nil.
func fieldLoaded(v ssa.Value) *ssa.FieldAddr {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	f, _ := load.X.(*ssa.FieldAddr)
	return f
}

package effects

import (
	"go/token"
	"go/types"
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
			if e.passesOn(ref, v) {
				continue
			}
			if ref, ok := ref.(*ssa.Call); ok {
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

// joinedInField reports whether a call in a literal waits for a group in a field of an
// object for which a function around it has waited before it makes the literal, and done
// nothing else with since. Others may have the object, and add to the group meanwhile.
func (e *engine) joinedInField(call *ssa.Call) bool {
	group, ok := receiver(&call.Call).(*ssa.FieldAddr)
	if !ok {
		return false
	}
	object, field := e.object(group.X), fieldOf(group.X.Type(), group.Field)
	var waits []*ssa.Call
	var others []ssa.Instruction
	for _, p := range e.wayTo(call) {
		for _, b := range p.Parent().Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok || in == call {
					continue
				}
				at, isField := receiver(c.Common()).(*ssa.FieldAddr)
				switch {
				case isField && fieldOf(at.X.Type(), at.Field) == field && e.object(at.X) == object:
					if first, ok := in.(*ssa.Call); ok && first.Call.StaticCallee() == call.Call.StaticCallee() {
						waits = append(waits, first)
					} else {
						others = append(others, in)
					}
				case slices.ContainsFunc(c.Common().Args, func(a ssa.Value) bool { return e.object(a) == object }):
					if fn := e.callee(c.Common()); fn == nil || usesField(fn, field) {
						others = append(others, in)
					}
				}
			}
		}
	}
	return slices.ContainsFunc(waits, func(first *ssa.Call) bool {
		return first.Parent() != call.Parent() && e.comesBefore(first, call) && !e.anyAfter(others, first, nil)
	})
}

// usesField reports whether a function uses a field itself.
func usesField(fn *ssa.Function, field *types.Var) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if f, ok := in.(*ssa.FieldAddr); ok && fieldOf(f.X.Type(), f.Field) == field {
				return true
			}
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
					return from.Block() == to.Block() && e.precedes(from, to) ||
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
	for _, p := range e.wayTo(recv)[1:] {
		for _, b := range p.Parent().Blocks {
			for _, in := range b.Instrs {
				first, ok := in.(*ssa.UnOp)
				if ok && first.Op == token.ARROW && e.precedes(first, p) && e.sameField(first.X, recv.X) {
					return true
				}
			}
		}
	}
	return false
}

// sameField reports whether two channels, of which the second may be read in a literal,
// are the same field of one object, which nobody has assigned another one to since the
// first was read.
func (e *engine) sameField(first, second ssa.Value) bool {
	f, g := fieldLoaded(first), fieldLoaded(second)
	if f == nil || g == nil || f.Field != g.Field {
		return false
	}
	object := e.object(g.X)
	if e.object(f.X) != object {
		return false
	}
	as, ok := e.assignments(object, g.Field, 0)
	return ok && !slices.ContainsFunc(as, func(a assignment) bool { return !e.comesBefore(a.in, first.(*ssa.UnOp)) })
}

// askedAround reports whether a literal with a receive is made only if a select has
// received from the channel before.
func (e *engine) askedAround(recv *ssa.UnOp) bool {
	return slices.ContainsFunc(e.wayTo(recv)[1:], func(p ssa.Instruction) bool {
		return receivedAt(p.Block(), func(ch ssa.Value) bool {
			return e.sameField(ch, recv.X) || e.sameSource(ch, recv.X)
		})
	})
}

// sameSource reports whether two channels, of which the second may be read in a literal,
// are made in one place or are both that of the end of one context.
func (e *engine) sameSource(first, second ssa.Value) bool {
	a, b := e.single(first), e.single(second)
	if mc, ok := a.(*ssa.MakeChan); ok {
		return b == mc
	}
	x, ok := a.(*ssa.Call)
	y, ok2 := b.(*ssa.Call)
	if !ok || !ok2 || x.Call.Method == nil || x.Call.Method != y.Call.Method {
		return false
	}
	m := e.modelOfValue(x)
	ctx := e.single(x.Call.Value)
	_, passed := ctx.(*ssa.Parameter)
	_, made := ctx.(*ssa.Extract)
	return m != nil && m.Done && (passed || made) && ctx == e.single(y.Call.Value)
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

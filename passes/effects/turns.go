package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What a loop does from turn to turn.

// advances reports whether a variable of a loop moves on each turn: what it
// becomes is made of what it was, as with a counter or the walk along a list.
func advances(phi *ssa.Phi, loop map[*ssa.BasicBlock]bool) bool {
	return slices.ContainsFunc(phi.Edges, func(v ssa.Value) bool { return v != phi && madeOf(v, phi, loop) })
}

// counts reports whether a variable that advances ends a loop, or one inside that does more
// than to yield so often. A loop that counts how often it has asked, to yield now and then
// or for longer each time, does not end by that.
func (e *engine) counts(phi *ssa.Phi, loop map[*ssa.BasicBlock]bool) bool {
	own := loopFrom(phi.Block())
	return endsBy(phi, loop) || len(own) < len(loop) && endsBy(phi, own) && !e.idles(own)
}

// endsBy reports whether a loop may end by what a variable has become.
func endsBy(phi *ssa.Phi, loop map[*ssa.BasicBlock]bool) bool {
	for b := range loop {
		branch, ok := atEndOf(b).(*ssa.If)
		if ok && (!loop[b.Succs[0]] || !loop[b.Succs[1]]) && madeOf(branch.Cond, phi, loop) {
			return true
		}
	}
	return false
}

// idles reports whether a loop does nothing but count and yield.
func (e *engine) idles(loop map[*ssa.BasicBlock]bool) bool {
	for b := range loop {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.BinOp, *ssa.If, *ssa.Jump, *ssa.Phi, *ssa.DebugRef:
			case *ssa.Call:
				if e.askOf(&in.Call, 0) != asksYield {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
}

// madeOf reports whether a value is made of a variable of a loop, in the loop.
func madeOf(v ssa.Value, phi *ssa.Phi, loop map[*ssa.BasicBlock]bool) bool {
	seen := make(map[ssa.Value]bool)
	var made func(v ssa.Value) bool
	made = func(v ssa.Value) bool {
		if v == phi {
			return true
		}
		in, ok := v.(ssa.Instruction)
		if !ok || seen[v] || !loop[in.Block()] {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(in.Operands(nil), func(op *ssa.Value) bool { return *op != nil && made(*op) })
	}
	return made(v)
}

// loops returns the natural loops of a function, one for each head, outer ones
// with the blocks of those inside.
func loops(fn *ssa.Function) []map[*ssa.BasicBlock]bool {
	var found []map[*ssa.BasicBlock]bool
	for _, head := range fn.Blocks {
		if body := loopFrom(head); len(body) > 0 {
			found = append(found, body)
		}
	}
	return found
}

// loopFrom returns the natural loop with a head, or nothing.
func loopFrom(head *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	body := make(map[*ssa.BasicBlock]bool)
	for _, tail := range head.Preds {
		if !head.Dominates(tail) {
			continue
		}
		body[head] = true
		work := []*ssa.BasicBlock{tail}
		for len(work) > 0 {
			b := work[len(work)-1]
			work = work[:len(work)-1]
			if !body[b] {
				body[b] = true
				work = append(work, b.Preds...)
			}
		}
	}
	return body
}

// inOrder returns the blocks of a loop in order.
func inOrder(loop map[*ssa.BasicBlock]bool) []*ssa.BasicBlock {
	var blocks []*ssa.BasicBlock
	for b := range loop {
		for _, x := range b.Parent().Blocks {
			if loop[x] {
				blocks = append(blocks, x)
			}
		}
		break
	}
	return blocks
}

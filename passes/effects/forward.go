package effects

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A forward analysis finds out what is held at each point of a function, block by block from
// its entry on. It is done by what an analysis of its own knows of instructions and branches.
type forward[S ~map[K]V, K, V comparable] struct {
	entry map[*ssa.BasicBlock]S // when the block begins

	// last is where at has come to: who asks mostly goes on from there.
	last struct {
		block *ssa.BasicBlock
		next  int
		state S
	}
}

// A forwardRules is what an analysis knows.
type forwardRules[S any] interface {
	pass(state S, in ssa.Instruction)             // what an instruction does
	branch(state S, b *ssa.BasicBlock, i int)     // what the i-th way out of a block tells
	join(b *ssa.BasicBlock, leaving map[exit]S) S // what the ways into a block have in common, of those known by now
	turned(state S, turns []S)                    // what the turns of a loop have done that is left
	leads(from, to, avoid *ssa.BasicBlock) bool
}

// exit identifies one of the ways out of a block.
type exit struct {
	block *ssa.BasicBlock
	index int
}

// entries returns the ways into a block, in the order of its predecessors.
func entries(b *ssa.BasicBlock) []exit {
	ways := make([]exit, 0, len(b.Preds))
	for _, p := range b.Preds {
		for i, s := range p.Succs {
			if way := (exit{p, i}); s == b && !slices.Contains(ways, way) {
				ways = append(ways, way)
				break
			}
		}
	}
	return ways
}

// follow computes what is held when each block begins.
func (f *forward[S, K, V]) follow(fn *ssa.Function, start S, rules forwardRules[S]) {
	const maxVisits = 16 // of a block
	first := fn.Blocks[0]
	f.entry = map[*ssa.BasicBlock]S{first: start}
	leaving := make(map[exit]S)
	visits := make(map[*ssa.BasicBlock]int)
	work := []*ssa.BasicBlock{first}
	for len(work) > 0 {
		b := work[0]
		work = work[1:]
		if visits[b]++; visits[b] > maxVisits {
			continue
		}
		for i, succ := range b.Succs {
			state := maps.Clone(f.entry[b])
			if turns := turnsLeft(b, succ, leaving, rules); len(turns) > 0 {
				rules.turned(state, turns)
			}
			for _, in := range b.Instrs {
				rules.pass(state, in)
			}
			rules.branch(state, b, i)
			old := leaving[exit{b, i}]
			leaving[exit{b, i}] = state
			if succ.Dominates(b) && !maps.Equal(old, state) && !slices.Contains(work, succ) {
				work = append(work, succ) // see turnsLeft
			}
		}
		for _, succ := range b.Succs {
			merged := rules.join(succ, leaving)
			if old, seen := f.entry[succ]; !seen || !maps.Equal(old, merged) {
				f.entry[succ] = merged
				if !slices.Contains(work, succ) {
					work = append(work, succ)
				}
			}
		}
	}
}

// turnsLeft returns what is held at the end of each turn of a loop that a block at its head
// leaves for another one.
func turnsLeft[S ~map[K]V, K, V comparable](head, to *ssa.BasicBlock, leaving map[exit]S, rules forwardRules[S]) []S {
	if len(head.Succs) < 2 || !slices.ContainsFunc(head.Preds, head.Dominates) || rules.leads(to, head, nil) {
		return nil
	}
	var turns []S
	for _, way := range entries(head) {
		if s := leaving[way]; s != nil && head.Dominates(way.block) {
			turns = append(turns, s)
		}
	}
	return turns
}

// at returns what is held when control comes to an instruction, or nil if it does not.
func (f *forward[S, K, V]) at(in ssa.Instruction, rules forwardRules[S]) S {
	b := in.Block()
	if f.entry[b] == nil {
		return nil
	}
	if f.last.block == b {
		if i := slices.Index(b.Instrs[f.last.next:], in); i >= 0 {
			return f.advance(f.last.next+i, rules)
		}
	}
	f.last.block, f.last.next, f.last.state = b, 0, maps.Clone(f.entry[b])
	return f.advance(slices.Index(b.Instrs, in), rules)
}

func (f *forward[S, K, V]) advance(to int, rules forwardRules[S]) S {
	for ; f.last.next < to; f.last.next++ {
		rules.pass(f.last.state, f.last.block.Instrs[f.last.next])
	}
	return maps.Clone(f.last.state)
}

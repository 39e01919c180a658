package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// maxRounds bounds the rounds of a fixpoint. A round carries an effect along at
// least one more call, so what is lost has paths longer than anybody reads.
const maxRounds = 32

// summarize computes the summary of every function of the package: strongly
// connected parts of the call graph bottom-up (Tarjan, "Depth-first search and
// linear graph algorithms", 1972), each until nothing changes.
func (e *engine) summarize() {
	for _, part := range e.components() {
		work := part
		for round := 0; len(work) > 0 && round < maxRounds; round++ {
			changed := make(map[*ssa.Function]bool)
			for _, fn := range work {
				e.safely(fn, func() { changed[fn] = e.transfer(fn) })
			}
			work = nil
			for _, fn := range part {
				if slices.ContainsFunc(e.deps[fn], func(d *ssa.Function) bool { return changed[d] }) {
					work = append(work, fn)
				}
			}
		}
		for _, fn := range part {
			e.safely(fn, func() { e.balance(fn) })
		}
	}
}

// transfer adds to the summary of fn what its instructions do by now.
func (e *engine) transfer(fn *ssa.Function) bool {
	s := e.nodes[fn]
	changed := false
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			out := e.instr(fn, in)
			changed = s.merge(&out) || changed
		}
	}
	for _, eff := range e.loopEffects(fn) {
		changed = s.addEffect(eff) || changed
	}
	return changed
}

// depends returns the functions of the package whose summaries that of fn is
// made of: those that it may call, and those that it mentions, since their
// callee may call them.
func (e *engine) depends(fn *ssa.Function) []*ssa.Function {
	var deps []*ssa.Function
	add := func(ts []target) {
		for _, t := range ts {
			if t.fn != nil {
				deps = append(deps, t.fn)
			}
		}
	}
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			c := call.Common()
			add(e.callees(c))
			for _, a := range c.Args {
				switch a.Type().Underlying().(type) {
				case *types.Interface: // its methods may be called
					for _, s := range e.sources(a) {
						if mi, ok := s.value.(*ssa.MakeInterface); ok {
							deps = append(deps, e.methodBodies(mi)...)
						}
					}
				case *types.Signature:
					add(e.functions(a))
				case *types.Slice, *types.Map, *types.Chan:
					add(e.elementFuncs(a))
				}
			}
		}
	}
	return deps
}

// methodBodies returns the methods of this package that a conversion to an
// interface makes callable.
func (e *engine) methodBodies(mi *ssa.MakeInterface) []*ssa.Function {
	var fns []*ssa.Function
	set := e.prog.MethodSets.MethodSet(mi.X.Type())
	for i := range set.Len() {
		for _, t := range e.methodOf(mi.X.Type(), set.At(i).Obj().Name(), nil, Static) {
			if t.fn != nil {
				fns = append(fns, t.fn)
			}
		}
	}
	return fns
}

// components returns the strongly connected parts of the call graph, callees
// first.
func (e *engine) components() [][]*ssa.Function {
	e.deps = make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range e.funcs {
		e.safely(fn, func() { e.deps[fn] = e.depends(fn) })
	}
	type mark struct{ index, low int }
	marks := make(map[*ssa.Function]*mark)
	var stack []*ssa.Function
	onStack := make(map[*ssa.Function]bool)
	var parts [][]*ssa.Function
	var visit func(fn *ssa.Function) *mark
	visit = func(fn *ssa.Function) *mark {
		m := &mark{index: len(marks), low: len(marks)}
		marks[fn] = m
		stack = append(stack, fn)
		onStack[fn] = true
		for _, d := range e.deps[fn] {
			if seen := marks[d]; seen == nil {
				m.low = min(m.low, visit(d).low)
			} else if onStack[d] {
				m.low = min(m.low, seen.index)
			}
		}
		if m.low == m.index {
			for i := len(stack) - 1; ; i-- {
				onStack[stack[i]] = false
				e.parts[stack[i]] = len(parts)
				if stack[i] == fn {
					parts = append(parts, append([]*ssa.Function(nil), stack[i:]...))
					stack = stack[:i]
					break
				}
			}
		}
		return m
	}
	for _, fn := range e.funcs {
		if marks[fn] == nil {
			visit(fn)
		}
	}
	return parts
}

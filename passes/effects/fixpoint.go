package effects

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// maxRounds bounds the rounds of a fixpoint. A round carries an effect along at
// least one more call, so what is lost has paths longer than anybody reads.
const maxRounds = 32

// graph is the part of the call graph that has been looked at.
type graph struct {
	deps  map[*ssa.Function][]*ssa.Function
	parts map[*ssa.Function]int // the strongly connected part of each
	n     int                   // how many parts there are

	marks   map[*ssa.Function]*mark
	indices int
	stack   []*ssa.Function
	onStack map[*ssa.Function]bool
	left    []*mark // of functions on the stack that a question has left there

	early // see there
}

type mark struct{ index, low, depth int }

func newGraph() *graph {
	return &graph{
		deps:    make(map[*ssa.Function][]*ssa.Function),
		parts:   make(map[*ssa.Function]int),
		marks:   make(map[*ssa.Function]*mark),
		onStack: make(map[*ssa.Function]bool),
		early:   newEarly(),
	}
}

// ensure computes the summary of fn, if that has not been done, and of all
// functions that it depends on: strongly connected parts of the call graph
// bottom-up (Tarjan, "Depth-first search and linear graph algorithms", 1972),
// each until nothing changes. While that goes on, it does nothing for the
// functions of the same part: their summaries are what is known so far.
//
// Nothing is computed that nobody asks for: in most packages, few functions are
// within reach of a task.
func (e *engine) ensure(fn *ssa.Function) {
	g := e.graph
	if g.marks[fn] != nil {
		g.used(fn)
		return
	}
	// What has been followed on the way here must not matter.
	before := e.following
	e.following = newFollowing()
	defer func() { e.following = before }()
	const maxTries = 4
	for range maxTries {
		e.ask(fn)
		if g.asking > 0 {
			g.used(fn)
			return
		}
		if e.forget(); g.marks[fn] != nil {
			return
		}
	}
	e.visit(fn)
}

// used says that the summary of a function is used that has been looked at.
func (g *graph) used(fn *ssa.Function) {
	if g.onStack[fn] {
		g.lack(g.marks[fn].depth) // it waits for others
		return
	}
	g.use(fn)
}

// ask is visit for a question that comes up while other functions are summarised.
//
// If fn leads to a function that is being visited, it waits for that on the stack,
// above those that the question came up in. They are as far from their end as fn is,
// though none of them depends on it.
func (e *engine) ask(fn *ssa.Function) {
	g := e.graph
	g.asking++
	defer func() { g.asking-- }()
	if m := e.visit(fn); g.onStack[fn] {
		g.left = append(g.left, m)
	}
}

func (e *engine) visit(fn *ssa.Function) *mark {
	g := e.graph
	m := &mark{index: g.indices, low: g.indices, depth: g.asking}
	g.indices++
	g.marks[fn] = m
	g.stack = append(g.stack, fn)
	g.onStack[fn] = true
	e.safely(fn, func() { g.deps[fn] = e.depends(fn) })
	for _, d := range g.deps[fn] {
		if seen := g.marks[d]; seen == nil {
			m.low = min(m.low, e.visit(d).low)
		} else if g.onStack[d] {
			m.low = min(m.low, seen.index)
		}
	}
	for _, l := range g.left {
		if l.index > m.index {
			m.low = min(m.low, l.low)
		}
	}
	if m.low == m.index {
		g.left = slices.DeleteFunc(g.left, func(l *mark) bool { return l.index > m.index })
		i := slices.Index(g.stack, fn)
		part := slices.Clone(g.stack[i:])
		g.stack = g.stack[:i]
		for _, f := range part {
			g.onStack[f] = false
			g.parts[f] = g.n
		}
		g.n++
		// The order must not depend on who was asked for first.
		slices.SortFunc(part, func(a, b *ssa.Function) int { return cmp.Compare(e.order[a], e.order[b]) })
		g.while(part, g.deps, func() { e.summarize(part) })
	}
	return m
}

// summarize computes the summaries of functions that depend on one another.
func (e *engine) summarize(part []*ssa.Function) {
	for _, fn := range part {
		e.annotate(fn)
	}
	work := part
	for round := 0; len(work) > 0 && round < maxRounds; round++ {
		changed := make(map[*ssa.Function]bool)
		for _, fn := range work {
			e.safely(fn, func() { changed[fn] = e.transfer(fn) })
		}
		work = nil
		for _, fn := range part {
			if slices.ContainsFunc(e.graph.deps[fn], func(d *ssa.Function) bool { return changed[d] }) {
				work = append(work, fn)
			}
		}
	}
	for _, fn := range part {
		e.safely(fn, func() { e.balance(fn) })
		e.dropRepeated(fn)
	}
}

// transfer adds to the summary of fn what its instructions do by now.
func (e *engine) transfer(fn *ssa.Function) bool {
	s := e.nodes[fn]
	changed := false
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			out := e.instr(fn, in)
			e.overrule(fn, &out)
			changed = s.merge(&out) || changed
		}
	}
	loops := outcome{effects: e.loopEffects(fn)}
	e.overrule(fn, &loops)
	return s.merge(&loops) || changed
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
				for _, k := range e.kept(in) {
					add(e.meant(k.value, "", k.hand.Method))
				}
				if ret, ok := in.(*ssa.Return); ok && len(e.notes.Notes) > 0 {
					add(e.returnedLiterals(ret))
				}
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
					add(e.given(a, partElems))
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

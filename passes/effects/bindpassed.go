package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// bindPassed settles what a call in fn does with the parameters of functions that do
// not enclose it: a literal that one of these made was kept somewhere, and calls what
// its callers passed.
func (e *engine) bindPassed(out *outcome, fn *ssa.Function) {
	const maxTurns = 3 // of what is passed on by who keeps it
	elsewhere := func(p *ssa.Parameter) bool { return p != nil && !within(fn, p.Parent()) }
	seen, handed := make(map[callKey]bool), make(map[Hand]bool)
	first := func(key callKey) bool {
		if seen[key] {
			return false
		}
		seen[key] = true
		return true
	}
	for range maxTurns {
		if !slices.ContainsFunc(out.calls, func(c ParamCall) bool { return elsewhere(c.outer) }) &&
			!slices.ContainsFunc(out.invokes, func(c ParamInvoke) bool { return elsewhere(c.outer) && c.tparam == nil }) &&
			!slices.ContainsFunc(out.hands, func(h Hand) bool { return elsewhere(h.outer) && h.tparam == nil }) {
			return
		}
		out.fold()
		calls, invokes, hands := out.calls, out.invokes, out.hands
		out.calls, out.invokes, out.hands = nil, nil, nil
		for _, c := range calls {
			if !elsewhere(c.outer) {
				out.calls = append(out.calls, c)
				continue
			}
			if !first(c.key()) {
				continue
			}
			var fs []target
			for _, v := range e.passed(c.outer) {
				for _, f := range e.given(v, c.Part) {
					f.edge = max(f.edge, Field)
					fs = append(fs, f)
				}
			}
			e.throughAll(out, fs, c.Path, c.Pos, giving{given: c.Given})
		}
		for _, c := range invokes {
			if !elsewhere(c.outer) || c.tparam != nil {
				out.invokes = append(out.invokes, c)
				continue
			}
			if !first(c.key()) {
				continue
			}
			before := len(out.effects)
			e.oncePart(c.Part, func() {
				for _, v := range e.passed(c.outer) {
					e.invokeArg(out, v, c, c.Path, c.Pos, giving{given: c.Given})
				}
			})
			for i := range out.effects[before:] {
				markField(&out.effects[before+i].Path, c.Path.Len())
			}
		}
		for _, h := range hands {
			if !elsewhere(h.outer) || h.tparam != nil {
				out.hands = append(out.hands, h)
				continue
			}
			if !handed[h] {
				handed[h] = true
				e.handPassed(out, h)
			}
		}
	}
}

// handPassed hands over what the callers of a function pass for its parameter.
func (e *engine) handPassed(out *outcome, h Hand) {
	before := len(out.tasks)
	for _, v := range e.passed(h.outer) {
		e.handOver(out, h, v, funcName(h.outer.Parent()), giving{given: h.Given})
	}
	for i := range out.tasks[before:] {
		t := &out.tasks[before+i].task
		t.edge = max(t.edge, Field)
	}
}

// markField marks a hop of a path as one that goes through a field.
func markField(p *Path, at int) {
	if at < len(p.Hops) && p.Gap == 0 {
		p.Hops[at].Edge = max(p.Hops[at].Edge, Field)
	}
}

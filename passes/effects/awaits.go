package effects

import "golang.org/x/tools/go/ssa"

// Goroutines may run what a function gets from its caller. Then it is up to the caller
// whether they only compute.

// doubtIf marks an effect in fn if the wait is for who computes only; if that depends
// on parameters of functions around it, it says on which.
func (e *engine) doubtIf(eff *Effect, fn *ssa.Function, computes func() bool) {
	if eff.Doubt || !eff.Waits() {
		return
	}
	needs, needing := e.needs, e.needing
	e.needs, e.needing = nil, fn
	defer func() { e.needs, e.needing = needs, needing }()
	switch {
	case !computes():
	case len(e.needs) == 0:
		eff.Doubt, eff.awaits = true, nil
	default:
		eff.awaits = e.needs
	}
}

// need adds a call of a parameter to what is needed to know, and reports whether
// callers know it.
func (e *engine) need(c ParamCall) bool {
	if c.outer == nil || e.needing == nil || !within(e.needing, c.outer.Parent()) {
		return false
	}
	for _, old := range e.needs {
		if old.outer == c.outer && old.Part == c.Part {
			return true
		}
	}
	e.needs = append(e.needs, ParamCall{outer: c.outer, Part: c.Part})
	return true
}

// needsOf takes what is up to callers out of what a function does.
func needsOf(out *outcome) []ParamCall {
	var needs []ParamCall
	calls, effects := out.calls, out.effects
	out.calls, out.effects = nil, nil
	for _, c := range calls {
		if c.outer == nil {
			out.calls = append(out.calls, c)
			continue
		}
		needs = append(needs, ParamCall{outer: c.outer, Part: c.Part})
	}
	for _, eff := range effects {
		if len(eff.awaits) == 0 {
			out.effects = append(out.effects, eff)
			continue
		}
		needs = append(needs, eff.awaits...)
	}
	return needs
}

// bindAwaits settles for a call of t whether the wait is for a computation.
func (e *engine) bindAwaits(eff *Effect, t target, args args) {
	if len(eff.awaits) == 0 {
		return
	}
	var left []ParamCall
	for _, c := range eff.awaits {
		if c.outer.Parent() != t.fn {
			left = append(left, c)
			continue
		}
		given := e.given(args(paramIndex(c.outer)), c.Part)
		if len(given) == 0 {
			eff.awaits = nil
			return
		}
		for _, f := range given {
			var out outcome
			known := e.graph.complete(func() { e.through(&out, f, Path{}, eff.Path.Last().Pos, giving{}) })
			left = append(left, needsOf(&out)...)
			if !known || e.holdsUp(&out, f.fn) {
				eff.awaits = nil
				return
			}
		}
	}
	eff.awaits = left
	eff.Doubt = eff.Doubt || len(left) == 0
}

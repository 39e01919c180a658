package effects

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A permitFlow is what a function does with permits.
type permitFlow struct {
	forward[permits, taking, grant]

	e      *engine
	steps  map[ssa.Instruction][]permitStep
	all    []taking
	defers []*ssa.Defer // those with steps

	forTurns struct { // the last answer of permitsForTurns
		in   ssa.Instruction
		held permits
	}
}

// permitFlow returns what fn does with permits, some of which it has when it begins, or
// nil if that is nothing.
func (e *engine) permitFlow(fn *ssa.Function, depth int, start permits) *permitFlow {
	f := &permitFlow{e: e, steps: make(map[ssa.Instruction][]permitStep)}
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			steps := e.permitSteps(in, depth)
			if len(steps) == 0 {
				continue
			}
			f.steps[in] = steps
			for _, s := range steps {
				f.all = append(f.all, s.taking, s.back())
			}
			if d, ok := in.(*ssa.Defer); ok {
				f.defers = append(f.defers, d)
			}
		}
	}
	if len(f.steps)+len(start) == 0 {
		return nil
	}
	if start == nil {
		start = make(permits)
	}
	f.follow(fn, start, f)
	return f
}

// pass does what an instruction does. What is deferred runs last, but what it gives back
// for sure is spoken for.
func (f *permitFlow) pass(state permits, in ssa.Instruction) {
	if st, ok := in.(*ssa.Store); ok && len(state) > 0 {
		f.forget(state, st)
	}
	for _, s := range f.steps[in] {
		later := s.later
		switch in.(type) {
		case *ssa.Defer, *ssa.Go:
			later = true
		}
		switch {
		case !later:
			state.step(s)
		case !s.soft:
			for _, k := range state.find(s.back(), s.field) {
				state.handOn(k, s.when)
			}
		}
	}
}

// forget drops the permits of what is found by way of a variable or field to which
// something else is assigned.
func (f *permitFlow) forget(state permits, st *ssa.Store) {
	variable, name := f.e.alloc(st.Addr), ""
	if field, ok := st.Addr.(*ssa.FieldAddr); ok {
		if v := fieldOf(field.X.Type(), field.Field); v != nil {
			name = v.Name()
		}
	}
	legs := func(path string) []string {
		return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
	}
	for k := range state {
		if variable != nil && k.place.root == variable || name != "" && slices.Contains(legs(k.place.path), name) {
			delete(state, k)
		}
	}
}

// at returns what is held when control comes to an instruction.
func (f *permitFlow) at(in ssa.Instruction) permits { return f.forward.at(in, f) }

// atReturn returns what is held after the deferred functions have run.
func (f *permitFlow) atReturn(ret *ssa.Return) permits {
	state := f.at(ret)
	if state == nil {
		return nil
	}
	for _, d := range slices.Backward(f.defers) {
		if !d.Block().Dominates(ret.Block()) {
			continue
		}
		before := f.at(d)
		for _, s := range f.steps[d] {
			if !s.soft && len(before.find(s.back(), s.field)) == 0 {
				state.step(s)
			}
		}
	}
	return state
}

func (f *permitFlow) leads(from, to, avoid *ssa.BasicBlock) bool { return f.e.leads(from, to, avoid) }

// turned adds what the turns of a loop have taken. What takes as many permits as somebody asks
// for takes some.
func (f *permitFlow) turned(state permits, turns []permits) {
	for k, g := range turns[0] {
		held := func(s permits) bool { h, ok := s[k]; return ok && h.sure() }
		if _, ok := state[k]; !ok && !slices.ContainsFunc(turns, func(s permits) bool { return !held(s) }) {
			g.times = maxTimes
			state[k] = g
		}
	}
}

// branch settles what the i-th way out of a block tells.
func (f *permitFlow) branch(state permits, b *ssa.BasicBlock, i int) {
	branch, ok := atEndOf(b).(*ssa.If)
	if !ok {
		return
	}
	cond, isTrue := plain(branch.Cond, i == 0)
	for k, g := range state {
		if g.sure() {
			continue
		}
		switch held, told := f.e.decided(g.when, cond, isTrue); {
		case told && held:
			g.when = condition{}
			state[k] = g
		case told:
			delete(state, k)
		}
	}
	if v := comparedToNil(cond); v != nil && isTrue {
		f.addNone(state, f.e.chanPlaceOf(v))
	}
}

// addNone says that there is nothing at a place.
func (f *permitFlow) addNone(state permits, at chanPlace) {
	if !at.known() {
		return
	}
	for _, t := range f.all {
		if _, ok := state[t]; !ok && t.place.within(at) {
			state[t] = grant{times: maxTimes, none: true}
		}
	}
}

// join returns what is held when a block begins, from what is held on the ways
// there that are known by now.
func (f *permitFlow) join(b *ssa.BasicBlock, leaving map[exit]permits) permits {
	var known []exit
	all := make(map[taking]bool)
	for _, way := range entries(b) {
		if leaving[way] != nil {
			known = append(known, way)
			for k := range leaving[way] {
				all[k] = true
			}
		}
	}
	merged := make(permits)
	for k := range all {
		var with, without []exit
		for _, way := range known {
			if _, ok := leaving[way][k]; ok {
				with = append(with, way)
			} else {
				without = append(without, way)
			}
		}
		g := leaving[with[0]][k]
		same := true
		for _, way := range with[1:] {
			h := leaving[way][k]
			same = same && h.when == g.when
			g.times, g.soft, g.none = min(g.times, h.times), g.soft || h.soft, g.none && h.none
			if g.field == "" {
				g.field = h.field
			}
		}
		switch {
		case same && len(without) == 0:
			merged[k] = g
			continue
		case same && g.sure() && f.passesLoop(with, without):
			g.times = maxTimes
			merged[k] = g
			continue
		case same && g.sure():
			if g.when = tells(b, with, without); !g.sure() {
				merged[k] = g
				continue
			}
		}
		if c := tellsError(b, with, without, k, leaving); c.value != nil {
			g.when = c
			merged[k] = g
		} else if g.soft && (isPhi(b.Instrs[0]) || leavesTrace(b.Idom(), b.Preds)) {
			g.when = condition{}
			merged[k] = g
		}
	}
	return merged
}

// passesLoop reports whether ways come out of a loop, and others pass it by because it has
// no turn.
func (f *permitFlow) passesLoop(with, without []exit) bool {
	return !slices.ContainsFunc(without, func(past exit) bool {
		if len(past.block.Succs) != 2 {
			return true
		}
		first := past.block.Succs[1-past.index]
		return slices.ContainsFunc(with, func(out exit) bool {
			return !first.Dominates(out.block) || !f.e.leads(out.block, first, past.block) // not just a loop around both
		})
	})
}

// tellsError returns the condition that an error is nil which is so on the ways where
// a permit is held, and is not on the others.
func tellsError(b *ssa.BasicBlock, with, without []exit, k taking, leaving map[exit]permits) condition {
	all := entries(b)
	for _, in := range b.Instrs {
		phi, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if len(all) != len(phi.Edges) || !types.IsInterface(phi.Type()) {
			continue
		}
		edge := func(way exit) ssa.Value { return phi.Edges[slices.Index(all, way)] }
		untold := func(way exit) bool {
			g := leaving[way][k]
			return !g.sure() && g.when != (condition{edge(way), true})
		}
		mayBeNil := func(way exit) bool { return !failedAt(edge(way), way) }
		if !slices.ContainsFunc(with, untold) && !slices.ContainsFunc(without, mayBeNil) {
			return condition{phi, true}
		}
	}
	return condition{}
}

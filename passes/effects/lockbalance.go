package effects

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What a function has done to mutexes when it returns it has done for its caller.

// balance finds what a function does to the mutexes of its callers.
func (e *engine) balance(fn *ssa.Function) {
	f := e.lockFlow(fn)
	if f == nil {
		return
	}
	released := make(held)
	var returns []atEnd
	for _, b := range e.live(fn) {
		if f.entry[b] == nil {
			continue
		}
		state := maps.Clone(f.entry[b])
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				for _, k := range f.steps[in].frees() {
					if _, ok := state[k]; !ok {
						released[k] = hold{times: 1}
					}
				}
				f.pass(state, in)
			case *ssa.Go:
				f.pass(state, in)
			case *ssa.Return:
				f.runDefers(state, released, in)
				returns = append(returns, atEnd{state, in})
			}
		}
	}
	s := e.nodes[fn]
	s.releases = slices.Sorted(maps.Keys(released))
	s.keeps = slices.DeleteFunc(slices.Clone(s.releases), func(k string) bool { return k == "" || !f.waitsBefore(fn, k) })
	s.acquires, s.tries = atReturn(returns)
}

// waitsBefore reports whether whatever fn waits for comes before it lets go of a mutex.
func (f *lockFlow) waitsBefore(fn *ssa.Function, key string) bool {
	var frees []ssa.Instruction
	for in, l := range f.steps {
		if slices.Contains(l.frees(), key) {
			frees = append(frees, in)
		}
	}
	after := func(in, free ssa.Instruction) bool {
		_, last := free.(*ssa.Defer)
		_, late := in.(*ssa.Defer)
		switch {
		case in == free:
			return !last && !slices.Contains(f.steps[in].keeps, key) && !slices.Contains(f.steps[in].unlocks, key)
		case last:
			return late // they run in an order that may be either
		}
		return late || in.Block() == free.Block() && f.e.precedes(free, in) || f.e.leads(free.Block(), in.Block(), nil)
	}
	for _, b := range f.e.live(fn) {
		for _, in := range b.Instrs {
			follows := slices.ContainsFunc(frees, func(free ssa.Instruction) bool { return after(in, free) })
			if follows && len(f.e.instr(fn, in).effects) > 0 {
				return false
			}
		}
	}
	return true
}

// runDefers does to the mutexes what is deferred when control comes to ret. What is locked
// again then was let go of for a while.
func (f *lockFlow) runDefers(state, released held, ret *ssa.Return) {
	for _, d := range f.defers {
		for _, k := range f.steps[d].frees() {
			if _, ok := state[k]; ok {
				state.unlock(k)
			} else if d.Block().Dominates(ret.Block()) {
				released[k] = hold{times: 1} // else it may have not come to the defer statement
			}
		}
	}
	for _, d := range f.defers {
		if d.Block().Dominates(ret.Block()) {
			state.step(lockSteps{acquires: f.steps[d].acquires}, nil)
		}
	}
}

// atEnd is what is held when a function returns.
type atEnd struct {
	state held
	ret   *ssa.Return
}

// atReturn returns the keys of the mutexes that are held when a function
// returns: in any case, and if it returns true, or no error.
func atReturn(returns []atEnd) (always, tries []string) {
	keys := make(held)
	for _, l := range returns {
		for k := range l.state {
			keys[k] = hold{}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		all, told := true, true
		for _, l := range returns {
			h, ok := l.state[k]
			all = all && ok && h.when.value == nil
			told = told && l.tells(h, ok)
		}
		switch {
		case all:
			always = append(always, k)
		case told:
			tries = append(tries, k)
		}
	}
	return always, tries
}

// tells reports whether what a function returns says right whether it holds a mutex.
func (l *atEnd) tells(h hold, held bool) bool {
	n := len(l.ret.Results)
	if n == 0 || n > 1 && !isError(l.ret.Results[n-1].Type()) {
		return false
	}
	v := l.ret.Results[n-1]
	if held && h.when.value != nil {
		return h.when == condition{v, true}
	}
	if isError(v.Type()) {
		return held || !isNil(v)
	}
	result, known := truth(v, false)
	return known && result == held
}

// unlockedBefore returns the mutexes that are unlocked by what is deferred after
// d, and so before d runs.
func (f *lockFlow) unlockedBefore(d *ssa.Defer) lockSteps {
	var l lockSteps
	for _, later := range f.defers {
		if later != d && f.e.precedes(d, later) {
			l.releases = append(l.releases, f.steps[later].frees()...)
		}
	}
	return l
}

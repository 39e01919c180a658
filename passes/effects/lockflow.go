package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Which mutexes are held at some point of a function is found forward, block by
// block. What differs between the ways to a block is forgotten, unless a
// condition tells them apart that is asked again where the mutex is unlocked.

// A hold says how a mutex is held. Both sides of an RWMutex have a key of their
// own, see readKey.
type hold struct {
	// More than once is how a list is walked hand over hand: the mutexes of all
	// its nodes have one key.
	times int
	when  condition // unset: in any case
}

// maxTimes bounds how often a mutex counts as locked, for the sake of loops.
const maxTimes = 4

// held tells how mutexes are held at some point, by their keys. With the empty
// key it counts those that are not known.
type held map[string]hold

// lockSteps is what a call does to the mutexes that are held around it.
type lockSteps struct {
	unlocks  []string // unlocked once
	releases []string // let go of, though somebody else has locked them
	keeps    []string // of releases: not before it has waited for what it waits for
	acquires []string // locked when it returns
	tries    []string // locked if it returns true, or no error
}

func (l lockSteps) none() bool {
	return len(l.unlocks)+len(l.releases)+len(l.acquires)+len(l.tries) == 0
}

// frees returns the keys of what is unlocked.
func (l lockSteps) frees() []string { return slices.Concat(l.unlocks, l.releases) }

// step does what a call does, which returns result.
func (h held) step(l lockSteps, result ssa.Value) {
	for _, k := range l.unlocks {
		h.unlock(k)
	}
	for _, k := range l.releases {
		if k == "" {
			h.unlock(k)
			continue
		}
		delete(h, k)
	}
	for _, k := range l.acquires {
		times := 1
		if old, ok := h[k]; ok && old.when == (condition{}) {
			times = min(old.times+1, maxTimes)
		}
		h[k] = hold{times: times}
	}
	for _, k := range l.tries {
		if _, ok := h[k]; !ok && result != nil && len(*result.Referrers()) > 0 {
			h[k] = hold{1, condition{result, true}} // or nil
		}
	}
}

// resultTold returns the result that says whether a call has locked what it tries to lock: its
// only one, or the last one if that is an error. It is nil if nobody uses it.
func resultTold(call *ssa.Call) ssa.Value {
	rs := call.Call.Signature().Results()
	if n := rs.Len(); n == 1 || n > 1 && isError(rs.At(n-1).Type()) {
		return resultOf(call, n-1)
	}
	return nil
}

// unlock gives a mutex back once. If it is not known which, it may be any.
func (h held) unlock(key string) {
	old, ok := h[key]
	switch {
	case ok && old.times > 1:
		old.times--
		h[key] = old
	case ok:
		delete(h, key)
	case key == "":
		clear(h)
	}
}

// pass gives a mutex to a goroutine, if it is held.
func (h held) pass(key string) {
	if _, ok := h[key]; ok {
		h.unlock(key)
	}
}

// release takes away what the call may let go of before it waits.
func (h held) release(l lockSteps) {
	first := slices.DeleteFunc(slices.Clone(l.releases), func(k string) bool { return slices.Contains(l.keeps, k) })
	h.step(lockSteps{unlocks: l.unlocks, releases: first}, nil)
}

// A lockFlow is what a function does with mutexes.
type lockFlow struct {
	forward[held, string, hold]

	e      *engine
	steps  map[ssa.Instruction]lockSteps // of calls, also in defer and go statements
	defers []*ssa.Defer                  // those with steps

	lockedAt map[string][]ssa.Instruction // see lockers
	locked   map[*ssa.Call]Lock           // see lockedBy
}

// lockFlow returns what a function does with mutexes, or nil if that is nothing.
func (e *engine) lockFlow(fn *ssa.Function) *lockFlow { return e.lockFlowFrom(fn, e.takenOver(fn)) }

// lockFlowFrom is lockFlow for a function that is called with some mutexes held.
func (e *engine) lockFlowFrom(fn *ssa.Function, start held) *lockFlow {
	f := &lockFlow{e: e, steps: make(map[ssa.Instruction]lockSteps), locked: make(map[*ssa.Call]Lock)}
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			var c *ssa.CallCommon
			switch in := in.(type) {
			case *ssa.Call:
				c = &in.Call
			case *ssa.Defer:
				c = &in.Call
			case *ssa.Go: // what it starts unlocks the mutex, and holds it until then
				c = &in.Call
			default:
				continue
			}
			l := e.lockSteps(c)
			if _, ok := in.(*ssa.Go); ok {
				l = lockSteps{releases: l.frees()}
			}
			if !l.none() {
				f.steps[in] = l
				if d, ok := in.(*ssa.Defer); ok {
					f.defers = append(f.defers, d)
				}
			}
		}
	}
	if len(f.steps) == 0 && len(start) == 0 {
		return nil
	}
	f.follow(fn, start, f)
	return f
}

// takenOver returns what is held when a literal begins that a go statement
// starts, and that unlocks what is locked around it.
func (e *engine) takenOver(fn *ssa.Function) held {
	start := make(held)
	if fn.Parent() == nil || len(e.nodes[fn].releases) == 0 {
		return start
	}
	sites := e.closures[fn]
	if len(sites) != 1 {
		return start
	}
	for _, use := range *sites[0].Referrers() {
		in, ok := use.(*ssa.Go)
		if !ok || in.Call.Value != sites[0] {
			continue
		}
		f := e.lockFlow(in.Parent())
		if f == nil || f.entry[in.Block()] == nil {
			continue
		}
		state := f.at(in)
		for _, k := range e.nodes[fn].releases {
			if h, ok := state[k]; ok {
				start[k] = h
			}
		}
	}
	return start
}

// at returns what is held before an instruction of a block that control comes to.
func (f *lockFlow) at(in ssa.Instruction) held { return f.forward.at(in, f) }

// pass does what an instruction does to the mutexes. What is deferred runs last.
func (f *lockFlow) pass(state held, in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Call:
		if l, ok := f.steps[in]; ok {
			state.step(l, resultTold(in))
		}
	case *ssa.Go:
		for _, k := range f.steps[in].releases {
			state.pass(k)
		}
	}
}

func (f *lockFlow) leads(from, to, avoid *ssa.BasicBlock) bool { return f.e.leads(from, to, avoid) }

// turned adds the mutexes that each turn of a loop has locked and not unlocked, as those of all
// objects in a list, which are unlocked when the function returns.
func (f *lockFlow) turned(state held, turns []held) {
	locked := func(k string) bool {
		return !slices.ContainsFunc(turns, func(t held) bool { h, ok := t[k]; return !ok || h.when != (condition{}) })
	}
	for k := range turns[0] {
		if _, ok := state[k]; !ok && k != "" && locked(k) {
			state[k] = hold{times: 1} // they have one key, and are unlocked together
		}
	}
}

// branch settles what the i-th way out of a block tells.
func (f *lockFlow) branch(state held, b *ssa.BasicBlock, i int) {
	branch, ok := atEndOf(b).(*ssa.If)
	if !ok {
		return
	}
	v, isTrue := plain(branch.Cond, i == 0)
	for k, h := range state {
		if h.when.value == nil {
			continue
		}
		switch holds, told := f.e.decided(h.when, v, isTrue); {
		case told && holds:
			state[k] = hold{times: h.times}
		case told:
			delete(state, k)
		}
	}
}

// join returns what is held when a block begins, from what is held on the ways
// there that are known by now.
func (f *lockFlow) join(b *ssa.BasicBlock, leaving map[exit]held) held {
	var known []exit
	for _, way := range entries(b) {
		if leaving[way] != nil {
			known = append(known, way)
		}
	}
	keys := make(map[string]bool)
	for _, way := range known {
		for k := range leaving[way] {
			keys[k] = true
		}
	}
	merged := make(held)
	for k := range keys {
		var with, without []exit
		times, same := maxTimes, true
		var when *condition
		for _, way := range known {
			h, ok := leaving[way][k]
			if !ok {
				without = append(without, way)
				continue
			}
			with = append(with, way)
			times = min(times, h.times)
			same = same && (when == nil || *when == h.when)
			when = &h.when
		}
		switch {
		case !same:
		case len(without) == 0:
			merged[k] = hold{times, *when}
		case *when == (condition{}):
			if c := tells(b, with, without); c.value != nil {
				merged[k] = hold{times, c}
			}
		}
	}
	return merged
}

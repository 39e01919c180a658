package effects

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// How long a wait for a mutex takes depends on what others do while they hold
// it. That is found out when it is asked for, mutex by mutex, because it needs
// the summaries of all functions that take the mutex.

// longCause returns what makes the wait for a mutex long: an operation that
// waits in some critical section of it. It is nil if there is none. Who waits is
// given, if that is known.
func (e *engine) longCause(key string, w *waiter) *Cause { return e.longCauseOf(key, "", w) }

// longCauseOf is longCause for the mutex of an object, see Lock.of.
func (e *engine) longCauseOf(key, of string, w *waiter) *Cause {
	if key == "" {
		return nil
	}
	if !e.settled[key] && !e.settling {
		e.settling = true
		e.settleLock(key)
		e.settling = false
	}
	session := e.sessionOf(w, key)
	var elsewhere, runs *Cause // runs is that of other runs of who waits
	for i := range e.long[key] {
		c := &e.long[key][i]
		if !c.isOf(e, of) {
			continue
		}
		if !c.cause.Elsewhere && (session == nil || e.holdsBeside(session, c.by)) {
			if e.meanwhile(w.forItem(), c.by) {
				return cmp.Or(runs, c.cause)
			}
			if runs == nil && e.meanwhile(w, c.by) {
				runs = c.cause
			}
		}
		if elsewhere == nil {
			elsewhere = c.cause.withElsewhere(true)
		}
	}
	if runs != nil {
		runs = new(*runs)
		runs.Runs = true
		return runs
	}
	if c := e.imports.held(key); c != nil {
		if alone := w != nil && w.alone; c.Elsewhere != alone && (alone || e.meanwhileOf(w, key)) {
			c = c.withElsewhere(alone)
		}
		if elsewhere == nil || !c.Elsewhere {
			return c
		}
	}
	return elsewhere
}

// settleLock finds out whether some critical section of a mutex waits, and so for
// those for which its critical sections wait. It goes on until nothing new is
// found. What is found does not depend on which mutex is asked for first.
func (e *engine) settleLock(key string) {
	keys := []string{key}
	asked := map[string]bool{key: true}
	add := func(k string) {
		if k != "" && !asked[k] && !e.settled[k] {
			asked[k] = true
			keys = append(keys, k)
		}
	}
	ask := func(eff *Effect) {
		add(eff.Lock.Key)
		if eff.Kind == models.Lock && eff.Lock.Key != "" {
			add(readKey(eff.Lock.Key))
		}
	}
	var waits []heldDuring
	for i := 0; i < len(keys); i++ {
		key := keys[i]
		asking := len(waits)
		holders, callbacks := e.holders(key)
		for _, fn := range holders {
			for _, s := range e.sections(fn) {
				if _, ok := s.held[key]; !ok {
					continue
				}
				own := e.holdsOwned(s, key)
				for _, of := range e.owners(s, key) {
					waits = append(waits, heldDuring{heldOf{key, of, fn}, s.effects, e.freedIn(s), own})
				}
			}
		}
		for _, c := range callbacks {
			waits = append(waits, heldDuring{heldOf{key, c.of, c.fn}, c.effects, freed{}, c.own})
		}
		for _, p := range e.callIndex().passed[key] {
			add(p)
		}
		for _, w := range waits[asking:] {
			for j := range w.effs {
				ask(&w.effs[j])
			}
		}
	}
	for _, key := range keys {
		for _, c := range e.calls.lent[key] {
			e.addLong(heldOf{key, "", c.by}, c.cause)
		}
	}
	for _, sure := range []bool{true, false} {
		for range maxRounds {
			found := make(map[heldOf]*Effect)
			for i := range waits {
				w := &waits[i]
				if e.knownLong(w.heldOf) || sure && w.own {
					continue
				}
				worst := e.worst(w, sure)
				if worst != nil && (found[w.heldOf] == nil || e.clearer(worst, found[w.heldOf], w.by)) {
					found[w.heldOf] = worst
				}
			}
			for _, at := range e.byHarm(found) {
				eff := found[at]
				e.addLong(at, &Cause{Func: eff.Path.Last().Func, Pos: eff.Path.Hops[0].Pos, Dynamic: e.dynamic(eff, at.by), Elsewhere: !sure})
			}
			if !e.passOn(keys) && len(found) == 0 {
				break
			}
		}
	}
	for _, key := range keys {
		e.settled[key] = true
	}
}

// passOn finds which of the mutexes are held long by functions that they are
// passed to, and reports whether any is.
func (e *engine) passOn(keys []string) bool {
	passed := false
	for _, key := range keys {
		for _, p := range e.calls.passed[key] {
			for _, c := range e.long[p] {
				passed = e.addLong(heldOf{key, "", c.by}, c.cause) || passed
			}
		}
	}
	return passed
}

// holders returns the functions that may hold a mutex, and what they or
// others are made to call meanwhile.
func (e *engine) holders(key string) ([]*ssa.Function, []callback) {
	index := e.callIndex()
	seen := make(map[*ssa.Function]bool)
	var fns []*ssa.Function
	add := func(fn *ssa.Function) {
		if !seen[fn] {
			seen[fn] = true
			fns = append(fns, fn)
		}
	}
	keys := []string{key} // and those of parameters that it is passed as
	for i := 0; i < len(keys); i++ {
		for _, fn := range index.lockers[keys[i]] {
			add(fn)
		}
		for _, p := range index.passed[keys[i]] {
			if !slices.Contains(keys, p) {
				keys = append(keys, p)
			}
		}
	}
	leavesLocked := func(s *summary) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(s.acquires, k) || slices.Contains(s.tries, k) })
	}
	var under []site // calls of functions that call a parameter with the mutex held
	foreign := index.foreign[packageOf(key)]
	for _, s := range foreign {
		if sum := e.summaryOf(s.t); sum != nil {
			if leavesLocked(sum) {
				add(s.fn)
			}
			under = append(under, s)
		}
	}
	for i := 0; i < len(fns); i++ {
		e.ensure(fns[i])
		for _, lit := range fns[i].AnonFuncs { // it may hand the mutex to one
			if e.nodes[lit] != nil {
				e.ensure(lit)
				if frees(e.nodes[lit], keys) {
					add(lit)
				}
			}
		}
		if leavesLocked(e.nodes[fns[i]]) {
			for _, s := range index.local[fns[i]] {
				add(s.fn)
			}
		}
		under = append(under, index.local[fns[i]]...)
	}
	var found []callback
	for _, k := range keys {
		under = append(under, index.given[k]...)
	}
	passed := make(map[*ssa.Function]bool)
	for i := 0; i < len(under); i++ {
		s := under[i]
		cs, passes := e.callbacks(s, key)
		found = append(found, cs...)
		if passes && !passed[s.fn] {
			passed[s.fn] = true
			under = append(under, index.local[s.fn]...)
		}
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return cmp.Compare(e.order[a], e.order[b]) })
	return fns, found
}

// frees reports whether a function unlocks one of some mutexes for its caller.
func frees(s *summary, keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(s.releases, k) })
}

// A heldDuring is a mutex that is held during some effects.
type heldDuring struct {
	heldOf
	effs  []Effect
	freed freed
	own   bool // of an object that its function has taken out of a pool
}

// worst returns the worst of the effects that take long while a mutex is held, or if sure,
// that surely do, or nil. What waits for the mutex itself is another matter: a deadlock.
func (e *engine) worst(w *heldDuring, sure bool) *Effect {
	var worst *Effect
	name := strings.TrimSuffix(w.key, readSuffix)
	for i := range w.effs {
		eff := &w.effs[i]
		if eff.Kind == models.Cond && !w.freed.by(eff).isOther(name) {
			continue // Wait unlocks the mutex meanwhile
		}
		if eff.Doubt || eff.Lock.Key == name {
			continue
		}
		if eff.Kind == models.Stdio {
			continue // the mutex is there to keep lines whole; who prints is told so
		}
		if e.waits(eff, sure) && (worst == nil || e.clearer(eff, worst, w.by)) {
			worst = eff
		}
	}
	return worst
}

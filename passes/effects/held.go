package effects

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// How long a wait for a mutex takes depends on what others do while they hold
// it. That is found out when it is asked for, mutex by mutex, because it needs
// the summaries of all functions that take the mutex.

// A section is an instruction that runs with mutexes held.
type section struct {
	in      ssa.Instruction
	held    held
	effects []Effect
	flow    *lockFlow
}

// A site is a call of a function, in this package.
type site struct {
	fn   *ssa.Function
	call ssa.CallInstruction
	t    target
}

// calls is an index of the calls in a package, those in tests left out: how
// long a test holds a mutex says nothing about the program.
type calls struct {
	lockers map[string][]*ssa.Function // of the mutex with that key
	locks   map[*ssa.Function][]string // the keys of those that it locks
	local   map[*ssa.Function][]site   // of that function
	foreign map[string][]site          // of functions of another package, by its path

	// Of mutexes that are passed as arguments: the parameters of functions of
	// this package, and what others do while they hold it.
	passed map[string][]string
	lent   map[string][]ownedCause
	given  map[string][]site // to functions of other packages
}

func (e *engine) callIndex() *calls {
	if e.calls != nil {
		return e.calls
	}
	e.calls = &calls{
		lockers: make(map[string][]*ssa.Function),
		locks:   make(map[*ssa.Function][]string),
		local:   make(map[*ssa.Function][]site),
		foreign: make(map[string][]site),
		passed:  make(map[string][]string),
		lent:    make(map[string][]ownedCause),
		given:   make(map[string][]site),
	}
	for _, fn := range e.funcs {
		if !e.inTest(fn.Pos()) {
			e.safely(fn, func() { e.indexCalls(fn) })
		}
	}
	return e.calls
}

func (e *engine) indexCalls(fn *ssa.Function) {
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			kind, key := e.lockOp(call.Common())
			switch kind {
			case models.Lock, models.RLock, models.TryLock, models.TryRLock:
				if key != "" {
					e.calls.lockers[key] = append(e.calls.lockers[key], fn)
					e.calls.locks[fn] = append(e.calls.locks[fn], key)
				}
			}
			for _, t := range e.callees(call.Common()) {
				e.indexPassed(site{fn, call, t})
				switch {
				case t.fn != nil:
					e.calls.local[t.fn] = append(e.calls.local[t.fn], site{fn, call, t})
				case t.obj != nil && t.obj.Pkg() != nil && !isStd(t.obj.Pkg().Path()):
					path := t.obj.Pkg().Path()
					e.calls.foreign[path] = append(e.calls.foreign[path], site{fn, call, t})
				}
			}
		}
	}
}

// indexPassed adds the mutexes that a call passes to a function.
func (e *engine) indexPassed(at site) {
	c, t := at.call.Common(), at.t
	if !slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return e.isMutex(a.Type()) }) || e.model(t.obj) != nil {
		return
	}
	bind := e.argKeys(c, t)
	if t.fn != nil {
		for _, p := range t.fn.Params {
			if !e.isMutex(p.Type()) {
				continue
			}
			for _, reading := range []bool{false, true} {
				param := side(e.paramKey(p), reading)
				if key := bind(param); key != "" && key != param && !slices.Contains(e.calls.passed[key], param) {
					e.calls.passed[key] = append(e.calls.passed[key], param)
				}
			}
		}
		return
	}
	if s := e.summaryOf(t); s != nil {
		for _, k := range slices.Concat(s.acquires, s.tries) {
			if key := bind(k); key != k && key != "" {
				e.calls.lockers[key] = append(e.calls.lockers[key], at.fn)
			}
		}
		for _, u := range s.under {
			if key := bind(u.Lock); key != u.Lock && key != "" {
				e.calls.given[key] = append(e.calls.given[key], at)
			}
		}
		for _, h := range s.holds {
			if key := bind(h.Key); key != "" {
				e.calls.lent[key] = append(e.calls.lent[key], ownedCause{by: at.fn, cause: &h.Cause})
			}
		}
	}
}

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

// sections returns the instructions of fn that run with mutexes held. A
// deferred Unlock runs last, so it ends nothing here.
func (e *engine) sections(fn *ssa.Function) []section {
	found, ok := e.critical[fn]
	if ok {
		return found
	}
	e.critical[fn] = nil
	e.safely(fn, func() {
		e.ensure(fn)
		if f := e.lockFlow(fn); f != nil {
			found = e.findSections(fn, f)
		}
	})
	e.critical[fn] = found
	return found
}

func (e *engine) findSections(fn *ssa.Function, f *lockFlow) []section {
	var found []section
	f.during(fn, func(in ssa.Instruction, during held) {
		out := e.instr(fn, in)
		s := section{in: in, held: during, effects: out.effects, flow: f}
		if e.quiet(fn) {
			s.effects = nil
		}
		if len(s.effects) > 0 {
			found = append(found, s)
		}
		e.unders[fn] = e.calledUnder(e.unders[fn], &out, during, f)
	})
	return found
}

// during calls a function for each instruction that runs with mutexes held.
func (f *lockFlow) during(fn *ssa.Function, do func(in ssa.Instruction, during held)) {
	for _, b := range f.e.live(fn) {
		if f.entry[b] == nil {
			continue
		}
		state := maps.Clone(f.entry[b])
		for _, in := range b.Instrs {
			during := maps.Clone(state)
			switch in := in.(type) {
			case *ssa.Call:
				// What the callee releases it may release before it waits.
				during.release(f.steps[in])
			case *ssa.Defer:
				during.release(f.unlockedBefore(in))
				if f.e.freesFirst(&in.Call) {
					during.release(f.steps[in])
				}
			}
			if len(during) > 0 {
				do(in, during)
			}
			f.pass(state, in)
		}
	}
}

// freesFirst reports whether a literal that is deferred unlocks before it waits for
// anything.
func (e *engine) freesFirst(c *ssa.CallCommon) bool {
	mc, ok := c.Value.(*ssa.MakeClosure)
	if !ok {
		return false
	}
	fn := mc.Fn.(*ssa.Function)
	f := e.lockFlow(fn)
	if f == nil {
		return false
	}
	var frees []ssa.Instruction
	for in, l := range f.steps {
		if len(l.frees()) > 0 {
			frees = append(frees, in)
		}
	}
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			waits := slices.ContainsFunc(e.instr(fn, in).effects, func(eff Effect) bool { return eff.Waits() })
			if waits && !slices.ContainsFunc(frees, func(free ssa.Instruction) bool { return e.precedes(free, in) }) {
				return false
			}
		}
	}
	return len(frees) > 0
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

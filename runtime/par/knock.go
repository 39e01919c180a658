package par

import "slices"

// A task that waits for a place in the queue of another pool may be what a task of that pool waits for. It may then hold up that pool as one of its own
// tasks would: the one that waits has the memory that the queue stands still for, and gives it back only when it goes on. So it counts as a part of that task: what it
// submits begins at once, beside the one who waits, as in runNow. The same goes for a task of the pool itself that has submitted with a foreign context.

// sit notes that the submitter waits with further seats of its goroutine, whose tokens are given back until what is returned is called. From now on w is poked when it holds up the pool.
func (w *submitter) sit(seats ...*seat) (stand func()) {
	seats = slices.DeleteFunc(seats, func(st *seat) bool { return slices.Contains(w.seats, st) })
	for _, st := range seats {
		st.pause(stateWaiting)
	}
	parts := func(f func(*task)) {
		for _, st := range seats {
			st.part(func(t *task) bool { f(t); return true })
		}
	}
	waits.mu.Lock()
	w.seats = append(w.seats, seats...)
	parts(func(t *task) { t.knocks = append(t.knocks, w) })
	w.answer()
	waits.mu.Unlock()
	return func() {
		waits.mu.Lock()
		parts(func(t *task) {
			if i := slices.Index(t.knocks, w); i >= 0 {
				t.knocks = slices.Delete(t.knocks, i, i+1)
			}
		})
		waits.mu.Unlock()
		for _, st := range seats {
			st.resume(stateWaiting)
		}
	}
}

// answerKnocks is called when somebody has begun to wait for t. Those are poked who are a part of it, or of what that waits for in turn, and hold up their pool now. The caller holds waits.mu.
func (t *task) answerKnocks() {
	if t.knocks == nil && t.waits == nil { // as a rule
		return
	}
	seen := map[*task]bool{}
	var visit func(t *task)
	visit = func(t *task) {
		if seen[t] {
			return
		}
		seen[t] = true
		for _, w := range t.knocks {
			w.answer()
		}
		for e := t.waits; e != nil; e = e.next {
			visit(e.target)
		}
	}
	visit(t)
}

// answer pokes w if it holds up the pool. The caller holds waits.mu.
func (w *submitter) answer() {
	for _, st := range w.seats {
		if st.holdsUp(w.t.pool, map[*task]bool{}) {
			select {
			case w.poke <- struct{}{}:
			default:
			}
			return
		}
	}
}

// holdsUp says whether st is a part of a task of p, or somebody in p waits for a task that st is a part of, perhaps by way of tasks of other pools. The caller holds waits.mu.
func (st *seat) holdsUp(p *Pool, seen map[*task]bool) bool {
	return st.within(p) || !st.part(func(t *task) bool {
		if seen[t] {
			return true
		}
		seen[t] = true
		for w := t.awaits; w != nil; w = w.later {
			for _, s := range w.seats {
				if s.holdsUp(p, seen) {
					return false
				}
			}
		}
		return true
	})
}

// enterAwaited begins the task of a submitter that holds up the pool, and returns when it has ended.
func (p *Pool) enterAwaited(w *submitter) error {
	p.mu.Lock()
	if w.elem == nil { // decided at the same time
		p.mu.Unlock()
		<-w.decided
		if w.err == nil {
			w.t.watch()
		}
		return w.err
	}
	p.decide(w, nil)
	p.runNow(w.t, nil)
	return nil
}

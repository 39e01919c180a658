package par

import "context"

// Close refuses all new work with [ErrClosed], lets the work that was accepted end, queued tasks and those of [SubmitAfter] included, and returns when the
// last goroutine of the pool is about to return. What tasks of the pool fork (Join, loops, Run, Spawn) still runs; what they
// submit is refused. Abandoned tasks count until they return. Callers that wait for a place in the queue get [ErrClosed].
//
// If ctx ends first Close returns a [*CloseError] that names what was left; the pool stays closed and goes on draining, and Close
// may be called again to wait further. Any number of calls, at the same time or later, is fine.
//
// A task of the pool that calls Close gets [ErrInTask], whatever its context, and the pool stays open. So does the callback of a call that has entered the pool; a [For] from outside or a
// [Rec.Run] that is so short that it does not is no task, and Close waits for nothing of it. Of a goroutine that a task has started the
// pool knows only by the task's context: with another one Close waits until that context ends. On the pool of [Default], Close returns [ErrDefaultPool].
func (p *Pool) Close(ctx context.Context) error {
	if err := p.check(); err != nil {
		return err
	}
	if ctx == nil {
		return errNoContext
	}
	if p.isDefault {
		return ErrDefaultPool
	}
	cur := seatOf(ctx)
	if cur.within(p) || len(p.hostedHere()) > 0 {
		if p.cfg.checked != nil {
			p.tell(misuse("Close in a task of the same pool"))
		}
		return ErrInTask
	}
	drained := make(chan struct{})
	p.mu.Lock()
	p.closed = true
	p.shut.Store(true)
	p.dismiss()
	p.eachLane(func(l *Lane) {
		for e := l.waiters.Front(); e != nil; e = l.waiters.Front() {
			p.decide(e.Value.(*submitter), ErrClosed)
		}
	})
	p.note()
	p.closers = append(p.closers, drained)
	p.checkDrained()
	p.mu.Unlock()

	if awaitDrained(ctx, cur, drained) {
		if p.cfg.checked != nil {
			p.finalCheck()
		}
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drained() {
		return nil
	}
	for i, c := range p.closers {
		if c == drained {
			p.closers = append(p.closers[:i], p.closers[i+1:]...)
			break
		}
	}
	return &CloseError{Survivors: p.survivors(), Err: ctx.Err()}
}

// awaitDrained waits until the pool is drained, and says so, or ctx ends. cur is the seat of a task of another pool, or nil.
func awaitDrained(ctx context.Context, cur *seat, drained <-chan struct{}) bool {
	cur.pause(stateWaiting)
	defer cur.resume(stateWaiting)
	timer := newForeignTimer()
	defer timer.release()
	for {
		select {
		case <-drained:
			return true
		case <-ctx.Done():
			return false
		case <-timer.C:
			defer pauseFurther(cur)()
		}
	}
}

// drained says whether nothing is left. The ready list need not be asked: whoever offers work sits on a seat. The caller holds mu.
func (p *Pool) drained() bool {
	return p.workers == 0 && p.watched.passing == 0 && !p.herald.delivering && p.queued == 0 && p.delayed == 0 && p.submitters() == 0 && p.seats == [numStates]int{}
}

// submitters counts who waits for a place in a queue. The caller holds mu.
func (p *Pool) submitters() (n int) {
	p.eachLane(func(l *Lane) { n += l.waiters.Len() })
	return n
}

// checkDrained wakes the callers of Close. Whoever removes a seat, a worker or a queued task calls it. The caller holds mu.
func (p *Pool) checkDrained() {
	if p.closed && p.drained() {
		p.rest()
		for _, c := range p.closers {
			close(c)
		}
		p.closers = nil
	}
}

// survivors lists what is left, in a fixed order. The caller holds mu.
func (p *Pool) survivors() []Survivor {
	var queued [numKinds]int
	p.eachLane(func(l *Lane) { l.queue.each(func(t *task) { queued[t.from]++ }) })
	var all []Survivor
	add := func(k kind, state string, n int) {
		if n > 0 {
			all = append(all, Survivor{Kind: kindNames[k], State: state, Count: n})
		}
	}
	for k := range numKinds {
		for s := range numStates {
			add(k, stateNames[s], p.kinds[k][s])
		}
		add(k, "queued", queued[k])
	}
	add(kindAfter, "delayed", p.delayed)
	if len(all) == 0 && p.workers > 0 { // a worker between its last task and its end
		all = append(all, Survivor{Kind: "worker", State: "retiring", Count: p.workers})
	}
	if p.herald.delivering {
		all = append(all, Survivor{Kind: "hook", State: "busy", Count: 1})
	}
	if len(all) == 0 {
		all = append(all, Survivor{Kind: "watchdog", State: "busy", Count: 1})
	}
	return all
}

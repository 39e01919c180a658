package par

import (
	"container/list"
	"fmt"
)

// submitter is a caller that waits for a place in the queue.
type submitter struct {
	t       *task
	elem    *list.Element // nil once it was served
	decided chan struct{} // closed when it was; made by the waiter, so that it belongs to the waiter's synctest bubble
	err     error         // written before decided is closed

	// See knock.go.
	seats []*seat       // of the caller; none for one from outside
	poke  chan struct{} // has one when it holds up the pool
}

// submit hands a task to the pool. An error means that the task was refused and never runs; nil that it runs unless its
// context ends first or the queue drops it.
func (p *Pool) submit(t *task) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	cur := seatOf(t.ctx)
	l := p.laneFor(t.lane, cur)
	t.lane = l
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return ErrClosed
	}
	err := p.saturated()
	if err == nil {
		err = p.admit(t)
	}
	if err != nil {
		p.mu.Unlock()
		return err
	}
	if l.queue.n > 0 {
		p.dispatch() // GOMAXPROCS may have grown unnoticed
	}
	switch place := l.queue.allows(t, l.queueCap); {
	case p.mayStart(t) && !(place && p.served()):
		// What is queued now is being fetched by those who linger: see SCHEDULER.md.
		p.stamp(t)
		p.counts.submitted++
		p.clock(t)
		p.start(t, l)
		kick()
		p.mu.Unlock()
		return nil
	case place:
		p.enqueue(t)
		p.reserve()
		p.mu.Unlock()
		t.watch()
		return nil
	case !t.try && (cur.within(p) || p.cfg.policy == CallerRuns && p.fits(t)):
		p.runNow(t, cur)
		return nil
	case t.try || p.cfg.policy == Reject:
		p.reject(t, func() string { return p.fullness(t) })
		t.dismissProbe()
		p.mu.Unlock()
		return ErrQueueFull
	case p.cfg.policy == DropOldest:
		old := l.queue.victim(t, l.queueCap)
		p.unqueue(old)
		p.unclock(old)
		p.counts.dropped++
		p.counts.neverRan++
		l.dropped++
		p.emitLazily(EventDropped, func() Event {
			e := old.event(EventDropped)
			e.Err = fmt.Errorf("%w: %d places", ErrDropped, l.queueCap)
			return e
		})
		p.enqueue(t)
		p.reserve() // the one that was dropped may have kept others waiting
		stop := old.stop
		p.mu.Unlock()
		if stop != nil {
			stop()
		}
		old.work.refuse(ErrDropped)
		old.work.resolve()
		t.watch()
		return nil
	}
	return p.await(t, cur) // policy Block, or the caller would run what memory is short for
}

// reject counts a task that is refused with ErrQueueFull, and tells. The caller holds mu.
func (p *Pool) reject(t *task, why func() string) {
	p.counts.rejected++
	if t.tenant != "" && t.from != kindAfter && t.lane.queue.n < t.lane.queueCap {
		p.counts.tenantFull++
	}
	t.lane.rejected++
	p.emitLazily(EventRejected, func() Event {
		e := t.event(EventRejected)
		e.Err = fmt.Errorf("%w: %s", ErrQueueFull, why())
		return e
	})
}

// fullness says why there is no place in the queue for t. The caller holds mu.
func (p *Pool) fullness(t *task) string {
	l := t.lane
	if t.tenant != "" && l.queue.n < l.queueCap {
		return fmt.Sprintf("tenant %s has its share of %d places", t.tenant, l.queueCap)
	}
	return fmt.Sprintf("%d of %d places taken", l.queue.n, l.queueCap)
}

// heldUp counts a task that has to wait because of its lane's cap, and tells. The caller holds mu.
func (p *Pool) heldUp(t *task) {
	p.counts.laneHeld++
	t.lane.held++
	p.emitLazily(EventLaneFull, func() Event {
		e := t.event(EventLaneFull)
		e.Err = fmt.Errorf("LaneCap(%d), %d wait", t.lane.cap, t.lane.queue.n)
		return e
	})
}

// mayStart says whether a task may begin at once, without overtaking one that is held up by memory. The caller holds mu.
func (p *Pool) mayStart(t *task) bool {
	if !p.free() || !t.lane.open() || !p.fits(t) {
		return false
	}
	first := t.lane.queue.front()
	return first == nil || p.fits(first)
}

// runNow runs a task at once and returns when it has ended. The caller holds mu, runNow lets go of it.
//
// The task gets a goroutine of its own although the caller stands still meanwhile, because a Goexit or a panic in it must end
// the task, as it would on any other worker, and not the caller. The caller's token, if it has one, covers it.
func (p *Pool) runNow(t *task, cur *seat) {
	ended := make(chan struct{})
	t.ended = ended
	if t.since == 0 {
		p.stamp(t)
	}
	p.clock(t)
	p.counts.submitted++
	p.counts.callerRan++
	p.start(t, t.lane)
	p.reserve()
	p.mu.Unlock()
	cur.parkAt(ended)
}

// await queues a task when there is a place. The caller holds mu, await lets go of it.
func (p *Pool) await(t *task, cur *seat) error {
	p.stamp(t)
	w := &submitter{t: t, decided: make(chan struct{}), poke: make(chan struct{}, 1)}
	p.wakeLane(t.lane)
	w.elem = t.lane.waiters.PushBack(w)
	if t.time != nil {
		t.time.waiter = w
	}
	p.clock(t)
	p.reserve()
	p.note()
	p.mu.Unlock()

	if cur != nil { // a task of another pool
		defer w.sit(cur)()
	}
	timer := newForeignTimer()
	defer timer.release()
	select {
	case <-timer.C:
		defer w.sit(further(w.seats...)...)()
	case <-w.poke:
		return p.enterAwaited(w)
	case <-w.decided:
	case <-t.ctx.Done():
	}
	select {
	case <-w.poke:
		return p.enterAwaited(w)
	case <-w.decided:
	case <-t.ctx.Done():
		p.mu.Lock()
		if w.elem != nil {
			t.lane.waiters.Remove(w.elem)
			p.unreserve(t)
			p.unclock(t)
			p.dispatch() // it may have kept others waiting
			p.checkDrained()
			p.mu.Unlock()
			return t.ctx.Err()
		}
		p.mu.Unlock() // accepted at the same time
		<-w.decided
	}
	if w.err == nil {
		t.watch()
	}
	return w.err
}

// decide ends the wait of a submitter. The caller holds mu.
func (p *Pool) decide(w *submitter, err error) {
	w.t.lane.waiters.Remove(w.elem)
	w.elem, w.err = nil, err
	p.unreserve(w.t)
	p.taken++
	if err != nil {
		p.unclock(w.t)
	}
	close(w.decided)
}

// enqueue accepts a task. The caller holds mu.
func (p *Pool) enqueue(t *task) {
	p.counts.submitted++
	p.append(t)
}

// append puts a task that was accepted into the queue. The caller holds mu.
func (p *Pool) append(t *task) {
	p.wakeLane(t.lane)
	t.lane.queue.push(t)
	if !t.lane.open() && p.free() {
		p.heldUp(t)
	}
	if t.since == 0 {
		p.stamp(t)
	}
	p.queued++
	p.clock(t)
	p.note()
}

// unqueue takes a task out of the queue and gives its place to the submitter that has waited longest. The caller holds mu.
func (p *Pool) unqueue(t *task) {
	l := t.lane
	l.queue.remove(t)
	p.queued--
	p.taken++
	p.unreserve(t)
	var next *list.Element
	for e := l.waiters.Front(); e != nil && l.queue.n < l.queueCap; e = next {
		next = e.Next()
		if w := e.Value.(*submitter); l.queue.allows(w.t, l.queueCap) {
			p.decide(w, nil)
			p.enqueue(w.t)
		}
	}
}

// takeTask claims the task of a lane whose turn it is, nil if there is none or it has to wait for memory. The caller holds mu.
func (p *Pool) takeTask(l *Lane) *task {
	if t := l.queue.front(); t != nil {
		if !p.mayHold(t) {
			if t = l.queue.firstAwaited(); t == nil {
				return nil
			}
		}
		p.unqueue(t)
		return t
	}
	// Only a queue of capacity zero is empty while somebody waits for a place.
	if e := l.waiters.Front(); e != nil {
		w := e.Value.(*submitter)
		if !p.mayHold(w.t) {
			return nil
		}
		p.decide(w, nil)
		p.counts.submitted++
		return w.t
	}
	return nil
}

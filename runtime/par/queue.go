package par

import (
	"container/list"
	"context"
)

// task is a piece of work from Submit or Go. Unless submit returns an error exactly one of call and refuse is called, once, and
// then resolve; with a timeout refuse may also be called while call runs, and then resolve at once.
type task struct {
	ctx     context.Context
	pool    *Pool
	call    func(context.Context)
	refuse  func(error) bool // the task never runs, or is abandoned; false if it has just ended instead
	resolve func()           // tells those who wait; may be called under pool.mu
	origin  origin
	time    *timing // nil without a timeout
	from    kind
	try     bool // a full queue refuses it, whatever the policy

	// Written by the goroutine that runs the task.
	called   bool
	barred   bool // refused, its site is in quarantine
	crashing bool // call panics and nothing will stop it

	// Under pool.mu.
	probe    bool          // it tries for its site
	judged   bool          // its site knows how it did
	callSite *callSite     // with Quarantine
	elem     *list.Element // place in the queue, nil when it is not there
	stop     func() bool   // ends the watch on ctx
	ended    chan struct{} // closed when a caller waits for the end, once it need not any more; else nil

	waits *edge // of this task and its parts; under waits.mu
}

func (t *task) kind() kind { return t.from }
func (t *task) kin() *seat { return nil }

func (t *task) run(st *seat) {
	if t.stop != nil {
		t.stop()
	}
	// The watch may be late: nothing whose context has ended may start.
	if err := t.ctx.Err(); err != nil {
		t.refuse(err)
		return
	}
	if t.callSite != nil && t.bar() {
		return
	}
	ctx := t.ctx
	if tm := t.time; tm != nil {
		if tm.over(st) {
			t.refuse(ErrTaskTimeout)
			return
		}
		defer tm.ctx.end(context.Canceled)
		ctx = &tm.ctx
	}
	t.called = true
	f := t.call
	t.call = nil // a future outlives what its task has used
	f(withSeat(ctx, st))
}

func (t *task) done() {
	p := t.pool
	switch {
	case t.called:
		p.counts.completed++
		p.judge(t, false)
	case t.barred:
	case t.time != nil && t.time.late:
		if !t.time.abandoned { // else it was counted
			p.counts.timedOut++
			p.emit(t.event(EventTimeout))
		}
	default:
		p.counts.expired++
	}
	p.unclock(t)
	if tm := t.time; tm != nil {
		tm.seat = nil
		if tm.abandoned {
			p.returned(t)
			return
		}
	}
	t.resolve()
	if t.ended != nil {
		close(t.ended)
	}
}

// submitter is a caller that waits for a place in the queue.
type submitter struct {
	t       *task
	elem    *list.Element // nil once it was served
	decided chan struct{} // closed when it was; made by the waiter, so that it belongs to the waiter's synctest bubble
	err     error         // written before decided is closed
}

// submit hands a task to the pool. An error means that the task was refused and never runs; nil that it runs unless its
// context ends first or the queue drops it.
func (p *Pool) submit(t *task) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	cur := seatOf(t.ctx)
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
	if p.queue.Len() > 0 {
		p.dispatch() // GOMAXPROCS may have grown unnoticed
	}
	switch {
	case p.free() && !(p.queue.Len() < p.cfg.queueCap && p.served()):
		// What is queued now is being fetched by those who linger: see SCHEDULER.md.
		p.counts.submitted++
		p.clock(t)
		p.start(t)
		kick()
		p.mu.Unlock()
		return nil
	case p.queue.Len() < p.cfg.queueCap:
		p.enqueue(t)
		p.mu.Unlock()
		t.watch()
		return nil
	case !t.try && (cur.within(p) || p.cfg.policy == CallerRuns):
		p.runNow(t, cur)
		return nil
	case t.try || p.cfg.policy == Reject:
		p.counts.rejected++
		t.dismissProbe()
		p.mu.Unlock()
		return ErrQueueFull
	case p.cfg.policy == DropOldest:
		old := p.queue.Front().Value.(*task)
		p.unqueue(old)
		p.unclock(old)
		p.counts.dropped++
		p.enqueue(t)
		stop := old.stop
		p.mu.Unlock()
		if stop != nil {
			stop()
		}
		old.refuse(ErrDropped)
		old.resolve()
		t.watch()
		return nil
	}
	return p.await(t, cur) // policy Block
}

// runNow runs a task at once and returns when it has ended. The caller holds mu, runNow lets go of it.
//
// The task gets a goroutine of its own although the caller stands still meanwhile, because a Goexit or a panic in it must end
// the task, as it would on any other worker, and not the caller. The caller's token, if it has one, covers it.
func (p *Pool) runNow(t *task, cur *seat) {
	ended := make(chan struct{})
	t.ended = ended
	p.clock(t)
	p.counts.submitted++
	p.counts.callerRan++
	p.start(t)
	p.mu.Unlock()
	cur.pause(stateWaiting)
	<-ended
	cur.resume(stateWaiting)
}

// await queues a task when there is a place. The caller holds mu, await lets go of it.
func (p *Pool) await(t *task, cur *seat) error {
	w := &submitter{t: t, decided: make(chan struct{})}
	w.elem = p.waiters.PushBack(w)
	if t.time != nil {
		t.time.waiter = w
	}
	p.clock(t)
	p.suspect()
	p.note()
	p.mu.Unlock()

	cur.pause(stateWaiting) // a task of another pool
	defer cur.resume(stateWaiting)
	defer p.unpark()
	select {
	case <-w.decided:
	case <-t.ctx.Done():
		p.mu.Lock()
		if w.elem != nil {
			p.waiters.Remove(w.elem)
			p.unclock(t)
			p.note()
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
	p.waiters.Remove(w.elem)
	w.elem, w.err = nil, err
	p.taken++
	if err != nil {
		p.unclock(w.t)
	}
	close(w.decided)
}

// enqueue accepts a task. The caller holds mu.
func (p *Pool) enqueue(t *task) {
	p.counts.submitted++
	t.elem = p.queue.PushBack(t)
	p.clock(t)
	p.note()
}

// unqueue takes a task out of the queue and gives its place to the submitter that has waited longest. The caller holds mu.
func (p *Pool) unqueue(t *task) {
	p.queue.Remove(t.elem)
	t.elem = nil
	p.taken++
	for e := p.waiters.Front(); e != nil && p.queue.Len() < p.cfg.queueCap; e = p.waiters.Front() {
		w := e.Value.(*submitter)
		p.decide(w, nil)
		p.enqueue(w.t)
	}
}

// takeTask claims the oldest task. The caller holds mu.
func (p *Pool) takeTask() *task {
	if e := p.queue.Front(); e != nil {
		t := e.Value.(*task)
		p.unqueue(t)
		return t
	}
	// Only a queue of capacity zero is empty while somebody waits for a place.
	if e := p.waiters.Front(); e != nil {
		w := e.Value.(*submitter)
		p.decide(w, nil)
		p.counts.submitted++
		return w.t
	}
	return nil
}

// watch makes a queued task leave as soon as its context ends: it must not hold a place that a live one could have.
func (t *task) watch() {
	if t.ctx.Done() == nil {
		return
	}
	stop := context.AfterFunc(t.ctx, t.expire)
	t.pool.mu.Lock()
	queued := t.elem != nil
	if queued {
		t.stop = stop
	}
	t.pool.mu.Unlock()
	if !queued {
		stop() // it has started meanwhile, and checks the context itself
	}
}

func (t *task) expire() {
	p := t.pool
	p.mu.Lock()
	if t.elem == nil {
		p.mu.Unlock()
		return
	}
	p.unqueue(t)
	p.unclock(t)
	p.counts.expired++
	p.dispatch()
	p.checkDrained()
	p.mu.Unlock()
	t.refuse(t.ctx.Err())
	t.resolve()
}

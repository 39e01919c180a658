package par

import (
	"container/list"
	"context"
	"time"
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
	lane    *Lane // nil until submit decides it, if the call names none
	tenant  string
	memory  int64
	try     bool // a full queue refuses it, whatever the policy

	// Written by the goroutine that runs the task.
	called   bool
	barred   bool // refused, its site is in quarantine
	crashing bool // call panics and nothing will stop it

	// Under pool.mu.
	since    int64         // with Latencies: accepted, then begun
	awaited  bool          // by a task: it does not wait for memory, see hurry
	heirs    int           // of SubmitAfter, not due yet: who has given a token back for it
	probe    bool          // it tries for its site
	judged   bool          // its site knows how it did
	callSite *callSite     // with Quarantine
	elem     *list.Element // place in the queue, nil when it is not there
	stop     func() bool   // ends the watch on ctx
	timer    *time.Timer   // of SubmitAfter, nil once it is due
	ended    chan struct{} // closed when a caller waits for the end, once it need not any more; else nil

	// Under waits.mu.
	waits  *edge // by this task and its parts
	awaits *edge // for this task
}

func (t *task) kind() kind   { return t.from }
func (t *task) owner() *seat { return nil }

func (t *task) within() context.Context { return t.ctx }

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
	f(withSeat(t.pool.tag(ctx), st))
}

func (t *task) done() {
	p := t.pool
	switch {
	case t.called:
		p.counts.completed++
		p.clockOut(t)
		p.judge(t, false)
	case t.barred:
		p.counts.neverRan++
	case t.time != nil && t.time.late:
		p.counts.neverRan++
		if !t.time.abandoned { // else it was counted
			p.counts.timedOut++
			p.emit(t.event(EventTimeout))
		}
	default:
		p.counts.expired++
		p.counts.neverRan++
	}
	p.unclock(t)
	p.quota.held -= t.memory
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

// watch makes a task that is queued, or not due yet, leave as soon as its context ends: it must not hold a place that a live one could have.
func (t *task) watch() {
	if t.ctx.Done() == nil {
		return
	}
	stop := context.AfterFunc(t.ctx, t.expire)
	t.pool.mu.Lock()
	waits := t.elem != nil || t.timer != nil
	if waits {
		t.stop = stop
	}
	t.pool.mu.Unlock()
	if !waits {
		stop() // it has started meanwhile, and checks the context itself
	}
}

func (t *task) expire() {
	p := t.pool
	p.mu.Lock()
	switch {
	case t.elem != nil:
		p.unqueue(t)
		p.unclock(t)
	case t.timer != nil:
		t.timer.Stop()
		p.undelay(t)
	default:
		p.mu.Unlock()
		return
	}
	p.counts.expired++
	p.counts.neverRan++
	p.dispatch()
	p.checkDrained()
	p.mu.Unlock()
	t.refuse(t.ctx.Err())
	t.resolve()
}

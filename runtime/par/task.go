package par

import (
	"context"
	"time"
)

// task is a piece of work from Submit or Go. Unless submit returns an error exactly one of call, refuse and giveUp is called, once, and
// then resolve; with a timeout refuse may also be called while call runs, and then resolve at once. It is a part of its work, so that one allocation does for both.
type task struct {
	ctx    context.Context
	pool   *Pool
	work   taskWork
	origin origin
	time   *timing // nil without a timeout
	from   kind
	lane   *Lane // nil until submit decides it, if the call names none
	tenant string
	memory int64
	try    bool // a full queue refuses it, whatever the policy

	// Written by the goroutine that runs the task.
	called   bool
	barred   bool // refused, its site is in quarantine
	crashing bool // call panics and nothing will stop it

	// Under pool.mu.
	since    int64     // with Latencies: accepted, then begun
	awaited  bool      // by a task: it does not wait for memory, see hurry
	heirs    int       // of SubmitAfter, not due yet: who has given a token back for it
	probe    bool      // it tries for its site
	judged   bool      // its site knows how it did
	callSite *callSite // with Quarantine
	queued   bool
	ahead    *task // in the queue of its tenant; likewise behind
	behind   *task
	stop     func() bool   // ends the watch on ctx
	timer    *time.Timer   // of SubmitAfter, nil once it is due
	ended    chan struct{} // closed when a caller waits for the end, once it need not any more; else nil

	// Under waits.mu.
	waits  *edge        // by this task and its parts
	awaits *wait        // the first one for this task
	knocks []*submitter // that are a part of it, see knock.go
}

// taskWork is what a task does.
type taskWork interface {
	call(ctx context.Context, t *task)
	refuse(err error) bool // the task never runs, or is abandoned; false if it has just ended instead
	giveUp(err error)      // refuse, because its own context has ended
	resolve()              // tells those who wait; may be called under pool.mu
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
		t.work.giveUp(err)
		return
	}
	if t.callSite != nil && t.bar() {
		return
	}
	ctx := t.ctx
	if tm := t.time; tm != nil {
		if tm.over(st) {
			t.work.refuse(ErrTaskTimeout)
			return
		}
		defer tm.ctx.end(context.Canceled)
		ctx = &tm.ctx
	}
	t.called = true
	t.work.call(st.bind(t.pool.tag(ctx)), t)
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
	t.work.resolve()
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
	waits := t.queued || t.timer != nil
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
	case t.queued:
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
	t.work.giveUp(t.ctx.Err())
	t.work.resolve()
}

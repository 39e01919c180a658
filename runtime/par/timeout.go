package par

import (
	"container/heap"
	"context"
	"time"
)

const defaultMaxAbandoned = 64

// ErrTaskTimeout is the result of a task whose time was over, see [TaskTimeout]. It is also a [context.DeadlineExceeded] for [errors.Is].
var ErrTaskTimeout error = timeoutError{}

type timeoutError struct{}

func (timeoutError) Error() string        { return "par: task timed out" }
func (timeoutError) Timeout() bool        { return true }
func (timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// TaskTimeout bounds the time of each task of [Submit], [TrySubmit] and [Pool.Go], from the call on: time in the queue counts. The call option
// [Timeout] sets it for one task. d must be positive; there is no bound by default.
//
// When its time is over, a task that has not begun never will. One that runs is told by its context, which ends with the cause [ErrTaskTimeout], and is
// abandoned: its future resolves with [ErrTaskTimeout] at once, and another worker may run in its place. Go cannot stop it; it counts
// as abandoned until it returns, and what it returns is dropped. See [MaxAbandoned]. An abandoned function still runs: what it uses must
// not be used otherwise.
//
// Loops, scopes and joins have no such bound, because their callbacks use the caller's memory: they are waited for. Give them a context with a deadline.
//
// It backs up the rules sleep, channel, syncio and longloop of the linter.
func TaskTimeout(d time.Duration) Option {
	return Option{func(c *config) error {
		if d <= 0 {
			return invalid("TaskTimeout(%v): must be positive", d)
		}
		c.timeout = min(d, forever)
		return nil
	}}
}

// Timeout is [TaskTimeout] for one task of [Submit] or [TrySubmit], and goes before it. d must be positive.
func Timeout(d time.Duration) CallOption {
	o := CallOption{kind: optTimeout, n: int64(min(d, forever))}
	if d <= 0 {
		o.err = invalid("Timeout(%v): must be positive", d)
	}
	return o
}

// MaxAbandoned caps how many tasks may be abandoned at the same time, see [TaskTimeout]. At the cap the pool refuses new work from outside, and each Submit and Go,
// with a [*SaturatedError], until one of them returns: replacing more and more workers would only delay the collapse. Abandoned
// tasks beyond the cap keep their tokens. Zero refuses as soon as one task is abandoned; the default is 64.
//
// It backs up the rules sleep, channel, syncio and longloop of the linter.
func MaxAbandoned(n int) Option {
	return Option{func(c *config) error {
		if n < 0 {
			return invalid("MaxAbandoned(%d): must not be negative", n)
		}
		c.maxAbandoned = n
		return nil
	}}
}

// timing is what a task has for its timeout. All but the first two, late and lost is under pool.mu.
type timing struct {
	limit     time.Duration // since it was submitted
	deadline  int64         // as now returns it
	place     int           // in Pool.deadlines, plus 1; 0 when it is not there
	waiter    *submitter
	seat      *seat // while it runs
	abandoned bool
	ctx       timedContext // its parent is set once it is claimed
	late      bool         // it never ran; written by its goroutine
	lost      error        // a panic that nobody waits for, because the task was abandoned; likewise
}

// newTiming starts the time of a task that is being submitted, with its own limit or the pool's. It is nil without one.
func newTiming(p *Pool, limit time.Duration) *timing {
	if limit == 0 {
		limit = p.cfg.timeout
	}
	if limit == 0 {
		return nil
	}
	return &timing{limit: limit, deadline: now() + int64(limit)}
}

// claimed notes that a task is about to run on a seat. The caller holds mu.
func (tm *timing) claimed(t *task, st *seat) {
	tm.seat = st
	tm.ctx.init(t.ctx)
	tm.ctx.deadline = tm.deadline
}

// over says, before its task begins, that its time is over.
func (tm *timing) over(st *seat) bool {
	t := st.since.Load()
	if t == 0 {
		t = now()
	}
	tm.late = t >= tm.deadline || tm.ctx.Err() == context.DeadlineExceeded
	return tm.late
}

// deadlines is a heap of the tasks whose time may be over, the first one first. It is not a timer for each, because most tasks end in time.
type deadlines []*task

func (h deadlines) Len() int           { return len(h) }
func (h deadlines) Less(i, j int) bool { return h[i].time.deadline < h[j].time.deadline }
func (h deadlines) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].time.place, h[j].time.place = i+1, j+1
}

func (h *deadlines) Push(x any) {
	t := x.(*task)
	*h = append(*h, t)
	t.time.place = len(*h)
}

func (h *deadlines) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.time.place = 0
	return t
}

// clock starts the time of a task. The caller holds mu.
func (p *Pool) clock(t *task) {
	if tm := t.time; tm != nil && tm.place == 0 {
		heap.Push(&p.deadlines, t)
		p.plan(tm.deadline-int64(tm.limit), tm.deadline)
	}
}

// unclock ends the time of a task, if it has any, and its try for its call site. The caller holds mu.
func (p *Pool) unclock(t *task) {
	t.dismissProbe()
	if t.time != nil && t.time.place != 0 {
		heap.Remove(&p.deadlines, t.time.place-1)
		p.rest()
	}
}

// overdue takes all tasks whose time is over at t. What is returned is to be called without mu.
func (p *Pool) overdue(t int64) (found []culprit, after []func()) {
	for len(p.deadlines) > 0 && p.deadlines[0].time.deadline <= t {
		k := heap.Pop(&p.deadlines).(*task)
		switch tm := k.time; {
		case tm.waiter != nil && tm.waiter.elem != nil:
			p.counts.timedOut++
			p.decide(tm.waiter, ErrTaskTimeout)
			p.note()
			p.emit(k.event(EventTimeout))
		case k.queued:
			p.counts.timedOut++
			p.counts.neverRan++
			p.unqueue(k)
			k.dismissProbe()
			if k.stop != nil {
				after = append(after, func() { k.stop() })
			}
			k.work.refuse(ErrTaskTimeout)
			k.work.resolve()
			p.emit(k.event(EventTimeout))
		case k.work.refuse(ErrTaskTimeout): // else it is about to end
			p.counts.timedOut++
			p.abandon(k)
			e := k.time.seat.event(EventAbandoned)
			e.Ran, e.Err = k.time.limit+time.Duration(t-k.time.deadline), ErrTaskTimeout
			found = append(found, culprit{k.time.seat, -1, e})
			after = append(after, func() { k.time.ctx.end(ErrTaskTimeout) })
		}
	}
	if len(p.deadlines) > 0 {
		p.plan(t, p.deadlines[0].time.deadline)
	}
	return found, after
}

// abandon lets those go on who wait for a task that runs. The caller holds mu and calls dispatch.
func (p *Pool) abandon(t *task) {
	st := t.time.seat
	t.time.abandoned = true
	p.counts.abandonments++
	p.count(st, -1)
	st.abandoned = true
	p.count(st, 1)
	p.judge(t, true)
	t.work.resolve()
	if t.ended != nil { // a caller that stands still meanwhile
		close(t.ended)
		t.ended = nil
	}
}

// returned counts a task that comes back after it was abandoned. The caller holds mu.
func (p *Pool) returned(t *task) {
	over := now() - t.time.deadline
	if p.overrun == 0 {
		p.overrun = over
	}
	p.overrun += (over - p.overrun) / 4
	e := t.event(EventReturned)
	e.Ran, e.Err = time.Duration(over), t.time.lost
	p.emit(e)
}

func (t *task) event(k EventKind) Event {
	e := Event{Kind: k, Lane: t.lane.name, Call: kindNames[t.from], Tenant: t.tenant, Label: t.origin.name(), Site: t.origin.site()}
	if k == EventTimeout {
		e.Err = ErrTaskTimeout
	}
	return e
}

package par

import (
	"context"
	"fmt"
	"time"
)

// MaxDelayed caps how many tasks of [SubmitAfter] may wait for their time; further ones are refused with [ErrQueueFull]. A timer is memory as much as a place in the
// queue is. Zero refuses all; the default is 1024.
//
// It backs up the rule fanout of the linter.
func MaxDelayed(n int) Option {
	return Option{func(c *config) error {
		if n < 0 {
			return invalid("MaxDelayed(%d): must not be negative", n)
		}
		c.maxDelayed = n
		return nil
	}}
}

// SubmitAfter is [Submit] of a task that is due after d: until then it is a timer and neither occupies a worker nor a place in the queue. It never waits. It is what to
// use instead of a task that sleeps first, see the rule sleep of the linter.
//
// When it is due it goes into the queue, even a full one, as it was accepted before; [MaxDelayed] bounds how many there can be. A pool that is saturated then, or in whose
// quarantine the task is, refuses it, and the future resolves with that error. A [Timeout] counts from then on. If ctx ends before f starts, f never
// runs and the future resolves at that moment with the error of ctx. [Pool.Close] waits for tasks that are not due yet: to give up on them, end their contexts.
//
// The errors are those of [Submit] for which nobody needs to wait: [ErrClosed], [ErrQueueFull] because of MaxDelayed, the error of ctx, or one that wraps [ErrInvalid]. A d
// of zero or less is due at once.
func SubmitAfter[R any](ctx context.Context, p *Pool, d time.Duration, f func(context.Context) (R, error), opts ...CallOption) (*Future[R], error) {
	fut, t, err := newFuture("SubmitAfter", kindAfter, ctx, p, f, f, opts)
	if err != nil {
		return nil, err
	}
	if err := p.delay(t, d); err != nil {
		return nil, p.refused(err)
	}
	return fut, nil
}

// delay accepts a task that is due later.
func (p *Pool) delay(t *task, d time.Duration) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	t.lane = p.laneFor(t.lane, seatOf(t.ctx))
	p.mu.Lock()
	switch {
	case p.closed:
		p.mu.Unlock()
		return ErrClosed
	case p.delayed >= p.cfg.maxDelayed:
		p.reject(t, func() string { return fmt.Sprintf("MaxDelayed(%d)", p.cfg.maxDelayed) })
		p.mu.Unlock()
		return ErrQueueFull
	}
	p.counts.submitted++
	p.delayed++
	t.timer = time.AfterFunc(max(d, 0), t.due)
	p.mu.Unlock()
	t.watch()
	return nil
}

// undelay takes a task from those that are not due yet. The caller holds mu.
func (p *Pool) undelay(t *task) {
	t.timer = nil
	p.delayed--
}

// due is what the timer calls.
func (t *task) due() {
	p := t.pool
	p.mu.Lock()
	if t.timer == nil { // its context has ended at the same time
		p.mu.Unlock()
		return
	}
	p.undelay(t)
	err := p.saturated()
	if err == nil {
		err = p.admit(t)
	}
	if err != nil {
		p.counts.neverRan++
		stop := t.stop
		p.checkDrained()
		p.mu.Unlock()
		if stop != nil {
			stop()
		}
		t.work.refuse(err)
		t.work.resolve()
		return
	}
	defer p.mu.Unlock()
	if tm := t.time; tm != nil {
		tm.deadline = now() + int64(tm.limit)
	}
	p.append(t)
	if t.heirs > 0 { // who waits for it has given a token back for it long ago
		p.cede(t)
	}
	p.dispatch()
}

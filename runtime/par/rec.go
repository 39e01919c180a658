package par

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// Rec is a recursion whose calls may run in parallel, with argument A and result R: fork-join for calls so short that a closure for each would
// cost more than the call. A fork that nobody asks for costs a comparison, allocates nothing and shares nothing.
// Make one with [NewRec], once for the life of the program if possible, as it learns how long its runs take. Its methods may be called from
// any goroutine, also at the same time.
//
// The forks are private to the goroutine that makes them until a worker without work asks for some; then the oldest half is published. This is
// lazy task creation (Mohr, Kranz, Halstead, 1991) with demand-driven publication (Acar, Charguéraud, Rainey, "Scheduling parallel programs
// by work stealing with private deques", PPoPP 2013).
type Rec[A, R any] struct {
	fn      func(*Strand[A, R], A) R
	strands sync.Pool // of *Strand[A, R]
	usual   history
	beat    atomic.Int64 // that of the last run with helpers, at its end
}

// NewRec makes a recursion of f, which calls itself by the [Strand] that it gets: see [Strand.Fork] and [Strand.Join]. It panics if f is nil.
func NewRec[A, R any](f func(s *Strand[A, R], arg A) R) *Rec[A, R] {
	if f == nil {
		panic("par: NewRec of a nil function")
	}
	return &Rec[A, R]{fn: f}
}

// Run returns f(arg), and takes part itself. What is forked and not awaited when f returns is an error of the program: Run panics.
//
// A short run stays at the caller and does not even enter the pool; how long runs take is learnt from those before. [On] names the pool and
// [Limit] the number of goroutines, the caller included, and [Label] names them in events; [MinLen], [MaxLen] and what is for [Submit] alone give an error that wraps [ErrInvalid], and so does a nil or zero Rec.
// If ctx has ended, f does not run and the error is that of ctx. Later f has to look itself, at [Strand.Context]. After [Pool.Close] the error is [ErrClosed],
// unless the caller is a task of the pool. A pool that is saturated, see [MaxAbandoned], gives no helpers; the run then stays at the caller.
//
// A panic in any of the calls is raised again at the one who awaits it and at last at the caller, as [*PanicError], after all forks that had begun have ended;
// forks that had not begun never do. [runtime.Goexit] ends the caller's goroutine likewise.
func (r *Rec[A, R]) Run(ctx context.Context, arg A, opts ...CallOption) (result R, err error) {
	if r == nil || r.fn == nil {
		return result, invalid("Rec.Run: the Rec was not made by NewRec")
	}
	c, err := newCallConfig(opts)
	if err != nil {
		return result, err
	}
	switch {
	case c.minLen != 1 || c.maxLen != defaultMaxLen:
		return result, invalid("Rec.Run: MinLen and MaxLen are for loops")
	case c.forTasks:
		return result, invalid("Rec.Run: Timeout, Tenant and Memory are for Submit, a recursion is waited for")
	}
	if ctx == nil {
		return result, errNoContext
	}
	p := c.poolFor(ctx)
	if err := p.check(); err != nil {
		return result, err
	}
	if p.shut.Load() && !seatOf(ctx).within(p) {
		return result, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return result, err
	}
	s, _ := r.strands.Get().(*Strand[A, R])
	if s == nil {
		s = &Strand[A, R]{rec: r, fn: r.fn, frames: new([maxFrames]frame[A, R])}
	}
	s.label, s.lane = c.label, c.lane
	s.begin(ctx, p, c.limit)
	normal := false
	defer func() {
		var v any
		if !normal {
			v = recover()
		}
		s.end(normal, v)
	}()
	if s.run == nil {
		s.berth.host(func() { result = r.fn(s, arg) })
	} else {
		s.seat.hostFor(ctx, func() { result = r.fn(s, arg) })
	}
	normal = true
	return result, nil
}

// begin prepares a strand for the root of a run.
func (s *Strand[A, R]) begin(ctx context.Context, p *Pool, limit int) {
	s.pool, s.outer, s.limit = p, ctx, min(limit, maxStrands)
	s.began, s.pushes = 0, 0
	s.plan = s.rec.usual.plan(p)
	if p.cfg.soft > 0 {
		s.plan = planShare // the watchdog sees only who has a seat, and his stack by a frame of host
	}
	if s.plan != planAlone { // to ask for GOMAXPROCS takes a lock
		s.limit = min(s.limit, p.width())
	}
	if s.limit < 2 {
		s.lim.Store(noForks)
		if p.cfg.checked != nil { // what is not awaited is to be noticed, so all is forked
			if s.share(); s.run != nil {
				s.lim.Store(upTo(maxFrames))
			}
		}
		return
	}
	switch s.plan {
	case planShare:
		s.began = now()
		s.share()
	case planLook:
		s.began = now()
		s.keep = someForks
	case planAlone:
		s.keep = oneFork
	}
	s.lim.Store(upTo(s.keep))
	if s.run != nil {
		s.lim.Store(forkAsked)
	}
}

// end gives back what the run has used and passes on how it ended: v is what was recovered if not normal, nil for a Goexit.
func (s *Strand[A, R]) end(normal bool, v any) {
	r, p, run := s.rec, s.pool, s.run
	unawaited := normal && s.top > 0
	var panicked *PanicError
	exited := !normal && v == nil
	if v != nil {
		panicked = p.panicError(v)
	}
	if run != nil { // at once: those who are waited for now see it by their contexts
		if panicked != nil {
			run.out.panic(panicked)
		} else if exited {
			run.out.goexit()
		}
	}
	s.unwind(0)
	s.part()
	if s.limit > 1 {
		r.usual.learn(s.plan, s.began)
	}
	if run != nil {
		run.close(s)
		panicked, exited = run.out.panicked, run.out.exited
	}
	s.reset()
	r.strands.Put(s)
	switch {
	case panicked != nil:
		panic(panicked)
	case unawaited:
		p.tellUnawaited()
		panic(unawaitedForks)
	case exited && normal:
		runtime.Goexit()
	}
}

func (p *Pool) tellUnawaited() {
	if p.cfg.checked != nil {
		p.tell(misuse("%s", strings.TrimPrefix(unawaitedForks, "par: ")))
	}
}

const unawaitedForks = "par: a function of Rec returned before it awaited what it had forked"

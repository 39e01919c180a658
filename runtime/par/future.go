package par

import (
	"context"
	"runtime"
	"sync/atomic"
)

// Future is the result of a task that was handed over by [Submit]. Any number of goroutines may wait for it.
// A nil Future and the zero one belong to no task: they never have a result, and to wait for one gives an error that wraps [ErrInvalid].
type Future[R any] struct {
	ended    latch
	value    R
	err      error // ErrGoexit and *PanicError included
	panicked *PanicError
	exited   bool
	gaveUp   bool // it never ran because its own context had ended

	f    func(context.Context) (R, error) // nil once it was called
	task task

	// settled says that the fields above are somebody's to write: the task's when it ends, or the pool's when it abandons it before.
	settled atomic.Bool
	seen    atomic.Bool // somebody has looked at it; only kept by a checked pool
}

// Submit hands f to the pool and returns at once, unless the queue is full (see [Queue]). A task of the pool itself never waits for a place
// in the queue and is never refused one: f then runs at once, and Submit returns when it has ended. The pool knows its tasks
// by the context that it handed to them, so pass that one on.
//
// The context that f gets is ctx with the worker in it; it is not cancelled when f returns. If ctx ends before f starts, f never
// runs and the future resolves at that moment with the error of ctx. With a [Timeout] the context of f ends with the task, and the future
// may resolve with [ErrTaskTimeout] while f still runs.
//
// An error of Submit means that f never runs: [ErrClosed], [ErrQueueFull], [ErrTaskTimeout] if its time was over before there was a place in the
// queue, a [*SaturatedError] or [*QuarantineError], the error of ctx, or one that wraps [ErrInvalid] (nil pool or f, an option that is not for Submit).
func Submit[R any](ctx context.Context, p *Pool, f func(context.Context) (R, error), opts ...CallOption) (*Future[R], error) {
	return submit("Submit", false, ctx, p, f, f, opts)
}

// TrySubmit is [Submit] for callers that cannot wait: it hands f over only if a token or a place in the queue is free now, and
// returns [ErrQueueFull] otherwise, whatever the policy of the queue. It never waits, drops no other task, and never runs f while
// the caller stands still, not even in a task of the same pool. [Stats] counts a refusal as rejected. The other errors are
// those of Submit.
func TrySubmit[R any](ctx context.Context, p *Pool, f func(context.Context) (R, error), opts ...CallOption) (*Future[R], error) {
	return submit("TrySubmit", true, ctx, p, f, f, opts)
}

func submit[R any](name string, try bool, ctx context.Context, p *Pool, f func(context.Context) (R, error), of any, opts []CallOption) (*Future[R], error) {
	fut, t, err := newFuture(name, kindSubmit, ctx, p, f, of, opts)
	if err != nil {
		return nil, err
	}
	t.try = try
	if err := p.submit(t); err != nil {
		return nil, p.refused(err)
	}
	return fut, nil
}

// newFuture makes a task of f and its future. of is the function that the caller knows it by. It is called by the functions that submit, or by what these call.
func newFuture[R any](name string, k kind, ctx context.Context, p *Pool, f func(context.Context) (R, error), of any, opts []CallOption) (*Future[R], *task, error) {
	if err := p.check(); err != nil {
		return nil, nil, err
	}
	if f == nil {
		return nil, nil, invalid("%s: the function is nil", name)
	}
	if ctx == nil {
		return nil, nil, errNoContext
	}
	c, err := submitOptions(name, p, opts)
	if err != nil {
		return nil, nil, err
	}
	fut := &Future[R]{f: f}
	fut.task = task{
		ctx: ctx, from: k, pool: p, work: fut, lane: c.lane, tenant: c.tenant, memory: c.memory, origin: p.originOf(c.label, of, 2), time: newTiming(p, c.timeout),
	}
	return fut, &fut.task, nil
}

func (f *Future[R]) refuse(err error) bool {
	won := f.settled.CompareAndSwap(false, true)
	if won {
		f.err = err
	}
	return won
}

func (f *Future[R]) giveUp(err error) {
	if f.refuse(err) {
		f.gaveUp = true
	}
}

func (f *Future[R]) resolve() {
	f.ended.close()
	if p := f.task.pool; p.cfg.checked != nil && f.err != nil && !f.gaveUp {
		p.noteFailure(f)
	}
}

func submitOptions(name string, p *Pool, opts []CallOption) (c callConfig, err error) {
	if len(opts) == 0 {
		return c, nil
	}
	c, err = newCallConfig(opts)
	switch {
	case err != nil:
		return c, err
	case c.forLoops:
		return c, invalid("%s: Limit, MinLen and MaxLen are for loops", name)
	case c.pool != nil && c.pool != p:
		return c, invalid("%s: On or In names another pool than the argument", name)
	case p.cfg.quota > 0 && c.memory > p.cfg.quota:
		return c, invalid("%s: Memory(%d) is above the quota of %d", name, c.memory, p.cfg.quota)
	}
	return c, nil
}

func (f *Future[R]) call(ctx context.Context, t *task) {
	fn := f.f
	f.f = nil // a future outlives what its task has used
	normal := false
	defer func() {
		if normal {
			return
		}
		v := recover()
		if v != nil {
			v = t.pool.panicError(v)
		}
		if !f.settled.CompareAndSwap(false, true) {
			t.time.lost, _ = v.(error)
			return
		}
		if v != nil {
			f.panicked = v.(*PanicError)
			f.err = f.panicked
			return
		}
		f.exited, f.err = true, ErrGoexit
	}()
	r, err := fn(ctx)
	normal = true
	if f.settled.CompareAndSwap(false, true) {
		f.value, f.err = r, err
	}
}

// look notes that somebody cares for the result.
func (f *Future[R]) look() {
	if f != nil && f.task.pool != nil && f.task.pool.cfg.checked != nil {
		f.seen.Store(true)
	}
}

// unseen is the error of a future that has failed without anybody's looking at it.
func (f *Future[R]) unseen() error {
	if f.seen.Load() {
		return nil
	}
	return f.err
}

// Done returns a channel that is closed when the task has ended or will never run.
//
// The pool cannot see who receives from it. A task that does so keeps its token, and claims nothing: in a pool whose tokens are all held like that nothing goes on any more, without an error or an event
// unless there is a [Watchdog], which names the task and lets another worker run in its place. So a task of the same pool should call [Future.Wait], or receive in [Blocking].
func (f *Future[R]) Done() <-chan struct{} {
	if f == nil || f.task.pool == nil {
		return nil
	}
	f.look()
	return f.ended.done()
}

// Result returns what is known now, without waiting; ok is false as long as the task has not ended. It never raises: a
// panic is the error [*PanicError], a Goexit is [ErrGoexit].
func (f *Future[R]) Result() (r R, err error, ok bool) {
	if f == nil {
		return r, nil, false
	}
	f.look()
	if f.ended.closed() {
		return f.value, f.err, true
	}
	return r, nil, false
}

// Wait returns the result of the task. If ctx ends first it returns the error of ctx and abandons the result: the task is not
// stopped by that (cancel the context given to [Submit] for that), and Wait may be called again.
//
// A panic in the task is raised at each caller of Wait as [*PanicError], and a [runtime.Goexit] ends the caller's goroutine, as if the
// task had been called: a bug must not pass for an ordinary error. Use Done and Result to look without raising.
//
// A task of the pool that waits with its own context gives its token back meanwhile, and what it waits for, if it has not begun, begins at once with that token, in front of the queue and beyond a
// [MemoryQuota]: so a task may hold a lock that others want. Three things go before that: the cap of a lane ([LaneCap]), a task of [SubmitAfter] begins when it is due, and of several
// goroutines that wait at the same time with the context of one task only the first has its token to give. With a foreign context all this happens after some ten milliseconds ([EventForeignWait]). Who waits from outside
// has no token; then the task begins when there is one for it. A wait that could never end, because the tasks wait for each other, gives [ErrSelfWait].
func (f *Future[R]) Wait(ctx context.Context) (R, error) {
	f.look()
	if err := f.await(ctx); err != nil {
		var zero R
		return zero, err
	}
	if f.panicked != nil {
		panic(f.panicked)
	}
	if f.exited {
		runtime.Goexit()
	}
	return f.value, f.err
}

func (f *Future[R]) await(ctx context.Context) error {
	switch {
	case f == nil || f.task.pool == nil:
		return invalid("Wait: the future is nil or belongs to no task")
	case ctx == nil:
		return errNoContext
	}
	if f.ended.closed() { // a result that is there goes before a context that has ended
		return nil
	}
	st := seatOf(ctx)
	if st == nil {
		return f.task.outside(ctx, f.ended.done())
	}
	return newWait([]*seat{st}, &f.task, unasked).park(ctx, f.ended.done())
}

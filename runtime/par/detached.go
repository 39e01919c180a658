package par

import "context"

// Go hands f to the pool and returns, as [Submit] does, for work whose end nobody waits for. The same errors mean that f never runs. An
// accepted task whose ctx ends before it starts, or that is dropped under [DropOldest], never runs either; [Stats] counts both. A [TaskTimeout]
// ends the context of f, and then f counts as abandoned until it returns.
//
// There is nobody to raise a panic at. As with a go statement it crashes the program, because a bug that is only logged goes
// on working with broken data; set [OnPanic] to decide otherwise. [runtime.Goexit] ends the task and nothing else.
func (p *Pool) Go(ctx context.Context, f func(context.Context)) error { return p.goIn(ctx, nil, f) }

func (p *Pool) goIn(ctx context.Context, l *Lane, f func(context.Context)) error {
	if err := p.check(); err != nil {
		return err
	}
	if f == nil {
		return invalid("Go: the function is nil")
	}
	if ctx == nil {
		return errNoContext
	}
	d := &detached{f: f}
	d.task = task{ctx: ctx, from: kindGo, pool: p, lane: l, work: d, origin: p.originOf("", f, 2), time: newTiming(p, 0)}
	if err := p.submit(&d.task); err != nil {
		return p.refused(err)
	}
	return nil
}

// detached is the work of a task whose end nobody waits for.
type detached struct {
	task
	f func(context.Context)
}

func (d *detached) call(ctx context.Context, t *task) {
	f := d.f
	d.f = nil // the context that it gets may outlive it
	defer t.pool.report(t)
	f(ctx)
}

func (d *detached) refuse(error) bool { return true }
func (d *detached) giveUp(error)      {}
func (d *detached) resolve()          {}

// report must be deferred. Without a hook the panic goes on, and the task is marked: the deferred calls still to come must not
// let anybody go on, or the program might end in peace before it has crashed. The trace shows where the panic began,
// because its frames are still on the stack.
func (p *Pool) report(t *task) {
	v := recover()
	switch {
	case v == nil:
	case p.cfg.onPanic != nil:
		defer t.crashAgain() // the hook may panic, too
		p.cfg.onPanic(p.panicError(v))
	default:
		t.crashing = true
		panic(v)
	}
}

// crashAgain must be deferred around the hook: nobody takes its panic. A Goexit in it only ends the task.
func (t *task) crashAgain() {
	if v := recover(); v != nil {
		t.crashing = true
		panic(v)
	}
}

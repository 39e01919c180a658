package par

import "context"

// Go hands f to the pool and returns, as [Submit] does, for work whose end nobody waits for. The same errors mean that f never runs. An
// accepted task whose ctx ends before it starts, or that is dropped under [DropOldest], never runs either; [Stats] counts both.
//
// There is nobody to raise a panic at. As with a go statement it crashes the program, because a bug that is only logged goes
// on working with broken data; set [OnPanic] to decide otherwise. [runtime.Goexit] ends the task and nothing else.
func (p *Pool) Go(ctx context.Context, f func(context.Context)) error {
	if err := p.check(); err != nil {
		return err
	}
	if f == nil {
		return invalid("Go: the function is nil")
	}
	return p.submit(&task{
		ctx: ctx, from: kindGo, pool: p,
		call: func(ctx context.Context) {
			defer p.completed()
			if p.cfg.onPanic != nil {
				defer p.report()
			}
			f(ctx)
		},
		refuse: func(error) {},
	})
}

// report must be deferred. Without a hook it is not, so that the crash shows the panic where it happened.
func (p *Pool) report() {
	if v := recover(); v != nil {
		p.cfg.onPanic(p.panicError(v))
	}
}

package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// par.Blocking and par.Sleep find the task by the context that its pool gave it.
// With another one, of the program or of a request, they keep the worker. Which of
// them a context is would have to be known wherever contexts are passed on, so it
// counts as the task's own.
func foreign(ctx context.Context, p *par.Pool, s *session) {
	p.Go(ctx, func(context.Context) {
		par.Blocking(ctx, func(context.Context) error { nap(); return nil }) // not reported
	})
	p.Go(ctx, func(context.Context) {
		par.Sleep(s.ctx, long) // not reported
	})
	p.Go(ctx, func(context.Context) {
		s.result.Wait(ctx) // not reported
	})
	p.Go(ctx, func(own context.Context) {
		par.Blocking(own, func(context.Context) error { return nil })
		nap() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

type session struct {
	ctx    context.Context
	result *par.Future[int]
}

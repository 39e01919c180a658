package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// What a container holds is collected by where that container is made. One that
// comes out of another one is not traced back to there.
func nested(ctx context.Context, p *par.Pool) {
	jobs := make(chan func(), 1)
	queues := make(chan chan func(), 1)
	queues <- jobs
	jobs <- nap
	p.Go(ctx, func(context.Context) {
		(<-<-queues)() // not reported
	})
	byName := map[string][]func(){"nap": {nap}}
	p.Go(ctx, func(context.Context) {
		byName["nap"][0]() // not reported
	})
	p.Go(ctx, func(context.Context) {
		(<-jobs)() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

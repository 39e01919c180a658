package fix

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Nothing is suggested for these.

func elsewhere() { time.Sleep(backoff) }

type clock struct{ C <-chan time.Time }

func none(outer context.Context, p *par.Pool, xs []int, d time.Duration, t *time.Ticker, f func(time.Duration)) {
	// The task has no context of its own.
	par.For(outer, 3, func(lo, hi int) error {
		time.Sleep(backoff) // want `sleeps`
		return nil
	})
	par.Reduce(outer, xs, func() int { return 0 }, func(sum, x int) int {
		time.Sleep(backoff) // want `sleeps`
		return sum + x
	}, func(a, b int) int { return a + b })
	// It has no name, and that which it could get is taken.
	par.ForEach(outer, xs, func(context.Context, int, *int) error {
		time.Sleep(backoff) // want `sleeps`
		return nil
	})
	ctx := outer
	par.ForEach(ctx, xs, func(_ context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		return ctx.Err()
	})
	// It is another one where the task sleeps.
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		{
			ctx := outer
			time.Sleep(backoff) // want `sleeps`
			_ = ctx
		}
		return nil
	})
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		ctx = context.Background()
		time.Sleep(backoff) // want `sleeps`
		return nil
	})
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		set(&ctx)
		time.Sleep(backoff) // want `sleeps`
		return nil
	})
	// The operation is not in the literal of the task.
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		elsewhere() // want `sleeps`
		return nil
	})
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		func() { // want `sleeps`
			time.Sleep(backoff)
		}()
		return nil
	})
	task := func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		return nil
	}
	par.ForEach(outer, xs, task)
	// What wraps the pool may give the literal another context.
	detached(p, func(ctx context.Context) {
		time.Sleep(backoff) // want `sleeps`
	})
	// It is no statement that could be replaced.
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		defer time.Sleep(backoff) // want `sleeps`
		return nil
	})
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		now := <-time.After(backoff) // want `sleeps`
		<-t.C                        // want `sleeps`
		_ = now
		return nil
	})
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		switch i {
		case 1: time.Sleep(backoff) // want `sleeps`
		}
		return nil
	})
	// A comment would get lost.
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff /* as the server asks for */) // want `sleeps`
		return nil
	})
	// The package has another name there, or none.
	par.ForEach(outer, xs, func(ctx context.Context, i int, x *int) error {
		par := i
		time.Sleep(backoff) // want `sleeps`
		*x = par
		return nil
	})
	// What is called has another meaning there.
	par.Map(outer, xs, func(ctx context.Context, x int) (point, error) {
		type point struct{}
		time.Sleep(backoff) // want `sleeps`
		return origin, nil
	})
	par.Map(outer, xs, func(ctx context.Context, x int) (*int, error) {
		nil := &x
		time.Sleep(backoff) // want `sleeps`
		return nil, ctx.Err()
	})
}

func set(*context.Context) {}

var origin point

func detached(p *par.Pool, f func(context.Context)) {
	p.Go(context.Background(), func(context.Context) { f(context.Background()) })
}

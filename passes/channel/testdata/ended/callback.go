package ended

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// The context that a helper calls a function with.

func within(ctx context.Context, d time.Duration, f func(context.Context)) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	f(ctx)
}

// either calls it with two, and keep calls it who knows when.
func either(ctx context.Context, b bool, f func(context.Context)) {
	if b {
		within(ctx, time.Millisecond, f)
		return
	}
	f(ctx)
}

var kept []func(context.Context)

func keep(ctx context.Context, f func(context.Context)) {
	kept = append(kept, f)
	within(ctx, time.Millisecond, f)
}

func callbacks(ctx context.Context, p *par.Pool, in chan int) {
	p.Go(ctx, func(ctx context.Context) {
		within(ctx, time.Millisecond, func(ctx context.Context) { <-ctx.Done() })
		within(ctx, time.Millisecond, func(context.Context) { <-ctx.Done() }) // want `receive from Done\(\)`
		within(ctx, time.Millisecond, func(context.Context) { <-in })         // want `receive from channel in`
		either(ctx, false, func(ctx context.Context) { <-ctx.Done() })        // want `receive from Done\(\)`
		keep(ctx, func(ctx context.Context) { <-ctx.Done() })                 // it sleeps
		wait := func(ctx context.Context) { <-ctx.Done() }
		within(ctx, time.Millisecond, wait) // it sleeps
		wait(ctx)                           // want `receive from Done\(\)`
	})
}

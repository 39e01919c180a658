package ctx

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A helper that makes the context for the function which it is given.

func within(ctx context.Context, d time.Duration, f func(context.Context)) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	f(ctx)
}

func soon(ctx context.Context, f func(context.Context)) { within(ctx, 2*time.Millisecond, f) }

// twice calls it with two.
func twice(ctx context.Context, f func(context.Context)) {
	soon(ctx, f)
	f(ctx)
}

func withOwn(ctx context.Context, f func(name string, own context.Context)) {
	own, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	f("", own)
}

func callbacks(ctx context.Context, p *par.Pool, in chan int) {
	p.Go(ctx, func(ctx context.Context) {
		within(ctx, 2*time.Millisecond, func(ctx context.Context) { <-ctx.Done() })
		soon(ctx, func(ctx context.Context) { <-ctx.Done() })
		within(ctx, time.Second, func(ctx context.Context) { <-ctx.Done() })               // want `within → .* → receive from Done\(\) \(1s\)`
		withOwn(ctx, func(_ string, own context.Context) { <-own.Done() })                 // want `withOwn → .* → receive from Done\(\) \(1s\)`
		within(ctx, 2*time.Millisecond, func(context.Context) { time.Sleep(time.Second) }) // want `time.Sleep \(1s\)`
	})
}

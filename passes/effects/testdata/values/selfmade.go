package values

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// A slice that gets what a function takes out of it would have no end.

func selfMade(ctx context.Context, p *par.Pool) {
	fs := []func(){nap}
	fs[0] = firstOf(fs)
	p.Go(ctx, func(context.Context) {
		firstOf(fs)() // want `: nap → time.Sleep \[probable\]$`
	})
}

func selfMadeIdle(ctx context.Context, p *par.Pool) {
	fs := []func(){idle}
	fs[0] = firstOf(fs)
	p.Go(ctx, func(context.Context) {
		firstOf(fs)()
	})
}

func firstOf(fs []func()) func() { return fs[0] }

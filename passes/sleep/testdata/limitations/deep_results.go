package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

func one() func()                       { return nap }
func two() func() func()                { return one }
func three() func() func() func()       { return two }
func four() func() func() func() func() { return three }

// Functions that return functions are followed for some turns only: chains of
// them may have no end.
func chains(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		four()()()()() // not reported
	})
	p.Go(ctx, func(context.Context) {
		two()()() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

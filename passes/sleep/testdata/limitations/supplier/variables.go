package supplier

import (
	"context"

	"example.com/sleep/limitations"
	"github.com/parvet/parvet/runtime/par"
)

// What another package puts into its own variables is known in functions of that
// package, and by the types of the variables.
func variables(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		limitations.Fn() // not reported
	})
	p.Go(ctx, func(context.Context) {
		limitations.Default.Nap() // not reported
	})
	p.Go(ctx, func(context.Context) {
		limitations.Table["nap"]() // not reported
	})
	p.Go(ctx, func(context.Context) {
		limitations.Ops.Run() // not reported
	})
	p.Go(ctx, func(context.Context) {
		limitations.Concrete.Nap() // want `sleeps, so its worker idles: limitations.\(\*Type\).Nap → limitations.nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		limitations.RunFn() // want `sleeps, so its worker idles: limitations.RunFn → limitations.nap → time.Sleep`
	})
}

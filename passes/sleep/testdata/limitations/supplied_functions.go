package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// Hook may be set by importing packages, and supplier sets it. Facts go from
// imported to importing packages only, so it is supplier that knows.
var Hook func()

// Options has a field that importing packages set.
type Options struct{ OnItem func() }

// hook is set in this package, where nobody else can.
var hook = nap

func hooks(ctx context.Context, p *par.Pool, o *Options) {
	p.Go(ctx, func(context.Context) {
		Hook() // not reported
	})
	p.Go(ctx, func(context.Context) {
		o.OnItem() // not reported
	})
	p.Go(ctx, func(context.Context) {
		hook() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

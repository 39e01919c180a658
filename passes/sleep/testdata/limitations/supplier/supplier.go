// Package supplier supplies package limitations with functions and types that
// sleep.
package supplier

import (
	"context"
	"time"

	"example.com/sleep/limitations"
	"github.com/parvet/parvet/runtime/par"
)

type slow struct{}

func (slow) Nap() { time.Sleep(time.Minute) }

func supply() *limitations.Options {
	limitations.Hook = slow{}.Nap
	limitations.Register(slow{})
	return &limitations.Options{OnItem: slow{}.Nap}
}

func tasks(ctx context.Context, p *par.Pool) {
	o := supply()
	p.Go(ctx, func(context.Context) {
		limitations.Hook() // want `sleeps, so its worker idles: slow.Nap → time.Sleep`
		o.OnItem()         // want `sleeps, so its worker idles: slow.Nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		limitations.Jobs()[0]() // not reported: facts tell of functions that are returned, not of containers of them
	})
	p.Go(ctx, func(context.Context) {
		limitations.New().Nap() // not reported: nor do they tell the type in an interface
	})
	p.Go(ctx, func(context.Context) {
		limitations.Job()() // want `sleeps, so its worker idles: limitations.nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		limitations.NewType().Nap() // want `sleeps, so its worker idles: limitations.\(\*Type\).Nap → limitations.nap → time.Sleep`
	})
}

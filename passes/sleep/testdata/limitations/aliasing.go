package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

type holder struct{ run, twin func() }

func set(at *func(), f func()) { *at = f }

// What is stored in a field is collected from the assignments that name it.
// Those that go through a pointer to it do not.
func aliasing(ctx context.Context, p *par.Pool, h *holder) {
	set(&h.run, nap)
	h.twin = nap
	p.Go(ctx, func(context.Context) {
		h.run() // not reported
	})
	p.Go(ctx, func(context.Context) {
		h.twin() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

// Nor do containers tell of what copy puts into them.
func copying(ctx context.Context, p *par.Pool) {
	from, to := []func(){nap}, make([]func(), 1)
	copy(to, from)
	p.Go(ctx, func(context.Context) {
		to[0]() // not reported
	})
	p.Go(ctx, func(context.Context) {
		from[0]() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

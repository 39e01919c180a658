package supplier

import (
	"context"
	"time"

	"example.com/sleep/limitations"
	"github.com/parvet/parvet/runtime/par"
)

// What a constructor of another package keeps, and what its methods call then, are
// two facts, which nothing ties together.
func kept(ctx context.Context, p *par.Pool) {
	other := limitations.NewKeeper(func() { time.Sleep(time.Minute) })
	own := newKeeper(func() { time.Sleep(time.Minute) })
	p.Go(ctx, func(context.Context) {
		other.Run() // not reported
	})
	p.Go(ctx, func(context.Context) {
		own.run() // want `sleeps, so its worker idles: .*time.Sleep`
	})
}

type keeper struct{ f func() }

func newKeeper(f func()) *keeper { return &keeper{f} }

func (k *keeper) run() { k.f() }

package limitations

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

// A loop that yields while it does work, or for a counted number of turns, may be
// there for the work. Those here are not: they wait.

var turns int

func working(ctx context.Context, p *par.Pool, ready *atomic.Bool) {
	p.Go(ctx, func(context.Context) {
		for !ready.Load() {
			turns++ // not reported: it looks like work
			runtime.Gosched()
		}
	})
	p.Go(ctx, func(context.Context) {
		for range 1_000_000_000 { // not reported: it ends after so many turns
			if ready.Load() {
				break
			}
			runtime.Gosched()
		}
	})
	p.Go(ctx, func(context.Context) {
		for !ready.Load() { // want `waits busily`
			runtime.Gosched()
		}
	})
}

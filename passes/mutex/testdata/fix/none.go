package fix

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Nothing is suggested for these.

func none(ctx context.Context, p *par.Pool, once *sync.Once, wg *sync.WaitGroup, cond *sync.Cond, ready *bool) {
	p.Go(ctx, func(ctx context.Context) {
		cond.L.Lock()
		for !*ready {
			cond.Wait() // want `waits for other goroutines`
		}
		cond.L.Unlock()
		once.Do(func() { wg.Wait() }) // want `may wait for a sync.Once`
	})
}

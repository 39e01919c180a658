// Package fix has tasks that wait for locks and groups, and what is suggested
// for them.
package fix

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

func waits(ctx context.Context, p *par.Pool, wg *sync.WaitGroup) {
	p.Go(ctx, func(ctx context.Context) {
		wg.Wait() // want `waits for other goroutines`
	})
}

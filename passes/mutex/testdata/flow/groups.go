package flow

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Who has waited for a group need not wait for it again.

func groups(ctx context.Context, p *par.Pool, wg, other *sync.WaitGroup, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		wg.Wait() // want `waits for other goroutines: sync.\(\*WaitGroup\).Wait`
		wg.Wait()
		other.Wait() // want `waits for other goroutines: sync.\(\*WaitGroup\).Wait`
		if b {
			other.Add(1)
		}
		other.Wait() // want `waits for other goroutines: sync.\(\*WaitGroup\).Wait`
	})
	p.Go(ctx, func(ctx context.Context) {
		if b {
			wg.Wait() // want `waits for other goroutines`
		}
		wg.Wait() // want `waits for other goroutines`
	})
}

// A lock that is taken once for many items is none for each of them.

func parts(ctx context.Context, xs []int) (sum int) {
	var mu sync.Mutex
	par.For(ctx, len(xs), func(lo, hi int) error {
		part := 0
		for _, x := range xs[lo:hi] {
			part += x
		}
		mu.Lock()
		sum += part
		mu.Unlock()
		return nil
	})
	par.For(ctx, len(xs), func(lo, hi int) error {
		for _, x := range xs[lo:hi] {
			mu.Lock() // want `task passed to par.For takes the same lock for each item`
			sum += x
			mu.Unlock()
		}
		return nil
	})
	return sum
}

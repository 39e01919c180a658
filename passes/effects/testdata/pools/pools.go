// Package pools uses pools of other libraries: their tasks are checked only if
// the user says that the pools are for CPU work.
package pools

import (
	"context"
	"time"

	"github.com/panjf2000/ants/v2"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"github.com/parvet/parvet/runtime/par"
)

func groups(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for range urls {
		g.Go(func() error {
			time.Sleep(time.Second) // want `errgroup.\(\*Group\).Go: time.Sleep`
			return nil
		})
		g.TryGo(func() error {
			time.Sleep(time.Second) // want `errgroup.\(\*Group\).TryGo: time.Sleep`
			return nil
		})
		g.Go(compute)
	}
	return g.Wait()
}

func compute() error { return nil }

func pool(p *ants.Pool, m *ants.MultiPool) {
	ants.Submit(func() {
		time.Sleep(time.Second) // want `ants.Submit: time.Sleep`
	})
	p.Submit(func() {
		time.Sleep(time.Second) // want `ants.\(\*Pool\).Submit: time.Sleep`
	})
	m.Submit(func() {
		time.Sleep(time.Second) // want `ants.\(\*MultiPool\).Submit: time.Sleep`
	})
	ants.NewPoolWithFunc(4, func(any) {
		time.Sleep(time.Second) // want `ants.NewPoolWithFunc: time.Sleep`
	})
	ants.NewPoolWithFuncGeneric(4, func(int) {
		time.Sleep(time.Second) // want `ants.NewPoolWithFuncGeneric: time.Sleep`
	})
	ants.NewPoolWithFuncGeneric(4, func(int) {})
}

func waits(ctx context.Context, xs []int, sem *semaphore.Weighted, g *errgroup.Group) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		sem.Acquire(ctx, 1) // want `par.ForEach: semaphore.\(\*Weighted\).Acquire`
		sem.TryAcquire(1)
		g.Wait() // want `par.ForEach: errgroup.\(\*Group\).Wait`
		return nil
	})
}

func flights(ctx context.Context, p *par.Pool, g *singleflight.Group, fetch func() (any, error)) {
	p.Go(ctx, func(context.Context) {
		g.Do("x", func() (any, error) { // want `par.\(\*Pool\).Go: singleflight.\(\*Group\).Do → flights.func1.1 → time.Sleep`
			time.Sleep(time.Second)
			return nil, nil
		})
		g.Do("y", func() (any, error) { return 1, nil })
		g.Do("z", fetch)
		g.Forget("x")
		slow := func() (any, error) { time.Sleep(time.Second); return nil, nil }
		ch := g.DoChan("x", slow)
		select {
		case <-ch:
		default:
		}
		<-g.DoChan("x", slow) // want `par.\(\*Pool\).Go: receive from DoChan\(\)`
	})
}

// A task that hands out the work may have to wait for a place, as those do that do it.

func fedByTask(xs []int) {
	var g errgroup.Group
	ch := make(chan int)
	for range 4 {
		g.Go(func() error {
			for range ch { // want `errgroup.\(\*Group\).Go: receive from channel ch$`
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(ch)
		for _, x := range xs {
			ch <- x // want `errgroup.\(\*Group\).Go: send to channel ch$`
		}
		return nil
	})
	g.Wait()
}

func computingGroup(ctx context.Context, xs []int) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		g, _ := errgroup.WithContext(ctx)
		for i := range *x {
			g.Go(func() error {
				xs[i] = i * i
				return nil
			})
		}
		return g.Wait() // want `par.ForEach: errgroup.\(\*Group\).Wait \[possible\]$`
	})
}

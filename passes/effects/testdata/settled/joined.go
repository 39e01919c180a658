package settled

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Second) }

// What a function has waited for has ended for the tasks that it makes after that, if
// nobody begins anew.
func joined(ctx context.Context, p *par.Pool, b bool, xs []int) {
	var wg sync.WaitGroup
	for range xs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			nap()
		}()
	}
	wg.Wait()
	p.Go(ctx, func(ctx context.Context) { wg.Wait() })
	p.Go(ctx, func(ctx context.Context) {
		p.Go(ctx, func(ctx context.Context) { wg.Wait() })
	})

	group := new(sync.WaitGroup)
	group.Go(nap)
	group.Wait()
	p.Go(ctx, func(ctx context.Context) { group.Wait() })

	for range xs {
		var each sync.WaitGroup
		each.Go(nap)
		each.Wait()
		p.Go(ctx, func(ctx context.Context) { each.Wait() })
	}

	var again sync.WaitGroup
	again.Go(nap)
	again.Wait()
	again.Go(nap)
	p.Go(ctx, func(ctx context.Context) { again.Wait() }) // want `Wait$`

	var later sync.WaitGroup
	later.Go(nap)
	later.Wait()
	p.Go(ctx, func(ctx context.Context) { later.Wait() }) // want `Wait$`
	later.Go(nap)

	var perhaps sync.WaitGroup
	perhaps.Go(nap)
	if b {
		perhaps.Wait()
	}
	p.Go(ctx, func(ctx context.Context) { perhaps.Wait() }) // want `Wait$`

	var early sync.WaitGroup
	early.Go(nap)
	p.Go(ctx, func(ctx context.Context) { early.Wait() }) // want `Wait$`
	early.Wait()

	var turns sync.WaitGroup
	for range xs {
		turns.Go(nap)
		turns.Wait()
		p.Go(ctx, func(ctx context.Context) { turns.Wait() }) // want `Wait$`
	}

	var inside sync.WaitGroup
	inside.Go(nap)
	inside.Wait()
	p.Go(ctx, func(ctx context.Context) { inside.Go(nap) })
	p.Go(ctx, func(ctx context.Context) { inside.Wait() }) // want `Wait$`

	var other sync.WaitGroup
	other.Go(nap)
	wg.Wait()
	p.Go(ctx, func(ctx context.Context) { other.Wait() }) // want `Wait$`
}

package flow

import (
	"context"
	"sync"
	"time"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

// Who waits with the worker given back holds up those who wait for what is held
// meanwhile, if it takes long.

type parked struct {
	asleep, future, loop, helped, elsewhere, run sync.Mutex // held while it waits
	before, brief, join                          sync.Mutex // not held then, or not for long
	once                                         sync.Once
	n                                            int
}

func (p *parked) wait(ctx context.Context, f *par.Future[int], pool *par.Pool) {
	p.asleep.Lock()
	par.Sleep(ctx, time.Second)
	p.asleep.Unlock()

	p.future.Lock()
	p.n, _ = f.Wait(ctx)
	p.future.Unlock()

	p.loop.Lock()
	par.For(ctx, 10, func(lo, hi int) error { return nil })
	p.loop.Unlock()

	p.helped.Lock()
	nap(ctx)
	p.helped.Unlock()

	p.elsewhere.Lock()
	lib.Nap(ctx)
	p.elsewhere.Unlock()

	p.run.Lock()
	pool.Run(ctx, func(*par.Scope) error { return nil })
	p.run.Unlock()

	p.before.Lock()
	p.before.Unlock()
	par.Sleep(ctx, time.Second)
	f.Wait(ctx)

	p.brief.Lock()
	par.Sleep(ctx, time.Millisecond)
	p.brief.Unlock()

	p.join.Lock()
	par.Submit(ctx, pool, func(context.Context) (int, error) { return 1, nil })
	p.join.Unlock()
}

func nap(ctx context.Context) { par.Blocking(ctx, func(context.Context) error { return nil }) }

func parkedTasks(ctx context.Context, pool *par.Pool, p *parked, f *par.Future[int]) {
	pool.Go(ctx, func(ctx context.Context) {
		p.asleep.Lock() // want `which is held across par.Sleep at parked.go`
		p.asleep.Unlock()
		p.future.Lock() // want `which is held across par.\(\*Future\).Wait at parked.go`
		p.future.Unlock()
		p.loop.Lock() // want `which is held across par.For at parked.go`
		p.loop.Unlock()
		p.helped.Lock() // want `which is held across par.Blocking at parked.go`
		p.helped.Unlock()
		p.elsewhere.Lock() // want `which is held across par.Sleep at parked.go`
		p.elsewhere.Unlock()
		p.run.Lock() // want `which is held across par.\(\*Pool\).Run at parked.go`
		p.run.Unlock()
		p.once.Do(func() { par.Sleep(ctx, time.Second) }) // want `may wait for a sync.Once: .* which runs par.Sleep`
		p.before.Lock()
		p.before.Unlock()
		p.brief.Lock()
		p.brief.Unlock()
		p.join.Lock()
		p.join.Unlock()
	})
	pool.Go(ctx, func(ctx context.Context) {
		par.Sleep(ctx, time.Second) // the worker is given back
		f.Wait(ctx)
		nap(ctx)
		lib.Nap(ctx)
	})
}

package a

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const backoff = 2 * time.Second

func direct(ctx context.Context, xs []int) error {
	return par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `^task passed to par.ForEach sleeps, so its worker idles: time.Sleep \(2s\); use par.Sleep or wait outside of the task$`
		return nil
	})
}

func everyEntry(ctx context.Context, p *par.Pool, xs []int) {
	par.For(ctx, 10, func(lo, hi int) error {
		time.Sleep(backoff) // want `task passed to par.For sleeps`
		return nil
	})
	par.Map(ctx, xs, func(ctx context.Context, x int) (int, error) {
		time.Sleep(backoff) // want `task passed to par.Map sleeps`
		return x, nil
	})
	par.Reduce(ctx, xs,
		func() int { time.Sleep(backoff); return 0 },             // want `task passed to par.Reduce sleeps`
		func(s, x int) int { time.Sleep(backoff); return s + x }, // want `task passed to par.Reduce sleeps`
		func(a, b int) int { time.Sleep(backoff); return a + b }) // want `task passed to par.Reduce sleeps`
	par.Submit(ctx, p, func(ctx context.Context) (int, error) {
		time.Sleep(backoff) // want `task passed to par.Submit sleeps`
		return 0, nil
	})
	p.Go(ctx, func(ctx context.Context) {
		time.Sleep(backoff) // want `task passed to par.\(\*Pool\).Go sleeps`
	})
	p.Run(ctx, func(s *par.Scope) error {
		time.Sleep(backoff) // want `task passed to par.\(\*Pool\).Run sleeps`
		s.Spawn(func(s *par.Scope) error {
			time.Sleep(backoff) // want `task passed to par.\(\*Scope\).Spawn sleeps`
			return nil
		})
		par.Join(s,
			func(s *par.Scope) { time.Sleep(backoff) }, // want `task passed to par.Join sleeps`
			func(s *par.Scope) {})
		par.Join2(s,
			func(s *par.Scope) int { return 1 },
			func(s *par.Scope) int { time.Sleep(backoff); return 2 }) // want `task passed to par.Join2 sleeps`
		return nil
	})
}

// Through functions, with the whole path.

type client struct{ delay time.Duration }

func (c *client) get() { c.wait() }

func (c *client) wait() { time.Sleep(c.delay) }

func load(c *client) { c.get() }

func deep(ctx context.Context, xs []int, c *client) {
	par.For(ctx, 3, func(lo, hi int) error {
		load(c) // want `sleeps, so its worker idles: load → \(\*client\).get → \(\*client\).wait → time.Sleep at a.go:\d+; use`
		return nil
	})
	work := func(ctx context.Context, i int, x *int) error {
		c.get() // want `sleeps, so its worker idles: \(\*client\).get → \(\*client\).wait → time.Sleep at`
		return nil
	}
	par.ForEach(ctx, xs, work)
	par.ForEach(ctx, xs, named)
	par.ForEach(ctx, xs, c.method)
	par.ForEach(ctx, xs, (*job).run2(nil))
}

func named(ctx context.Context, i int, x *int) error {
	time.Sleep(backoff) // want `task passed to par.ForEach sleeps, so its worker idles: named → time.Sleep \(2s\);`
	return nil
}

func (c *client) method(ctx context.Context, i int, x *int) error {
	c.wait() // want `sleeps, so its worker idles: \(\*client\).method → \(\*client\).wait → time.Sleep at`
	return nil
}

type job struct{}

func (j *job) run2() func(ctx context.Context, i int, x *int) error {
	return func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `task passed to par.ForEach sleeps`
		return nil
	}
}

func deferred(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		defer time.Sleep(backoff) // want `sleeps`
		defer func() {            // want `sleeps, so its worker idles: deferred.func1.1 → time.Sleep \(2s\) at`
			time.Sleep(backoff)
		}()
	})
}

// Timers.

func timers(ctx context.Context, p *par.Pool, d time.Duration) {
	p.Go(ctx, func(ctx context.Context) {
		<-time.After(time.Minute) // want `sleeps, so its worker idles: receive from a timer \(1m0s\)`
		<-time.NewTimer(d).C      // want `sleeps, so its worker idles: receive from a timer;`
		t := time.NewTicker(d)    //
		for range t.C {           // want `receive from a timer`
			break
		}
		for range time.Tick(d) { // want `receive from a timer`
			break
		}
		select { // want `select on a timer`
		case <-ctx.Done():
		case <-time.After(d):
		}
	})
}

// Busy waits.

func busy(ctx context.Context, p *par.Pool, done *bool, flag *atomic.Bool, state *atomic.Int32) {
	p.Go(ctx, func(ctx context.Context) {
		for !*done { // want `task passed to par.\(\*Pool\).Go waits busily, so its worker does nothing else: busy wait; let who ends the wait start the rest of the work instead`
			runtime.Gosched()
		}
		for !flag.Load() { // want `waits busily`
		}
		for !state.CompareAndSwap(0, 1) { // want `waits busily`
			runtime.Gosched()
		}
		for !ready(flag) { // want `waits busily`
		}
		spin(done) // want `waits busily, so its worker does nothing else: spin → busy wait at`
	})
}

func ready(flag *atomic.Bool) bool { return flag.Load() }

func spin(done *bool) {
	for !*done {
		runtime.Gosched()
	}
}

//parvet:ignore channel,mutex,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A task that holds a lock waits for another one, and what is before that in the queue wants the lock.
func TestWaiterClaimsWhatHasNotBegun(t *testing.T) {
	for name, c := range map[string]struct {
		opts []par.Option
		wait func(ctx context.Context, fut *par.Future[int]) (int, error)
	}{
		"in the task": {wait: func(ctx context.Context, fut *par.Future[int]) (int, error) { return fut.Wait(ctx) }},
		"in a child": {wait: func(ctx context.Context, fut *par.Future[int]) (n int, err error) {
			return n, par.ForEach(ctx, make([]int, 1), func(ctx context.Context, _ int, _ *int) error { n, err = fut.Wait(ctx); return err })
		}},
		"in Blocking": {wait: func(ctx context.Context, fut *par.Future[int]) (n int, err error) {
			return n, par.Blocking(ctx, func(ctx context.Context) error { n, err = fut.Wait(ctx); return err })
		}},
		"in another pool": {wait: func(ctx context.Context, fut *par.Future[int]) (n int, err error) {
			return n, par.Default().Run(ctx, func(s *par.Scope) error { n, err = fut.Wait(s.Context()); return err })
		}},
		"with a foreign context": {wait: func(_ context.Context, fut *par.Future[int]) (int, error) { return fut.Wait(bg) }},
		"for want of memory":     {[]par.Option{par.MemoryQuota(1)}, func(ctx context.Context, fut *par.Future[int]) (int, error) { return fut.Wait(ctx) }},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPool(t, append(c.opts, par.Workers(1))...)
			var mu sync.Mutex
			n, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
				mu.Lock()
				defer mu.Unlock()
				for range 3 {
					if err := p.Go(ctx, func(context.Context) { mu.Lock(); defer mu.Unlock() }); err != nil {
						return 0, err
					}
				}
				fut, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 7, nil }, par.Memory(1))
				if err != nil {
					return 0, err
				}
				return c.wait(ctx, fut)
			}, par.Memory(1)).Wait(bg)
			if n != 7 || err != nil {
				t.Error(n, err)
			}
		})
	}
}

// A task that is not due yet begins as soon as it is, if a task waits for it.
func TestWaiterClaimsWhatBecomesDue(t *testing.T) {
	p := newPool(t, par.Workers(1))
	var mu sync.Mutex
	_, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		fut, err := par.SubmitAfter(ctx, p, 20*ms, func(context.Context) (int, error) { return 0, nil })
		if err != nil {
			return 0, err
		}
		if err := p.Go(ctx, func(context.Context) { mu.Lock(); defer mu.Unlock() }); err != nil {
			return 0, err
		}
		return fut.Wait(ctx)
	}).Wait(bg)
	wantErr(t, err, nil)
}

// What a waiter claims has the waiter's token. One from outside has none: tasks would run beyond Workers.
func TestClaimKeepsTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		hold := make(gate)
		first := submit(t, bg, p, func(ctx context.Context) (int, error) {
			return submit(t, ctx, p, func(context.Context) (int, error) { hold.wait(); return 0, nil }).Wait(ctx)
		})
		next := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil })
		var wg sync.WaitGroup
		wg.Go(func() { _, err := next.Wait(bg); wantErr(t, err, nil) })
		time.Sleep(time.Second)
		if s := p.Stats(); s.Busy != 1 || s.Waiting != 1 || s.Queued != 1 {
			t.Errorf("%+v", s)
		}
		hold.open()
		_, err := first.Wait(bg)
		wantErr(t, err, nil)
		wg.Wait()
	})
}

// The goroutines of a task have one token together, so one claim at a time. Nor is the cap of another lane for a waiter to pass.
func TestClaimsThatMustWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		l, err := p.NewLane("narrow", par.LaneCap(1))
		wantErr(t, err, nil)
		hold := make(gate)
		var group sync.WaitGroup
		task := submit(t, bg, p, func(ctx context.Context) (int, error) {
			for i := range 4 {
				var opts []par.CallOption
				if i > 1 {
					opts = append(opts, par.In(l))
				}
				fut := submit(t, ctx, p, func(context.Context) (int, error) { hold.wait(); return 0, nil }, opts...)
				group.Go(func() { _, err := fut.Wait(ctx); wantErr(t, err, nil) })
			}
			group.Wait()
			return 0, nil
		})
		synctest.Wait()
		if s := p.Stats(); s.Busy != 1 || s.Queued != 3 {
			t.Errorf("%+v", s)
		}
		hold.open()
		_, err = task.Wait(bg)
		wantErr(t, err, nil)

		hold = make(gate)
		one := submit(t, bg, p, func(context.Context) (int, error) { hold.wait(); return 0, nil }, par.In(l))
		synctest.Wait()
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			ctx, cancel := context.WithTimeout(s.Context(), time.Second)
			defer cancel()
			_, err := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }, par.In(l)).Wait(ctx)
			return err
		}), context.DeadlineExceeded)
		if s := l.Stats(); s.Busy != 1 || s.Queued != 1 {
			t.Errorf("%+v", s)
		}
		hold.open()
		_, err = one.Wait(bg)
		wantErr(t, err, nil)
	})
}

// Whoever waits may give up, whether or not it has claimed the task, and a task may end its own goroutine.
func TestClaimedTaskIsATaskOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		_, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
			hold := make(gate)
			fut := submit(t, ctx, p, func(context.Context) (int, error) { hold.wait(); return 7, nil })
			short, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			_, err := fut.Wait(short)
			wantErr(t, err, context.DeadlineExceeded)
			hold.open()
			if n, err := fut.Wait(ctx); n != 7 || err != nil {
				t.Error(n, err)
			}
			late := submit(t, ctx, p, func(ctx context.Context) (int, error) { time.Sleep(time.Minute); return 0, nil }, par.Timeout(time.Second))
			_, err = late.Wait(ctx)
			wantErr(t, err, par.ErrTaskTimeout)
			broken := submit(t, ctx, p, func(context.Context) (int, error) { panic(errBoom) })
			if v := caught(func() { _, _ = broken.Wait(ctx) }); v == nil {
				t.Error("no panic")
			}
			return 0, nil
		}).Wait(bg)
		wantErr(t, err, nil)
	})
}

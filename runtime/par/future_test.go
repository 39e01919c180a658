//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func submit[R any](t testing.TB, ctx context.Context, p *par.Pool, f func(context.Context) (R, error), opts ...par.CallOption) *par.Future[R] {
	t.Helper()
	fut, err := par.Submit(ctx, p, f, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return fut
}

func TestFuture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		g := make(gate)
		fut := submit(t, bg, p, func(context.Context) (int, error) { g.wait(); return 7, errBoom })
		if r, err, ok := fut.Result(); r != 0 || err != nil || ok {
			t.Errorf("early: %d, %v, %v", r, err, ok)
		}
		g.open()
		<-fut.Done()
		if r, err, ok := fut.Result(); r != 7 || err != errBoom || !ok {
			t.Errorf("late: %d, %v, %v", r, err, ok)
		}
		for range 3 {
			if r, err := fut.Wait(bg); r != 7 || err != errBoom {
				t.Errorf("Wait: %d, %v", r, err)
			}
		}
	})
}

// Only the result of Submit may be abandoned: Wait returns when its context ends, the task goes on.
func TestFutureWaitMayBeAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		fut := submit(t, bg, p, func(context.Context) (int, error) { time.Sleep(time.Second); return 7, nil })
		ctx, cancel := context.WithTimeout(bg, ms)
		defer cancel()
		start := time.Now()
		_, err := fut.Wait(ctx)
		wantErr(t, err, context.DeadlineExceeded)
		if d := time.Since(start); d != ms {
			t.Errorf("after %v", d)
		}
		if r, err := fut.Wait(bg); r != 7 || err != nil {
			t.Errorf("again: %d, %v", r, err)
		}
		if _, err := fut.Wait(ctx); err != nil {
			t.Errorf("a result that is there lost against an ended context: %v", err)
		}
	})
}

func TestFutureRaisesPanic(t *testing.T) {
	p := newPool(t)
	fut := submit(t, bg, p, func(context.Context) (int, error) { panic(errBoom) })
	for range 2 {
		pe, ok := caught(func() { _, _ = fut.Wait(bg) }).(*par.PanicError)
		if !ok || pe.Value != errBoom || !strings.Contains(string(pe.Stack), "TestFutureRaisesPanic") {
			t.Fatalf("got %v", pe)
		}
	}
	_, err, ok := fut.Result()
	var pe *par.PanicError
	if !ok || !errors.As(err, &pe) || !errors.Is(err, errBoom) {
		t.Errorf("Result: %v, %v", err, ok)
	}
	if n := p.Stats().Panics; n != 1 {
		t.Errorf("%d panics counted", n)
	}
}

func TestFutureForwardsGoexit(t *testing.T) {
	p := newPool(t)
	t.Run("inner", func(t *testing.T) {
		defer func() {
			if !t.Skipped() {
				t.Error("SkipNow in the task did not skip the test")
			}
		}()
		fut := submit(t, bg, p, func(context.Context) (int, error) { t.SkipNow(); return 0, nil })
		_, _ = fut.Wait(bg)
		t.Error("Wait returned")
	})
	fut := submit(t, bg, p, func(context.Context) (int, error) { goexit(); return 0, nil })
	<-fut.Done()
	_, err, _ := fut.Result()
	wantErr(t, err, par.ErrGoexit)
}

// A task whose context ends in the queue resolves at that moment, never runs, and frees its place.
func TestDeadlineInQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Reject))
		release := occupy(t, p)
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		start := time.Now()
		fut := submit(t, ctx, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil })
		_, err := par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil })
		wantErr(t, err, par.ErrQueueFull)
		_, err = fut.Wait(bg)
		wantErr(t, err, context.DeadlineExceeded)
		if d := time.Since(start); d != time.Second {
			t.Errorf("resolved after %v", d)
		}
		next := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
		release()
		if r, err := next.Wait(bg); r != 1 || err != nil {
			t.Error(r, err)
		}
		if s := p.Stats(); s.Expired != 1 || s.Rejected != 1 {
			t.Errorf("%+v", s)
		}
	})
}

// lateContext ends without telling anybody, as a context does in the moment before its watchers run.
type lateContext struct {
	context.Context
	ended atomic.Bool
}

func (c *lateContext) Err() error {
	if c.ended.Load() {
		return context.Canceled
	}
	return nil
}

func TestEndedContextIsSeenAtStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		release := occupy(t, p)
		ctx := &lateContext{Context: bg}
		fut := submit(t, ctx, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil })
		ctx.ended.Store(true)
		release()
		_, err := fut.Wait(bg)
		wantErr(t, err, context.Canceled)
		if s := p.Stats(); s.Expired != 1 {
			t.Errorf("%+v", s)
		}
	})
}

// The task's context is not cancelled when the task returns: the result may hold on to it.
func TestTaskContextOutlivesTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t)
		fut := submit(t, bg, p, func(ctx context.Context) (context.Context, error) { return ctx, nil })
		ctx, err := fut.Wait(bg)
		if err != nil || ctx.Err() != nil {
			t.Error(err, ctx.Err())
		}
		// The worker is off its seat when the future resolves: the context is a foreign one now.
		wantErr(t, par.Blocking(ctx, func(context.Context) error {
			if s := p.Stats(); s.Blocked != 0 || s.Compensated != 0 {
				t.Errorf("a task that has ended blocks: %+v", s)
			}
			return nil
		}), nil)
	})
}

func TestWaiterGivesTokenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.MaxBlocked(0))
		outer := submit(t, bg, p, func(ctx context.Context) (int, error) {
			inner := submit(t, ctx, p, func(context.Context) (int, error) { return 20, nil })
			r, err := inner.Wait(ctx)
			return r + 1, err
		})
		if r, err := outer.Wait(bg); r != 21 || err != nil {
			t.Error(r, err)
		}
	})
}

func TestGoexitEndsDetachedTaskOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		for range 3 {
			if err := p.Go(bg, func(context.Context) { goexit() }); err != nil {
				t.Fatal(err)
			}
		}
		if r, err := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil }).Wait(bg); r != 1 || err != nil {
			t.Error(r, err)
		}
	})
}

func TestOnPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []*par.PanicError
		p := newPool(t, par.Workers(1), par.OnPanic(func(pe *par.PanicError) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, pe)
		}))
		if err := p.Go(bg, func(context.Context) { panic(errBoom) }); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(got) != 1 || got[0].Value != errBoom || !strings.Contains(string(got[0].Stack), "TestOnPanic") {
			t.Errorf("the hook got %v", got)
		}
	})
}

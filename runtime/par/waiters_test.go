//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A hundred wait for one task: guests, tasks, parts of loops, tasks of another pool; some give up. All others get the result, the task runs once, and no token is lost.
func TestManyWaitersOfWhichSomeGiveUp(t *testing.T) {
	for _, end := range []string{"result", "panic", "Goexit", "cancel", "timeout"} {
		for _, workers := range []int{1, 3} {
			t.Run(end, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { manyWaiters(t, end, workers) })
			})
		}
	}
}

func manyWaiters(t *testing.T, end string, workers int) {
	p, other := newPool(t, par.Workers(workers)), newPool(t, par.Workers(2))
	door := make(gate)
	block := submit(t, bg, p, func(context.Context) (int, error) { door.wait(); return 0, nil })
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	var ran, gaveUp, got atomic.Int64
	var o []par.CallOption
	if end == "timeout" {
		o = append(o, par.Timeout(20*time.Second))
	}
	fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) {
		ran.Add(1)
		select {
		case <-time.After(30 * time.Second):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		switch end {
		case "panic":
			panic(errBoom)
		case "Goexit":
			goexit()
		}
		return 7, nil
	}, o...)
	wantErr(t, err, nil)
	want := map[string]error{"panic": errBoom, "Goexit": par.ErrGoexit, "cancel": context.Canceled, "timeout": par.ErrTaskTimeout}[end]

	// await waits, and gives up after that time if it is not zero.
	await := func(ctx context.Context, after time.Duration) {
		if after > 0 {
			c, stop := context.WithTimeout(ctx, after)
			defer stop()
			ctx = c
		}
		ended := par.ErrGoexit
		defer func() {
			if v := recover(); v != nil {
				ended = v.(error)
			}
			switch {
			case after > 0 && errors.Is(ended, context.DeadlineExceeded):
				gaveUp.Add(1)
			case !errors.Is(ended, want):
				t.Errorf("a waiter got %v, want %v", ended, want)
			default:
				got.Add(1)
			}
		}()
		r, err := fut.Wait(ctx)
		if err == nil && r != 7 {
			t.Errorf("the result is %d", r)
		}
		ended = err
	}
	var wg sync.WaitGroup
	for i := range 100 {
		after := time.Duration(0)
		if i%3 == 0 {
			after = time.Duration(1+i%10) * time.Second
		}
		switch i % 5 {
		case 0:
			wg.Go(func() { await(bg, after) })
		case 1:
			wg.Add(1)
			wantErr(t, p.Go(bg, func(ctx context.Context) { defer wg.Done(); await(ctx, after) }), nil)
		case 2:
			wg.Add(1)
			wantErr(t, other.Go(bg, func(ctx context.Context) { defer wg.Done(); await(ctx, after) }), nil)
		case 3:
			wg.Go(func() {
				_ = p.Run(bg, func(s *par.Scope) error {
					s.Spawn(func(s *par.Scope) error { await(s.Context(), after); return nil })
					return nil
				})
			})
		case 4: // a foreign context
			wg.Add(1)
			wantErr(t, p.Go(bg, func(context.Context) { defer wg.Done(); await(bg, after) }), nil)
		}
	}
	synctest.Wait()
	time.Sleep(5 * time.Second)
	door.open()
	if end == "cancel" {
		time.Sleep(10 * time.Second)
		cancel()
	}
	wg.Wait()
	if _, err := block.Wait(bg); err != nil {
		t.Error(err)
	}
	if n := got.Load() + gaveUp.Load(); n != 100 || got.Load() < 60 {
		t.Errorf("%d have the result, %d gave up", got.Load(), gaveUp.Load())
	}
	if n := ran.Load(); n != 1 {
		t.Errorf("it has run %d times", n)
	}
	if _, err, ok := fut.Result(); !ok || !errors.Is(err, want) {
		t.Errorf("%v, %v", err, ok)
	}
	synctest.Wait()
	if s := p.Stats(); s.Busy+s.Waiting+s.Blocked+s.Queued != 0 {
		t.Errorf("%+v", s)
	}
}

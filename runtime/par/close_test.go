//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

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

func TestCloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		var ran atomic.Int32
		for range 10 {
			if err := p.Go(bg, func(ctx context.Context) {
				_ = par.Sleep(ctx, ms)
				_ = par.For(ctx, 3, func(int, int) error { return nil }) // forks after Close are part of running work
				_ = p.Run(ctx, func(s *par.Scope) error {
					s.Spawn(func(*par.Scope) error { ran.Add(1); return nil })
					return nil
				})
				wantErr(t, p.Go(ctx, func(context.Context) { t.Error("a new task ran") }), par.ErrClosed)
			}); err != nil {
				t.Fatal(err)
			}
		}
		wantErr(t, p.Close(bg), nil)
		if ran.Load() != 10 {
			t.Errorf("%d of 10 ran", ran.Load())
		}
		wantErr(t, p.Close(bg), nil)
	})
}

func TestCloseRefusesNewWork(t *testing.T) {
	p := newPool(t)
	wantErr(t, p.Close(bg), nil)
	xs := make([]int, 3)
	wantErr(t, p.Run(bg, func(*par.Scope) error { return nil }), par.ErrClosed)
	wantErr(t, p.Go(bg, func(context.Context) {}), par.ErrClosed)
	wantErr(t, par.For(bg, 3, func(int, int) error { return nil }, par.On(p)), par.ErrClosed)
	wantErr(t, par.ForEach(bg, xs, func(context.Context, int, *int) error { return nil }, par.On(p)), par.ErrClosed)
	_, err := par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil })
	wantErr(t, err, par.ErrClosed)
}

func TestCloseNamesSurvivors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		unblock := make(gate)
		fut := submit(t, bg, p, func(ctx context.Context) (int, error) {
			return 0, par.Blocking(ctx, func(context.Context) error { unblock.wait(); return nil })
		})
		release, release2 := occupy(t, p), occupy(t, p)
		if err := p.Go(bg, func(context.Context) {}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		err := p.Close(ctx)
		wantErr(t, err, context.DeadlineExceeded)
		const want = "par: Close: context deadline exceeded, 1 Submit blocked, 2 Go busy, 1 Go queued remain"
		if err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %v", err, want)
		}
		var ce *par.CloseError
		if !errors.As(err, &ce) || len(ce.Survivors) != 3 {
			t.Errorf("%#v", err)
		}
		unblock.open()
		release()
		release2()
		wantErr(t, p.Close(bg), nil)
		<-fut.Done()
	})
}

func TestCloseWaitsForGuests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		ended := false
		go func() {
			_ = p.Run(bg, func(s *par.Scope) error { time.Sleep(time.Second); ended = true; return nil })
		}()
		synctest.Wait()
		wantErr(t, p.Close(bg), nil)
		if !ended {
			t.Error("a caller of Run was still in the pool")
		}
	})
}

func TestCloseFromTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		fut := submit(t, bg, p, func(ctx context.Context) (int, error) {
			wantErr(t, p.Close(ctx), par.ErrInTask)
			wantErr(t, q.Run(ctx, func(s *par.Scope) error { return p.Close(s.Context()) }), par.ErrInTask)
			return 1, q.Close(ctx) // another pool's task may
		})
		if r, err := fut.Wait(bg); r != 1 || err != nil {
			t.Error(r, err)
		}
		wantErr(t, p.Go(bg, func(context.Context) {}), nil) // it stays open
	})
}

func TestCloseDefault(t *testing.T) {
	wantErr(t, par.Default().Close(bg), par.ErrDefaultPool)
	wantErr(t, par.For(bg, 1, func(int, int) error { return nil }), nil)
}

func TestCloseRefusesBlockedSubmitters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.Block))
		release := occupy(t, p)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				wantErr(t, p.Go(bg, func(context.Context) { t.Error("it ran") }), par.ErrClosed)
			})
		}
		synctest.Wait()
		wg.Go(func() { wantErr(t, p.Close(bg), nil) })
		synctest.Wait()
		release()
		wg.Wait()
	})
}

// Whatever happens at the same time, a task is either refused or run, and Close returns after the last one.
func TestSubmitDuringClose(t *testing.T) {
	for i := range 200 {
		p := newPool(t, par.Workers(2), par.Queue(2, policies[i%len(policies)]))
		var accepted, ended, dropped, closed atomic.Int32
		var wg sync.WaitGroup
		start := make(gate)
		for range 4 {
			wg.Go(func() {
				start.wait()
				for range 20 {
					fut, err := par.Submit(bg, p, func(context.Context) (int, error) {
						if closed.Load() != 0 {
							t.Error("a task ran after Close had returned")
						}
						ended.Add(1)
						return 0, nil
					})
					switch {
					case err == nil:
						accepted.Add(1)
						if _, err := fut.Wait(bg); err == par.ErrDropped {
							dropped.Add(1)
						}
					case err != par.ErrClosed && err != par.ErrQueueFull:
						t.Error(err)
					}
				}
			})
		}
		for range 2 {
			wg.Go(func() {
				start.wait()
				wantErr(t, p.Close(bg), nil)
				closed.Add(1)
			})
		}
		start.open()
		wg.Wait()
		if accepted.Load() != ended.Load()+dropped.Load() {
			t.Fatalf("%d accepted, %d ran, %d dropped", accepted.Load(), ended.Load(), dropped.Load())
		}
	}
}

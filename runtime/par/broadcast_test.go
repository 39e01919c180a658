//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// All calls are under way at the same time, each on a goroutine of its own, even if tasks hold all tokens.
func TestBroadcast(t *testing.T) {
	for _, held := range []int{0, 3} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(3))
			for range held {
				defer occupy(t, p)()
			}
			var barrier sync.WaitGroup
			barrier.Add(3)
			var mu sync.Mutex
			on := map[int]string{}
			wantErr(t, p.Broadcast(bg, func(ctx context.Context, i, n int) error {
				if n != 3 {
					t.Errorf("n is %d", n)
				}
				mu.Lock()
				on[i] = goid()
				mu.Unlock()
				barrier.Done()
				barrier.Wait()
				return par.Sleep(ctx, ms) // the context is a worker's
			}), nil)
			ids := map[string]bool{}
			for id := range maps.Values(on) {
				ids[id] = true
			}
			if len(ids) != 3 || on[0] != goid() {
				t.Errorf("%v", on)
			}
			synctest.Wait()
			if s := p.Stats(); s.Busy != held || s.Goroutines != held || s.Compensated+s.Capped != 3 {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestBroadcastFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		for at := range 3 {
			fail := func(how func() error) func() error {
				var told atomic.Int32
				return func() error {
					told.Store(0)
					err := p.Broadcast(bg, func(ctx context.Context, i, _ int) error {
						if i == at {
							return how()
						}
						<-ctx.Done()
						told.Add(1)
						return nil
					})
					if told.Load() != 2 {
						t.Errorf("%d of 2 were cancelled and had ended", told.Load())
					}
					return err
				}
			}
			wantErr(t, fail(func() error { return errBoom })(), errBoom)
			v := caught(func() { _ = fail(func() error { panic(errBoom) })() })
			if pe, ok := v.(*par.PanicError); !ok || !errors.Is(pe, errBoom) {
				t.Errorf("raised %v", v)
			}
			if !exits(func() { _ = fail(func() error { goexit(); return nil })() }) {
				t.Error("a Goexit was lost")
			}
		}
	})
	p := newPool(t)
	wantErr(t, p.Broadcast(bg, nil), par.ErrInvalid)
	ended, cancel := context.WithCancel(bg)
	cancel()
	never := func(context.Context, int, int) error { t.Error("called"); return nil }
	wantErr(t, p.Broadcast(ended, never), context.Canceled)
	wantErr(t, p.Close(bg), nil)
	wantErr(t, p.Broadcast(bg, never), par.ErrClosed)
}

func TestBroadcastInATask(t *testing.T) {
	p := newPool(t, par.Workers(2))
	var calls atomic.Int32
	wantErr(t, p.Broadcast(bg, func(ctx context.Context, _, _ int) error {
		return p.Broadcast(ctx, func(context.Context, int, int) error { calls.Add(1); return nil })
	}), nil)
	if calls.Load() != 4 {
		t.Errorf("%d calls", calls.Load())
	}
}

func TestLocal(t *testing.T) {
	p := newPool(t, par.Workers(4))
	type sum struct{ total, users int }
	l := par.NewLocal(func() sum { return sum{} })
	const n = 1000
	wantErr(t, par.ForEach(bg, upTo(n), func(_ context.Context, _ int, x *int) error {
		l.Use(func(s *sum) { // the race detector sees who shares one
			if s.users++; s.users != 1 {
				t.Error("two use the same value")
			}
			s.total += *x
			s.users--
		})
		return nil
	}, par.On(p), par.MaxLen(1)), nil)
	total, values := 0, 0
	for s := range l.All() {
		total += s.total
		values++
	}
	if total != n*(n-1)/2 || values < 1 || values > 5 {
		t.Errorf("%d in %d values", total, values)
	}
}

// There are as many values as were in use at the same time, and what a panic has interrupted is not used again.
func TestLocalReuses(t *testing.T) {
	made := 0
	l := par.NewLocal(func() int { made++; return 10 * made })
	for range 5 {
		l.Use(func(a *int) {
			l.Use(func(b *int) {
				if *a == *b {
					t.Error("a value is used twice")
				}
			})
		})
	}
	_ = caught(func() { l.Use(func(v *int) { *v = -1; panic(errBoom) }) })
	l.Use(func(v *int) {
		if *v < 0 {
			t.Error("a value is used that a panic has spoilt")
		}
	})
	var all []int
	for v := range l.All() {
		all = append(all, *v)
	}
	slices.Sort(all)
	if !slices.Equal(all, []int{-1, 10}) && !slices.Equal(all, []int{-1, 20}) || made != 2 {
		t.Errorf("%v", all)
	}
	if v := caught(func() { par.NewLocal[int](nil) }); v != "par: NewLocal of a nil function" {
		t.Errorf("%v", v)
	}
}

// One token: the order in which children begin is seen, and it is that of their spawns, across levels.
func TestRunFIFO(t *testing.T) {
	p := newPool(t, par.Workers(1))
	order := func(run func(context.Context, func(*par.Scope) error) error) (got []int) {
		child := func(i int) func(*par.Scope) error {
			return func(s *par.Scope) error {
				got = append(got, i)
				if i < 3 {
					s.Spawn(func(*par.Scope) error { got = append(got, 10*i); return nil })
				}
				return nil
			}
		}
		wantErr(t, run(bg, func(s *par.Scope) error {
			for i := range 3 {
				s.Spawn(child(i + 1))
			}
			return nil
		}), nil)
		return got
	}
	if got := order(p.RunFIFO); !slices.Equal(got, []int{1, 2, 3, 10, 20}) {
		t.Errorf("RunFIFO: %v", got)
	}
	if got := order(p.Run); !slices.Equal(got, []int{3, 2, 20, 1, 10}) {
		t.Errorf("Run: %v", got)
	}
	wantErr(t, p.RunFIFO(bg, nil), par.ErrInvalid)
}

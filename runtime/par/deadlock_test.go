//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// A lock that is held across a parallel call: with a scheduler whose waiters steal unrelated work, the waiter inside the
// critical section takes another item, and that one wants the same lock on the same stack (Rayon's issue 592).
func TestLockHeldAcrossParallelCall(t *testing.T) {
	for _, n := range []int{1, 2, 4} {
		p := newPool(t, par.Workers(n))
		var mu sync.Mutex
		total := 0
		for range 50 {
			err := par.ForEach(bg, make([]int, 32), func(ctx context.Context, _ int, _ *int) error {
				mu.Lock()
				defer mu.Unlock()
				part := make([]int, 8)
				if err := par.ForEach(ctx, part, func(ctx context.Context, i int, x *int) error { *x = 1; return nil }); err != nil {
					return err
				}
				return p.Run(ctx, func(s *par.Scope) error {
					s.Spawn(func(*par.Scope) error { return nil })
					a, b := par.Join2(s, func(*par.Scope) int { return part[0] }, func(*par.Scope) int { return part[7] })
					total += a + b
					return nil
				})
			}, par.On(p))
			wantErr(t, err, nil)
		}
		if total != 50*32*2 {
			t.Errorf("%d workers: total %d", n, total)
		}
	}
}

// The deterministic core of it: an owner whose half of a join is with a worker parks, gives its token back, and the
// unrelated task that gets the token runs on another goroutine.
func TestWaiterRunsNoUnrelatedWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		half, unrelated := make(gate), make(gate)
		var owner string
		var wg sync.WaitGroup
		wg.Go(func() {
			owner = goid()
			wantErr(t, p.Run(bg, func(s *par.Scope) error {
				par.Join(s, func(*par.Scope) {}, func(*par.Scope) { half.wait() })
				return nil
			}), nil)
		})
		synctest.Wait()
		if s := p.Stats(); s.Waiting != 1 || s.Busy != 1 || s.Idle != 1 {
			t.Errorf("the owner keeps its token: %+v", s)
		}
		fut := submit(t, bg, p, func(context.Context) (string, error) { unrelated.wait(); return goid(), nil })
		synctest.Wait()
		if s := p.Stats(); s.Busy != 2 || s.Waiting != 1 {
			t.Errorf("the token is not used: %+v", s)
		}
		half.open()
		wg.Wait() // while the unrelated task still runs
		unrelated.open()
		if id, err := fut.Wait(bg); id == owner || err != nil {
			t.Errorf("the waiter ran it: %v", err)
		}
	})
}

// Two pools whose tasks use each other, with one worker each.
func TestPoolsThatUseEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(1), par.Queue(1, par.Block)), newPool(t, par.Workers(1), par.Queue(1, par.Block))
		var visit func(a, b *par.Pool, depth int) func(context.Context) (int, error)
		visit = func(a, b *par.Pool, depth int) func(context.Context) (int, error) {
			return func(ctx context.Context) (int, error) {
				if depth == 0 {
					return 1, nil
				}
				sum := 0
				for range 2 {
					fut, err := par.Submit(ctx, b, visit(b, a, depth-1))
					if err != nil {
						return 0, err
					}
					n, err := fut.Wait(ctx)
					if err != nil {
						return 0, err
					}
					sum += n
				}
				return sum, par.For(ctx, 4, func(int, int) error { return nil }, par.On(b))
			}
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if n, err := submit(t, bg, p, visit(p, q, 6)).Wait(bg); n != 64 || err != nil {
					t.Error(n, err)
				}
			})
		}
		wg.Wait()
	})
}

// The callbacks of For and Reduce get no context, so they use the outer task's on several goroutines at once. Each wait by it gives
// a token back as long as there are that many to give.
func TestCallbacksMayUseOuterContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.MaxBlocked(0))
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			ctx := s.Context()
			return par.For(ctx, 3, func(int, int) error {
				fut, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 1, nil })
				if err != nil {
					return err
				}
				_, err = fut.Wait(ctx)
				return err
			})
		}), nil)
		var calls sync.WaitGroup // all three callbacks block at the same time, on one token
		calls.Add(3)
		q := newPool(t, par.Workers(1))
		wantErr(t, q.Run(bg, func(s *par.Scope) error {
			return par.For(s.Context(), 3, func(int, int) error {
				return s.Blocking(func() error {
					calls.Done()
					calls.Wait()
					return nil
				})
			})
		}), nil)
	})
}

//parvet:ignore mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// forkThenWait forks, before anybody has asked for forks, a call that opens a gate, and then waits for the gate as wait says.
func forkThenWait(t *testing.T, p *par.Pool, wait func(ctx context.Context, g gate) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(bg, time.Minute) // so that a wait that nobody ends fails the test by name
	defer cancel()
	g := make(gate)
	_, err := par.NewRec(func(s *par.Strand[int, int], n int) int {
		if n == 1 {
			g.open()
			return 0
		}
		if !s.Fork(1) {
			t.Error("no fork")
			return 0
		}
		if err := wait(s.Context(), g); err != nil {
			t.Error(err)
		}
		return s.Await()
	}).Run(ctx, 0, par.On(p))
	wantErr(t, err, nil)
}

// Who waits with the context of a strand leaves no fork behind that others could go on with.
func TestWaitWithTheContextOfAStrandPublishesItsForks(t *testing.T) {
	p, other := newPool(t, par.Workers(2)), newPool(t, par.Workers(1))
	receive := func(ctx context.Context, g gate) error {
		select {
		case <-g:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	blocking := func(ctx context.Context, g gate) error {
		return par.Blocking(ctx, func(ctx context.Context) error { return receive(ctx, g) })
	}
	for name, wait := range map[string]func(ctx context.Context, g gate) error{
		"Blocking": blocking,
		"Sleep": func(ctx context.Context, g gate) error {
			for {
				select {
				case <-g:
					return nil
				default:
				}
				if err := par.Sleep(ctx, time.Millisecond); err != nil {
					return err
				}
			}
		},
		"Future.Wait": func(ctx context.Context, g gate) error {
			f, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { return 0, blocking(ctx, g) })
			if err != nil {
				return err
			}
			_, err = f.Wait(ctx)
			return err
		},
		"in another pool": func(ctx context.Context, g gate) error {
			return other.Run(ctx, func(s *par.Scope) error { return s.Blocking(func() error { return receive(s.Context(), g) }) })
		},
		"in a recursion in it": func(ctx context.Context, g gate) error {
			inner := par.NewRec(func(s *par.Strand[int, int], _ int) int {
				if err := blocking(s.Context(), g); err != nil {
					t.Error(err)
				}
				return 0
			})
			_, err := inner.Run(ctx, 0)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { forkThenWait(t, p, wait) })
	}
}

// Only the goroutine of a strand may touch its forks: another one that waits with the context leaves them alone, which the race detector sees, as does one that waits when Run has returned.
func TestWaitOfAnotherGoroutineWithTheContextOfAStrand(t *testing.T) {
	p := newPool(t, par.Workers(2))
	var last context.Context
	_, err := par.NewRec(func(s *par.Strand[int, int], n int) int {
		if n == 0 {
			return 1
		}
		ctx := s.Context()
		var wg sync.WaitGroup
		wg.Go(func() {
			for range 3 {
				if err := par.Sleep(ctx, time.Microsecond); err != nil {
					t.Error(err)
				}
			}
		})
		last = ctx
		sum := 0
		for range 20 {
			a, b := s.Join(0, 0)
			sum += a + b
		}
		wg.Wait()
		return sum
	}).Run(bg, 1, par.On(p))
	wantErr(t, err, nil)
	wantErr(t, par.Blocking(last, func(context.Context) error { return nil }), nil)
}

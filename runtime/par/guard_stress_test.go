//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// misbehave is a task that does one of the things that tasks do wrong, or right.
func misbehave(p *par.Pool, r *rand.Rand, unit time.Duration, depth int) func(context.Context) (int, error) {
	pick, nap, inner := r.IntN(12), time.Duration(r.IntN(30))*unit, rand.New(rand.NewPCG(r.Uint64(), 1))
	return func(ctx context.Context) (int, error) {
		nested := func(ctx context.Context) error {
			if depth == 0 {
				return nil
			}
			fut, err := par.Submit(ctx, p, misbehave(p, inner, unit, depth-1))
			if err != nil {
				return err
			}
			<-fut.Done()
			return nil
		}
		switch pick {
		case 0:
			time.Sleep(nap)
		case 1:
			return 1, par.Sleep(ctx, nap)
		case 2:
			<-ctx.Done() // or ever, without a timeout
		case 3:
			panic("on purpose")
		case 4:
			runtime.Goexit()
		case 5:
			return 0, nested(ctx)
		case 6: // with a foreign context: the wait is found out
			if depth > 0 {
				fut, err := par.Submit(context.Background(), p, misbehave(p, inner, unit, depth-1), par.Timeout(20*unit))
				if err != nil {
					return 0, err
				}
				return fut.Wait(bg)
			}
		case 7:
			return 0, par.ForEach(ctx, make([]int, 8), func(ctx context.Context, _ int, _ *int) error {
				time.Sleep(nap / 8)
				return nil
			})
		case 8:
			return 0, p.Run(ctx, func(s *par.Scope) error {
				for range 3 {
					s.Spawn(func(s *par.Scope) error { time.Sleep(nap); return s.Yield() })
				}
				return nil
			})
		case 9:
			return 0, par.Blocking(ctx, func(ctx context.Context) error { time.Sleep(nap); return errBoom })
		}
		return 0, nil
	}
}

// Whatever tasks do, each one is answered, as long as it has a timeout, and in the end nothing is left: no seat, no goroutine, no token.
func stressGuards(t *testing.T, seed uint64, n int, unit time.Duration) {
	r := rand.New(rand.NewPCG(seed, 2))
	var told atomic.Int64
	opts := []par.Option{
		par.Workers(1 + r.IntN(4)), par.Queue(r.IntN(8)+1, par.Policy(r.IntN(4))), par.MaxBlocked(r.IntN(3)), par.MaxStalled(r.IntN(3)),
		par.MaxAbandoned(1 + r.IntN(20)), par.WatchdogGrace(0), par.Watchdog(5*unit, time.Duration(5+r.IntN(10))*unit), par.TaskTimeout(20 * unit),
		par.OnEvent(func(e par.Event) { told.Add(1); _ = e.String() }),
	}
	if r.IntN(2) == 0 {
		opts = append(opts, par.Quarantine(0.5, 4, 10*unit))
	}
	p := newPool(t, opts...)
	var wg sync.WaitGroup
	var refused, answered, whenDue atomic.Int64
	for c := range 4 {
		r := rand.New(rand.NewPCG(seed, uint64(c)+3))
		wg.Go(func() {
			for range n {
				ctx, cancel := context.WithCancel(bg)
				if r.IntN(4) == 0 {
					ctx, cancel = context.WithTimeout(bg, time.Duration(r.IntN(10))*unit)
				}
				f, label := misbehave(p, r, unit, 3), par.Label([]string{"a", "b", "c", "d"}[r.IntN(4)])
				submit := par.Submit[int]
				if r.IntN(4) == 0 {
					d := time.Duration(r.IntN(10)) * unit
					submit = func(ctx context.Context, p *par.Pool, f func(context.Context) (int, error), opts ...par.CallOption) (*par.Future[int], error) {
						return par.SubmitAfter(ctx, p, d, f, opts...)
					}
				}
				fut, err := submit(ctx, p, f, label)
				switch {
				case err == nil:
					<-fut.Done()
					_, err, ok := fut.Result()
					if !ok {
						t.Errorf("no result: %v", err)
					}
					if errors.Is(err, par.ErrSaturated) {
						whenDue.Add(1)
					}
					answered.Add(1)
				case errors.Is(err, par.ErrQueueFull), errors.Is(err, par.ErrSaturated), errors.Is(err, par.ErrQuarantined),
					errors.Is(err, par.ErrTaskTimeout), errors.Is(err, context.DeadlineExceeded):
					refused.Add(1)
					time.Sleep(unit)
				default:
					t.Errorf("Submit: %v", err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	wantErr(t, p.Close(bg), nil)
	s := p.Stats()
	if s.Stalled+s.Abandoned != 0 {
		t.Errorf("left over: %+v", s)
	}
	// Of those that timed out some never ran; Quarantined counts refusals at Submit, too. Of those that ended as saturated some were refused when they were due.
	if s.Submitted > s.Completed+s.Dropped+s.Expired+s.TimedOut+s.Quarantined+uint64(whenDue.Load()) {
		t.Errorf("tasks are lost: %+v", s)
	}
	if answered.Load()+refused.Load() != int64(4*n) {
		t.Errorf("%d answered, %d refused", answered.Load(), refused.Load())
	}
}

func TestStressGuardsInBubbles(t *testing.T) {
	seeds := uint64(40)
	if long() {
		seeds = 2000
	}
	for seed := range seeds {
		synctest.Test(t, func(t *testing.T) { stressGuards(t, seed, 25, ms) })
	}
}

func TestStressGuards(t *testing.T) {
	seeds := uint64(3)
	if long() {
		seeds = 200
	}
	for seed := range seeds {
		stressGuards(t, seed, 40, 100*time.Microsecond)
	}
}

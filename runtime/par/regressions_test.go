//parvet:ignore channel,sleep,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What hangs, grows or gets lost in the pools of Go, each named after what it shows here. The numbers are those of their trackers. What is known of Rayon is in
// regressions_rayon_test.go.

// Each worker submits to its own full pool and waits (panjf2000/ants#90, #197).
func TestRegressionNestedSubmitDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Block))
		var nest func(ctx context.Context, depth int) (int, error)
		nest = func(ctx context.Context, depth int) (int, error) {
			if depth == 0 {
				return 0, nil
			}
			fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { return nest(ctx, depth-1) })
			if err != nil {
				return 0, err
			}
			n, err := fut.Wait(ctx)
			return n + 1, err
		}
		if n, err := nest(bg, 100); n != 100 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// Two pools submit to each other and all their workers wait (panjf2000/ants#80, rayon-rs/rayon#446).
func TestRegressionPoolsThatCallEachOtherDoNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		var bounce func(ctx context.Context, to, back *par.Pool, depth int) (int, error)
		bounce = func(ctx context.Context, to, back *par.Pool, depth int) (int, error) {
			if depth == 0 {
				return 0, nil
			}
			fut, err := par.Submit(ctx, to, func(ctx context.Context) (int, error) { return bounce(ctx, back, to, depth-1) })
			if err != nil {
				return 0, err
			}
			n, err := fut.Wait(ctx)
			return n + 1, err
		}
		if n, err := bounce(bg, a, b, 50); n != 50 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// Whoever waits for a task that was cancelled in the queue gets an answer (alitto/pond#61).
func TestRegressionCancelledTaskInTheQueueAnswersItsWaiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		release := occupy(t, p)
		defer release()
		ctx, cancel := context.WithCancel(bg)
		fut := submit(t, ctx, p, func(context.Context) (int, error) { return 1, nil })
		cancel()
		_, err := fut.Wait(bg)
		wantErr(t, err, context.Canceled)
	})
}

// Of many tasks that were cancelled before they could begin all answer, alone and as a batch, and the pool can be closed (alitto/pond#61, #138).
func TestRegressionCancelledTasksDoNotStrandClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(20, par.Block))
		ctx, cancel := context.WithCancel(bg)
		var running []*par.Future[int]
		var batches []*par.Batch[int]
		for range 10 {
			running = append(running, submit(t, ctx, p, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }))
			b, err := par.SubmitBatch(ctx, p, upTo(5), func(ctx context.Context, x int) (int, error) { <-ctx.Done(); return x, ctx.Err() })
			wantErr(t, err, nil)
			batches = append(batches, b)
		}
		var submitters sync.WaitGroup
		submitters.Go(func() { // waits for a place: 1 runs, 19 are in the queue
			for range 5 {
				fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() })
				if err == nil {
					_, err = fut.Wait(bg)
				}
				wantErr(t, err, context.Canceled)
			}
		})
		synctest.Wait()
		cancel()
		for i, fut := range running {
			_, err := fut.Wait(bg)
			wantErr(t, err, context.Canceled)
			wantErr(t, batches[i].Wait(bg), context.Canceled)
		}
		submitters.Wait()
		wantErr(t, p.Close(bg), nil)
	})
}

// A group of tasks that each make a group and wait for it, with more of them than workers (alitto/pond#56).
func TestRegressionNestedGroupsDoNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4), par.Queue(8, par.Block))
		var inner atomic.Int32
		task := func(context.Context) (int, error) { time.Sleep(ms); inner.Add(1); return 1, nil }
		nest := map[string]func(ctx context.Context) error{
			"scopes": func(ctx context.Context) error {
				return p.Run(ctx, func(s *par.Scope) error {
					for range 10 {
						s.Spawn(func(s *par.Scope) error { _, err := task(s.Context()); return err })
					}
					return nil
				})
			},
			"futures": func(ctx context.Context) (err error) {
				var futs [10]*par.Future[int]
				for i := range futs {
					if futs[i], err = par.Submit(ctx, p, task); err != nil {
						return err
					}
				}
				for _, fut := range futs {
					if _, err := fut.Wait(ctx); err != nil {
						return err
					}
				}
				return nil
			},
			"batches": func(ctx context.Context) error {
				b, err := par.SubmitBatch(ctx, p, upTo(10), func(ctx context.Context, _ int) (int, error) { return task(ctx) })
				if err != nil {
					return err
				}
				return b.Wait(ctx)
			},
		}
		for name, group := range nest {
			inner.Store(0)
			wantErr(t, p.Run(bg, func(s *par.Scope) error {
				for range 100 {
					s.Spawn(func(s *par.Scope) error { return group(s.Context()) })
				}
				return nil
			}), nil)
			if n := inner.Load(); n != 1000 {
				t.Errorf("%s: %d tasks have run", name, n)
			}
		}
	})
}

// Tasks have a context, which ends while they run and before (panjf2000/ants#237).
func TestRegressionTasksHaveAContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		type key struct{}
		ctx, cancel := context.WithCancelCause(context.WithValue(bg, key{}, "trace"))
		wait := func(ctx context.Context) (any, error) { <-ctx.Done(); return ctx.Value(key{}), context.Cause(ctx) }
		running := submit(t, ctx, p, wait)
		queued := submit(t, ctx, p, func(context.Context) (any, error) { t.Error("it runs"); return nil, nil })
		synctest.Wait()
		cancel(errBoom)
		if v, err := running.Wait(bg); v != "trace" || !errors.Is(err, errBoom) {
			t.Errorf("%v, %v", v, err)
		}
		_, err := queued.Wait(bg)
		wantErr(t, err, context.Canceled)
	})
}

// A task has a limit of its own, of which the wait for a worker is a part; one that ignores it gives its worker to others
// (panjf2000/ants#179, alitto/pond#125).
func TestRegressionTasksHaveATimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		began, stubborn := time.Now(), make(gate)
		obeys := submit(t, bg, p, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }, par.Timeout(10*ms))
		ignores := submit(t, bg, p, func(context.Context) (int, error) { stubborn.wait(); return 0, nil }, par.Timeout(20*ms))
		late := submit(t, bg, p, func(context.Context) (int, error) { t.Error("it runs"); return 0, nil }, par.Timeout(15*ms))
		next := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
		for what, w := range map[string]struct {
			fut *par.Future[int]
			err error
		}{"obeys": {obeys, par.ErrTaskTimeout}, "ignores": {ignores, par.ErrTaskTimeout}, "late": {late, par.ErrTaskTimeout}, "next": {next, nil}} {
			if _, err := w.fut.Wait(bg); !errors.Is(err, w.err) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if took := time.Since(began); took != 20*ms {
			t.Errorf("the next task was answered after %v", took)
		}
		stubborn.open()
	})
}

// A panic in a task is not a line in a log: whoever waits gets it, a hook gets what nobody waits for, and the pool goes on. Without a hook it crashes the
// program, see TestPanicInGoCrashes (panjf2000/ants, options.PanicHandler).
func TestRegressionPanicsAreNotSwallowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hooked []any
		p := newPool(t, par.Workers(1), par.OnPanic(func(pe *par.PanicError) { hooked = append(hooked, pe.Value) }))
		fut := submit(t, bg, p, func(context.Context) (int, error) { culpritBoom(); return 0, nil })
		wantErr(t, p.Go(bg, func(context.Context) { panic("nobody waits") }), nil)
		next := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
		if pe, ok := caught(func() { _, _ = fut.Wait(bg) }).(*par.PanicError); !ok || pe.Value != errBoom {
			t.Errorf("Wait raised %v", pe)
		}
		if n, err := next.Wait(bg); n != 1 || err != nil {
			t.Errorf("the next task: %d, %v", n, err)
		}
		synctest.Wait()
		if len(hooked) != 1 || hooked[0] != "nobody waits" {
			t.Errorf("hooked %v", hooked)
		}
	})
}

// A pool that nobody has configured has a bounded queue, and says what happens to what does not fit: it waits, is refused, runs at the caller, or
// another one is dropped (gammazero/workerpool#71, #73; rayon-rs/rayon#522; alitto/pond by default).
func TestRegressionQueueIsBounded(t *testing.T) {
	for _, p := range []*par.Pool{par.Default(), newPool(t)} {
		if n := p.Stats().QueueCap; n < 1 || n > 1<<16 {
			t.Errorf("by default %d tasks may wait", n)
		}
	}
	const capacity = 5
	for _, policy := range policies {
		t.Run(policy.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(1), par.Queue(capacity, policy))
				door := make(gate)
				var accepted, refused, ran atomic.Int32
				var flood sync.WaitGroup
				for range 100 {
					flood.Go(func() {
						switch err := p.Go(bg, func(context.Context) { ran.Add(1); door.wait() }); {
						case err == nil:
							accepted.Add(1)
						case errors.Is(err, par.ErrQueueFull):
							refused.Add(1)
						default:
							t.Error(err)
						}
					})
				}
				synctest.Wait()
				s := p.Stats()
				if s.Queued != capacity || int(s.Submitted) != map[par.Policy]int{par.Block: 1 + capacity, par.Reject: 1 + capacity, par.CallerRuns: 100, par.DropOldest: 100}[policy] {
					t.Errorf("in the middle: %+v", s)
				}
				door.open()
				flood.Wait()
				wantErr(t, p.Close(bg), nil)
				s = p.Stats()
				want := map[par.Policy][3]int32{ // accepted, refused, have run
					par.Block: {100, 0, 100}, par.Reject: {1 + capacity, 99 - capacity, 1 + capacity}, par.CallerRuns: {100, 0, 100}, par.DropOldest: {100, 0, 1 + capacity},
				}[policy]
				if got := [3]int32{accepted.Load(), refused.Load(), ran.Load()}; got != want {
					t.Errorf("accepted, refused and run are %v, want %v: %+v", got, want, s)
				}
			})
		})
	}
}

// Nobody has to wait when all workers are taken: TrySubmit says so at once, and a task that spawns goes on (sourcegraph/conc#88).
func TestRegressionSubmitAtTheLimitNeedNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.Block))
		release := occupy(t, p)
		_, err := par.TrySubmit(bg, p, func(context.Context) (int, error) { t.Error("it runs"); return 0, nil })
		wantErr(t, err, par.ErrQueueFull)
		ctx, cancel := context.WithTimeout(bg, ms)
		_, err = par.Submit(ctx, p, func(context.Context) (int, error) { t.Error("it runs"); return 0, nil })
		wantErr(t, err, context.DeadlineExceeded)
		cancel()
		spawned := 0
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			for range 1000 {
				s.Spawn(func(*par.Scope) error { return nil })
				spawned++
			}
			return errBoom // before any of them has begun: Spawn has not waited
		}), errBoom)
		if spawned != 1000 {
			t.Errorf("%d spawned", spawned)
		}
		release()
	})
}

// A source of any length, an iter.Seq, is read ahead by a few elements only, and not at all after an error (sourcegraph/conc#137).
func TestRegressionEndlessSourceIsReadAsNeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		var read, handled atomic.Int32
		endless := iter.Seq[int](func(yield func(int) bool) {
			for i := 0; ; i++ {
				if ahead := read.Add(1) - handled.Load(); ahead > 4*2+2 {
					t.Errorf("%d elements are read ahead", ahead)
				}
				if !yield(i) {
					return
				}
			}
		})
		wantErr(t, par.ForSeq(bg, endless, func(ctx context.Context, i int) error {
			defer handled.Add(1)
			if i == 500 {
				return errBoom
			}
			return par.Sleep(ctx, ms)
		}, par.On(p)), errBoom)
		read.Store(0)
		handled.Store(0)
		for r, err := range par.Stream(bg, endless, func(ctx context.Context, i int) (int, error) { defer handled.Add(1); return i, par.Sleep(ctx, ms) }, par.On(p)) {
			if err != nil || r > 500 {
				break
			}
		}
	})
}

// A panic in a child does not wait until somebody waits for the scope: its siblings and the function that spawned it learn at once, and it has the stack of the
// child. That is why errgroup took its own propagation back (golang/go#53757, #74275).
func TestRegressionPanicIsPropagatedAtOnceWithItsStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		began := time.Now()
		var took [2]time.Duration
		v := caught(func() {
			_ = p.Run(bg, func(s *par.Scope) error {
				s.Spawn(func(s *par.Scope) error { <-s.Context().Done(); took[0] = time.Since(began); return nil })
				s.Spawn(func(*par.Scope) error { time.Sleep(ms); culpritBoom(); return nil })
				select { // long before the scope is waited for
				case <-s.Context().Done():
				case <-time.After(time.Hour):
				}
				took[1] = time.Since(began)
				return nil
			})
		})
		pe, ok := v.(*par.PanicError)
		if !ok || !errors.Is(pe, errBoom) || !strings.Contains(string(pe.Stack), "culpritBoom") {
			t.Errorf("raised %v", v)
		}
		if took != [2]time.Duration{ms, ms} {
			t.Errorf("the others learnt of it after %v", took)
		}
	})
}

// A loop over many items has as many goroutines as there are workers, not as there are items (samber/lo#16, #77).
func TestRegressionLoopHasNoGoroutineAnItem(t *testing.T) {
	for _, c := range calls {
		if !c.fallible {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(3))
			var now, most, goroutines atomic.Int32
			wantErr(t, c.run(bg, 1000, func(context.Context) error {
				raise(&most, now.Add(1))
				raise(&goroutines, int32(p.Stats().Goroutines))
				defer now.Add(-1)
				time.Sleep(ms)
				return nil
			}, par.On(p)), nil)
			// The caller is one of the three, and a source that counts as blocked gives its token to one more; while its caller runs a
			// callback itself, the pool is over by one until the next worker ends.
			if most.Load() > 4 || most.Load() < 2 || goroutines.Load() > 4 {
				t.Errorf("%s: %d callbacks at the same time, %d goroutines of the pool", c.name, most.Load(), goroutines.Load())
			}
		})
	}
}

// raise makes x at least k.
func raise(x *atomic.Int32, k int32) {
	for old := x.Load(); k > old && !x.CompareAndSwap(old, k); old = x.Load() {
	}
}

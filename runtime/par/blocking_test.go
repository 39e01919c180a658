//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		start := time.Now()
		// Two sleeps on one token at the same time.
		err := par.ForEach(bg, make([]int, 2), func(ctx context.Context, _ int, _ *int) error {
			return par.Sleep(ctx, time.Hour)
		}, par.On(p))
		if d := time.Since(start); d != time.Hour || err != nil {
			t.Errorf("%v, %v", d, err)
		}
	})
}

func TestSleepForeignContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		wantErr(t, par.Sleep(bg, time.Hour), nil)
		if d := time.Since(start); d != time.Hour {
			t.Errorf("%v", d)
		}
	})
}

func TestSleepWakesOnCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		start := time.Now()
		fut := submit(t, ctx, p, func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, time.Hour) })
		_, err := fut.Wait(bg)
		wantErr(t, err, context.DeadlineExceeded)
		if d := time.Since(start); d != time.Second {
			t.Errorf("woke after %v", d)
		}
		wantErr(t, par.Sleep(ctx, 0), context.DeadlineExceeded)
		wantErr(t, par.Sleep(bg, -1), nil)
	})
}

func TestBlockingPassesThrough(t *testing.T) {
	p := newPool(t, par.Workers(2))
	type key struct{}
	ctx := context.WithValue(bg, key{}, 1)
	f := func(ctx context.Context) error {
		if ctx.Value(key{}) != 1 {
			t.Error("another context")
		}
		return errBoom
	}
	wantErr(t, par.Blocking(ctx, f), errBoom)
	fut := submit(t, ctx, p, func(ctx context.Context) (int, error) { return 0, par.Blocking(ctx, f) })
	_, err := fut.Wait(bg)
	wantErr(t, err, errBoom)
	wantErr(t, p.Run(ctx, func(s *par.Scope) error { return s.Blocking(func() error { return errBoom }) }), errBoom)
}

// A panic or Goexit in f must not leave the seat marked as blocked.
func TestBlockingRestoresTokenOnPanicAndGoexit(t *testing.T) {
	p := newPool(t, par.Workers(1))
	check := func(ctx context.Context) {
		if s := p.Stats(); s.Blocked != 0 || s.Busy != 1 {
			t.Errorf("%+v", s)
		}
	}
	for _, f := range []func(){culpritBoom, goexit} {
		fut := submit(t, bg, p, func(ctx context.Context) (int, error) {
			defer check(ctx)
			return 0, par.Blocking(ctx, func(context.Context) error { f(); return nil })
		})
		<-fut.Done()
	}
}

func TestCompensationIsCappedAndCounted(t *testing.T) {
	for cap, want := range []struct{ blocked, queued, compensated int }{{1, 4, 0}, {2, 3, 1}, {3, 2, 2}} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(1), par.MaxBlocked(cap))
			g := make(gate)
			for range 5 {
				if err := p.Go(bg, func(ctx context.Context) {
					_ = par.Blocking(ctx, func(context.Context) error { g.wait(); return nil })
				}); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Wait()
			s := p.Stats()
			if s.Blocked != want.blocked || s.Queued != want.queued || int(s.Compensated) != want.compensated || s.Capped != 1 || s.Idle != 0 {
				t.Errorf("MaxBlocked(%d): %+v", cap, s)
			}
			g.open()
		})
	}
}

// When a compensated worker comes back, a capped one may have its place: the cap is about how many, not about who.
func TestCapIsNotTiedToWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2), par.MaxBlocked(1))
		first, second := make(gate), make(gate)
		block := func(g gate) {
			if err := p.Go(bg, func(ctx context.Context) {
				_ = par.Blocking(ctx, func(context.Context) error { g.wait(); return nil })
			}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		block(first)
		block(second) // keeps its token
		third := occupy(t, p)
		fourth := submit(t, bg, p, func(context.Context) (int, error) { return 4, nil })
		synctest.Wait()
		if s := p.Stats(); s.Blocked != 2 || s.Busy != 1 || s.Queued != 1 {
			t.Errorf("%+v", s)
		}
		first.open()
		synctest.Wait()
		if r, _, ok := fourth.Result(); !ok || r != 4 {
			t.Errorf("the cap has room again, the task did not run: %+v", p.Stats())
		}
		second.open()
		third()
	})
}

// Who comes back from Blocking goes on at once, over the number of tokens, and the next worker that ends its task retires.
func TestResumeNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		unblock, endA, endB := make(gate), make(gate), make(gate)
		var resumed, cRan atomic.Bool
		for _, f := range []func(context.Context){
			func(ctx context.Context) { // A
				_ = par.Blocking(ctx, func(context.Context) error { unblock.wait(); return nil })
				resumed.Store(true)
				endA.wait()
			},
			func(context.Context) { endB.wait() }, // B gets A's token
			func(context.Context) { cRan.Store(true) },
		} {
			if err := p.Go(bg, f); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		unblock.open()
		synctest.Wait()
		if s := p.Stats(); !resumed.Load() || s.Busy != 2 || s.Over != 1 {
			t.Errorf("A waits for a token: %+v", s)
		}
		endB.open()
		synctest.Wait()
		if s := p.Stats(); cRan.Load() || s.Busy != 1 || s.Goroutines != 1 || s.Queued != 1 {
			t.Errorf("the surplus worker did not retire: %+v", s)
		}
		endA.open()
		synctest.Wait()
		if !cRan.Load() {
			t.Error("C was forgotten")
		}
	})
}

// A guest of one pool that is a worker of another gives both tokens back.
func TestBlockingGivesBackTokensOfAllPools(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			return q.Run(s.Context(), func(s *par.Scope) error {
				onP := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
				onQ := submit(t, bg, q, func(context.Context) (int, error) { return 2, nil })
				synctest.Wait()
				if a, b := p.Stats(), q.Stats(); a.Queued != 1 || b.Queued != 1 {
					t.Errorf("%+v %+v", a, b)
				}
				return s.Blocking(func() error { // waits with a foreign context: Blocking alone gives back
					if a, err := onP.Wait(bg); a != 1 || err != nil {
						t.Error(a, err)
					}
					if b, err := onQ.Wait(bg); b != 2 || err != nil {
						t.Error(b, err)
					}
					return nil
				})
			})
		}), nil)
	})
}

// A task's context in the hands of its own goroutines, also when they outlive the task, must not upset the counts.
func TestSharedAndStaleContexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		long := make(gate)
		fut := submit(t, bg, p, func(ctx context.Context) (int, error) {
			for range 3 {
				go func() { _ = par.Blocking(ctx, func(context.Context) error { long.wait(); return nil }) }()
			}
			synctest.Wait()
			return 0, par.Sleep(ctx, ms)
		})
		if _, err := fut.Wait(bg); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if s := p.Stats(); s.Busy != 0 || s.Blocked != 0 || s.Idle != 2 {
			t.Errorf("%+v", s)
		}
		long.open()
		synctest.Wait()
		if s := p.Stats(); s.Busy != 0 || s.Blocked != 0 || s.Idle != 2 {
			t.Errorf("%+v", s)
		}
	})
}

// When a helper has gone there is no token of its to give back any more, however often the calls nest.
func TestNestedBlockingCountsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			var both sync.WaitGroup
			meet := func() { both.Done(); both.Wait() }
			both.Add(2)
			if err := par.For(s.Context(), 2, func(int, int) error { meet(); return nil }); err != nil {
				return err
			}
			both.Add(2)
			par.Join(s, func(*par.Scope) { meet() }, func(*par.Scope) { meet() })
			both.Add(2)
			s.Spawn(func(*par.Scope) error { meet(); return nil })
			meet()
			synctest.Wait()
			return s.Blocking(func() error {
				return s.Blocking(func() error {
					if st := p.Stats(); st.Blocked != 1 || st.Idle != 2 || st.Helped != 3 {
						t.Errorf("%+v", st)
					}
					return nil
				})
			})
		}), nil)
	})
}

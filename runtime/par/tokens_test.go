//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// checkTokens fails if more was given back than was held.
func checkTokens(t *testing.T, p *par.Pool) {
	t.Helper()
	if s := p.Stats(); s.Busy < 0 || s.Blocked < 0 || s.Waiting < 0 || s.Idle > s.Workers {
		t.Errorf("%+v", s)
	}
}

// A goroutine gives back one token, however its calls nest: around a loop, with a helper that runs or is blocked itself.
func TestBlockingAroundWorkGivesOneTokenBack(t *testing.T) {
	type loop func(ctx context.Context, f func(context.Context)) error
	loops := map[string]loop{
		"ForEach": func(ctx context.Context, f func(context.Context)) error {
			return par.ForEach(ctx, make([]int, 2), func(ctx context.Context, _ int, _ *int) error { f(ctx); return nil })
		},
		"For": func(ctx context.Context, f func(context.Context)) error {
			return par.For(ctx, 2, func(int, int) error { f(ctx); return nil })
		},
	}
	for name, loop := range loops {
		for _, blocked := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(1))
				g := make(gate)
				var running, peak atomic.Int64
				hold := func() {
					peak.Store(max(peak.Load(), running.Add(1)))
					g.wait()
					running.Add(-1)
				}
				for range 5 {
					wantErr(t, p.Go(bg, func(ctx context.Context) {
						owner := goid()
						_ = par.Blocking(ctx, func(ctx context.Context) error {
							return loop(ctx, func(ctx context.Context) {
								switch {
								case goid() == owner:
									time.Sleep(ms)
								case blocked:
									_ = par.Blocking(ctx, func(context.Context) error {
										return par.Blocking(ctx, func(context.Context) error { g.wait(); return nil })
									})
								default:
									hold()
								}
							})
						})
					}), nil)
				}
				time.Sleep(time.Second)
				for range 5 {
					wantErr(t, p.Go(bg, func(context.Context) { hold() }), nil)
				}
				time.Sleep(time.Second)
				checkTokens(t, p)
				if n := peak.Load(); n > 1 {
					t.Errorf("%s, helper blocked %v: %d callbacks on one token, %+v", name, blocked, n, p.Stats())
				}
				g.open()
			})
		}
	}
}

// The child of a scope runs on its own token: that of the owner is given back once while it does.
func TestNestedBlockingBesideChildGivesOneTokenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		g := make(gate)
		var running atomic.Int64
		hold := func() { running.Add(1); g.wait() }
		go func() {
			_ = p.Run(bg, func(s *par.Scope) error {
				s.Spawn(func(*par.Scope) error { hold(); return nil })
				time.Sleep(ms)
				return s.Blocking(func() error { return s.Blocking(func() error { return par.Sleep(s.Context(), time.Hour) }) })
			})
		}()
		time.Sleep(time.Second)
		for range 5 {
			wantErr(t, p.Go(bg, func(context.Context) { hold() }), nil)
		}
		synctest.Wait()
		checkTokens(t, p)
		if n := running.Load(); n != 2 {
			t.Errorf("%d tasks on two tokens", n)
		}
		g.open()
	})
}

// A helper's token is its own, also if its callback has only the context or the scope of the task around it.
func TestHelperWithoutContextGivesItsOwnTokenBack(t *testing.T) {
	for name, pause := range map[string]func(*par.Scope, gate){
		"Blocking": func(s *par.Scope, g gate) {
			_ = par.Blocking(s.Context(), func(context.Context) error { g.wait(); return nil })
		},
		"Scope.Blocking": func(s *par.Scope, g gate) { _ = s.Blocking(func() error { g.wait(); return nil }) },
	} {
		synctest.Test(t, func(t *testing.T) {
			p, q := newPool(t, par.Workers(1)), newPool(t, par.Workers(2))
			g := make(gate)
			go func() {
				_ = p.Run(bg, func(s *par.Scope) error {
					owner := goid()
					return par.For(s.Context(), 2, func(int, int) error {
						if goid() == owner {
							g.wait()
						} else {
							pause(s, g)
						}
						return nil
					}, par.On(q))
				})
			}()
			synctest.Wait()
			if a, b := p.Stats(), q.Stats(); a.Busy != 1 || a.Blocked != 0 || b.Busy != 1 || b.Blocked != 1 {
				t.Errorf("%s: owner's pool %+v, helper's pool %+v", name, a, b)
			}
			g.open()
		})
	}
}

// A callback belongs to the task around it, on whichever pool's worker it runs.
func TestHelperOnAnotherPoolKnowsItsTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(1), par.Queue(1, par.Reject)), newPool(t, par.Workers(4))
		check := func(ctx context.Context) {
			time.Sleep(ms) // so that both parts have begun
			if _, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 1, nil }); err != nil {
				t.Errorf("Submit: %v", err)
			}
			c, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			wantErr(t, p.Close(c), par.ErrInTask)
		}
		fut := submit(t, bg, p, func(ctx context.Context) (int, error) {
			wantErr(t, p.Go(bg, func(context.Context) {}), nil) // fills the queue
			err := par.ForEach(ctx, make([]int, 2), func(ctx context.Context, _ int, _ *int) error { check(ctx); return nil }, par.On(q))
			wantErr(t, err, nil)
			wantErr(t, par.For(ctx, 2, func(int, int) error { check(ctx); return nil }, par.On(q)), nil)
			return 0, q.Run(ctx, func(s *par.Scope) error {
				s.Spawn(func(s *par.Scope) error {
					par.Join(s, func(s *par.Scope) { check(s.Context()) }, func(s *par.Scope) { check(s.Context()) })
					return nil
				})
				check(s.Context())
				return nil
			})
		})
		_, err := fut.Wait(bg)
		wantErr(t, err, nil)
		if s := q.Stats(); s.Helped < 3 {
			t.Errorf("%+v", s)
		}
		checkTokens(t, p)
	})
}

// On one token each part of nested loops waits for a future with the only context there is: were one token less given back than
// is held, the tasks would never run.
func TestWaitsInNestedLoopsWithoutContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			ctx := s.Context()
			return par.For(ctx, 4, func(int, int) error {
				return par.For(ctx, 4, func(int, int) error {
					fut := submit(t, ctx, p, func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, ms) })
					_, err := fut.Wait(ctx)
					checkTokens(t, p)
					return err
				})
			})
		}), nil)
	})
}

//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

func TestRunJoinsAllSpawned(t *testing.T) {
	for _, n := range []int{1, 2, 4} {
		p := newPool(t, par.Workers(n))
		var count atomic.Int32
		var tree func(depth int) func(*par.Scope) error
		tree = func(depth int) func(*par.Scope) error {
			return func(s *par.Scope) error {
				count.Add(1)
				if depth > 0 {
					s.Spawn(tree(depth - 1))
					s.Spawn(tree(depth - 1))
				}
				return nil
			}
		}
		wantErr(t, p.Run(bg, tree(9)), nil)
		if c := count.Load(); c != 1023 {
			t.Errorf("%d workers: %d of 1023 had run when Run returned", n, c)
		}
	}
}

func TestRunErrorCancelsScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		var ran, cancelled atomic.Int32
		err := p.Run(bg, func(s *par.Scope) error {
			s.Spawn(func(s *par.Scope) error { // starts on the second token
				<-s.Context().Done()
				cancelled.Add(1)
				return nil
			})
			s.Spawn(func(*par.Scope) error { ran.Add(1); return nil })
			synctest.Wait()
			return errBoom
		})
		if err != errBoom {
			t.Errorf("got %v", err)
		}
		if cancelled.Load() != 1 || ran.Load() != 0 {
			t.Errorf("%d saw the cancel, %d started after it", cancelled.Load(), ran.Load())
		}
	})
}

func TestRunReportsSkippedChildren(t *testing.T) {
	p := newPool(t, par.Workers(1))
	ctx, cancel := context.WithCancel(bg)
	err := p.Run(ctx, func(s *par.Scope) error {
		s.Spawn(func(*par.Scope) error { t.Error("started after the cancel"); return nil })
		cancel()
		return nil
	})
	wantErr(t, err, context.Canceled)
}

func TestNestedRunUsesSameSeat(t *testing.T) {
	p := newPool(t, par.Workers(2))
	wantErr(t, p.Run(bg, func(s *par.Scope) error {
		return p.Run(s.Context(), func(s *par.Scope) error {
			if st := p.Stats(); st.Busy != 1 {
				t.Errorf("one goroutine counts as %d", st.Busy)
			}
			return nil
		})
	}), nil)
}

func TestSpawnAfterRunPanics(t *testing.T) {
	p := newPool(t)
	var leaked *par.Scope
	wantErr(t, p.Run(bg, func(s *par.Scope) error { leaked = s; return nil }), nil)
	v := caught(func() { leaked.Spawn(func(*par.Scope) error { return nil }) })
	nilled := caught(func() { leaked.Spawn(nil) })
	for _, v := range []any{v, nilled} {
		if s, _ := v.(string); !strings.Contains(s, "Run has returned") {
			t.Errorf("got %v", v)
		}
	}
}

// A parked owner comes back for a child that nobody else could run, because all tokens are taken.
func TestParkedOwnerRunsLateChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		ownerParked, spawned := make(gate), make(gate)
		var wg sync.WaitGroup
		wg.Go(func() {
			owner := goid()
			wantErr(t, p.Run(bg, func(s *par.Scope) error {
				s.Spawn(func(s *par.Scope) error { // the second token's worker starts on it
					ownerParked.wait()
					s.Spawn(func(*par.Scope) error {
						if goid() != owner {
							t.Error("not run by the owner")
						}
						spawned.open()
						return nil
					})
					spawned.wait()
					return nil
				})
				return nil
			}), nil)
		})
		synctest.Wait()
		release := occupy(t, p) // takes the owner's token
		ownerParked.open()
		wg.Wait()
		release()
	})
}

func TestYieldLetsQueueGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		var flag atomic.Bool
		most := 0
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			for range 20 {
				if err := p.Go(bg, func(context.Context) { flag.Store(true) }); err != nil {
					return err
				}
			}
			for !flag.Load() {
				if err := s.Yield(); err != nil {
					return err
				}
				most = max(most, p.Stats().Busy)
			}
			return nil
		}), nil)
		if most > 2 {
			t.Errorf("Yield went over by %d", most-1)
		}
	})
}

func TestYieldReportsCancel(t *testing.T) {
	p := newPool(t)
	ctx, cancel := context.WithCancel(bg)
	err := p.Run(ctx, func(s *par.Scope) error {
		wantErr(t, s.Yield(), nil)
		cancel()
		return s.Yield()
	})
	wantErr(t, err, context.Canceled)
}

func TestJoinRunsBoth(t *testing.T) {
	for _, n := range []int{1, 2, 4} {
		p := newPool(t, par.Workers(n))
		var fib func(s *par.Scope, n int) int
		fib = func(s *par.Scope, n int) int {
			if n < 2 {
				return n
			}
			a, b := par.Join2(s, func(s *par.Scope) int { return fib(s, n-1) }, func(s *par.Scope) int { return fib(s, n-2) })
			return a + b
		}
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			if r := fib(s, 16); r != 987 {
				t.Errorf("%d workers: fib(16) = %d", n, r)
			}
			return nil
		}), nil)
	}
}

func TestJoinIsParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			x, y := make(gate), make(gate)
			par.Join(s, func(*par.Scope) { x.open(); y.wait() }, func(*par.Scope) { y.open(); x.wait() })
			return nil
		}), nil)
	})
}

func TestJoinRunsBothWhenCancelled(t *testing.T) {
	p := newPool(t, par.Workers(1))
	ctx, cancel := context.WithCancel(bg)
	ran := 0
	wantErr(t, p.Run(ctx, func(s *par.Scope) error {
		cancel()
		par.Join(s, func(*par.Scope) { ran++ }, func(*par.Scope) { ran++ })
		return nil
	}), nil)
	if ran != 2 {
		t.Errorf("%d of 2 ran", ran)
	}
}

// What a half of a join spawns outlives the join and is joined by Run.
func TestSpawnInJoinBelongsToRun(t *testing.T) {
	p := newPool(t, par.Workers(1))
	spawned := false
	wantErr(t, p.Run(bg, func(s *par.Scope) error {
		par.Join(s, func(s *par.Scope) { s.Spawn(func(*par.Scope) error { spawned = true; return nil }) }, func(*par.Scope) {})
		if spawned {
			t.Error("Join waited for what was spawned")
		}
		return nil
	}), nil)
	if !spawned {
		t.Error("Run did not wait for what was spawned")
	}
}

// A scope that was kept may not start anything: the pool may have been closed meanwhile.
func TestJoinAfterRunPanics(t *testing.T) {
	p := newPool(t, par.Workers(2))
	var kept *par.Scope
	wantErr(t, p.Run(bg, func(s *par.Scope) error { kept = s; return nil }), nil)
	wantErr(t, p.Close(bg), nil)
	v := caught(func() { par.Join(kept, func(*par.Scope) { t.Error("a ran") }, func(*par.Scope) { t.Error("b ran") }) })
	if s, _ := v.(string); !strings.Contains(s, "Join") || !strings.Contains(s, "Run has returned") {
		t.Errorf("panicked with %v", v)
	}
}

// A half that is missing is a bug of the caller's, found before the other half has run.
func TestJoinNilPanics(t *testing.T) {
	p := newPool(t, par.Workers(2))
	for name, f := range map[string]func(*par.Scope){
		"Join a":  func(s *par.Scope) { par.Join(s, nil, func(*par.Scope) { t.Error("b ran") }) },
		"Join b":  func(s *par.Scope) { par.Join(s, func(*par.Scope) { t.Error("a ran") }, nil) },
		"Join2 a": func(s *par.Scope) { par.Join2[int](s, nil, func(*par.Scope) int { t.Error("b ran"); return 0 }) },
		"Join2 b": func(s *par.Scope) { par.Join2[int, int](s, func(*par.Scope) int { t.Error("a ran"); return 0 }, nil) },
	} {
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			if v, _ := caught(func() { f(s) }).(string); !strings.Contains(v, "nil function") {
				t.Errorf("%s panicked with %v", name, v)
			}
			return nil
		}), nil)
	}
}

//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// The first half waits for the second one, so each Join hangs whose second half is not offered to the worker that is about to leave or to linger.
func TestJoinIsAlwaysOffered(t *testing.T) {
	p := newPool(t, par.Workers(2))
	n := 20_000
	if testing.Short() {
		n = 1000
	}
	r := rand.New(rand.NewPCG(5, 6))
	wantErr(t, p.Run(bg, func(s *par.Scope) error {
		for range n {
			for range r.IntN(3) { // leaves an offer behind that may or may not be found empty
				par.Join(s, func(*par.Scope) {}, func(*par.Scope) {})
			}
			met := make(gate)
			par.Join(s, func(*par.Scope) { met.wait() }, func(*par.Scope) { met.open() })
		}
		return nil
	}), nil)
}

// Thieves take the oldest half, the owner takes back the newest; each runs once, whoever runs it.
func TestJoinTrees(t *testing.T) {
	p := newPool(t, par.Workers(8))
	const depth = 12
	var ran [2 << depth]atomic.Int32
	var node func(s *par.Scope, i int)
	node = func(s *par.Scope, i int) {
		ran[i].Add(1)
		if i < 1<<depth {
			par.Join(s, func(s *par.Scope) { node(s, 2*i) }, func(s *par.Scope) { node(s, 2*i+1) })
		}
	}
	for round := range int32(10) {
		wantErr(t, p.Run(bg, func(s *par.Scope) error { node(s, 1); return nil }), nil)
		for i := 1; i < len(ran); i++ {
			if k := ran[i].Load(); k != round+1 {
				t.Fatalf("round %d: %d has run %d times", round, i, k)
			}
		}
	}
}

// More open joins than a task has place for.
func TestDeepJoins(t *testing.T) {
	for _, workers := range []int{1, 4} {
		p := newPool(t, par.Workers(workers))
		var leaves atomic.Int32
		var down func(s *par.Scope, n int)
		down = func(s *par.Scope, n int) {
			if n > 0 {
				par.Join(s, func(s *par.Scope) { down(s, n-1) }, func(*par.Scope) { leaves.Add(1) })
			}
		}
		wantErr(t, p.Run(bg, func(s *par.Scope) error { down(s, 1000); return nil }), nil)
		if k := leaves.Load(); k != 1000 {
			t.Errorf("%d leaves", k)
		}
	}
}

// A panic that is recovered between two joins leaves the task as it was.
func TestJoinAfterRecover(t *testing.T) {
	for _, stolen := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(2))
			wantErr(t, p.Run(bg, func(s *par.Scope) error {
				for range 200 {
					ended := false
					begun := make(gate)
					v := caught(func() {
						par.Join(s, func(*par.Scope) {
							if stolen {
								begun.wait()
							}
							panic(errBoom)
						}, func(*par.Scope) {
							begun.open()
							synctest.Wait() // the owner waits for this half
							ended = true
						})
					})
					if pe, ok := v.(*par.PanicError); !ok || pe.Value != errBoom || stolen && !ended {
						t.Fatalf("raised %v, the other half had ended: %t", v, ended)
					}
					sum := 0
					par.Join(s, func(*par.Scope) { sum++ }, func(*par.Scope) {})
					if sum != 1 {
						t.Fatal("a Join did not run")
					}
				}
				return nil
			}), nil)
		})
	}
}

// A scope that another goroutine uses at the same time is told so, if it shows.
func TestJoinOnAForeignGoroutine(t *testing.T) {
	p := newPool(t, par.Workers(1))
	inside, leave := make(gate), make(gate)
	var wg sync.WaitGroup
	v := caught(func() {
		_ = p.Run(bg, func(s *par.Scope) error {
			par.Join(s, func(s *par.Scope) {
				wg.Go(func() {
					par.Join(s, func(*par.Scope) { inside.open(); leave.wait() }, func(*par.Scope) {})
				})
				inside.wait()
			}, func(*par.Scope) {})
			return nil
		})
	})
	leave.open()
	wg.Wait()
	if pe, ok := v.(*par.PanicError); !ok || !strings.Contains(pe.Error(), "on a goroutine that is not its task's") {
		t.Errorf("raised %v", v)
	}
}

// A half that uses the Scope around it panics once a worker has taken it, and does no harm before.
func TestJoinOfTheScopeAround(t *testing.T) {
	p := newPool(t, par.Workers(4))
	nothing := func(*par.Scope) {}
	const text = "a function of Join must use the Scope that it gets"
	v := caught(func() {
		_ = p.Run(bg, func(s *par.Scope) error {
			taken := make(gate)
			par.Join(s, func(*par.Scope) { taken.wait() }, func(*par.Scope) {
				taken.open()
				par.Join(s, nothing, nothing)
			})
			return nil
		})
	})
	if pe, ok := v.(*par.PanicError); !ok || !strings.Contains(pe.Error(), text) {
		t.Errorf("raised %v", v)
	}
	for range 200 {
		v := caught(func() {
			_ = p.Run(bg, func(s *par.Scope) error {
				var rec func(d int)
				rec = func(d int) {
					if d > 0 {
						par.Join(s, func(*par.Scope) { rec(d - 1) }, func(*par.Scope) { rec(d - 1) })
					}
				}
				rec(11)
				return nil
			})
		})
		if pe, ok := v.(*par.PanicError); v != nil && (!ok || !strings.Contains(pe.Error(), text)) {
			t.Fatalf("raised %v", v)
		}
	}
}

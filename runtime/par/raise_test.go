//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

func goexit() { runtime.Goexit() }

// meet lets two parts of a parallel call run at the same time: one on the caller's goroutine, one on a worker's. The
// part on the chosen side fails, the other one goes on until the failure has happened and then ends.
type meet struct {
	owner    string // goroutine of the caller
	atOwner  bool   // which side fails
	fail     func()
	both     sync.WaitGroup
	failing  gate
	siblings atomic.Int32
}

func newMeet(atOwner bool, fail func()) *meet {
	m := &meet{owner: goid(), atOwner: atOwner, fail: fail, failing: make(gate)}
	m.both.Add(2)
	return m
}

func (m *meet) part() {
	m.both.Done()
	m.both.Wait()
	if (goid() == m.owner) == m.atOwner {
		m.failing.open()
		m.fail()
		return
	}
	m.failing.wait()
	synctest.Wait() // the other side has failed and waits for this one
	m.siblings.Add(1)
}

// parallelCalls makes two parts meet, by each call of the package that joins.
var parallelCalls = map[string]func(p *par.Pool, part func()){
	"Run": func(p *par.Pool, part func()) {
		_ = p.Run(bg, func(s *par.Scope) error {
			s.Spawn(func(*par.Scope) error { part(); return nil })
			part()
			return nil
		})
	},
	"Spawn": func(p *par.Pool, part func()) {
		_ = p.Run(bg, func(s *par.Scope) error {
			s.Spawn(func(*par.Scope) error { part(); return nil })
			// A worker has the first child. The second one finds no token and is left to the owner.
			s.Spawn(func(*par.Scope) error { part(); return nil })
			return nil
		})
	},
	"Join": func(p *par.Pool, part func()) {
		_ = p.Run(bg, func(s *par.Scope) error {
			par.Join(s, func(*par.Scope) { part() }, func(*par.Scope) { part() })
			return nil
		})
	},
	"Join2": func(p *par.Pool, part func()) {
		_ = p.Run(bg, func(s *par.Scope) error {
			par.Join2(s, func(*par.Scope) int { part(); return 1 }, func(*par.Scope) int { part(); return 2 })
			return nil
		})
	},
	"For": func(p *par.Pool, part func()) {
		_ = par.For(bg, 2, func(int, int) error { part(); return nil }, par.On(p))
	},
	"ForEach": func(p *par.Pool, part func()) {
		_ = par.ForEach(bg, make([]int, 2), func(context.Context, int, *int) error { part(); return nil }, par.On(p))
	},
	"Map": func(p *par.Pool, part func()) {
		_, _ = par.Map(bg, make([]int, 2), func(context.Context, int) (int, error) { part(); return 0, nil }, par.On(p))
	},
	"Reduce": func(p *par.Pool, part func()) {
		_, _ = par.Reduce(bg, make([]int, 2), func() int { return 0 }, func(int, int) int { part(); return 0 },
			func(int, int) int { return 0 }, par.On(p))
	},
}

func forAllCalls(t *testing.T, test func(t *testing.T, p *par.Pool, call func(*par.Pool, func()), atOwner bool)) {
	for name, call := range parallelCalls {
		for side, atOwner := range map[string]bool{"owner": true, "worker": false} {
			t.Run(name+"/"+side, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { test(t, newPool(t, par.Workers(2)), call, atOwner) })
			})
		}
	}
}

func TestPanicIsRaisedAtCaller(t *testing.T) {
	forAllCalls(t, func(t *testing.T, p *par.Pool, call func(*par.Pool, func()), atOwner bool) {
		m := newMeet(atOwner, culpritBoom)
		pe, ok := caught(func() { call(p, m.part) }).(*par.PanicError)
		if !ok {
			t.Fatal("no *PanicError")
		}
		if pe.Value != errBoom || !errors.Is(pe, errBoom) || !strings.Contains(string(pe.Stack), "culpritBoom") {
			t.Errorf("got %v", pe)
		}
		if m.siblings.Load() != 1 {
			t.Error("raised before the sibling had ended")
		}
	})
}

func culpritBoom() { panic(errBoom) }

func TestGoexitIsForwarded(t *testing.T) {
	forAllCalls(t, func(t *testing.T, p *par.Pool, call func(*par.Pool, func()), atOwner bool) {
		var m *meet
		if !exits(func() { m = newMeet(atOwner, goexit); call(p, m.part) }) {
			t.Error("the caller went on")
		}
		if m.siblings.Load() != 1 {
			t.Error("forwarded before the sibling had ended")
		}
	})
}

// What testing relies on: FailNow and SkipNow mark the test and end the goroutine.
func TestSkipNowInCallback(t *testing.T) {
	p := newPool(t, par.Workers(2))
	for name, call := range parallelCalls {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if !t.Skipped() {
					t.Error("not skipped")
				}
			}()
			call(p, t.SkipNow)
			t.Error("the caller went on")
		})
	}
}

// A panic on one side and a Goexit on the other: the panic must not be lost.
func TestPanicGoesBeforeGoexit(t *testing.T) {
	forAllCalls(t, func(t *testing.T, p *par.Pool, call func(*par.Pool, func()), atOwner bool) {
		var v any
		exits(func() {
			owner := goid()
			var both sync.WaitGroup
			both.Add(2)
			defer func() { v = recover() }() // also while the goroutine is in Goexit
			call(p, func() {
				both.Done()
				both.Wait()
				if (goid() == owner) == atOwner {
					panic(errBoom)
				}
				goexit()
			})
		})
		if pe, ok := v.(*par.PanicError); !ok || pe.Value != errBoom {
			t.Errorf("got %v", v)
		}
	})
}

func TestNestedPanicIsNotWrappedAgain(t *testing.T) {
	p := newPool(t, par.Workers(2))
	v := caught(func() {
		_ = par.ForEach(bg, make([]int, 4), func(ctx context.Context, _ int, _ *int) error {
			return p.Run(ctx, func(s *par.Scope) error {
				par.Join(s, func(*par.Scope) { culpritBoom() }, func(*par.Scope) {})
				return nil
			})
		}, par.On(p))
	})
	if pe, ok := v.(*par.PanicError); !ok || pe.Value != errBoom || !strings.Contains(string(pe.Stack), "culpritBoom") {
		t.Errorf("got %v", v)
	}
}

// As in sequential code: the second half does not begin after the first has panicked.
func TestJoinDropsUnstartedHalfAfterPanic(t *testing.T) {
	p := newPool(t, par.Workers(1))
	v := caught(func() {
		_ = p.Run(bg, func(s *par.Scope) error {
			par.Join(s, func(*par.Scope) { culpritBoom() }, func(*par.Scope) { t.Error("started") })
			return nil
		})
	})
	if v == nil {
		t.Error("no panic")
	}
}

func TestReduceRaisesFromIdentityAndMerge(t *testing.T) {
	p := newPool(t, par.Workers(2))
	zero, add := func() int { return 0 }, func(a, b int) int { return a + b }
	boomZero, boomAdd := func() int { panic(errBoom) }, func(int, int) int { panic(errBoom) }
	for name, f := range map[string]func(){
		"identity":       func() { _, _ = par.Reduce(bg, make([]int, 9), boomZero, add, add, par.On(p)) },
		"identity empty": func() { _, _ = par.Reduce(bg, nil, boomZero, add, add, par.On(p)) },
		"merge":          func() { _, _ = par.Reduce(bg, make([]int, 9), zero, add, boomAdd, par.On(p)) },
	} {
		if pe, ok := caught(f).(*par.PanicError); !ok || pe.Value != errBoom {
			t.Errorf("%s: no *PanicError", name)
		}
	}
}

func TestPanicCancelsSiblings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		started := atomic.Int32{}
		v := caught(func() {
			_ = par.ForEach(bg, make([]int, 50), func(ctx context.Context, i int, _ *int) error {
				if started.Add(1) == 2 {
					panic(errBoom)
				}
				<-ctx.Done()
				return nil
			}, par.On(p))
		})
		if v == nil || started.Load() != 2 {
			t.Errorf("%v after %d starts", v, started.Load())
		}
	})
}

// Somebody may panic with a nil *PanicError, and that is a panic like any other.
func TestNilPanicErrorIsAPanic(t *testing.T) {
	p := newPool(t, par.Workers(1))
	boom := func() { panic((*par.PanicError)(nil)) }
	for name, f := range map[string]func(){
		"ForEach": func() {
			_ = par.ForEach(bg, make([]int, 3), func(_ context.Context, i int, _ *int) error { boom(); return nil }, par.On(p))
		},
		"Reduce": func() {
			_, _ = par.Reduce(bg, make([]int, 3), func() int { return 0 }, func(int, int) int { boom(); return 0 },
				func(a, b int) int { return a + b }, par.On(p))
		},
		"Run": func() { _ = p.Run(bg, func(*par.Scope) error { boom(); return nil }) },
		"Join": func() {
			_ = p.Run(bg, func(s *par.Scope) error {
				par.Join(s, func(*par.Scope) { boom() }, func(*par.Scope) {})
				return nil
			})
		},
		"Wait": func() {
			fut := submit(t, bg, p, func(context.Context) (int, error) { boom(); return 0, nil })
			_, _ = fut.Wait(bg)
		},
	} {
		pe, ok := caught(f).(*par.PanicError)
		if !ok || pe == nil || pe.Value != any((*par.PanicError)(nil)) || len(pe.Stack) == 0 {
			t.Errorf("%s raised %#v", name, pe)
			continue
		}
		if errors.Is(pe, errBoom) || pe.Error() == "" {
			t.Errorf("%s: %v", name, pe)
		}
	}
}

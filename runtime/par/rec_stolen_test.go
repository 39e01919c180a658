//parvet:ignore channel,mutex,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// stolen runs, in a bubble, a recursion of two calls: the root forks one, and goes on only when that has begun on another goroutine. So it was stolen, whatever
// the machine does. before runs in the root then, call is what was forked.
func stolen(t *testing.T, p *par.Pool, before func(), call func() int, opts ...par.CallOption) (int, error) {
	begun := make(gate)
	r := par.NewRec(func(s *par.Strand[int, int], n int) int {
		if n == 1 {
			begun.open()
			return call()
		}
		s.Context() // opens the run to others now
		if !s.Fork(1) {
			t.Error("Fork says no, with a token free")
			return 0
		}
		begun.wait()
		before()
		return 10 + s.Await()
	})
	return r.Run(bg, 0, append(opts, par.On(p))...)
}

func TestStolenForkGivesItsResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		root, thief := goid(), ""
		got, err := stolen(t, p, func() {}, func() int { thief = goid(); return 7 })
		if got != 17 || err != nil || thief == root || p.Stats().Helped != 1 {
			t.Errorf("%d, %v, root on %s, fork on %s, %+v", got, err, root, thief, p.Stats())
		}
	})
}

// The owner parks at a fork that takes long, and its token is free meanwhile.
func TestStolenForkIsWaitedForWithoutToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		got, err := stolen(t, p, func() {}, func() int {
			synctest.Wait() // the owner is parked for good
			if s := p.Stats(); s.Waiting != 1 || s.Busy != 1 || s.Idle != 1 {
				t.Errorf("%+v", s)
			}
			return 7
		})
		if got != 17 || err != nil {
			t.Errorf("%d, %v", got, err)
		}
	})
}

func TestStolenForkPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		v := caught(func() { _, _ = stolen(t, p, func() {}, func() int { panic(errBoom) }) })
		pe, ok := v.(*par.PanicError)
		if !ok || !errors.Is(pe, errBoom) || !strings.Contains(string(pe.Stack), "TestStolenForkPanics") || p.Stats().Panics != 1 {
			t.Errorf("raised %v", v)
		}
	})
}

// A panic at the owner waits for what was stolen, and goes before what that ends with.
func TestPanicWaitsForStolenFork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		ended := false
		v := caught(func() {
			_, _ = stolen(t, p, func() { panic(errBoom) }, func() int {
				time.Sleep(time.Second)
				ended = true
				runtime.Goexit()
				return 0
			})
		})
		if pe, ok := v.(*par.PanicError); !ok || !errors.Is(pe, errBoom) || !ended {
			t.Errorf("raised %v, the fork had ended: %t", v, ended)
		}
	})
}

func TestStolenForkExits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		if !exits(func() { _, _ = stolen(t, p, func() {}, func() int { runtime.Goexit(); return 0 }) }) {
			t.Error("the caller went on")
		}
	})
}

// The context of a strand ends with the panic or Goexit of another one, before that waits for the strand.
func TestStolenForkSeesTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		end   func()
		cause error
	}{
		"panic":  {func() { panic(errBoom) }, errBoom},
		"Goexit": {runtime.Goexit, par.ErrGoexit},
	} {
		t.Run(name, func(t *testing.T) { stolenSees(t, c.end, c.cause) })
	}
}

func stolenSees(t *testing.T, end func(), cause error) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		begun, saw := make(gate), false
		r := par.NewRec(func(s *par.Strand[int, int], n int) int {
			ctx := s.Context()
			switch n {
			case 0:
				s.Fork(1)
				begun.wait()
				s.Fork(2)
				return s.Await() + s.Await()
			case 1:
				begun.open()
				<-ctx.Done()
				saw = errors.Is(context.Cause(ctx), cause)
			case 2:
				end()
			}
			return 0
		})
		ended := exits(func() {
			if v := caught(func() { _, _ = r.Run(bg, 0, par.On(p)) }); v != nil {
				runtime.Goexit()
			}
		})
		if !ended || !saw {
			t.Errorf("the caller's end: %t, the other saw it: %t", ended, saw)
		}
	})
}

// A fork is the one of its owner alone: with a limit of one nobody may come, so Fork says no even when the run is open.
func TestRecAlone(t *testing.T) {
	p := newPool(t, par.Workers(4))
	r := par.NewRec(func(s *par.Strand[int, int], n int) int {
		s.Context()
		wantErr(t, s.Blocking(func() error { return nil }), nil)
		if s.Fork(1) {
			t.Error("Fork says yes, with Limit(1)")
			return s.Await()
		}
		return 5
	})
	if got, err := r.Run(bg, 0, par.On(p), par.Limit(1)); got != 5 || err != nil {
		t.Errorf("%d, %v", got, err)
	}
}

func TestRecIsLabelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(2), log.option())...)
		nap := func() { time.Sleep(time.Minute) }
		_, err := stolen(t, p, nap, func() int { nap(); return 0 }, par.Label("tree"))
		wantErr(t, err, nil)
		found := log.of(par.EventStalled)
		if len(found) != 2 {
			t.Fatalf("%v", log.all)
		}
		for _, e := range found {
			if e.Call != "Rec" || e.Label != "tree" || e.Rule != "sleep" || !strings.Contains(e.Stack, "TestRecIsLabelled") {
				t.Errorf("%v\n%s", e, e.Stack)
			}
		}
	})
}

//parvet:ignore channel,mutex,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

var (
	errFirst = errors.New("first")
	errLater = errors.New("later")
)

// wantIs is wantErr for the very error, without any wrapping.
func wantIs(t testing.TB, got, want error) {
	t.Helper()
	if got != want {
		t.Errorf("got error %v, want %v", got, want)
	}
}

// untilCancel is a child that ends when the scope is cancelled, by another one's failure.
func untilCancel(then func() error) func(*par.Scope) error {
	return func(s *par.Scope) error {
		<-s.Context().Done()
		return then()
	}
}

// begin returns when the child has started, in a bubble.
func begin(s *par.Scope, f func(*par.Scope) error) {
	s.Spawn(f)
	synctest.Wait()
}

func fails(err error) func(*par.Scope) error {
	return func(*par.Scope) error { return err }
}

func TestChildErrorCancelsSiblings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		var saw atomic.Int32
		sibling := func(s *par.Scope) error {
			<-s.Context().Done()
			wantIs(t, context.Cause(s.Context()), errFirst)
			wantIs(t, s.Context().Err(), context.Canceled)
			time.Sleep(ms) // Run has time to return too early
			saw.Add(1)
			return nil
		}
		wantIs(t, p.Run(bg, func(s *par.Scope) error {
			s.Spawn(sibling)
			s.Spawn(sibling)
			synctest.Wait()
			s.Spawn(fails(errFirst))
			return nil
		}), errFirst)
		if saw.Load() != 2 {
			t.Errorf("%d of 2 siblings had ended when Run returned", saw.Load())
		}
	})
}

// Whoever fails later does so because the first has failed already.
func TestFirstErrorWins(t *testing.T) {
	later := func() error { return errLater }
	ok := func() error { return nil }
	for name, f := range map[string]func(*par.Scope) error{
		"child before child": func(s *par.Scope) error {
			begin(s, untilCancel(later))
			s.Spawn(fails(errFirst))
			return nil
		},
		"child before Run's function": func(s *par.Scope) error {
			s.Spawn(fails(errFirst))
			return untilCancel(later)(s)
		},
		"Run's function before child": func(s *par.Scope) error {
			begin(s, untilCancel(later))
			return errFirst
		},
		"child before the context's error": func(s *par.Scope) error {
			s.Spawn(fails(errFirst))
			return untilCancel(s.Context().Err)(s)
		},
		"grandchild": func(s *par.Scope) error {
			begin(s, untilCancel(later))
			s.Spawn(func(s *par.Scope) error { s.Spawn(fails(errFirst)); return nil })
			return untilCancel(ok)(s)
		},
		"grandchild before child": func(s *par.Scope) error {
			s.Spawn(func(s *par.Scope) error { s.Spawn(fails(errFirst)); return untilCancel(later)(s) })
			return nil
		},
		"spawned in a join": func(s *par.Scope) error {
			par.Join(s, func(s *par.Scope) { _ = untilCancel(ok)(s) }, func(s *par.Scope) { s.Spawn(fails(errFirst)) })
			return errLater
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(4))
				var ctx context.Context
				wantIs(t, p.Run(bg, func(s *par.Scope) error { ctx = s.Context(); return f(s) }), errFirst)
				wantIs(t, context.Cause(ctx), errFirst)
			})
		})
	}
}

// Nothing is lost when the owner runs all that is spawned, either.
func TestChildErrorAtOwner(t *testing.T) {
	p := newPool(t, par.Workers(1))
	never := func(*par.Scope) error { t.Error("started after the error"); return errLater }
	wantIs(t, p.Run(bg, func(s *par.Scope) error {
		s.Spawn(never)
		s.Spawn(never)
		s.Spawn(func(s *par.Scope) error { // the newest comes first
			s.Spawn(never)
			return errFirst
		})
		return nil
	}), errFirst)
	wantIs(t, p.Run(bg, func(s *par.Scope) error { s.Spawn(fails(nil)); return nil }), nil)
}

func TestUnstartedChildrenNeverRunAfterError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		never := func(*par.Scope) error { t.Error("started after the error"); return errLater }
		failing := make(gate)
		wantIs(t, p.Run(bg, func(s *par.Scope) error {
			s.Spawn(func(*par.Scope) error { failing.wait(); return errFirst }) // on the second token
			s.Spawn(never)
			s.Spawn(never)
			failing.open()
			synctest.Wait()
			s.Spawn(never) // also when the scope is cancelled already
			return nil
		}), errFirst)
	})
}

// A worker that has claimed a child takes a while to begin with it. The only processor stays with the owner until that
// waits for the worker, so the error comes in between.
func TestClaimedChildDoesNotStartAfterError(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	p := newPool(t, par.Workers(2))
	late := func(s *par.Scope) error {
		if s.Context().Err() != nil {
			t.Error("started after the error")
		}
		return nil
	}
	for range 20 {
		wantIs(t, p.Run(bg, func(s *par.Scope) error { s.Spawn(late); return errFirst }), errFirst)
	}
	skipped := false
	for range 20 {
		ctx, cancel := context.WithCancel(bg)
		ran := false
		err := p.Run(ctx, func(s *par.Scope) error {
			s.Spawn(func(*par.Scope) error { ran = true; return nil })
			cancel()
			return nil
		})
		skipped = skipped || !ran
		if ran != (err == nil) {
			t.Errorf("ran %v, but Run returned %v", ran, err)
		}
	}
	if !skipped {
		t.Error("the child began first each time")
	}
}

func TestPanicGoesBeforeChildError(t *testing.T) {
	boom := func() error { panic(errBoom) }
	for name, f := range map[string]func(*par.Scope) error{
		"child's panic": func(s *par.Scope) error {
			begin(s, untilCancel(boom))
			s.Spawn(fails(errFirst))
			return nil
		},
		"Run's panic": func(s *par.Scope) error {
			s.Spawn(fails(errFirst))
			return untilCancel(boom)(s)
		},
		"panic before error": func(s *par.Scope) error {
			begin(s, untilCancel(func() error { return errLater }))
			panic(errBoom)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(3))
				if pe, ok := caught(func() { _ = p.Run(bg, f) }).(*par.PanicError); !ok || pe.Value != errBoom {
					t.Error("no *PanicError")
				}
			})
		})
	}
}

func TestGoexitGoesBeforeChildError(t *testing.T) {
	for name, fail := range map[string]func(*par.Scope) error{
		"child's error": func(s *par.Scope) error { s.Spawn(fails(errFirst)); return nil },
		"Run's error":   fails(errFirst),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(3))
				ended := false
				exit := func() error { defer func() { ended = true }(); goexit(); return nil }
				if !exits(func() {
					_ = p.Run(bg, func(s *par.Scope) error { begin(s, untilCancel(exit)); return fail(s) })
				}) {
					t.Error("the caller went on")
				}
				if !ended {
					t.Error("Run did not wait for the child")
				}
			})
		})
	}
}

// Of errors at the same time one is the first, for all who ask.
func TestReturnedErrorIsTheCause(t *testing.T) {
	const many = 4
	p := newPool(t, par.Workers(many))
	for range 1000 {
		var ctx context.Context
		var ready atomic.Int32
		part := func(*par.Scope) error {
			ready.Add(1)
			for ready.Load() < many {
				runtime.Gosched()
			}
			return errors.New("one of many")
		}
		err := p.Run(bg, func(s *par.Scope) error {
			ctx = s.Context()
			for range many - 1 {
				s.Spawn(part)
			}
			return part(s)
		})
		if cause := context.Cause(ctx); cause != err {
			t.Fatal("the error is another one than the cause")
		}
	}
}

// A nil function is an error at once: it goes before what comes later, and children that wait do not start.
func TestSpawnNil(t *testing.T) {
	p := newPool(t, par.Workers(1))
	wantErr(t, p.Run(bg, func(s *par.Scope) error {
		s.Spawn(func(*par.Scope) error { t.Error("started after the error"); return nil })
		s.Spawn(nil)
		wantErr(t, context.Cause(s.Context()), par.ErrInvalid)
		return errLater
	}), par.ErrInvalid)
}

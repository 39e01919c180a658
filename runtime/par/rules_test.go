//parvet:ignore channel a test waits for the cancel of what it runs in

package par_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

func TestCallsRefuseNonsense(t *testing.T) {
	closed, _ := par.New()
	wantErr(t, closed.Close(bg), nil)
	ended, cancel := context.WithCancel(bg)
	cancel()
	for _, c := range calls {
		t.Run(c.name, func(t *testing.T) {
			never := func(context.Context) error { t.Error("called"); return nil }
			wantErr(t, c.null(), par.ErrInvalid)
			wantErr(t, c.run(bg, 10, never, par.CallOption{}), par.ErrInvalid)
			wantErr(t, c.run(bg, 10, never, par.MinLen(5), par.MaxLen(4)), par.ErrInvalid)
			wantErr(t, c.run(bg, 10, never, par.On(closed)), par.ErrClosed)
			wantErr(t, c.run(ended, 10, never), context.Canceled)
		})
	}
}

func TestCallsStop(t *testing.T) {
	p := newPool(t, par.Workers(3))
	const n = 100
	for _, c := range calls {
		for _, o := range []opts{{}, {par.Limit(1)}, {par.Limit(2), par.MaxLen(3)}, {par.MinLen(n)}} {
			o = append(o, par.On(p))
			t.Run(c.name, func(t *testing.T) {
				var k atomic.Int32
				nth := func(f hook) hook { // f at the 10th callback, which all of them reach
					k.Store(0)
					return func(ctx context.Context) error {
						if k.Add(1) == 10 {
							return f(ctx)
						}
						return nil
					}
				}
				wantErr(t, c.run(bg, n, nth(func(context.Context) error { return nil }), o...), nil)
				if k.Load() < 10 {
					t.Fatalf("%d callbacks", k.Load())
				}
				if c.fallible {
					wantErr(t, c.run(bg, n, nth(func(context.Context) error { return errBoom }), o...), errBoom)
				}
				v := caught(func() { _ = c.run(bg, n, nth(func(context.Context) error { panic("ouch") }), o...) })
				if pe, ok := v.(*par.PanicError); !ok || pe.Value != "ouch" {
					t.Errorf("raised %v", v)
				}
				if !exits(func() { _ = c.run(bg, n, nth(func(context.Context) error { runtime.Goexit(); return nil }), o...) }) {
					t.Error("a Goexit was lost")
				}
				if !c.fallible {
					return
				}
				ctx, cancel := context.WithCancel(bg)
				defer cancel()
				k.Store(0)
				wantErr(t, c.run(ctx, n, func(own context.Context) error {
					switch i := k.Add(1); {
					case i == 10:
						cancel()
					case i > 10:
						<-own.Done() // or the others may be through before the cancel has come to them
					}
					return nil
				}, o...), context.Canceled)
			})
		}
	}
}

// What is under way at the same time shows when all callbacks wait: then the bubble's time goes on.
func TestCallsKeepLimit(t *testing.T) {
	for _, c := range calls {
		if !c.fallible {
			continue
		}
		for _, limit := range []int{1, 2, 5} {
			t.Run(c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := newPool(t, par.Workers(3))
					var now, top atomic.Int32
					wantErr(t, c.run(bg, 40, func(ctx context.Context) error {
						k := now.Add(1)
						defer now.Add(-1)
						for old := top.Load(); k > old && !top.CompareAndSwap(old, k); old = top.Load() {
						}
						return par.Sleep(ctx, ms)
					}, par.On(p), par.Limit(limit)), nil)
					if k := int(top.Load()); k > limit || k < min(limit, 2) {
						t.Errorf("Limit(%d): %d at the same time", limit, k)
					}
				})
			})
		}
	}
}

// A callback's context is that of a worker: nested calls stay on the pool, and Blocking gives the token back, or Workers(1) would hang.
func TestCallsCarryWorker(t *testing.T) {
	for _, c := range calls {
		if !c.fallible {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			p := newPool(t, par.Workers(1))
			before := par.Default().Stats().Helped
			wantErr(t, c.run(bg, 20, func(ctx context.Context) error {
				fut, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 1, nil })
				if err != nil {
					return err
				}
				_, err = fut.Wait(ctx)
				return err
			}, par.On(p)), nil)
			if par.Default().Stats().Helped != before {
				t.Error("the default pool helped")
			}
		})
	}
}

//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

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
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// box passes a future to the task that it is of.
type box struct {
	set gate
	fut *par.Future[int]
}

func newBox() *box { return &box{set: make(gate)} }

func (b *box) put(fut *par.Future[int]) { b.fut = fut; b.set.open() }
func (b *box) wait(ctx context.Context) (int, error) {
	b.set.wait()
	return b.fut.Wait(ctx)
}

func TestTaskThatWaitsForItself(t *testing.T) {
	for _, c := range []struct {
		name string
		wait func(ctx context.Context, p *par.Pool, own *box) (int, error)
	}{
		{"itself", func(ctx context.Context, p *par.Pool, own *box) (int, error) { return own.wait(ctx) }},
		{"a child", func(ctx context.Context, p *par.Pool, own *box) (int, error) {
			return 0, p.Run(ctx, func(s *par.Scope) error {
				s.Spawn(func(s *par.Scope) error { _, err := own.wait(s.Context()); return err })
				return nil
			})
		}},
		{"half of a join", func(ctx context.Context, p *par.Pool, own *box) (_ int, err error) {
			return 0, p.Run(ctx, func(s *par.Scope) error {
				par.Join(s, func(*par.Scope) {}, func(s *par.Scope) { _, err = own.wait(s.Context()) })
				return err
			})
		}},
		{"items of a loop", func(ctx context.Context, p *par.Pool, own *box) (int, error) {
			return 0, par.ForEach(ctx, make([]int, 8), func(ctx context.Context, _ int, _ *int) error { _, err := own.wait(ctx); return err })
		}},
		{"a task that it waits for", func(ctx context.Context, p *par.Pool, own *box) (int, error) {
			fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { return own.wait(ctx) })
			if err != nil {
				return 0, err
			}
			return fut.Wait(ctx)
		}},
		{"another pool", func(ctx context.Context, p *par.Pool, own *box) (int, error) {
			return 0, par.For(ctx, 1, func(int, int) error {
				return par.Default().Run(ctx, func(s *par.Scope) error { _, err := own.wait(s.Context()); return err })
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log events
				p := newPool(t, par.Workers(2), log.option())
				own := newBox()
				own.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return c.wait(ctx, p, own) }))
				_, err := own.fut.Wait(bg)
				wantErr(t, err, par.ErrSelfWait)
				if err == nil || !strings.Contains(err.Error(), "waits for par_test.TestTaskThatWaitsForItself") {
					t.Error(err)
				}
			})
		})
	}
}

// A ring of tasks each of which waits for the next one: one of them is told, and then all end.
func TestRingOfTasks(t *testing.T) {
	for _, n := range []int{2, 3, 10} {
		synctest.Test(t, func(t *testing.T) {
			var log events
			p := newPool(t, par.Workers(2), log.option())
			boxes := make([]*box, n)
			for i := range boxes {
				boxes[i] = newBox()
			}
			for i := range boxes {
				boxes[i].put(submit(t, bg, p, func(ctx context.Context) (int, error) { return boxes[(i+1)%n].wait(ctx) }))
			}
			for _, b := range boxes {
				_, err := b.fut.Wait(bg)
				wantErr(t, err, par.ErrSelfWait)
			}
			wantErr(t, p.Close(bg), nil)
			found := log.of(par.EventSelfWait)
			if s := p.Stats(); s.SelfWaits != 1 || len(found) != 1 || found[0].Rule != "selfwait" || !errors.Is(found[0].Err, par.ErrSelfWait) {
				t.Errorf("%+v, %v", s, found)
			}
		})
	}
}

// Two tasks that really run at the same time close the ring at the same time, again and again.
func TestRingClosedAtTheSameTime(t *testing.T) {
	p := newPool(t, par.Workers(4))
	for range 200 {
		a, b := newBox(), newBox()
		a.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return b.wait(ctx) }))
		b.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return a.wait(ctx) }))
		_, err := a.fut.Wait(bg)
		wantErr(t, err, par.ErrSelfWait)
		_, err = b.fut.Wait(bg)
		wantErr(t, err, par.ErrSelfWait)
	}
}

// A goroutine that a task has started may wait for whom it wants, with the context of the task: the task ends without it.
func TestHelperGoroutineMayWaitForItsTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		own := newBox()
		var wg sync.WaitGroup
		hold := make(gate)
		own.put(submit(t, bg, p, func(ctx context.Context) (int, error) {
			wg.Go(func() {
				if r, err := own.wait(ctx); r != 7 || err != nil {
					t.Error(r, err)
				}
			})
			hold.wait()
			return 7, nil
		}))
		synctest.Wait()
		// Another task may wait for one with such a ring about it.
		other := submit(t, bg, p, func(ctx context.Context) (int, error) { return own.wait(ctx) })
		time.Sleep(ms)
		hold.open()
		wg.Wait()
		if r, err := other.Wait(bg); r != 7 || err != nil {
			t.Error(r, err)
		}
	})
}

// A task that waits for its own pool with a context from elsewhere holds the only token, but not for long.
func TestWaitWithForeignContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), log.option())
		var nest func(depth int) (int, error)
		nest = func(depth int) (int, error) {
			if depth == 0 {
				return 0, nil
			}
			fut, err := par.Submit(bg, p, func(context.Context) (int, error) { return nest(depth - 1) })
			if err != nil {
				return 0, err
			}
			n, err := fut.Wait(bg)
			return n + 1, err
		}
		if n, err := nest(10); n != 10 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		wantErr(t, p.Close(bg), nil)
		if s := p.Stats(); s.ForeignWaits != 9 {
			t.Errorf("%+v", s)
		}
		if found := log.of(par.EventForeignWait); len(found) != 9 || found[0].Rule != "selfwait" {
			t.Errorf("%v", found)
		}
	})
}

// The callbacks of a loop that was called from outside have no context at all.
func TestWaitInLoopFromOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		wantErr(t, par.For(bg, 8, func(int, int) error {
			fut, err := par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil })
			if err != nil {
				return err
			}
			_, err = fut.Wait(bg)
			return err
		}, par.On(p), par.MaxLen(1)), nil)
	})
}

// A full queue must not make a task wait for a place that only its own end could make, whatever its context.
func TestSubmitWithForeignContextToFullQueue(t *testing.T) {
	for _, capacity := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(1), par.Queue(capacity, par.Block))
			ran := 0
			wantErr(t, p.Go(bg, func(context.Context) {
				for range 5 {
					wantErr(t, p.Go(bg, func(context.Context) { ran++ }), nil)
				}
			}), nil)
			time.Sleep(time.Second)
			wantErr(t, p.Close(bg), nil)
			if ran != 5 || p.Stats().ForeignWaits == 0 {
				t.Errorf("%d ran, %+v", ran, p.Stats())
			}
		})
	}
}

func TestCloseInTaskWithForeignContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		fut := submit(t, bg, p, func(context.Context) (int, error) { return 0, p.Close(bg) })
		_, err := fut.Wait(bg)
		wantErr(t, err, par.ErrInTask)
		wantErr(t, p.Run(bg, func(*par.Scope) error { return p.Close(bg) }), par.ErrInTask)
		wantErr(t, par.For(bg, 1, func(int, int) error { return p.Close(bg) }, par.On(p)), par.ErrInTask)
	})
}

// Who comes back from such a wait has its token again.
func TestForeignWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		hold := make(gate)
		fut := submit(t, bg, p, func(context.Context) (int, error) {
			_, err := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
			hold.wait()
			return 0, err
		})
		time.Sleep(time.Second)
		next := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil })
		time.Sleep(time.Second)
		if s := p.Stats(); s.Busy != 1 || s.Waiting != 0 || s.Queued != 1 || s.ForeignWaits != 1 {
			t.Errorf("%+v", s)
		}
		hold.open()
		for _, f := range []*par.Future[int]{fut, next} {
			_, err := f.Wait(bg)
			wantErr(t, err, nil)
		}
	})
}

// The same without a bubble.
func TestForeignWaitInRealTime(t *testing.T) {
	p := newPool(t, par.Workers(1))
	_, err := submit(t, bg, p, func(context.Context) (int, error) {
		return submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
	}).Wait(bg)
	wantErr(t, err, nil)
}

// The context does not matter for a ring: who waits without a seat looks at its own stack.
func TestTaskThatWaitsForItselfWithForeignContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		own := newBox()
		own.put(submit(t, bg, p, func(context.Context) (int, error) { return own.wait(bg) }))
		_, err := own.fut.Wait(bg)
		wantErr(t, err, par.ErrSelfWait)

		a, b := newBox(), newBox()
		a.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return b.wait(ctx) }))
		b.put(submit(t, bg, p, func(context.Context) (int, error) {
			return 0, p.Run(bg, func(*par.Scope) error { _, err := a.wait(bg); return err }) // as a guest of its own pool
		}))
		_, err = a.fut.Wait(bg)
		wantErr(t, err, par.ErrSelfWait)
	})
}

// A ring that ends by itself is none: by a deadline of a wait, or by that of a task in it.
func TestRingThatEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		a, b := newBox(), newBox()
		a.put(submit(t, bg, p, func(ctx context.Context) (int, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			_, err := b.wait(ctx)
			wantErr(t, err, context.DeadlineExceeded)
			return 7, nil
		}))
		b.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return a.wait(ctx) }))
		if n, err := b.fut.Wait(bg); n != 7 || err != nil {
			t.Error(n, err)
		}
		a, b = newBox(), newBox()
		a.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return b.wait(ctx) }, par.Timeout(time.Second)))
		b.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return a.wait(ctx) }))
		_, err := b.fut.Wait(bg)
		wantErr(t, err, par.ErrTaskTimeout)
		if s := p.Stats(); s.SelfWaits != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// Nor does a goroutine that a task has started hold the task up if it calls into the pool with the task's context.
func TestCallOfHelperGoroutineMayWaitForItsTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		a, b := newBox(), newBox()
		var wg sync.WaitGroup
		a.put(submit(t, bg, p, func(ctx context.Context) (int, error) {
			wg.Go(func() {
				wantErr(t, p.Run(ctx, func(s *par.Scope) error { _, err := b.wait(s.Context()); return err }), nil)
			})
			b.set.wait()
			time.Sleep(time.Second)
			return 7, nil
		}))
		b.put(submit(t, bg, p, func(ctx context.Context) (int, error) { return a.wait(ctx) }))
		if n, err := b.fut.Wait(bg); n != 7 || err != nil {
			t.Error(n, err)
		}
		wg.Wait()
	})
}

// nested calls f with n frames more on the stack.
func nested(n int, f func()) {
	if n > 0 {
		nested(n-1, f)
		return
	}
	f()
}

// However deep a stack is, and however many goroutines there are, whoever waits finds out where it sits.
func TestWaitsInLargePrograms(t *testing.T) {
	stop := make(gate)
	var all sync.WaitGroup
	for range 11_000 {
		all.Go(stop.wait)
	}
	defer func() {
		stop.open()
		all.Wait()
		for runtime.NumGoroutine() > 1000 {
			runtime.Gosched()
		}
		// NumGoroutine counts those that have ended once more while the collector frees their stacks, and of so many the
		// watchdog of the next test would take no dump.
		runtime.GC()
	}()
	p, q := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
	_, err := submit(t, bg, p, func(context.Context) (_ int, err error) {
		nested(200, func() { _, err = submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg) })
		if s := p.Stats(); s.Busy != 1 || s.Waiting != 0 || s.ForeignWaits != 1 {
			t.Errorf("%+v", s)
		}
		return 0, err
	}).Wait(bg)
	wantErr(t, err, nil)
	own := newBox()
	own.put(submit(t, bg, p, func(ctx context.Context) (_ int, err error) {
		nested(100, func() {
			err = q.Run(ctx, func(s *par.Scope) (err error) {
				nested(100, func() { _, err = own.wait(s.Context()) }) // the frame of the call is not printed
				return err
			})
		})
		return 0, err
	}))
	_, err = own.fut.Wait(bg)
	wantErr(t, err, par.ErrSelfWait)
	_, err = submit(t, bg, p, func(context.Context) (_ int, err error) { nested(200, func() { err = p.Close(bg) }); return 0, err }).Wait(bg)
	wantErr(t, err, par.ErrInTask)
}

// A task that runs when the wait begins may later need the waiter's token.
func TestForeignWaitForTaskThatRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		hold := make(gate)
		first := submit(t, bg, p, func(ctx context.Context) (int, error) {
			if err := par.Blocking(ctx, func(context.Context) error { hold.wait(); return nil }); err != nil {
				return 0, err
			}
			return submit(t, ctx, p, func(context.Context) (int, error) { return 1, nil }).Wait(ctx)
		})
		second := submit(t, bg, p, func(context.Context) (int, error) { hold.open(); return first.Wait(bg) })
		if n, err := second.Wait(bg); n != 1 || err != nil {
			t.Error(n, err)
		}
	})
}

// A wait by the channel itself is out of the pool's sight; the watchdog names the task and lets another worker run in its place.
func TestWaitByDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.Watchdog(time.Second, time.Second), par.WatchdogGrace(0), log.option())
		_, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
			fut := submit(t, ctx, p, func(context.Context) (int, error) { return 0, nil })
			<-fut.Done()
			_, err, _ := fut.Result()
			return 0, err
		}).Wait(bg)
		wantErr(t, err, nil)
		wantErr(t, p.Close(bg), nil)
		if found := log.of(par.EventStalled); len(found) != 1 || found[0].Rule != "channel" || !strings.Contains(found[0].Stack, "TestWaitByDone") {
			t.Errorf("%v", found)
		}
	})
}

// A hook of a worker may wait for the pool, if the hooks of other workers do not wait for it in turn.
func TestWorkerHookThatWaitsForItsPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *par.Pool
		var begun atomic.Bool
		p = newPool(t, par.Workers(1), par.OnWorkerStart(func(string) {
			if begun.CompareAndSwap(false, true) {
				_, err := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
				wantErr(t, err, nil)
			}
		}))
		_, err := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
		wantErr(t, err, nil)
		if s := p.Stats(); s.ForeignWaits != 1 {
			t.Errorf("%+v", s)
		}
	})
}

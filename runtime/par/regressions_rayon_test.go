//parvet:ignore channel,sleep,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"iter"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What Rayon gets wrong, each named after what it shows here. The numbers are those of its tracker.

// floors finds a piece of work that begins on a goroutine on which another one waits.
type floors struct {
	t  *testing.T
	mu sync.Mutex
	at map[string]string // what each goroutine is in
}

func newFloors(t *testing.T) *floors { return &floors{t: t, at: map[string]string{}} }

// enter says whether the piece of work has a stack of its own; leave must be called at its end.
func (f *floors) enter(what string) (leave func(), own bool) {
	id := goid()
	f.mu.Lock()
	defer f.mu.Unlock()
	if below := f.at[id]; below != "" {
		f.t.Errorf("%s runs on top of %s", what, below)
		return func() {}, false
	}
	f.at[id] = what
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.at, id)
	}, true
}

// waitsForAPart has each call that waits for something which another worker does: part runs on that one. ctx is that of a task.
var waitsForAPart = map[string]func(ctx context.Context, p *par.Pool, part func()) error{
	"Join": func(ctx context.Context, p *par.Pool, part func()) error {
		return p.Run(ctx, func(s *par.Scope) error {
			taken := make(gate)
			par.Join(s, func(*par.Scope) { taken.wait() }, func(*par.Scope) { taken.open(); part() })
			return nil
		})
	},
	"JoinShared": func(ctx context.Context, p *par.Pool, part func()) error {
		var deep func(s *par.Scope, depth int) // more joins than have room without the lock
		deep = func(s *par.Scope, depth int) {
			if depth > 0 {
				par.Join(s, func(s *par.Scope) { deep(s, depth-1) }, func(*par.Scope) {})
				return
			}
			taken := make(gate)
			par.Join(s, func(*par.Scope) { taken.wait() }, func(*par.Scope) { taken.open(); part() })
		}
		return p.Run(ctx, func(s *par.Scope) error { deep(s, 130); return nil })
	},
	"Spawn": func(ctx context.Context, p *par.Pool, part func()) error {
		return p.Run(ctx, func(s *par.Scope) error {
			taken := make(gate)
			s.Spawn(func(*par.Scope) error { taken.open(); part(); return nil })
			taken.wait()
			return nil
		})
	},
	"ForEach": func(ctx context.Context, p *par.Pool, part func()) error {
		me, taken := goid(), make(gate)
		return par.ForEach(ctx, make([]int, 2), func(context.Context, int, *int) error {
			if goid() == me {
				taken.wait()
				return nil
			}
			taken.open()
			part()
			return nil
		})
	},
	"Rec": func(ctx context.Context, p *par.Pool, part func()) error {
		me := goid()
		taken := make(gate)
		_, err := par.NewRec(func(s *par.Strand[int, int], n int) int {
			switch {
			case n == 1 && goid() != me:
				taken.open()
				part()
			case n == 0:
				s.Context() // opens the run to others
				if s.Fork(1) {
					_ = s.Blocking(func() error { taken.wait(); return nil })
					return s.Await()
				}
			}
			return n
		}).Run(ctx, 0)
		return err
	},
	"Wait": func(ctx context.Context, p *par.Pool, part func()) error {
		fut, err := par.Submit(ctx, p, func(context.Context) (int, error) { part(); return 0, nil })
		if err != nil {
			return err
		}
		_, err = fut.Wait(ctx)
		return err
	},
}

// A task holds a lock and waits for a part of its own that another worker does. Meanwhile tasks are queued that want the same lock: whoever runs one
// of them on the stack of the waiter waits for ever (rayon-rs/rayon#592, #1181; #1142 and #1175 have an iterator's lock and a cell that is being initialised in
// place of a mutex).
func TestRegressionWaiterThatHoldsALockRunsNothingThatWantsIt(t *testing.T) {
	for name, call := range waitsForAPart {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(2))
				f := newFloors(t)
				lock := make(chan struct{}, 1)
				part, began, inherited := make(gate), make(gate), 0
				holder := submit(t, bg, p, func(ctx context.Context) (int, error) {
					leave, _ := f.enter("the holder")
					defer leave()
					lock <- struct{}{}
					defer func() { <-lock }()
					return 0, call(ctx, p, func() { began.open(); part.wait() })
				})
				<-began
				var others []*par.Future[int]
				for range 3 {
					others = append(others, submit(t, bg, p, func(context.Context) (int, error) {
						leave, own := f.enter("a task that wants the lock")
						defer leave()
						if own {
							lock <- struct{}{}
							inherited++
							<-lock
						}
						return 0, nil
					}))
				}
				synctest.Wait()
				if s := p.Stats(); s.Waiting != 1 || s.Busy != 2 {
					t.Errorf("the part and the first of the others should run while the holder waits: %+v", s)
				}
				part.open()
				for _, fut := range append(others, holder) {
					_, err := fut.Wait(bg)
					wantErr(t, err, nil)
				}
				if inherited != 3 {
					t.Errorf("%d tasks got the lock", inherited)
				}
			})
		})
	}
}

// The same with a lock for readers: the task that holds it waits, a writer waits for the task, and further readers wait behind the writer
// (rayon-rs/rayon#1205).
func TestRegressionReaderThatWaitsRunsNoFurtherReader(t *testing.T) {
	p := newPool(t, par.Workers(2))
	f := newFloors(t)
	var rw sync.RWMutex
	part, began := make(gate), make(gate)
	holder := submit(t, bg, p, func(ctx context.Context) (int, error) {
		leave, _ := f.enter("the holder")
		defer leave()
		rw.RLock()
		defer rw.RUnlock()
		return 0, waitsForAPart["Join"](ctx, p, func() { began.open(); part.wait() })
	})
	<-began
	var writer sync.WaitGroup
	writer.Go(func() { rw.Lock(); defer rw.Unlock() })
	for rw.TryRLock() { // until the writer waits
		rw.RUnlock()
		runtime.Gosched()
	}
	var started atomic.Int32
	var readers []*par.Future[int]
	for range 3 {
		readers = append(readers, submit(t, bg, p, func(context.Context) (int, error) {
			started.Add(1)
			leave, own := f.enter("a reader")
			defer leave()
			if own {
				rw.RLock()
				defer rw.RUnlock()
			}
			return 0, nil
		}))
	}
	for started.Load() == 0 { // with the token of the holder
		runtime.Gosched()
	}
	part.open()
	for _, fut := range append(readers, holder) {
		_, err := fut.Wait(bg)
		wantErr(t, err, nil)
	}
	writer.Wait()
}

// A sequential source may use the pool that its elements are handed to: no worker waits for the lock of the source (rayon-rs/rayon#1142).
func TestRegressionSourceMayUseThePoolThatItFeeds(t *testing.T) {
	for _, width := range []int{1, 2, 4} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(width))
			err := p.Run(bg, func(s *par.Scope) error {
				source := iter.Seq[int](func(yield func(int) bool) {
					for i := range 50 {
						n, err := par.Reduce(s.Context(), upTo(100), zero, add, add, par.MaxLen(5))
						if n != 4950 || err != nil {
							t.Errorf("in the source: %d, %v", n, err)
						}
						if !yield(i) {
							return
						}
					}
				})
				got, err := par.MapSeq(s.Context(), source, func(ctx context.Context, i int) (int, error) {
					return i, par.ForEach(ctx, make([]int, 10), func(ctx context.Context, _ int, _ *int) error { return par.Sleep(ctx, ms) })
				})
				same(t, "MapSeq", got, upTo(50))
				return err
			})
			wantErr(t, err, nil)
		})
	}
}

// A loop on one pool whose items each open a scope on another one: the waiters do not take further items, so no stack grows with the number of
// items (rayon-rs/rayon#751).
func TestRegressionNestedPoolsDoNotPileUpOnOneStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outer, inner := newPool(t, par.Workers(3)), newPool(t, par.Workers(2))
		f := newFloors(t)
		wantErr(t, par.ForEach(bg, make([]int, 200), func(ctx context.Context, _ int, _ *int) error {
			leave, own := f.enter("an item")
			defer leave()
			if !own {
				return nil
			}
			return inner.Run(ctx, func(s *par.Scope) error {
				return par.ForEach(s.Context(), make([]int, 4), func(context.Context, int, *int) error { time.Sleep(ms); return nil })
			})
		}, par.On(outer)), nil)
	})
}

// Children that each run a loop: whoever waits for a loop takes no further child (rayon-rs/rayon#854).
func TestRegressionSpawnedLoopsDoNotPileUpOnOneStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		f := newFloors(t)
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			for range 200 {
				s.Spawn(func(s *par.Scope) error {
					leave, own := f.enter("a child")
					defer leave()
					if !own {
						return nil
					}
					return par.ForEach(s.Context(), make([]int, 4), func(context.Context, int, *int) error { time.Sleep(ms); return nil })
				})
			}
			return nil
		}), nil)
	})
}

// A task that yields while many others wait, which yield as well (rayon-rs/rayon#1064).
func TestRegressionYieldRunsNothingOnItsOwnStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		f := newFloors(t)
		yielding := func(s *par.Scope) error {
			leave, own := f.enter("a child")
			defer leave()
			for i := 0; own && i < 5; i++ {
				if err := s.Yield(); err != nil {
					return err
				}
			}
			return nil
		}
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			for range 100 {
				s.Spawn(yielding)
				wantErr(t, p.Go(bg, func(ctx context.Context) { wantErr(t, p.Run(ctx, yielding), nil) }), nil)
			}
			return nil
		}), nil)
	})
}

// Runs within runs, on one pool and back and forth between two, deeper than they have workers (rayon-rs/rayon#446).
func TestRegressionRunsMayBeNested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		for _, pools := range [][2]*par.Pool{{a, a}, {a, b}} {
			var down func(ctx context.Context, depth int) error
			down = func(ctx context.Context, depth int) error {
				if depth == 0 {
					return par.ForEach(ctx, make([]int, 5), func(ctx context.Context, _ int, _ *int) error { return par.Sleep(ctx, ms) })
				}
				return pools[depth%2].Run(ctx, func(s *par.Scope) error {
					s.Spawn(func(s *par.Scope) error { return down(s.Context(), depth-1) })
					return nil
				})
			}
			var callers sync.WaitGroup
			for range 4 {
				callers.Go(func() { wantErr(t, down(bg, 20), nil) })
			}
			callers.Wait()
		}
	})
}

// A task that waits for another pool does not begin the next task of its own pool on its stack, so it goes on when the other pool is done and not when
// that task is (rayon-rs/rayon#819).
func TestRegressionWaitForAnotherPoolRunsNothingOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		f := newFloors(t)
		install := make(gate)
		first := submit(t, bg, a, func(ctx context.Context) (int, error) {
			leave, _ := f.enter("a task that waits for the other pool")
			defer leave()
			return 1, waitsForAPart["Wait"](ctx, b, install.wait)
		})
		forever := make(gate)
		second := submit(t, bg, a, func(context.Context) (int, error) {
			leave, own := f.enter("the next task")
			defer leave()
			if own {
				forever.wait()
			}
			return 2, nil
		})
		synctest.Wait()
		install.open()
		if n, err := first.Wait(bg); n != 1 || err != nil { // while the second one runs
			t.Errorf("%d, %v", n, err)
		}
		forever.open()
		_, err := second.Wait(bg)
		wantErr(t, err, nil)
	})
}

// A join of a millisecond beside a task of an hour takes a millisecond (rayon-rs/rayon#1006).
func TestRegressionWaiterIsNotHeldUpByLongTasks(t *testing.T) {
	for name, call := range waitsForAPart {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(2))
				began, long := make(gate), make(gate)
				var done time.Duration
				start := time.Now()
				short := submit(t, bg, p, func(ctx context.Context) (int, error) {
					err := call(ctx, p, func() { began.open(); time.Sleep(ms) })
					done = time.Since(start)
					return 0, err
				})
				<-began
				for range 3 {
					wantErr(t, p.Go(bg, func(context.Context) { long.wait() }), nil)
				}
				_, err := short.Wait(bg)
				wantErr(t, err, nil)
				if done != ms {
					t.Errorf("it took %v", done)
				}
				long.open()
			})
		})
	}
}

// The end of a context stops a loop, a scope and a queued task, and so does a deadline (rayon-rs/rayon#1014, #678).
func TestRegressionCancelAndDeadlineStopWhatHasNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range calls {
			if !c.fallible {
				continue
			}
			p := newPool(t, par.Workers(2))
			ctx, cancel := context.WithTimeout(bg, 10*ms+ms/2)
			began := time.Now()
			var k atomic.Int32
			wantErr(t, c.run(ctx, 1000, func(context.Context) error { k.Add(1); time.Sleep(ms); return nil }, par.On(p), par.MaxLen(1)), context.DeadlineExceeded)
			if took := time.Since(began); took != 11*ms { // what runs is waited for
				t.Errorf("%s ends after %v, and %d callbacks", c.name, took, k.Load())
			}
			cancel()
		}
		p := newPool(t, par.Workers(1))
		release := occupy(t, p)
		ctx, cancel := context.WithTimeout(bg, ms)
		defer cancel()
		_, err := submit(t, ctx, p, func(context.Context) (int, error) { t.Error("it runs"); return 0, nil }).Wait(bg)
		wantErr(t, err, context.DeadlineExceeded)
		release()
	})
}

// How deep the queue is and what the workers do can be asked at any time (rayon-rs/rayon#1170).
func TestRegressionQueueAndWorkersCanBeObserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3), par.Queue(10, par.Reject), par.Latencies())
		door := make(gate)
		wantErr(t, p.Go(bg, func(ctx context.Context) {
			_ = par.Blocking(ctx, func(context.Context) error { door.wait(); return nil })
		}), nil)
		for range 9 {
			wantErr(t, p.Go(bg, func(context.Context) { door.wait(); time.Sleep(ms) }), nil)
		}
		synctest.Wait()
		if s := p.Stats(); s.Busy != 3 || s.Blocked != 1 || s.Queued != 6 || s.QueueCap != 10 || s.Submitted != 10 || s.Completed != 0 {
			t.Errorf("in the middle: %+v", s)
		}
		door.open()
		time.Sleep(time.Second)
		s := p.Stats()
		if s.Busy+s.Blocked+s.Queued != 0 || s.Completed != 10 || s.QueueTime.Count() != 10 || s.RunTime.Count() != 10 {
			t.Errorf("at the end: %+v", s)
		}
	})
}

// A pool whose tasks all wait for something outside goes on with others (rayon-rs/rayon#779, #988).
func TestRegressionBlockedTasksDoNotStopThePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for what, wait := range map[string]func(ctx context.Context, g gate) error{
			"declared": func(ctx context.Context, g gate) error {
				return par.Blocking(ctx, func(context.Context) error { g.wait(); return nil })
			},
			"not declared": func(_ context.Context, g gate) error { g.wait(); return nil },
		} {
			p := newPool(t, par.Workers(2), par.Watchdog(ms, 10*ms), par.WatchdogGrace(0))
			request := make(gate)
			for range 5 {
				wantErr(t, p.Go(bg, func(ctx context.Context) { wantErr(t, wait(ctx, request), nil) }), nil)
			}
			fut := submit(t, bg, p, func(context.Context) (string, error) { request.open(); return what, nil })
			if got, err := fut.Wait(bg); got != what || err != nil { // or the bubble says that all hang
				t.Errorf("%s: %v", got, err)
			}
		}
	})
}

// A panic reaches the caller with the stack on which it began, through joins and loops on several goroutines.
func TestRegressionStackOfAPanicIsThatOfItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, call := range waitsForAPart {
			p := newPool(t, par.Workers(2))
			v := caught(func() {
				_, _ = submit(t, bg, p, func(ctx context.Context) (int, error) { return 0, call(ctx, p, culpritBoom) }).Wait(bg)
			})
			if pe, ok := v.(*par.PanicError); !ok || pe.Value != errBoom || !strings.Contains(string(pe.Stack), "culpritBoom") {
				t.Errorf("%s: %v", name, v)
			}
		}
	})
}

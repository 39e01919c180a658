//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

var policies = []par.Policy{par.Block, par.Reject, par.CallerRuns, par.DropOldest}

func TestQueueIsFirstInFirstOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		release := occupy(t, p)
		var got []int // one worker writes
		for i := range 100 {
			if err := p.Go(bg, func(context.Context) { got = append(got, i) }); err != nil {
				t.Fatal(err)
			}
		}
		release()
		synctest.Wait()
		if len(got) != 100 || !slices.IsSorted(got) {
			t.Errorf("order %v", got)
		}
	})
}

func TestPolicyBlock(t *testing.T) {
	for _, capacity := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(1), par.Queue(capacity, par.Block))
			release := occupy(t, p)
			for range capacity {
				submit(t, bg, p, func(context.Context) (int, error) { return 0, nil })
			}
			var accepted atomic.Bool
			ran := make(gate)
			go func() {
				if err := p.Go(bg, func(context.Context) { ran.open() }); err != nil {
					t.Error(err)
				}
				accepted.Store(true)
			}()
			synctest.Wait()
			if s := p.Stats(); accepted.Load() || s.Submitters != 1 {
				t.Errorf("capacity %d: did not block: %+v", capacity, s)
			}
			// One that gives up leaves no trace.
			ctx, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			start := time.Now()
			wantErr(t, p.Go(ctx, func(context.Context) { t.Error("it ran") }), context.DeadlineExceeded)
			if d := time.Since(start); d != time.Second || p.Stats().Submitters != 1 {
				t.Errorf("gave up after %v, %+v", d, p.Stats())
			}
			release()
			ran.wait()
			synctest.Wait()
			if !accepted.Load() {
				t.Error("it ran, but the submitter still waits")
			}
		})
	}
}

// A place that becomes free by a dead context goes to a submitter that waits.
func TestBlockedSubmitterTakesExpiredPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Block))
		release := occupy(t, p)
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		submit(t, ctx, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil })
		start := time.Now()
		fut := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
		if d := time.Since(start); d != time.Second {
			t.Errorf("accepted after %v", d)
		}
		release()
		if r, err := fut.Wait(bg); r != 1 || err != nil {
			t.Error(r, err)
		}
	})
}

func TestPolicyReject(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.Reject))
		release := occupy(t, p)
		wantErr(t, p.Go(bg, func(context.Context) { t.Error("it ran") }), par.ErrQueueFull)
		release()
		synctest.Wait()
		wantErr(t, p.Go(bg, func(context.Context) {}), nil)
		if s := p.Stats(); s.Rejected != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestPolicyCallerRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.CallerRuns))
		release := occupy(t, p)
		ended := false
		wantErr(t, p.Go(bg, func(context.Context) { time.Sleep(ms); ended = true }), nil)
		if !ended {
			t.Error("the caller did not wait for its task")
		}
		// A Goexit in the task ends the task, not its caller.
		wantErr(t, p.Go(bg, func(context.Context) { goexit() }), nil)
		if s := p.Stats(); s.CallerRan != 2 {
			t.Errorf("%+v", s)
		}
		release()
	})
}

func TestPolicyDropOldest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(2, par.DropOldest))
		release := occupy(t, p)
		var futs []*par.Future[int]
		for i := range 5 {
			futs = append(futs, submit(t, bg, p, func(context.Context) (int, error) { return i, nil }))
		}
		release()
		for i, f := range futs {
			r, err := f.Wait(bg)
			if i < 3 {
				wantErr(t, err, par.ErrDropped)
			} else if r != i || err != nil {
				t.Errorf("task %d: %d, %v", i, r, err)
			}
		}
		if s := p.Stats(); s.Dropped != 3 || s.Submitted != 6 || s.Completed != 3 {
			t.Errorf("%+v", s)
		}
	})
}

// A worker's submit to a full queue runs at once, under each policy: nested tasks cannot deadlock, and none is lost.
func TestNestedSubmitCannotDeadlock(t *testing.T) {
	for _, policy := range policies {
		for _, capacity := range []int{0, 1, 3} {
			if policy == par.DropOldest && capacity == 0 {
				continue
			}
			t.Run(fmt.Sprint(policy, capacity), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := newPool(t, par.Workers(1), par.Queue(capacity, policy), par.MaxBlocked(0))
					var count func(depth int) func(context.Context) (int, error)
					count = func(depth int) func(context.Context) (int, error) {
						return func(ctx context.Context) (int, error) {
							if depth == 0 {
								return 1, nil
							}
							var futs []*par.Future[int]
							for range 3 {
								fut, err := par.Submit(ctx, p, count(depth-1))
								if err != nil {
									return 0, err
								}
								futs = append(futs, fut)
							}
							sum := 1
							for _, f := range futs {
								n, err := f.Wait(ctx)
								if err != nil {
									return 0, err
								}
								sum += n
							}
							return sum, nil
						}
					}
					if n, err := submit(t, bg, p, count(5)).Wait(bg); n != 364 || err != nil {
						t.Errorf("%d of 364 tasks, %v", n, err)
					}
				})
			})
		}
	}
}

// A flood from outside: each task is run, refused, dropped or expired, once, and the counters agree.
func TestNoTaskIsLost(t *testing.T) {
	for _, policy := range policies {
		t.Run(policy.String(), func(t *testing.T) {
			p := newPool(t, par.Workers(3), par.Queue(4, policy))
			var ran, refused, dropped, expired atomic.Uint64
			var wg sync.WaitGroup
			for g := range 8 {
				wg.Go(func() {
					for i := range 300 {
						ctx, cancel := context.WithCancel(bg)
						fut, err := par.Submit(ctx, p, func(context.Context) (int, error) { ran.Add(1); return i, nil })
						if (i+g)%7 == 0 {
							cancel()
						}
						if err != nil {
							if err != par.ErrQueueFull {
								t.Error(err)
							}
							refused.Add(1)
							cancel()
							continue
						}
						switch r, err := fut.Wait(bg); err {
						case nil:
							if r != i {
								t.Errorf("task %d returned %d", i, r)
							}
						case par.ErrDropped:
							dropped.Add(1)
						case context.Canceled:
							expired.Add(1)
						default:
							t.Error(err)
						}
						cancel()
					}
				})
			}
			wg.Wait()
			s := p.Stats()
			if ran.Load() != s.Completed || refused.Load() != s.Rejected || dropped.Load() != s.Dropped || expired.Load() != s.Expired ||
				s.Completed+s.Rejected+s.Dropped+s.Expired != 2400 || s.Submitted != 2400-s.Rejected {
				t.Errorf("ran %d, refused %d, dropped %d, expired %d: %+v", ran.Load(), refused.Load(), dropped.Load(), expired.Load(), s)
			}
		})
	}
}

//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What does not fit waits, and what comes later does not overtake it; what needs no memory goes on in other lanes.
func TestMemoryQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4), par.MemoryQuota(100))
		other := newLane(t, p, "other")
		var mu sync.Mutex
		var began []string
		doors := map[string]gate{}
		add := func(name string, opts ...par.CallOption) {
			door := make(gate)
			doors[name] = door
			submit(t, bg, p, func(context.Context) (int, error) {
				mu.Lock()
				began = append(began, name)
				mu.Unlock()
				door.wait()
				return 0, nil
			}, opts...)
			synctest.Wait()
		}
		want := func(names string, held int64) {
			t.Helper()
			synctest.Wait()
			slices.Sort(began)
			if s := p.Stats(); strings.Join(began, "") != names || s.Memory != held || s.MemoryOver != 0 || s.MemoryQuota != 100 {
				t.Errorf("%s began, want %s; %+v", began, names, s)
			}
		}
		add("a", par.Memory(60))
		add("b", par.Memory(60))
		want("a", 60)
		add("c", par.Memory(10), par.In(other)) // would fit
		want("a", 60)
		add("d", par.In(other)) // waits behind c
		add("e", par.In(newLane(t, p, "third")))
		want("ae", 60)
		doors["a"].open()
		want("abcde", 70)
		for _, d := range []string{"b", "c", "d", "e"} {
			doors[d].open()
		}
		want("abcde", 0)
	})
}

// A task that holds memory and waits for one that has too little would hang.
func TestWaitedForWithoutMemory(t *testing.T) {
	for name, submitter := range map[string]func(ctx context.Context, p *par.Pool, f func(context.Context) (int, error)) (*par.Future[int], error){
		"in the queue": func(ctx context.Context, p *par.Pool, f func(context.Context) (int, error)) (*par.Future[int], error) {
			return par.Submit(ctx, p, f, par.Memory(50))
		},
		"not due": func(ctx context.Context, p *par.Pool, f func(context.Context) (int, error)) (*par.Future[int], error) {
			return par.SubmitAfter(ctx, p, time.Second, f, par.Memory(50))
		},
		"behind another": func(ctx context.Context, p *par.Pool, f func(context.Context) (int, error)) (*par.Future[int], error) {
			if _, err := par.Submit(ctx, p, f, par.Memory(60)); err != nil {
				return nil, err
			}
			return par.Submit(ctx, p, f)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(2), par.MemoryQuota(100))
				fut := submit(t, bg, p, func(ctx context.Context) (int, error) {
					inner, err := submitter(ctx, p, func(context.Context) (int, error) { return 7, nil })
					if err != nil {
						return 0, err
					}
					return inner.Wait(ctx)
				}, par.Memory(80))
				if n, err := fut.Wait(bg); n != 7 || err != nil {
					t.Error(n, err)
				}
				synctest.Wait()
				if s := p.Stats(); s.Memory != 0 || (s.MemoryOver != 1) != (name == "behind another") {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// A task of another pool waits for one that stands behind a task without memory, while all tokens are free: nobody else starts it.
func TestWaitedForWithoutMemoryByAnotherPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, other := newPool(t, par.Workers(2), par.MemoryQuota(100)), newPool(t, par.Workers(1))
		door := make(gate)
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			holder := submit(t, bg, p, func(ctx context.Context) (int, error) {
				return 0, par.Blocking(ctx, func(context.Context) error { door.wait(); return nil })
			}, par.Memory(80))
			behind := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }, par.Memory(60))
			wanted := submit(t, bg, p, func(context.Context) (int, error) { return 7, nil })
			waiter := submit(t, bg, other, wanted.Wait)
			if n, err := waiter.Wait(s.Context()); n != 7 || err != nil {
				t.Error(n, err)
			}
			door.open()
			for _, fut := range []*par.Future[int]{holder, behind} {
				if _, err := fut.Wait(s.Context()); err != nil {
					t.Error(err)
				}
			}
			return nil
		}), nil)
	})
}

// The place in front of the others is given up by who leaves.
func TestMemoryIsNotReservedForTheDead(t *testing.T) {
	for _, capacity := range []int{0, 9} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(2), par.MemoryQuota(100), par.Queue(capacity, par.Block))
			hold := make(gate)
			submit(t, bg, p, func(context.Context) (int, error) { hold.wait(); return 0, nil }, par.Memory(60))
			ctx, cancel := context.WithCancel(bg)
			left := make(chan error)
			go func() {
				fut, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 0, nil }, par.Memory(60))
				if err == nil {
					_, err = fut.Wait(bg)
				}
				left <- err
			}()
			synctest.Wait()
			cancel()
			wantErr(t, <-left, context.Canceled)
			if n, err := submit(t, bg, p, func(context.Context) (int, error) { return 7, nil }, par.Memory(40)).Wait(bg); n != 7 || err != nil {
				t.Error(n, err)
			}
			hold.open()
		})
	}
}

// Memory of an abandoned task is not free before it returns.
func TestAbandonedTaskHoldsItsMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2), par.MemoryQuota(100))
		hold := make(gate)
		_, err := submit(t, bg, p, func(context.Context) (int, error) { hold.wait(); return 0, nil }, par.Memory(60), par.Timeout(time.Second)).Wait(bg)
		wantErr(t, err, par.ErrTaskTimeout)
		next := submit(t, bg, p, func(context.Context) (int, error) { return 7, nil }, par.Memory(60))
		synctest.Wait()
		if s := p.Stats(); s.Memory != 60 || s.Queued != 1 || s.Idle != 2 {
			t.Errorf("%+v", s)
		}
		hold.open()
		n, err := next.Wait(bg)
		if n != 7 || err != nil {
			t.Error(n, err)
		}
	})
}

func TestMemoryIsRefused(t *testing.T) {
	p := newPool(t, par.MemoryQuota(100))
	_, err := par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil }, par.Memory(101))
	wantErr(t, err, par.ErrInvalid)
	if !strings.Contains(err.Error(), "above the quota of 100") {
		t.Error(err)
	}
	for _, n := range []int64{0, -1} {
		_, err := par.New(par.MemoryQuota(n))
		wantErr(t, err, par.ErrInvalid)
	}
}

// A task that waits for memory in a lane which is at its cap could not begin with all the memory there is: it keeps no other lane waiting.
func TestMemoryQuotaOfAFullLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4), par.MemoryQuota(10))
		full := newLane(t, p, "full", par.LaneCap(1))
		holder, guest, door := make(gate), make(gate), make(gate)
		none := func(context.Context) (int, error) { return 0, nil }
		held := submit(t, bg, p, func(context.Context) (int, error) { holder.wait(); return 0, nil }, par.Memory(8))
		first := submit(t, bg, p, none, par.Memory(5), par.In(full))
		behind := submit(t, bg, p, func(context.Context) (int, error) { door.wait(); return 0, nil }, par.Memory(2))
		synctest.Wait()
		if s := p.Stats(); s.Queued != 2 {
			t.Errorf("while the lane is open what comes later waits: %+v", s)
		}
		go full.Run(bg, func(*par.Scope) error { guest.wait(); return nil })
		synctest.Wait()
		if s := p.Stats(); s.Queued != 1 || s.Memory != 10 {
			t.Errorf("the guest has closed the lane: %+v", s)
		}
		holder.open()
		held.Wait(bg)
		submit(t, bg, p, none, par.Memory(1)).Wait(bg)
		guest.open()
		synctest.Wait()
		last := submit(t, bg, p, none, par.Memory(9))
		synctest.Wait()
		if _, _, ok := first.Result(); !ok {
			t.Error("the lane is open and the memory is free")
		}
		if _, _, ok := last.Result(); ok {
			t.Error("it does not fit")
		}
		door.open()
		behind.Wait(bg)
		last.Wait(bg)
	})
}

// Whoever keeps others waiting for memory and leaves without having begun lets them go on.
func TestMemoryQuotaWhenTheFirstLeaves(t *testing.T) {
	for _, how := range []string{"dropped", "gave up"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				policy, capacity := par.DropOldest, 1
				if how == "gave up" {
					policy, capacity = par.Block, 0
				}
				p := newPool(t, par.Workers(4), par.MemoryQuota(10), par.Queue(100, policy))
				lane := newLane(t, p, "lane", par.LaneQueue(capacity))
				door := make(gate)
				none := func(context.Context) (int, error) { return 0, nil }
				submit(t, bg, p, func(context.Context) (int, error) { door.wait(); return 0, nil }, par.Memory(8))
				ctx, cancel := context.WithCancel(bg)
				defer cancel()
				go par.Submit(ctx, p, none, par.Memory(5), par.In(lane))
				synctest.Wait()
				behind := submit(t, bg, p, none, par.Memory(2))
				synctest.Wait()
				if _, _, ok := behind.Result(); ok {
					t.Error("it has overtaken the first one")
				}
				if how == "dropped" {
					submit(t, bg, p, none, par.Memory(1), par.In(lane))
				} else {
					cancel()
				}
				synctest.Wait()
				if _, _, ok := behind.Result(); !ok {
					t.Errorf("the first one is gone: %+v", p.Stats())
				}
				door.open()
			})
		})
	}
}

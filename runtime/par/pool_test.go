//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

func TestNewStartsNoGoroutine(t *testing.T) {
	checkNoWorkers(t)
	p := newPool(t, par.Workers(8))
	if n := workers(); n != 0 {
		t.Errorf("%d workers before first use", n)
	}
	if s := p.Stats(); s.Goroutines != 0 || s.Idle != 8 || s.Workers != 8 {
		t.Errorf("new pool: %+v", s)
	}
}

func TestWorkersRetireWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		release := occupy(t, p)
		if s := p.Stats(); s.Goroutines != 1 || s.Busy != 1 || s.Idle != 3 {
			t.Errorf("with one task: %+v", s)
		}
		release()
		synctest.Wait()
		if s := p.Stats(); s.Goroutines != 0 || s.Idle != 4 {
			t.Errorf("after the last task: %+v", s)
		}
	})
}

func TestTinyInputWakesNobody(t *testing.T) {
	p := newPool(t, par.Workers(8))
	xs := make([]int, 1)
	if err := par.ForEach(bg, xs, func(context.Context, int, *int) error { return nil }, par.On(p)); err != nil {
		t.Fatal(err)
	}
	calls := 0
	err := par.For(bg, 100, func(lo, hi int) error {
		calls++ // by one goroutine, or the race detector says so
		return nil
	}, par.On(p), par.MinLen(100))
	if err != nil || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	if h := p.Stats().Helped; h != 0 {
		t.Errorf("%d helpers were woken", h)
	}
}

func TestCallerTakesPart(t *testing.T) {
	p := newPool(t, par.Workers(1)) // the caller's token is the only one
	me := goid()
	check := func(what string) {
		if id := goid(); id != me {
			t.Errorf("%s ran on goroutine %s, the caller is %s", what, id, me)
		}
	}
	xs := make([]int, 100)
	_ = par.ForEach(bg, xs, func(context.Context, int, *int) error { check("ForEach"); return nil }, par.On(p))
	_ = par.For(bg, 100, func(int, int) error { check("For"); return nil }, par.On(p))
	_, _ = par.Map(bg, xs, func(context.Context, int) (int, error) { check("Map"); return 0, nil }, par.On(p))
	_, _ = par.Reduce(bg, xs, func() int { return 0 }, func(int, int) int { check("Reduce"); return 0 },
		func(int, int) int { check("Reduce"); return 0 }, par.On(p))
	_ = p.Run(bg, func(s *par.Scope) error {
		check("Run")
		par.Join(s, func(*par.Scope) { check("Join") }, func(*par.Scope) { check("Join") })
		s.Spawn(func(*par.Scope) error { check("Spawn"); return nil })
		return nil
	})
	if s := p.Stats(); s.Helped != 0 {
		t.Errorf("a worker was started: %+v", s)
	}
}

// Helpers come as long as there are tokens: with four, four callbacks meet.
func TestHelpersTakePart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		var meet sync.WaitGroup
		meet.Add(4)
		xs := make([]int, 4)
		err := par.ForEach(bg, xs, func(context.Context, int, *int) error {
			meet.Done()
			meet.Wait()
			return nil
		}, par.On(p))
		wantErr(t, err, nil)
	})
}

func TestWorkersBoundsConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		g := make(gate)
		for range 10 {
			if err := p.Go(bg, func(context.Context) { g.wait() }); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if s := p.Stats(); s.Busy != 3 || s.Queued != 7 || s.Goroutines != 3 {
			t.Errorf("%+v", s)
		}
		g.open()
	})
}

// A worker that has become surplus, and a long loop's helpers, leave the queue its turn.
func TestLongLoopDoesNotStarveQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		var (
			fut atomic.Pointer[par.Future[int]]
			ran atomic.Int32
		)
		xs := make([]int, 1000)
		err := par.ForEach(bg, xs, func(ctx context.Context, i int, _ *int) error {
			if i == 0 {
				f, err := par.Submit(bg, p, func(context.Context) (int, error) { return 1, nil })
				if err != nil {
					return err
				}
				fut.Store(f)
			}
			if ran.Add(1) == 1000 {
				if _, _, ok := fut.Load().Result(); !ok {
					t.Error("the loop kept all workers to itself")
				}
			}
			<-ctxAfter(ctx, ms)
			return nil
		}, par.On(p), par.Limit(2))
		wantErr(t, err, nil)
		if s := p.Stats(); s.Helped < 2 {
			t.Errorf("the helper did not come back: %+v", s)
		}
	})
}

func TestZeroPoolRefuses(t *testing.T) {
	var zero par.Pool
	for _, p := range []*par.Pool{nil, &zero} {
		wantErr(t, p.Run(bg, func(*par.Scope) error { return nil }), par.ErrInvalid)
		wantErr(t, p.Go(bg, func(context.Context) {}), par.ErrInvalid)
		wantErr(t, p.Close(bg), par.ErrInvalid)
		_, err := par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil })
		wantErr(t, err, par.ErrInvalid)
		wantErr(t, par.For(bg, 1, func(int, int) error { return nil }, par.On(p)), par.ErrInvalid)
		if s := p.Stats(); s != (par.Stats{}) {
			t.Errorf("%+v", s)
		}
	}
}

// The default pool holds no goroutine between uses, so bubbles and ordinary tests may use it one after the other.
func TestDefaultPoolInBubbles(t *testing.T) {
	use := func(t *testing.T) {
		xs := make([]int, 100)
		wantErr(t, par.ForEach(bg, xs, func(ctx context.Context, i int, _ *int) error {
			return par.Sleep(ctx, 1)
		}), nil)
		fut, err := par.Submit(bg, par.Default(), func(context.Context) (int, error) { return 1, nil })
		if err != nil {
			t.Fatal(err)
		}
		if r, err := fut.Wait(bg); r != 1 || err != nil {
			t.Error(r, err)
		}
	}
	for range 200 { // a worker that lags behind its last task would carry work through a bubble's wall
		use(t)
		synctest.Test(t, use)
	}
}

//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// The time of a task includes that in the queue, and one whose time is over there never runs.
func TestTimeoutInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.TaskTimeout(time.Second), log.option())
		release := occupyFor(t, p, time.Hour)
		start := time.Now()
		fut := submit(t, bg, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil })
		short, err := par.Submit(bg, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil }, par.Timeout(300*ms))
		wantErr(t, err, nil)
		_, err = short.Wait(bg)
		if d := time.Since(start); err != par.ErrTaskTimeout || d != 300*ms {
			t.Errorf("%v after %v", err, d)
		}
		_, err = fut.Wait(bg)
		if d := time.Since(start); err != par.ErrTaskTimeout || d != time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, d)
		}
		release()
		synctest.Wait()
		if s := p.Stats(); s.TimedOut != 2 || s.Abandonments != 0 || s.Expired != 0 || s.Completed != 1 || s.Queued != 0 {
			t.Errorf("%+v", s)
		}
		if found := log.of(par.EventTimeout); len(found) != 2 || found[0].Err != par.ErrTaskTimeout {
			t.Errorf("%v", found)
		}
	})
}

// occupyFor is occupy with a timeout that does not matter.
func occupyFor(t testing.TB, p *par.Pool, d time.Duration) (release func()) {
	t.Helper()
	g := make(gate)
	if _, err := par.Submit(bg, p, func(context.Context) (int, error) { g.wait(); return 0, nil }, par.Timeout(d)); err != nil {
		t.Fatal(err)
	}
	return g.open
}

// A callback that ignores its context keeps neither those who wait for it nor its token.
func TestTimeoutFreesTheSlotOfATaskThatIgnoresItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.TaskTimeout(50*ms), log.option())
		start := time.Now()
		fut := submit(t, bg, p, func(context.Context) (int, error) { time.Sleep(time.Second); return 7, nil })
		if r, err := fut.Wait(bg); r != 0 || err != par.ErrTaskTimeout || time.Since(start) != 50*ms {
			t.Errorf("%d, %v after %v", r, err, time.Since(start))
		}
		if r, err := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil }).Wait(bg); r != 1 || err != nil {
			t.Errorf("the next one: %d, %v", r, err)
		}
		if s := p.Stats(); s.Abandoned != 1 || s.Idle != 1 || s.TimedOut != 1 || s.Abandonments != 1 {
			t.Errorf("%+v", s)
		}
		ctx, cancel := context.WithTimeout(bg, ms)
		defer cancel()
		if err := p.Close(ctx); err == nil || !strings.Contains(err.Error(), "1 Submit abandoned") {
			t.Errorf("Close: %v", err)
		}
		time.Sleep(time.Second)
		if s := p.Stats(); s.Abandoned != 0 || s.Goroutines != 0 {
			t.Errorf("%+v", s)
		}
		if r, err, _ := fut.Result(); r != 0 || err != par.ErrTaskTimeout {
			t.Errorf("the late result came through: %d, %v", r, err)
		}
		found, back := log.of(par.EventAbandoned), log.of(par.EventReturned)
		if len(found) != 1 || found[0].Rule != "sleep" || found[0].Ran != 50*ms || !strings.Contains(found[0].Stack, "TestTimeoutFreesTheSlot") {
			t.Errorf("%v", found)
		}
		if len(back) != 1 || back[0].Ran != 950*ms {
			t.Errorf("%v", back)
		}
	})
}

// One that heeds its context returns at once.
func TestTimeoutEndsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.TaskTimeout(time.Hour))
		start := time.Now()
		type key struct{}
		seen := make(chan error, 3)
		outer := context.WithValue(bg, key{}, "kept")
		fut, err := par.Submit(outer, p, func(ctx context.Context) (int, error) {
			if d, ok := ctx.Deadline(); !ok || !d.Equal(start.Add(time.Minute)) || time.Until(d) != time.Minute {
				t.Errorf("deadline %v, %v", d, ok)
			}
			child, cancel := context.WithCancel(ctx)
			defer cancel()
			if ctx.Value(key{}) != "kept" || ctx.Err() != nil {
				t.Error("the context is not the caller's")
			}
			<-child.Done()
			seen <- ctx.Err()
			seen <- context.Cause(ctx)
			seen <- context.Cause(child)
			if err := child.Err(); err != context.DeadlineExceeded {
				t.Errorf("what is derived from the context: %v", err)
			}
			return 0, nil
		}, par.Timeout(time.Minute))
		wantErr(t, err, nil)
		_, err = fut.Wait(bg)
		wantErr(t, err, par.ErrTaskTimeout)
		wantErr(t, <-seen, context.DeadlineExceeded)
		wantErr(t, <-seen, par.ErrTaskTimeout)
		wantErr(t, <-seen, par.ErrTaskTimeout)
		wantErr(t, p.Close(bg), nil)
	})
}

// The context of a task with a timeout ends with the task, and that of its caller still ends it.
func TestTimedContextFollowsItsParent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.TaskTimeout(time.Hour))
		ctx, cancel := context.WithCancelCause(bg)
		var kept context.Context
		fut := submit(t, ctx, p, func(ctx context.Context) (int, error) {
			kept = ctx
			cancel(errBoom)
			<-ctx.Done()
			return 0, context.Cause(ctx)
		})
		_, err := fut.Wait(bg)
		wantErr(t, err, errBoom)
		wantErr(t, kept.Err(), context.Canceled)
		for range 2 { // asked for its end, and not
			fut = submit(t, bg, p, func(ctx context.Context) (int, error) { kept = ctx; return 0, ctx.Err() })
			_, err = fut.Wait(bg)
			wantErr(t, err, nil)
			<-kept.Done()
			wantErr(t, kept.Err(), context.Canceled)
		}
	})
}

// At the cap the pool refuses work, in a task as outside, until one has come back.
func TestMaxAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.TaskTimeout(50*ms), par.MaxAbandoned(2), log.option())
		for range 2 {
			_, err := submit(t, bg, p, func(context.Context) (int, error) { time.Sleep(10 * time.Second); return 0, nil }).Wait(bg)
			wantErr(t, err, par.ErrTaskTimeout)
		}
		_, err := par.Submit(bg, p, napper)
		var full *par.SaturatedError
		if !errors.As(err, &full) || !errors.Is(err, par.ErrSaturated) || full.RetryAfter != time.Second {
			t.Errorf("%v", err)
		}
		wantErr(t, p.Go(bg, func(context.Context) {}), par.ErrSaturated)
		wantErr(t, p.Run(bg, func(*par.Scope) error { return nil }), par.ErrSaturated)
		wantErr(t, par.For(bg, 1, func(int, int) error { return nil }, par.On(p)), par.ErrSaturated)
		if s := p.Stats(); s.Saturated != 4 || s.Abandoned != 2 {
			t.Errorf("%+v", s)
		}
		time.Sleep(10 * time.Second)
		if len(log.of(par.EventSaturated)) != 4 {
			t.Errorf("%v", log.all)
		}
		_, err = submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
		wantErr(t, err, nil)
	})
}

// Abandoned tasks beyond the cap keep their tokens: nothing of a task that was accepted is lost, though.
func TestAbandonedBeyondTheCapKeepTheirTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2), par.TaskTimeout(50*ms), par.MaxAbandoned(1))
		a, b := submit(t, bg, p, napper), submit(t, bg, p, napper)
		for _, f := range []*par.Future[int]{a, b} {
			_, err := f.Wait(bg)
			wantErr(t, err, par.ErrTaskTimeout)
		}
		if s := p.Stats(); s.Idle != 1 || s.Abandoned != 2 {
			t.Errorf("%+v", s)
		}
	})
}

// The caller of a task that runs at once is not held up by it beyond its time.
func TestTimeoutLetsTheCallerGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.CallerRuns), par.TaskTimeout(time.Second))
		start := time.Now()
		a, b := submit(t, bg, p, napper), submit(t, bg, p, napper)
		if d := time.Since(start); d != time.Second {
			t.Errorf("the caller waited %v", d)
		}
		for _, f := range []*par.Future[int]{a, b} {
			_, err := f.Wait(bg)
			wantErr(t, err, par.ErrTaskTimeout)
		}
	})
}

// A submitter that waits for a place is told when its task's time is over.
func TestTimeoutBeforeThereIsAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.Block))
		release := occupy(t, p)
		start := time.Now()
		_, err := par.Submit(bg, p, napper, par.Timeout(time.Second))
		if err != par.ErrTaskTimeout || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		release()
	})
}

// A panic in an abandoned task has nobody to raise it at, but it is not lost.
func TestPanicOfAnAbandonedTaskIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.TaskTimeout(time.Second), log.option())
		_, err := submit(t, bg, p, func(context.Context) (int, error) { time.Sleep(time.Minute); panic("late") }).Wait(bg)
		wantErr(t, err, par.ErrTaskTimeout)
		wantErr(t, p.Close(bg), nil)
		back := log.of(par.EventReturned)
		var pe *par.PanicError
		if len(back) != 1 || !errors.As(back[0].Err, &pe) || pe.Value != "late" || p.Stats().Panics != 1 {
			t.Errorf("%v", back)
		}
	})
}

func TestTimeoutIsForTasks(t *testing.T) {
	p := newPool(t)
	wantErr(t, par.For(bg, 10, func(int, int) error { return nil }, par.On(p), par.Timeout(time.Second)), par.ErrInvalid)
	_, err := par.New(par.TaskTimeout(0))
	wantErr(t, err, par.ErrInvalid)
	_, err = par.New(par.MaxAbandoned(-1))
	wantErr(t, err, par.ErrInvalid)
	_, err = par.Submit(bg, p, napper, par.Timeout(-1))
	wantErr(t, err, par.ErrInvalid)
}

// Who ends in time is not late afterwards, whoever waits for it.
func TestTimeoutOfTasksThatEndInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.TaskTimeout(time.Second), log.option())
		for range 3 {
			wantErr(t, p.Go(bg, func(context.Context) { time.Sleep(100 * ms) }), nil)
			submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
		}
		release := occupyFor(t, p, time.Hour) // so that the pool goes on looking
		time.Sleep(time.Minute)
		if s := p.Stats(); s.TimedOut != 0 || s.Completed != 6 || len(log.all) != 0 {
			t.Errorf("%+v, %v", s, log.all)
		}
		release()
	})
}

// A token that becomes free at the moment when the time is over comes too late, whoever is first to notice.
func TestTimeoutAtTheMomentOfTheClaim(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(1))
			submit(t, bg, p, func(context.Context) (int, error) { time.Sleep(time.Second); return 0, nil })
			fut, err := par.Submit(bg, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil }, par.Timeout(time.Second))
			wantErr(t, err, nil)
			_, err = fut.Wait(bg)
			wantErr(t, err, par.ErrTaskTimeout)
			if s := p.Stats(); s.TimedOut != 1 {
				t.Errorf("%+v", s)
			}
		})
	}
}

// Who looks for the end of the context before each item sees that of the context given to Submit at once, though package context tells the task's of it on a goroutine.
func TestTimeoutLetsLoopsSeeTheEndAtOnce(t *testing.T) {
	p := newPool(t, par.Workers(1))
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	for _, asked := range []string{"nobody", "the task", "an item"} {
		ctx, cancel := context.WithCancel(ctx)
		ran := 0
		fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) {
			if asked == "the task" {
				ctx.Done()
			}
			return 0, par.ForEach(ctx, upTo(100), func(ctx context.Context, _ int, _ *int) error {
				if asked == "an item" {
					ctx.Done()
				}
				ran++
				cancel()
				return nil
			})
		}, par.Timeout(time.Hour))
		wantErr(t, err, nil)
		_, err = fut.Wait(bg)
		wantErr(t, err, context.Canceled)
		if ran != 1 {
			t.Errorf("%s has asked for Done: %d items have run", asked, ran)
		}
	}
}

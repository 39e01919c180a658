//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func after(t *testing.T, ctx context.Context, p *par.Pool, d time.Duration, opts ...par.CallOption) *par.Future[time.Time] {
	t.Helper()
	fut, err := par.SubmitAfter(ctx, p, d, func(context.Context) (time.Time, error) { return time.Now(), nil }, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return fut
}

func TestSubmitAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		began := time.Now()
		later, soon, negative := after(t, bg, p, 3*time.Second), after(t, bg, p, time.Second), after(t, bg, p, -time.Second)
		synctest.Wait()
		if s := p.Stats(); s.Delayed != 2 || s.Goroutines != 0 || s.Idle != 1 || s.Queued != 0 || s.Submitted != 3 || s.Completed != 1 {
			t.Errorf("%+v", s)
		}
		for fut, want := range map[*par.Future[time.Time]]time.Duration{later: 3 * time.Second, soon: time.Second, negative: 0} {
			if at, err := fut.Wait(bg); err != nil || at.Sub(began) != want {
				t.Errorf("after %v, %v, want %v", at.Sub(began), err, want)
			}
		}
		synctest.Wait()
		if s := p.Stats(); s.Delayed != 0 || s.Submitted != 3 || s.Completed != 3 {
			t.Errorf("%+v", s)
		}
	})
}

func TestSubmitAfterIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.MaxDelayed(1))
		f := func(context.Context) (int, error) { return 1, nil }
		ended, cancel := context.WithCancel(bg)
		_, err := par.SubmitAfter[int](bg, p, time.Second, nil)
		wantErr(t, err, par.ErrInvalid)
		_, err = par.SubmitAfter(bg, p, time.Second, f, par.Limit(1))
		wantErr(t, err, par.ErrInvalid)
		_, err = par.SubmitAfter(bg, nil, time.Second, f)
		wantErr(t, err, par.ErrInvalid)
		_ = after(t, ended, p, time.Second)
		_, err = par.SubmitAfter(bg, p, time.Second, f)
		wantErr(t, err, par.ErrQueueFull)
		cancel()
		_, err = par.SubmitAfter(ended, p, time.Second, f)
		wantErr(t, err, context.Canceled)
		synctest.Wait()
		if s := p.Stats(); s.Rejected != 1 || s.Delayed != 0 || s.Submitted != 1 || s.Expired != 1 {
			t.Errorf("%+v", s)
		}
		wantErr(t, p.Close(bg), nil)
		_, err = par.SubmitAfter(bg, p, time.Second, f)
		wantErr(t, err, par.ErrClosed)
	})
}

// The end of the context resolves the future at once, whether the task is a timer or waits for a token.
func TestSubmitAfterStopsWithItsContext(t *testing.T) {
	for _, wait := range []time.Duration{time.Second, 3 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(1))
			release := occupy(t, p)
			ctx, cancel := context.WithCancel(bg)
			fut := after(t, ctx, p, 2*time.Second)
			time.Sleep(wait)
			cancel()
			began := time.Now()
			_, err := fut.Wait(bg)
			wantErr(t, err, context.Canceled)
			if s := p.Stats(); time.Since(began) != 0 || s.Delayed != 0 || s.Queued != 0 || s.Expired != 1 {
				t.Errorf("after %v, %+v", time.Since(began), s)
			}
			release()
		})
	}
}

// What is due goes before what comes later, even into a queue that is full.
func TestSubmitAfterFindsFullQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Reject))
		release := occupy(t, p)
		first := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
		fut := after(t, bg, p, time.Second)
		time.Sleep(2 * time.Second)
		if s := p.Stats(); s.Queued != 2 || s.Rejected != 0 {
			t.Errorf("%+v", s)
		}
		_, err := par.TrySubmit(bg, p, func(context.Context) (int, error) { return 1, nil })
		wantErr(t, err, par.ErrQueueFull)
		release()
		_, err = first.Wait(bg)
		wantErr(t, err, nil)
		_, err = fut.Wait(bg)
		wantErr(t, err, nil)
	})
}

func TestCloseWaitsForDelayedTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t)
		began := time.Now()
		fut := after(t, bg, p, time.Minute)
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		var left *par.CloseError
		if err := p.Close(ctx); !errors.As(err, &left) || len(left.Survivors) != 1 ||
			left.Survivors[0] != (par.Survivor{Kind: "SubmitAfter", State: "delayed", Count: 1}) {
			t.Errorf("%v", err)
		}
		wantErr(t, p.Close(bg), nil)
		if d := time.Since(began); d != time.Minute {
			t.Errorf("closed after %v", d)
		}
		if _, err, ok := fut.Result(); !ok || err != nil {
			t.Error(err, ok)
		}
	})
}

// The time of the task begins when it is due.
func TestSubmitAfterTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		began := time.Now()
		fut, err := par.SubmitAfter(bg, p, time.Minute, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, nil
		}, par.Timeout(time.Second))
		wantErr(t, err, nil)
		_, err = fut.Wait(bg)
		wantErr(t, err, par.ErrTaskTimeout)
		if d := time.Since(began); d != time.Minute+time.Second {
			t.Errorf("after %v", d)
		}
	})
}

// Guards look when the task is due: the pool may have recovered since.
func TestSubmitAfterOnSaturatedPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2), par.TaskTimeout(time.Second), par.MaxAbandoned(1))
		release := occupy(t, p)
		ctx, cancel := context.WithCancel(bg)
		defer cancel()
		time.Sleep(2 * time.Second)
		bad, good := after(t, ctx, p, time.Second), after(t, ctx, p, time.Minute)
		_, err := bad.Wait(bg)
		wantErr(t, err, par.ErrSaturated)
		release()
		_, err = good.Wait(bg)
		wantErr(t, err, nil)
	})
}

// A task that waits with a foreign context for one that is not due yet holds the only token, and the pool must notice that.
func TestForeignWaitForDelayedTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		fut := submit(t, bg, p, func(context.Context) (int, error) {
			_, err := after(t, bg, p, time.Second).Wait(bg)
			return 1, err
		})
		_, err := fut.Wait(bg)
		wantErr(t, err, nil)
		if s := p.Stats(); s.ForeignWaits != 1 {
			t.Errorf("%+v", s)
		}
	})
}

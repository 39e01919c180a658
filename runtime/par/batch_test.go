//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Each element has its own end, and stops no other.
func TestBatch(t *testing.T) {
	p := newPool(t, par.Workers(4))
	const n = 5000
	b, err := par.SubmitBatch(bg, p, upTo(n), func(_ context.Context, x int) (int, error) {
		switch x % 100 {
		case 50:
			return -1, errBoom
		case 70:
			panic(x)
		}
		return 2 * x, nil
	})
	wantErr(t, err, nil)
	<-b.Done()
	i := 0
	for r, err := range b.All() {
		var pe *par.PanicError
		switch i % 100 {
		case 50:
			if err != errBoom || r != -1 {
				t.Errorf("%d: %d, %v", i, r, err)
			}
		case 70:
			if !errors.As(err, &pe) || pe.Value != i {
				t.Errorf("%d: %v", i, err)
			}
		default:
			if err != nil || r != 2*i {
				t.Errorf("%d: %d, %v", i, r, err)
			}
		}
		i++
	}
	if i != n || b.Len() != n {
		t.Errorf("%d results", i)
	}
	v := caught(func() { _ = b.Wait(bg) })
	if pe, ok := v.(*par.PanicError); !ok || pe.Value != 70 {
		t.Errorf("Wait raised %v, not the first panic", v)
	}
	if s := p.Stats(); s.Panics != n/100 || s.Submitted != 1 {
		t.Errorf("%+v", s)
	}
}

func TestBatchWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		hold := make(gate)
		b, err := par.SubmitBatch(bg, p, upTo(3), func(_ context.Context, x int) (int, error) {
			hold.wait()
			return x, []error{nil, errBoom, errStop}[x]
		})
		wantErr(t, err, nil)
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		wantErr(t, b.Wait(ctx), context.DeadlineExceeded)
		_, err = b.Result(0)
		wantErr(t, err, par.ErrNotDone)
		hold.open()
		wantErr(t, b.Wait(bg), errBoom) // the first one in order
		empty, err := par.SubmitBatch(bg, p, nil, func(context.Context, int) (int, error) { return 0, nil })
		wantErr(t, err, nil)
		wantErr(t, empty.Wait(bg), nil)
	})
}

var errStop = errors.New("stop")

// What has ended keeps its result; what has not has the reason.
func TestBatchEndsEarly(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(cancel func())
		want error
		opts []par.CallOption
	}{
		"context": {func(cancel func()) { cancel() }, context.Canceled, nil},
		"Goexit":  {func(func()) { goexit() }, par.ErrGoexit, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPool(t, par.Workers(1))
			ctx, cancel := context.WithCancel(bg)
			defer cancel()
			b, err := par.SubmitBatch(ctx, p, upTo(1000), func(_ context.Context, x int) (int, error) {
				time.Sleep(100 * time.Microsecond)
				if x == 20 {
					c.end(cancel)
				}
				return x, nil
			})
			wantErr(t, err, nil)
			<-b.Done()
			ended := 0
			for i := range b.Len() {
				switch r, err := b.Result(i); err {
				case nil:
					ended++
					if r != i {
						t.Errorf("%d: %d", i, r)
					}
				default:
					wantErr(t, err, c.want)
				}
			}
			if ended < 20 || ended > 900 {
				t.Errorf("%d have ended", ended)
			}
			gone := exits(func() { wantErr(t, b.Wait(bg), c.want) })
			if gone != (name == "Goexit") {
				t.Errorf("Wait ended its goroutine: %t", gone)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		b, err := par.SubmitBatch(bg, p, upTo(3), func(context.Context, int) (int, error) { time.Sleep(time.Minute); return 1, nil }, par.Timeout(90*time.Second))
		wantErr(t, err, nil)
		wantErr(t, b.Wait(bg), par.ErrTaskTimeout)
		for _, err := range b.All() { // also of the one that has ended: another one still runs
			wantErr(t, err, par.ErrTaskTimeout)
		}
	})
}

func TestBatchIsRefused(t *testing.T) {
	p := newPool(t)
	f := func(context.Context, int) (int, error) { t.Error("called"); return 0, nil }
	_, err := par.SubmitBatch[int, int](bg, p, upTo(3), nil)
	wantErr(t, err, par.ErrInvalid)
	_, err = par.SubmitBatch(bg, nil, upTo(3), f)
	wantErr(t, err, par.ErrInvalid)
	_, err = par.SubmitBatch(bg, p, upTo(3), f, par.Limit(1))
	wantErr(t, err, par.ErrInvalid)
	wantErr(t, p.Close(bg), nil)
	_, err = par.SubmitBatch(bg, p, upTo(3), f)
	wantErr(t, err, par.ErrClosed)
}

// An element never begins when the context has ended in the one before, however many a worker takes at a time; those before keep their results.
func TestBatchEndsBetweenElements(t *testing.T) {
	for _, n := range []int{2, 100, 20_000} {
		p := newPool(t, par.Workers(1))
		for _, at := range []int{0, 1, n / 2, n - 1} {
			ctx, cancel := context.WithCancel(bg)
			b, err := par.SubmitBatch(ctx, p, upTo(n), func(_ context.Context, x int) (int, error) {
				if x == at {
					cancel()
				}
				return x, nil
			})
			wantErr(t, err, nil)
			<-b.Done()
			for i := range n {
				r, err := b.Result(i)
				if i <= at && (r != i || err != nil) || i > at && !errors.Is(err, context.Canceled) {
					t.Fatalf("%d elements, ended in %d: result %d is %d, %v", n, at, i, r, err)
				}
			}
			cancel()
		}
	}
}

package par_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// The source is ahead by a bounded number of elements, however slow the callbacks are.
func TestForSeqReadsAheadBounded(t *testing.T) {
	for _, o := range []opts{{}, {par.Limit(3)}, {par.MinLen(5)}} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(2))
			var read, done atomic.Int32
			seq := func(yield func(int) bool) {
				for i := range 300 {
					if k := read.Add(1) - done.Load(); k > 60 {
						t.Errorf("%d elements ahead", k)
					}
					if !yield(i) {
						return
					}
				}
			}
			wantErr(t, par.ForSeq(bg, seq, func(ctx context.Context, _ int) error {
				err := par.Sleep(ctx, ms)
				done.Add(1)
				return err
			}, append(o, par.On(p))...), nil)
			if done.Load() != 300 {
				t.Errorf("%d elements", done.Load())
			}
		})
	}
}

// While the source waits, the only token is free for what was read.
func TestForSeqOverlapsSlowSource(t *testing.T) {
	p := newPool(t, par.Workers(1))
	worked := make(chan int)
	seq := func(yield func(int) bool) {
		for i := range 5 {
			if !yield(i) {
				return
			}
			if got := <-worked; got != i { // or this hangs
				t.Errorf("element %d, want %d", got, i)
			}
		}
	}
	wantErr(t, par.ForSeq(bg, seq, func(ctx context.Context, i int) error {
		return par.Blocking(ctx, func(context.Context) error { worked <- i; return nil })
	}, par.On(p)), nil)
}

// With no compensation for blocked tasks, and all of it held by the source, the caller still gets through.
func TestForSeqWithoutSpareWorkers(t *testing.T) {
	p := newPool(t, par.Workers(1), par.MaxBlocked(0))
	var k atomic.Int32
	wantErr(t, par.ForSeq(bg, count(1000), func(context.Context, int) error { k.Add(1); return nil }, par.On(p)), nil)
	if k.Load() != 1000 {
		t.Errorf("%d elements", k.Load())
	}
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// An endless source ends with the first error, with the context, and with its own panic.
func TestForSeqStops(t *testing.T) {
	p := newPool(t, par.Workers(3))
	endless := func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
	var k atomic.Int32
	wantErr(t, par.ForSeq(bg, endless, func(context.Context, int) error {
		if k.Add(1) == 100 {
			return errBoom
		}
		return nil
	}, par.On(p)), errBoom)
	ctx, cancel := context.WithCancel(bg)
	k.Store(0)
	wantErr(t, par.ForSeq(ctx, endless, func(context.Context, int) error {
		if k.Add(1) == 100 {
			cancel()
		}
		return nil
	}, par.On(p)), context.Canceled)

	broken := func(yield func(int) bool) { yield(1); panic(errBoom) }
	pe, _ := caught(func() {
		_ = par.ForSeq(bg, broken, func(context.Context, int) error { return nil }, par.On(p))
	}).(*par.PanicError)
	if !errors.Is(pe, errBoom) {
		t.Errorf("raised %v", pe)
	}
	if !exits(func() {
		_ = par.ForSeq(bg, func(func(int) bool) { runtime.Goexit() }, func(context.Context, int) error { return nil }, par.On(p))
	}) {
		t.Error("a Goexit of the source was lost")
	}
	wantErr(t, par.ForSeq(bg, nil, func(context.Context, int) error { return nil }), par.ErrInvalid)
	_, err := par.MapSeq2(bg, iter.Seq2[int, int](nil), func(context.Context, int, int) (int, error) { return 0, nil })
	wantErr(t, err, par.ErrInvalid)
}

//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func double(_ context.Context, x int) (int, error) { return 2 * x, nil }

// collect ranges over a stream to its end.
func collect(t *testing.T, s iter.Seq2[int, error]) (rs []int, err error) {
	t.Helper()
	for r, e := range s {
		if err != nil {
			t.Error("something comes after an error")
		}
		if err = e; err == nil {
			rs = append(rs, r)
		}
	}
	slices.Sort(rs)
	return rs, err
}

func TestStream(t *testing.T) {
	for _, o := range []opts{{par.Limit(1)}, {par.Limit(3)}, nil} {
		p := newPool(t, par.Workers(4))
		for _, n := range []int{0, 1, 1000} {
			s := par.Stream(bg, slices.Values(upTo(n)), double, append(o, par.On(p))...)
			for range 2 { // each range begins anew
				rs, err := collect(t, s)
				if err != nil || len(rs) != n || n > 0 && rs[n-1] != 2*n-2 || !slices.Equal(rs, slices.Compact(slices.Clone(rs))) {
					t.Errorf("%d: %v, %v", n, rs, err)
				}
			}
		}
	}
}

// What is ready comes, whatever came before it in the source, and while the source goes on.
func TestStreamDoesNotKeepTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(3))
		var got []int
		for r, err := range par.Stream(bg, slices.Values([]int{5, 1, 3}), func(ctx context.Context, x int) (int, error) {
			return x, par.Sleep(ctx, time.Duration(x)*time.Second)
		}, par.On(p)) {
			wantErr(t, err, nil)
			got = append(got, r)
		}
		if !slices.Equal(got, []int{1, 3, 5}) {
			t.Errorf("%v", got)
		}
	})
}

// The caller does what nobody else may do: here it keeps the only token while it reads.
func TestStreamWithoutWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.MaxBlocked(0))
		rs, err := collect(t, par.Stream(bg, slices.Values(upTo(50)), double, par.On(p)))
		if len(rs) != 50 || err != nil {
			t.Error(rs, err)
		}
	})
}

// Nobody else gets a token at all, as the only one is held above the cap: the caller does what it waits for.
func TestStreamDoesItAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.MaxBlocked(0))
		hold := make(gate)
		wantErr(t, p.Go(bg, func(ctx context.Context) {
			wantErr(t, par.Blocking(ctx, func(context.Context) error { hold.wait(); return nil }), nil)
		}), nil)
		synctest.Wait()
		rs, err := collect(t, par.Stream(bg, slices.Values(upTo(50)), double, par.On(p)))
		if len(rs) != 50 || err != nil {
			t.Error(rs, err)
		}
		hold.open()
	})
}

// Reading ahead ends when all places are taken.
func TestStreamReadsAheadSoFar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		var read, ended atomic.Int32
		source := func(yield func(int) bool) {
			for i := range 100 {
				if ahead := read.Add(1) - ended.Load(); ahead > 5 {
					t.Errorf("%d elements ahead", ahead)
				}
				if !yield(i) {
					return
				}
			}
		}
		rs, err := collect(t, par.Stream(bg, source, func(ctx context.Context, x int) (int, error) {
			defer ended.Add(1)
			return x, par.Sleep(ctx, ms)
		}, par.On(p), par.Limit(4)))
		if len(rs) != 100 || err != nil {
			t.Error(rs, err)
		}
	})
}

// The error comes last, once, and what runs has ended then; so it has after a break.
func TestStreamEndsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		var under atomic.Int32
		read := 0
		source := func(yield func(int) bool) {
			for read = 0; read < 1000 && yield(read); read++ {
			}
		}
		f := func(fails error) func(context.Context, int) (int, error) {
			return func(ctx context.Context, x int) (int, error) {
				under.Add(1)
				defer under.Add(-1)
				time.Sleep(time.Duration(1+x%3) * ms)
				if x == 20 {
					return 0, fails
				}
				return x, nil
			}
		}
		check := func(how string) {
			t.Helper()
			if under.Load() != 0 || read == 1000 {
				t.Errorf("%s: %d still run, %d were read", how, under.Load(), read)
			}
		}
		_, err := collect(t, par.Stream(bg, source, f(errBoom), par.On(p)))
		wantErr(t, err, errBoom)
		check("error")
		for r := range par.Stream(bg, source, f(nil), par.On(p)) {
			if r > 10 {
				break
			}
		}
		check("break")
		ctx, cancel := context.WithTimeout(bg, 20*ms)
		defer cancel()
		_, err = collect(t, par.Stream(ctx, source, f(nil), par.On(p)))
		wantErr(t, err, context.DeadlineExceeded)
		check("context")
		v := caught(func() {
			for r := range par.Stream(bg, source, f(nil), par.On(p)) {
				if r > 10 {
					panic(errBoom)
				}
			}
		})
		if pe, ok := v.(*par.PanicError); !ok || !errors.Is(pe, errBoom) {
			t.Errorf("the body's panic became %v", v)
		}
		check("panic in the body")
		if !exits(func() {
			for r := range par.Stream(bg, source, f(nil), par.On(p)) {
				if r > 10 {
					goexit()
				}
			}
		}) {
			t.Error("a Goexit was lost")
		}
		check("Goexit in the body")
	})
}

// The body leaves, and does not want to hear of an error that came before.
func TestStreamIsLeftAfterAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		for range par.Stream(bg, slices.Values(upTo(2)), func(ctx context.Context, x int) (int, error) {
			if x == 1 {
				time.Sleep(ms)
				return 0, errBoom
			}
			return x, nil
		}, par.On(p)) {
			time.Sleep(time.Second)
			break
		}
	})
}

func TestStreamIsRefused(t *testing.T) {
	p := newPool(t)
	wantErr(t, p.Close(bg), nil)
	_, err := collect(t, par.Stream(bg, slices.Values(upTo(3)), double, par.On(p)))
	wantErr(t, err, par.ErrClosed)
	_, err = collect(t, par.Stream(bg, slices.Values(upTo(3)), double, par.CallOption{}))
	wantErr(t, err, par.ErrInvalid)
	_, err = collect(t, par.Stream[int, int](bg, nil, double))
	wantErr(t, err, par.ErrInvalid)
}

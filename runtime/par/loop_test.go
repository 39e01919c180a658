//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func TestForCoversRangeOnce(t *testing.T) {
	p := newPool(t, par.Workers(4))
	for _, n := range []int{1, 2, 3, 10, 1000, 12345} {
		for _, c := range [][2]int{{1, 1}, {1, 7}, {3, 3}, {5, 1 << 30}} {
			seen := make([]atomic.Int32, n)
			var short atomic.Int32
			err := par.For(bg, n, func(lo, hi int) error {
				if l := hi - lo; l < 1 || l > c[1] || l < c[0] && (short.Add(1) > 1 || n > c[0] && c[1] >= 2*c[0]) {
					t.Errorf("n %d, MinLen %d, MaxLen %d: block [%d, %d)", n, c[0], c[1], lo, hi)
				}
				for i := lo; i < hi; i++ {
					seen[i].Add(1)
				}
				return nil
			}, par.On(p), par.MinLen(c[0]), par.MaxLen(c[1]))
			wantErr(t, err, nil)
			for i := range seen {
				if k := seen[i].Load(); k != 1 {
					t.Fatalf("n %d: index %d ran %d times", n, i, k)
				}
			}
		}
	}
}

// A range of more indices than half a word has: nobody gets through it, but blocks from both ends are right.
func TestForOfAlmostAllIntegers(t *testing.T) {
	p := newPool(t, par.Workers(2))
	for _, n := range []int{math.MaxInt, math.MaxInt - 1, math.MaxInt/2 + 3} {
		for _, o := range []opts{{}, {par.MaxLen(3)}, {par.MinLen(1 << 20)}} {
			back := make(gate)
			open := sync.OnceFunc(back.open) // the owner may go on before the loop has noticed the error
			err := par.For(bg, n, func(lo, hi int) error {
				if lo < 0 || lo >= hi || hi > n {
					t.Errorf("n %d: block [%d, %d)", n, lo, hi)
				}
				if lo == 0 {
					back.wait()
					return nil
				}
				open()
				return errBoom
			}, append(o, par.On(p))...)
			if err != errBoom {
				t.Error(n, err)
			}
		}
	}
}

func TestForEmptyAndNegative(t *testing.T) {
	never := func(int, int) error { t.Error("called"); return nil }
	wantErr(t, par.For(bg, 0, never), nil)
	wantErr(t, par.For(bg, -1, never), par.ErrInvalid)
}

func TestForEachPassesIndexAndAddress(t *testing.T) {
	p := newPool(t, par.Workers(3))
	xs := make([]int, 5000)
	err := par.ForEach(bg, xs, func(_ context.Context, i int, x *int) error {
		if x != &xs[i] {
			t.Errorf("element %d: another address", i)
		}
		*x += i
		return nil
	}, par.On(p))
	wantErr(t, err, nil)
	for i, x := range xs {
		if x != i {
			t.Fatalf("element %d is %d", i, x)
		}
	}
}

func TestEmptySlices(t *testing.T) {
	ended, cancel := context.WithCancel(bg)
	cancel()
	for _, xs := range [][]int{nil, {}} {
		wantErr(t, par.ForEach(ended, xs, func(context.Context, int, *int) error { return errBoom }), nil)
		out, err := par.Map(ended, xs, func(context.Context, int) (int, error) { return 0, errBoom })
		if err != nil || out != nil {
			t.Errorf("Map of %#v: %#v, %v", xs, out, err)
		}
		r, err := par.Reduce(ended, xs, func() int { return 7 }, func(int, int) int { return 1 }, func(int, int) int { return 2 })
		if r != 7 || err != nil {
			t.Errorf("Reduce of %#v: %d, %v", xs, r, err)
		}
	}
}

func TestMapKeepsOrder(t *testing.T) {
	p := newPool(t, par.Workers(4))
	xs := make([]int, 3000)
	for i := range xs {
		xs[i] = i
	}
	out, err := par.Map(bg, xs, func(_ context.Context, x int) (string, error) { return fmt.Sprint(x), nil }, par.On(p))
	wantErr(t, err, nil)
	for i, s := range out {
		if s != fmt.Sprint(i) {
			t.Fatalf("result %d is %s", i, s)
		}
	}
	out, err = par.Map(bg, xs, func(_ context.Context, x int) (string, error) {
		if x == 1234 {
			return "x", errBoom
		}
		return "y", nil
	}, par.On(p))
	wantErr(t, err, errBoom)
	if out != nil {
		t.Error("results beside an error")
	}
}

// Concatenation is associative, not commutative: the order shows.
func TestReduceMergesInOrder(t *testing.T) {
	p := newPool(t, par.Workers(4))
	xs := make([]int, 2500)
	var want strings.Builder
	for i := range xs {
		xs[i] = i
		fmt.Fprint(&want, i, ",")
	}
	for _, opts := range [][]par.CallOption{{}, {par.MaxLen(1)}, {par.MinLen(999)}, {par.Limit(2)}} {
		got, err := par.Reduce(bg, xs, func() string { return "" },
			func(s string, x int) string { return s + fmt.Sprint(x, ",") },
			func(a, b string) string { return a + b }, append(opts, par.On(p))...)
		wantErr(t, err, nil)
		if got != want.String() {
			t.Errorf("wrong order with %d options", len(opts))
		}
	}
}

func TestReduceIsDeterministic(t *testing.T) {
	p := newPool(t, par.Workers(4))
	xs := make([]float64, 10_000)
	for i := range xs {
		xs[i] = 1 / float64(i+1)
	}
	add := func(a, b float64) float64 { return a + b }
	var first float64
	for i := range 50 {
		sum, err := par.Reduce(bg, xs, func() float64 { return 0 }, add, add, par.On(p))
		wantErr(t, err, nil)
		if i == 0 {
			first = sum
		} else if sum != first {
			t.Fatalf("run %d: %v, before %v", i, sum, first)
		}
	}
}

func TestReduceHugeWidth(t *testing.T) {
	p := newPool(t, par.Workers(math.MaxInt))
	add := func(a, b int) int { return a + b }
	if r, err := par.Reduce(bg, []int{1, 2, 3}, func() int { return 0 }, add, add, par.On(p)); r != 6 || err != nil {
		t.Error(r, err)
	}
}

func TestLimit(t *testing.T) {
	for _, limit := range []int{1, 2, 3} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(8))
			var now, top atomic.Int32
			xs := make([]int, 40)
			err := par.ForEach(bg, xs, func(ctx context.Context, _ int, _ *int) error {
				k := now.Add(1)
				for old := top.Load(); k > old && !top.CompareAndSwap(old, k); old = top.Load() {
				}
				err := par.Sleep(ctx, ms) // a blocked callback is under way, too
				now.Add(-1)
				return err
			}, par.On(p), par.Limit(limit))
			wantErr(t, err, nil)
			if int(top.Load()) != limit {
				t.Errorf("Limit(%d): %d at the same time", limit, top.Load())
			}
		})
	}
}

func TestFirstErrorStopsLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		var started atomic.Int32
		xs := make([]int, 100)
		meet := make(gate)
		err := par.ForEach(bg, xs, func(ctx context.Context, i int, _ *int) error {
			started.Add(1)
			if i > 0 { // the helper
				meet.wait()
				return errBoom
			}
			meet.open()
			<-ctx.Done() // the sibling sees the cancel
			if !errors.Is(context.Cause(ctx), errBoom) {
				t.Errorf("cause %v", context.Cause(ctx))
			}
			return ctx.Err()
		}, par.On(p))
		if err != errBoom {
			t.Errorf("got %v", err)
		}
		if k := started.Load(); k != 2 {
			t.Errorf("%d items started", k)
		}
	})
}

func TestCancelStopsLoopAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		ctx, cancel := context.WithTimeout(bg, 5*ms)
		defer cancel()
		var started, ended atomic.Int32
		xs := make([]int, 100)
		err := par.ForEach(ctx, xs, func(ctx context.Context, i int, _ *int) error {
			started.Add(1)
			time.Sleep(20 * ms) // ignores its context
			ended.Add(1)
			return nil
		}, par.On(p))
		wantErr(t, err, context.DeadlineExceeded)
		if s, e := started.Load(), ended.Load(); s != 2 || e != 2 {
			t.Errorf("%d started, %d ended", s, e)
		}
	})
}

// All items ended well: that the context ended meanwhile changes nothing.
func TestCancelAfterLastItemIsNoError(t *testing.T) {
	p := newPool(t, par.Workers(2))
	ctx, cancel := context.WithCancel(bg)
	wantErr(t, par.For(ctx, 1, func(int, int) error { cancel(); return nil }, par.On(p)), nil)
}

func TestEndedContextStartsNothing(t *testing.T) {
	p := newPool(t, par.Workers(2))
	ctx, cancel := context.WithCancel(bg)
	cancel()
	xs := make([]int, 10)
	wantErr(t, par.For(ctx, 1, func(int, int) error { t.Error("called"); return nil }, par.On(p)), context.Canceled)
	wantErr(t, par.ForEach(ctx, xs, func(context.Context, int, *int) error { t.Error("called"); return nil }, par.On(p)), context.Canceled)
	_, err := par.Map(ctx, xs, func(context.Context, int) (int, error) { t.Error("called"); return 0, nil }, par.On(p))
	wantErr(t, err, context.Canceled)
	_, err = par.Reduce(ctx, xs, func() int { return 0 }, func(int, int) int { t.Error("called"); return 0 }, func(int, int) int { return 0 }, par.On(p))
	wantErr(t, err, context.Canceled)
	wantErr(t, p.Run(ctx, func(*par.Scope) error { t.Error("called"); return nil }), context.Canceled)
	wantErr(t, p.Go(ctx, func(context.Context) { t.Error("called") }), context.Canceled)
	_, err = par.Submit(ctx, p, func(context.Context) (int, error) { t.Error("called"); return 0, nil })
	wantErr(t, err, context.Canceled)
}

// A cancel in the middle of a chunk is seen between its items.
func TestCancelWithinChunk(t *testing.T) {
	p := newPool(t, par.Workers(1))
	ctx, cancel := context.WithCancel(bg)
	k := 0
	xs := make([]int, 100)
	err := par.ForEach(ctx, xs, func(context.Context, int, *int) error {
		if k++; k == 10 {
			cancel()
		}
		return nil
	}, par.On(p), par.MinLen(100))
	wantErr(t, err, context.Canceled)
	if k != 10 {
		t.Errorf("%d items ran", k)
	}
}

func TestNestedLoopsStayOnPool(t *testing.T) {
	p := newPool(t, par.Workers(3))
	before := par.Default().Stats().Helped
	var mu sync.Mutex
	var got []int
	outer := make([]int, 20)
	err := par.ForEach(bg, outer, func(ctx context.Context, i int, _ *int) error {
		return par.For(ctx, 50, func(lo, hi int) error { // no On: the task's pool
			mu.Lock()
			defer mu.Unlock()
			for j := lo; j < hi; j++ {
				got = append(got, 50*i+j)
			}
			return nil
		})
	}, par.On(p))
	wantErr(t, err, nil)
	slices.Sort(got)
	for i, x := range got {
		if i != x {
			t.Fatalf("item %d is %d", i, x)
		}
	}
	if len(got) != 1000 || par.Default().Stats().Helped != before {
		t.Errorf("%d items; the default pool helped", len(got))
	}
}

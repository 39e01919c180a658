package par_test

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

func TestMinMax(t *testing.T) {
	type at struct{ x, i int }
	withInputs(t, func(t *testing.T, _ *rand.Rand, xs []int, o ...par.CallOption) {
		ats := make([]at, len(xs))
		for i, x := range xs {
			ats[i] = at{x, i}
		}
		byX := func(a, b at) int { return a.x - b.x }
		lo, okLo, err := par.Min(bg, xs, o...)
		wantErr(t, err, nil)
		hi, okHi, err := par.Max(bg, xs, o...)
		wantErr(t, err, nil)
		loAt, okLoAt, err := par.MinFunc(bg, ats, byX, o...)
		wantErr(t, err, nil)
		hiAt, okHiAt, err := par.MaxFunc(bg, ats, byX, o...)
		wantErr(t, err, nil)
		if n := len(xs) > 0; okLo != n || okHi != n || okLoAt != n || okHiAt != n {
			t.Fatal("ok of", len(xs), "elements:", okLo, okHi, okLoAt, okHiAt)
		} else if !n {
			return
		}
		same(t, "Min", lo, slices.Min(xs))
		same(t, "Max", hi, slices.Max(xs))
		same(t, "MinFunc", loAt, slices.MinFunc(ats, byX))
		same(t, "MaxFunc", hiAt, slices.MaxFunc(ats, byX))
	})
	fs := make([]float64, 5000)
	fs[4321] = math.NaN()
	for _, f := range []func(context.Context, []float64, ...par.CallOption) (float64, bool, error){par.Min[float64], par.Max[float64]} {
		if x, _, _ := f(bg, fs, par.MaxLen(100)); x == x {
			t.Errorf("%v hides a NaN", x)
		}
	}
}

func TestPieces(t *testing.T) {
	withInputs(t, func(t *testing.T, r *rand.Rand, xs []int, o ...par.CallOption) {
		for _, size := range []int{1, 2, 3 + r.IntN(100), math.MaxInt} {
			got := make([]int, len(xs))
			wantErr(t, par.Chunks(bg, xs, size, func(_ context.Context, lo int, piece []int) error {
				if len(piece) != min(size, len(xs)-lo) || lo%size != 0 || cap(piece) != len(piece) {
					t.Errorf("size %d: %d elements from %d on, capacity %d", size, len(piece), lo, cap(piece))
				}
				for i, x := range piece {
					got[lo+i] += x + 1
				}
				return nil
			}, o...), nil)
			for i, x := range xs {
				if got[i] != x+1 {
					t.Fatalf("Chunks of %d: element %d comes as %d", size, i, got[i])
				}
			}
			starts := make([]int, len(xs))
			wantErr(t, par.Windows(bg, xs, size, func(_ context.Context, lo int, window []int) error {
				starts[lo]++
				if len(window) != size || cap(window) != size || &window[0] != &xs[lo] {
					t.Errorf("size %d: another window at %d", size, lo)
				}
				return nil
			}, o...), nil)
			for i, k := range starts {
				if want := i <= len(xs)-size; k != 1 && want || k != 0 && !want {
					t.Fatalf("Windows of %d: %d at %d", size, k, i)
				}
			}
		}
		isSame := func(a, b int) bool { return (a < b) == (b%2 == 0) }
		var want [][]int
		for from, i := 0, 1; i <= len(xs); i++ {
			if i == len(xs) || !isSame(xs[i-1], xs[i]) {
				want = append(want, xs[from:i])
				from = i
			}
		}
		got, err := par.ChunkBy(bg, xs, isSame, o...)
		wantErr(t, err, nil)
		same(t, "ChunkBy", got, want)
		for _, piece := range got {
			same(t, "capacity", cap(piece), len(piece))
		}
	})
	wantErr(t, par.Chunks(bg, upTo(3), 0, func(context.Context, int, []int) error { return nil }), par.ErrInvalid)
	wantErr(t, par.Windows(bg, upTo(3), 0, func(context.Context, int, []int) error { return nil }), par.ErrInvalid)
}

func TestGroupByAndUnique(t *testing.T) {
	withInputs(t, func(t *testing.T, _ *rand.Rand, xs []int, o ...par.CallOption) {
		groups := map[int][]int{}
		seen := map[int]bool{}
		var unique []int
		for i, x := range xs {
			groups[x%10] = append(groups[x%10], i)
			if !seen[x] {
				unique = append(unique, x)
			}
			seen[x] = true
		}
		got, err := par.GroupBy(bg, upTo(len(xs)), func(_ context.Context, i int) (int, error) { return xs[i] % 10, nil }, o...)
		wantErr(t, err, nil)
		same(t, "GroupBy", got, groups)
		us, err := par.Unique(bg, xs, o...)
		wantErr(t, err, nil)
		same(t, "Unique", us, unique)
	})
	nan := math.NaN()
	fs := slices.Repeat([]float64{nan, 1, nan, 2}, 10)
	us, err := par.Unique(bg, fs, par.MaxLen(4))
	if len(us) != 22 || err != nil {
		t.Errorf("Unique with 20 NaNs: %v, %v", us, err)
	}
	m, err := par.GroupBy(bg, fs, func(_ context.Context, x float64) (float64, error) { return x, nil }, par.MaxLen(4))
	if len(m) != 22 || len(m[1]) != 10 || err != nil {
		t.Errorf("GroupBy with 20 NaNs: %v, %v", m, err)
	}
	v := caught(func() { _, _ = par.Unique(bg, []any{1, func() {}, 2}) })
	if _, ok := v.(*par.PanicError); !ok {
		t.Errorf("Unique of a func: %v", v)
	}
}

func TestSeqs(t *testing.T) {
	withInputs(t, func(t *testing.T, _ *rand.Rand, xs []int, o ...par.CallOption) {
		var want []int
		for i, x := range xs {
			want = append(want, x-i)
		}
		got, err := par.MapSeq(bg, slices.Values(xs), func(_ context.Context, x int) (int, error) { return x, nil }, o...)
		wantErr(t, err, nil)
		same(t, "MapSeq", append([]int{}, got...), append([]int{}, xs...))
		got, err = par.MapSeq2(bg, slices.All(xs), func(_ context.Context, i, x int) (int, error) { return x - i, nil }, o...)
		wantErr(t, err, nil)
		same(t, "MapSeq2", got, want)

		seen := make([]int, len(xs))
		mark := func(_ context.Context, i int) error { seen[i]++; return nil }
		wantErr(t, par.ForSeq(bg, slices.Values(upTo(len(xs))), mark, o...), nil)
		wantErr(t, par.ForSeq2(bg, slices.All(xs), func(ctx context.Context, i, _ int) error { return mark(ctx, i) }, o...), nil)
		m := maps.Collect(slices.All(xs))
		wantErr(t, par.ForMap(bg, m, func(ctx context.Context, i, x int) error {
			if xs[i] != x {
				t.Error("another value")
			}
			return mark(ctx, i)
		}, o...), nil)
		for i, k := range seen {
			if k != 3 {
				t.Fatalf("element %d came %d times in 3 calls", i, k)
			}
		}
	})
}

package par_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

// withInputs calls f with random inputs of several lengths, each with several options.
func withInputs(t *testing.T, f func(t *testing.T, r *rand.Rand, xs []int, o ...par.CallOption)) {
	p := newPool(t, par.Workers(4))
	for _, n := range []int{0, 1, 2, 3, 17, 100, 1023, 20_000} {
		for i, o := range []opts{{}, {par.MaxLen(1)}, {par.MinLen(7), par.MaxLen(64)}, {par.Limit(2)}, {par.Limit(1)}, {par.MinLen(1 << 20)}} {
			if i == 1 && n > 2000 {
				continue // slow and nothing new
			}
			r := rand.New(rand.NewPCG(uint64(n), uint64(i)))
			xs := make([]int, n, n+1) // room behind the end, which nobody may use
			for i := range xs {
				xs[i] = r.IntN(n/3 + 1)
			}
			before := slices.Clone(xs)
			t.Run(fmt.Sprint(n, "/", i), func(t *testing.T) { f(t, r, xs, append(o, par.On(p))...) })
			if !slices.Equal(xs, before) {
				t.Fatal("the input was changed")
			}
		}
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		s := fmt.Sprintf("%v, want %v", got, want)
		t.Errorf("%s: %.300s", what, s)
	}
}

func TestMapIntoAndZip(t *testing.T) {
	withInputs(t, func(t *testing.T, _ *rand.Rand, xs []int, o ...par.CallOption) {
		want := make([]int, len(xs))
		for i, x := range xs {
			want[i] = 3*x + 1
		}
		f := func(_ context.Context, x int) (int, error) { return 3*x + 1, nil }
		dst := make([]int, len(xs))
		wantErr(t, par.MapInto(bg, dst, xs, f, o...), nil)
		same(t, "MapInto", dst, want)
		own := slices.Clone(xs)
		wantErr(t, par.MapInto(bg, own, own, f, o...), nil)
		same(t, "MapInto of its own input", own, want)

		seen := make([]int, len(xs))
		wantErr(t, par.Zip(bg, seen, want, func(_ context.Context, i int, a, b *int) error { *a = *b - want[i] + 2*i; return nil }, o...), nil)
		for i := range seen {
			seen[i] -= 2 * i
		}
		same(t, "Zip", seen, make([]int, len(xs)))
	})
	wantErr(t, par.MapInto(bg, upTo(2), upTo(3), func(context.Context, int) (int, error) { return 0, nil }), par.ErrInvalid)
	wantErr(t, par.Zip(bg, upTo(2), upTo(3), func(context.Context, int, *int, *int) error { return nil }), par.ErrInvalid)
}

func TestFilters(t *testing.T) {
	withInputs(t, func(t *testing.T, _ *rand.Rand, xs []int, o ...par.CallOption) {
		var flat, odd, even, squares []int
		for _, x := range xs {
			for i := range x % 3 {
				flat = append(flat, x+i)
			}
			if x%2 == 1 {
				odd = append(odd, x)
				squares = append(squares, x*x)
			} else {
				even = append(even, x)
			}
		}
		isOdd := func(_ context.Context, x int) (bool, error) { return x%2 == 1, nil }
		got, err := par.FlatMap(bg, xs, func(_ context.Context, x int) (out []int, _ error) {
			for i := range x % 3 {
				out = append(out, x+i)
			}
			return out, nil
		}, o...)
		wantErr(t, err, nil)
		same(t, "FlatMap", got, flat)
		got, err = par.Filter(bg, xs, isOdd, o...)
		wantErr(t, err, nil)
		same(t, "Filter", got, odd)
		got, err = par.FilterMap(bg, xs, func(_ context.Context, x int) (int, bool, error) { return x * x, x%2 == 1, nil }, o...)
		wantErr(t, err, nil)
		same(t, "FilterMap", got, squares)
		a, b, err := par.Partition(bg, xs, isOdd, o...)
		wantErr(t, err, nil)
		same(t, "Partition, yes", a, odd)
		same(t, "Partition, no", b, even)
		k, err := par.Count(bg, xs, isOdd, o...)
		wantErr(t, err, nil)
		same(t, "Count", k, len(odd))
	})
}

func TestSearches(t *testing.T) {
	withInputs(t, func(t *testing.T, r *rand.Rand, xs []int, o ...par.CallOption) {
		for _, wanted := range []int{-1, 0, r.IntN(len(xs) + 1), r.IntN(len(xs)/3 + 1)} {
			is := func(_ context.Context, x int) (bool, error) { return x == wanted, nil }
			isNot := func(_ context.Context, x int) (bool, error) { return x != wanted, nil }
			has := slices.Contains(xs, wanted)
			ok, err := par.Any(bg, xs, is, o...)
			wantErr(t, err, nil)
			same(t, "Any", ok, has)
			ok, err = par.All(bg, xs, isNot, o...)
			wantErr(t, err, nil)
			same(t, "All", ok, !has)
			x, ok, err := par.Find(bg, xs, is, o...)
			wantErr(t, err, nil)
			same(t, "Find", ok, has)
			same(t, "Find", ok && x != wanted || !ok && x != 0, false)
			i, err := par.Position(bg, xs, is, o...)
			wantErr(t, err, nil)
			same(t, "Position", i, slices.Index(xs, wanted))

			// Which of several shows in their index only.
			type at struct{ i, x int }
			ats := make([]at, len(xs))
			var first, last at
			for i, x := range xs {
				ats[i] = at{i, x}
				if x == wanted {
					last = ats[i]
				}
			}
			if i >= 0 {
				first = ats[i]
			}
			isAt := func(_ context.Context, a at) (bool, error) { return a.x == wanted, nil }
			a, ok, err := par.FindFirst(bg, ats, isAt, o...)
			wantErr(t, err, nil)
			same(t, "FindFirst", ok, has)
			same(t, "FindFirst", a, first)
			a, ok, err = par.FindLast(bg, ats, isAt, o...)
			wantErr(t, err, nil)
			same(t, "FindLast", ok, has)
			same(t, "FindLast", a, last)
		}
	})
}

// What a sequential search would not have come to does not count, an error no more than a true.
func TestFindFirstIsSequential(t *testing.T) {
	withInputs(t, func(t *testing.T, r *rand.Rand, xs []int, o ...par.CallOption) {
		n := len(xs)
		if n < 10 {
			return
		}
		good, bad := r.IntN(n), r.IntN(n)
		pred := func(_ context.Context, i int) (bool, error) {
			if i == bad {
				return false, errBoom
			}
			return i == good, nil
		}
		i, err := par.Position(bg, upTo(n), pred, o...)
		j, ok, errLast := par.FindLast(bg, upTo(n), pred, o...)
		if bad <= good {
			wantErr(t, err, errBoom)
			same(t, "Position", i, -1)
		} else {
			wantErr(t, err, nil)
			same(t, "Position", i, good)
		}
		if bad >= good {
			wantErr(t, errLast, errBoom)
			same(t, "FindLast", ok, false)
		} else {
			wantErr(t, errLast, nil)
			same(t, "FindLast", j, good)
		}
	})
}

func TestFoldsAndScan(t *testing.T) {
	withInputs(t, func(t *testing.T, _ *rand.Rand, xs []int, o ...par.CallOption) {
		var all strings.Builder
		var running []string
		sum := 0
		words := make([]string, len(xs))
		for i, x := range xs {
			sum += x
			words[i] = string(rune('a' + x%26))
			all.WriteString(words[i])
			if len(xs) < 2000 {
				running = append(running, all.String())
			}
		}
		s, err := par.Fold(bg, words, func() string { return "" },
			func(_ context.Context, a, w string) (string, error) { return a + w, nil },
			func(a, b string) (string, error) { return a + b, nil }, o...)
		wantErr(t, err, nil)
		same(t, "Fold", s, all.String()) // not commutative: the order shows
		got, err := par.Sum(bg, xs, o...)
		wantErr(t, err, nil)
		same(t, "Sum", got, sum)
		if len(xs) < 2000 {
			out, err := par.Scan(bg, words, func(a, b string) string { return a + b }, o...)
			wantErr(t, err, nil)
			same(t, "Scan", out, running)
			return
		}
		sums, err := par.Scan(bg, xs, func(a, b int) int { return a + b }, o...)
		wantErr(t, err, nil)
		for i, acc := 0, 0; i < len(xs); i++ {
			if acc += xs[i]; sums[i] != acc {
				t.Fatalf("Scan: %d is %d, want %d", i, sums[i], acc)
			}
		}
	})
	_, err := par.Fold(bg, upTo(100), zero, func(_ context.Context, a, x int) (int, error) { return a + x, nil },
		func(int, int) (int, error) { return 1, errBoom }, par.MaxLen(10))
	wantErr(t, err, errBoom)
}

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

package par_test

import (
	"context"
	"fmt"
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
		s, err = par.FoldSeq(bg, slices.Values(words), func() string { return "" },
			func(_ context.Context, a, w string) (string, error) { return a + w, nil },
			func(a, b string) (string, error) { return a + b, nil }, o...)
		wantErr(t, err, nil)
		same(t, "FoldSeq", s, all.String())
		s, err = par.FoldRange(bg, len(words), func() string { return "" },
			func(_ context.Context, a string, i int) (string, error) { return a + words[i], nil },
			func(a, b string) (string, error) { return a + b, nil }, o...)
		wantErr(t, err, nil)
		same(t, "FoldRange", s, all.String())
		s, err = par.ReduceRange(bg, len(words), func() string { return "" }, func(a string, i int) string { return a + words[i] }, func(a, b string) string { return a + b }, o...)
		wantErr(t, err, nil)
		same(t, "ReduceRange", s, all.String())
		copied, err := par.MapRange(bg, len(xs), func(_ context.Context, i int) (int, error) { return xs[i], nil }, o...)
		wantErr(t, err, nil)
		same(t, "MapRange", slices.Equal(copied, xs), true)
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
	_, err = par.FoldSeq(bg, slices.Values(upTo(100)), zero, func(_ context.Context, a, x int) (int, error) { return a + x, nil },
		func(int, int) (int, error) { return 1, errBoom })
	wantErr(t, err, errBoom)
}

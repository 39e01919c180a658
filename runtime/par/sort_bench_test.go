package par_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// patterns are inputs that a sort may be bad at.
var patterns = []struct {
	name string
	at   func(r *rand.Rand, i, n int) int
}{
	{"random", func(r *rand.Rand, _, _ int) int { return r.Int() }},
	{"sorted", func(_ *rand.Rand, i, _ int) int { return i }},
	{"reversed", func(_ *rand.Rand, i, n int) int { return n - i }},
	{"equal", func(*rand.Rand, int, int) int { return 7 }},
	{"fewUnique", func(r *rand.Rand, _, _ int) int { return r.IntN(16) }},
	{"organPipe", func(_ *rand.Rand, i, n int) int { return min(i, n-i) }},
	{"sawtooth", func(_ *rand.Rand, i, n int) int { return i % (n/8 + 1) }},
	{"almostSorted", func(r *rand.Rand, i, n int) int {
		if r.IntN(100) == 0 {
			return r.IntN(n)
		}
		return i
	}},
	{"sortedDuplicates", func(_ *rand.Rand, i, _ int) int { return i / 100 }},
	{"reversedDuplicates", func(_ *rand.Rand, i, n int) int { return (n - i) / 100 }},
}

func pattern(name string, n int) []int {
	r := rand.New(rand.NewPCG(1, 2))
	if name == "adversary" {
		return adversary(n)
	}
	for _, p := range patterns {
		if p.name == name {
			xs := make([]int, n)
			for i := range xs {
				xs[i] = p.at(r, i, n)
			}
			return xs
		}
	}
	panic(name)
}

func patternNames() []string {
	names := []string{"adversary"}
	for _, p := range patterns {
		names = append(names, p.name)
	}
	return names
}

// adversary is an input that makes a quicksort choose bad pivots: McIlroy's, A Killer Adversary for Quicksort, 1999, played against slices.SortFunc.
func adversary(n int) []int {
	gas := n
	val := make([]int, n)
	at := make([]int, n)
	for i := range val {
		val[i], at[i] = gas, i
	}
	solid, candidate := 0, 0
	slices.SortFunc(at, func(x, y int) int {
		if val[x] == gas && val[y] == gas {
			if x == candidate {
				val[x] = solid
			} else {
				val[y] = solid
			}
			solid++
		}
		if val[x] == gas {
			candidate = x
		} else if val[y] == gas {
			candidate = y
		}
		return val[x] - val[y]
	})
	return val
}

// BenchmarkSort reports how long a sort of the package takes relative to that of package slices on the same input, as x/slices: taken in turns, the least of each.
func BenchmarkSort(b *testing.B) {
	p := newPool(b)
	alone := newPool(b, par.Workers(1))
	sorts := []struct {
		name       string
		ours, base func(xs []int) error
	}{
		{"Sort", func(xs []int) error { return par.Sort(bg, xs, par.On(p)) }, seq(slices.Sort[[]int])},
		{"Sort1", func(xs []int) error { return par.Sort(bg, xs, par.On(alone)) }, seq(slices.Sort[[]int])},
		{"SortFunc", func(xs []int) error { return par.SortFunc(bg, xs, cmp.Compare, par.On(p)) },
			seq(func(xs []int) { slices.SortFunc(xs, cmp.Compare) })},
		{"SortFunc1", func(xs []int) error { return par.SortFunc(bg, xs, cmp.Compare, par.On(alone)) },
			seq(func(xs []int) { slices.SortFunc(xs, cmp.Compare) })},
		{"SortStableFunc", func(xs []int) error { return par.SortStableFunc(bg, xs, cmp.Compare, par.On(p)) },
			seq(func(xs []int) { slices.SortStableFunc(xs, cmp.Compare) })},
		{"SortStableFunc1", func(xs []int) error { return par.SortStableFunc(bg, xs, cmp.Compare, par.On(alone)) },
			seq(func(xs []int) { slices.SortStableFunc(xs, cmp.Compare) })},
	}
	for _, s := range sorts {
		for _, n := range []int{100, 10_000, 1_000_000} {
			for _, name := range patternNames() {
				b.Run(fmt.Sprint(s.name, "/", name, "/", n), func(b *testing.B) { compareSorts(b, pattern(name, n), s.ours, s.base) })
			}
		}
	}
}

func seq(f func([]int)) func([]int) error { return func(xs []int) error { f(xs); return nil } }

func compareSorts(b *testing.B, in []int, ours, base func(xs []int) error) {
	xs := make([]int, len(in))
	least := [2]time.Duration{1 << 62, 1 << 62}
	for b.Loop() {
		for i, f := range []func([]int) error{ours, base} {
			copy(xs, in)
			began := time.Now()
			if err := f(xs); err != nil {
				b.Fatal(err)
			}
			least[i] = min(least[i], time.Since(began))
		}
	}
	b.ReportMetric(float64(least[0])/float64(least[1]), "x/slices")
	b.ReportMetric(float64(least[0])/float64(len(in)), "ns/elem")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkSort1e7(b *testing.B) {
	p := newPool(b)
	r := rand.New(rand.NewPCG(1, 2))
	in := make([]uint64, 1e7)
	for i := range in {
		in[i] = r.Uint64()
	}
	xs := make([]uint64, len(in))
	for _, s := range []struct {
		name string
		f    func(context.Context, []uint64) error
	}{
		{"par", func(ctx context.Context, xs []uint64) error { return par.Sort(ctx, xs, par.On(p)) }},
		{"par1", func(ctx context.Context, xs []uint64) error { return par.Sort(ctx, xs, par.On(p), par.Limit(1)) }},
		{"slices", func(_ context.Context, xs []uint64) error { slices.Sort(xs); return nil }},
	} {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				copy(xs, in)
				b.StartTimer()
				if err := s.f(bg, xs); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/exascience/pargo/sort"
	"github.com/parvet/parvet/runtime/par"
)

func random(n int) []uint64 {
	r := rand.New(rand.NewPCG(1, 2))
	return numbers(n, func(int) uint64 { return r.Uint64() })
}

func ascending(n int) []uint64  { return numbers(n, func(i int) uint64 { return uint64(i) }) }
func descending(n int) []uint64 { return numbers(n, func(i int) uint64 { return uint64(n - i) }) }
func few(n int) []uint64        { return numbers(n, func(i int) uint64 { return spin(uint64(i)+1, 3) % 16 }) }
func pipes(n int) []uint64      { return numbers(n, func(i int) uint64 { return uint64(min(i, n-i)) }) }

// killer is the sequence of Musser, "Introspective sorting and selection algorithms" (1997), for which the median of the first, the middle and the last
// element is nearly the least one, again and again.
func killer(n int) []uint64 {
	xs, k := make([]uint64, n), n/2
	for i := 1; i <= k; i++ {
		if i%2 == 1 {
			xs[i-1], xs[i] = uint64(i), uint64(k+i)
		}
		xs[k+i-1] = uint64(2 * i)
	}
	return xs
}

// withNaNs has a NaN in ten numbers. NaNs come first and are equal.
func withNaNs(n int) []float64 {
	r := rand.New(rand.NewPCG(1, 2))
	xs := make([]float64, n)
	for i := range xs {
		if xs[i] = r.NormFloat64(); r.IntN(10) == 0 {
			xs[i] = math.NaN()
		}
	}
	return xs
}

func numbers(n int, f func(int) uint64) []uint64 {
	xs := make([]uint64, n)
	for i := range xs {
		xs[i] = f(i)
	}
	return xs
}

// pargoNumbers is what pargo sorts.
type pargoNumbers []uint64

func (xs pargoNumbers) Len() int                   { return len(xs) }
func (xs pargoNumbers) Less(i, j int) bool         { return xs[i] < xs[j] }
func (xs pargoNumbers) Swap(i, j int)              { xs[i], xs[j] = xs[j], xs[i] }
func (xs pargoNumbers) SequentialSort(i, j int)    { slices.Sort(xs[i:j]) }
func (xs pargoNumbers) NewTemp() sort.StableSorter { return make(pargoNumbers, len(xs)) }
func (xs pargoNumbers) Assign(y sort.StableSorter) func(i, j, n int) {
	from := y.(pargoNumbers)
	return func(i, j, n int) { copy(xs[i:i+n], from[j:j+n]) }
}

// sortCase sorts numbers.
func sortCase(name string, n int, input func(n int) []uint64) benchCase {
	c, by := sortCaseOf(name, n, input, func(x uint64) uint64 { return x })
	c.contestants = append(c.contestants, by("pargo", func(_ int, xs []uint64) error { sort.StableSort(pargoNumbers(xs)); return nil }))
	if n == 10_000_000 {
		c.rayon = "sort"
	}
	return c
}

// floatCase sorts floats.
func floatCase(name string, n int, input func(n int) []float64) benchCase {
	c, _ := sortCaseOf(name, n, input, math.Float64bits)
	return c
}

// sortCaseOf sorts a copy of the input each time. To copy it is not counted. by makes further contestants.
func sortCaseOf[E cmp.Ordered](name string, n int, input func(n int) []E, number func(E) uint64) (c benchCase, by func(name string, sort func(threads int, xs []E) error) contestant) {
	xs := sync.OnceValue(func() []E { return input(n) })
	by = func(name string, sort func(threads int, xs []E) error) contestant {
		return contestant{name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			ys := make([]E, n)
			return func(times int) (uint64, time.Duration, error) {
				var took time.Duration
				for range times {
					copy(ys, xs())
					began := time.Now()
					if err := sort(threads, ys); err != nil {
						return 0, 0, err
					}
					took += time.Since(began)
				}
				if !slices.IsSorted(ys) {
					return 0, took, nil
				}
				return 1 + number(ys[n/3])>>1, took, nil
			}, nil, nil
		}}
	}
	pooled := func(name string, sort func(p *par.Pool, xs []E) error) contestant {
		return contestant{name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			p, err := par.New(par.Workers(threads))
			if err != nil {
				return nil, nil, err
			}
			run, _, err := by(name, func(_ int, xs []E) error { return sort(p, xs) }).start(threads)
			return run, func() { p.Close(bg) }, err
		}}
	}
	return benchCase{name: name, unit: "sort", units: 1, contestants: []contestant{
		pooled("par Sort", func(p *par.Pool, xs []E) error { return par.Sort(bg, xs, par.On(p)) }),
		pooled("par SortFunc", func(p *par.Pool, xs []E) error { return par.SortFunc(bg, xs, cmp.Compare[E], par.On(p)) }),
		by("slices.Sort", func(_ int, xs []E) error { slices.Sort(xs); return nil }),
		by("slices.SortFunc", func(_ int, xs []E) error { slices.SortFunc(xs, cmp.Compare[E]); return nil }),
	}}, by
}

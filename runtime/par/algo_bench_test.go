package par_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// BenchmarkAlgorithms reports how long a function takes relative to the loop that anybody would write, as x/loop: taken in turns, the least of each.
func BenchmarkAlgorithms(b *testing.B) {
	p := newPool(b)
	on := par.On(p)
	r := rand.New(rand.NewPCG(1, 2))
	xs := make([]int, 1e6)
	for i := range xs {
		xs[i] = r.IntN(1e5)
	}
	odd := func(x int) bool { return x%2 == 1 }
	isOdd := func(_ context.Context, x int) (bool, error) { return odd(x), nil }
	add := func(a, b int) int { return a + b }
	half := slices.Sorted(slices.Values(xs[:len(xs)/2]))
	rest := slices.Sorted(slices.Values(xs[len(xs)/2:]))
	for _, c := range []struct {
		name       string
		ours, loop func() any
	}{
		{"Sum", func() any { s, _ := par.Sum(bg, xs, on); return s }, func() any {
			s := 0
			for _, x := range xs {
				s += x
			}
			return s
		}},
		{"Min", func() any { s, _, _ := par.Min(bg, xs, on); return s }, func() any { return slices.Min(xs) }},
		{"Filter", func() any { s, _ := par.Filter(bg, xs, isOdd, on); return len(s) }, func() any {
			var out []int
			for _, x := range xs {
				if odd(x) {
					out = append(out, x)
				}
			}
			return len(out)
		}},
		{"Position", func() any {
			i, _ := par.Position(bg, xs, func(_ context.Context, x int) (bool, error) { return x < 0, nil }, on)
			return i
		},
			func() any { return slices.IndexFunc(xs, func(x int) bool { return x < 0 }) }},
		{"Scan", func() any { s, _ := par.Scan(bg, xs, add, on); return s[len(s)-1] }, func() any {
			out := make([]int, len(xs))
			acc := 0
			for i, x := range xs {
				acc = add(acc, x)
				out[i] = acc
			}
			return acc
		}},
		{"Unique", func() any { s, _ := par.Unique(bg, xs, on); return len(s) }, func() any {
			seen := map[int]struct{}{}
			var out []int
			for _, x := range xs {
				if _, ok := seen[x]; !ok {
					seen[x] = struct{}{}
					out = append(out, x)
				}
			}
			return len(out)
		}},
		{"GroupBy", func() any {
			m, _ := par.GroupBy(bg, xs, func(_ context.Context, x int) (int, error) { return x % 100, nil }, on)
			return len(m)
		}, func() any {
			m := map[int][]int{}
			for _, x := range xs {
				m[x%100] = append(m[x%100], x)
			}
			return len(m)
		}},
		{"Merge", func() any { s, _ := par.Merge(bg, half, rest, on); return s[7] }, func() any {
			out := make([]int, 0, len(xs))
			for i, j := 0, 0; len(out) < len(xs); {
				if j == len(rest) || i < len(half) && half[i] <= rest[j] {
					out = append(out, half[i])
					i++
				} else {
					out = append(out, rest[j])
					j++
				}
			}
			return out[7]
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			least := [2]time.Duration{1 << 62, 1 << 62}
			for b.Loop() {
				var got [2]any
				for i, f := range []func() any{c.ours, c.loop} {
					began := time.Now()
					got[i] = f()
					least[i] = min(least[i], time.Since(began))
				}
				if got[0] != got[1] {
					b.Fatal(got)
				}
			}
			b.ReportMetric(float64(least[0])/float64(least[1]), "x/loop")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkWalkTree reports the walk of a binary tree of 2^16 nodes with 1 µs of work each, relative to a recursive function.
func BenchmarkWalkTree(b *testing.B) {
	p := newPool(b)
	const n = 1 << 16
	children := func(i int) []int {
		if 2*i+1 >= n {
			return nil
		}
		return []int{2*i + 1, 2*i + 2}
	}
	for name, work := range map[string]int{"empty": 0, "work": 50} {
		b.Run(name, func(b *testing.B) {
			least := [2]time.Duration{1 << 62, 1 << 62}
			for b.Loop() {
				began := time.Now()
				_ = par.WalkTree(bg, 0, func(_ context.Context, i int) ([]int, error) { spin(work); return children(i), nil }, par.On(p))
				least[0] = min(least[0], time.Since(began))
				began = time.Now()
				var walk func(i int)
				walk = func(i int) {
					spin(work)
					for _, c := range children(i) {
						walk(c)
					}
				}
				walk(0)
				least[1] = min(least[1], time.Since(began))
			}
			b.ReportMetric(float64(least[0])/float64(least[1]), "x/recursion")
			b.ReportMetric(float64(least[1])/n, "ns/node")
			b.ReportMetric(0, "ns/op")
		})
	}
}

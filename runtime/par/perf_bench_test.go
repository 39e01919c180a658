package par_test

import (
	"context"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// compare measures two ways to do the same in turns, and reports the least of each and their ratio.
func compare(b *testing.B, calls int, base, with func()) {
	least := func(f func(), m float64) float64 {
		t := time.Now()
		for range calls {
			f()
		}
		return min(m, float64(time.Since(t))/float64(calls))
	}
	x, y := 1e18, 1e18
	for b.Loop() {
		for range 20 {
			x, y = least(base, x), least(with, y)
		}
	}
	b.ReportMetric(x, "base-ns")
	b.ReportMetric(y, "par-ns")
	b.ReportMetric(y-x, "more-ns")
	b.ReportMetric(y/x, "ratio")
	b.ReportMetric(0, "ns/op")
}

type benchTree struct {
	l, r *benchTree
	v    int
}

func grow(depth int) *benchTree {
	if depth == 0 {
		return nil
	}
	return &benchTree{grow(depth - 1), grow(depth - 1), depth}
}

func (t *benchTree) sum() int {
	if t.l == nil {
		return t.v
	}
	return t.v + t.l.sum() + t.r.sum()
}

func sumFork(s *par.Strand[*benchTree, int], t *benchTree) int {
	if t.l == nil {
		return t.v
	}
	if s.Fork(t.r) {
		l := sumFork(s, t.l)
		return t.v + l + s.Await()
	}
	return t.v + sumFork(s, t.l) + sumFork(s, t.r)
}

var total int

// BenchmarkSmall is what calls cost that are too small for helpers.
func BenchmarkSmall(b *testing.B) {
	leaf := par.NewRec(func(_ *par.Strand[int, int], n int) int { return n })
	b.Run("Rec of one call", func(b *testing.B) {
		compare(b, 1000, func() { total++ }, func() { n, _ := leaf.Run(bg, 1); total += n })
	})
	tree, rec := grow(10), par.NewRec(sumFork)
	b.Run("Rec of a tree of 1023", func(b *testing.B) {
		compare(b, 100, func() { total += tree.sum() }, func() { n, _ := rec.Run(bg, tree); total += n })
	})
	xs := make([]int, 10)
	body := func(lo, hi int) error {
		for i := range xs[lo:hi] {
			xs[lo+i] += i
		}
		return nil
	}
	b.Run("For of 10", func(b *testing.B) {
		compare(b, 1000, func() { _ = body(0, len(xs)) }, func() { _ = par.For(bg, len(xs), body) })
	})
}

// BenchmarkJoin is what a Join costs, against the calls alone.
func BenchmarkJoin(b *testing.B) {
	p := newPool(b, par.Workers(1))
	const n = 15
	var fib func(s *par.Scope, n int, r *int)
	fib = func(s *par.Scope, n int, r *int) {
		if n < 2 {
			*r += n
			return
		}
		var y int
		par.Join(s, func(s *par.Scope) { fib(s, n-1, r) }, func(s *par.Scope) { fib(s, n-2, &y) })
		*r += y
	}
	b.Run("empty", func(b *testing.B) {
		_ = p.Run(bg, func(s *par.Scope) error {
			none := func(*par.Scope) {}
			b.ReportAllocs()
			compare(b, 1000, func() { none(s); none(s) }, func() { par.Join(s, none, none) })
			return nil
		})
	})
	const joins = 986
	b.Run("one token", func(b *testing.B) {
		_ = p.Run(bg, func(s *par.Scope) error {
			compare(b, 10, func() { total += fibSeq(n) }, func() { r := 0; fib(s, n, &r); total += r })
			return nil
		})
		b.ReportMetric(joins, "joins")
	})
}

// BenchmarkBatch is what one task of a batch costs, from its submission to its result.
func BenchmarkBatch(b *testing.B) {
	p := newPool(b)
	const n = 1_000_000
	xs := make([]int, n)
	least := 1e18
	for b.Loop() {
		t := time.Now()
		batch, err := par.SubmitBatch(bg, p, xs, func(_ context.Context, x int) (int, error) { return x, nil })
		if err != nil {
			b.Fatal(err)
		}
		if err := batch.Wait(bg); err != nil {
			b.Fatal(err)
		}
		least = min(least, float64(time.Since(t))/n)
	}
	b.ReportMetric(least, "least-ns/task")
}

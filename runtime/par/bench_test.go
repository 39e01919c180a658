package par_test

import (
	"context"
	"math"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

func BenchmarkJoinFib20(b *testing.B) {
	p := newPool(b)
	var fib func(s *par.Scope, n int) int
	fib = func(s *par.Scope, n int) int {
		if n < 2 {
			return n
		}
		x, y := par.Join2(s, func(s *par.Scope) int { return fib(s, n-1) }, func(s *par.Scope) int { return fib(s, n-2) })
		return x + y
	}
	for b.Loop() {
		_ = p.Run(bg, func(s *par.Scope) error { fib(s, 20); return nil })
	}
}

func BenchmarkForEach(b *testing.B) {
	p := newPool(b)
	for name, n := range map[string]int{"10": 10, "1e6": 1e6} {
		xs := make([]float64, n)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = par.ForEach(bg, xs, func(_ context.Context, i int, x *float64) error { *x = math.Sqrt(float64(i)); return nil }, par.On(p))
			}
		})
	}
}

func BenchmarkFor1e7(b *testing.B) {
	p := newPool(b)
	xs := make([]float64, 1e7)
	for b.Loop() {
		_ = par.For(bg, len(xs), func(lo, hi int) error {
			for i := lo; i < hi; i++ {
				xs[i] = math.Sqrt(float64(i))
			}
			return nil
		}, par.On(p))
	}
}

func BenchmarkSubmitWait(b *testing.B) {
	p := newPool(b)
	for b.Loop() {
		fut, err := par.Submit(bg, p, func(context.Context) (int, error) { return 1, nil })
		if err != nil {
			b.Fatal(err)
		}
		_, _ = fut.Wait(bg)
	}
}

func BenchmarkGo(b *testing.B) {
	p := newPool(b)
	for b.Loop() {
		if err := p.Go(bg, func(context.Context) {}); err != nil {
			b.Fatal(err)
		}
	}
}

package main

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/exascience/pargo/parallel"
	"github.com/panjf2000/ants/v2"
	"github.com/parvet/parvet/runtime/par"
	lop "github.com/samber/lo/parallel"
	"github.com/sourcegraph/conc/iter"
	"golang.org/x/sync/errgroup"
)

// static cuts a range into as many blocks as there are threads: what one would write by
// hand for items that are all alike.
func static(threads, n int, f func(lo, hi int)) {
	var wg sync.WaitGroup
	for t := range threads {
		wg.Go(func() { f(n*t/threads, n*(t+1)/threads) })
	}
	wg.Wait()
}

// loopCase has items of about 2 ns.
func loopCase(name string, n int) benchCase {
	xs, ys := make([]uint64, n), make([]uint64, n)
	for i := range xs {
		xs[i] = uint64(i) + 1
	}
	block := func(lo, hi int) {
		for i := lo; i < hi; i++ {
			ys[i] = spin(xs[i], 2)
		}
	}
	result := func() uint64 { return ys[0] + ys[n-1] }
	c := benchCase{name: name, unit: "loop", units: 1, contestants: []contestant{
		onPool("par For", func(p *par.Pool) (uint64, error) {
			err := par.For(bg, n, func(lo, hi int) error { block(lo, hi); return nil }, par.On(p))
			return result(), err
		}),
		always("sequential", func(int) (uint64, error) { block(0, n); return result(), nil }),
		always("static goroutines", func(threads int) (uint64, error) { static(threads, n, block); return result(), nil }),
		always("errgroup", func(threads int) (uint64, error) {
			var g errgroup.Group
			for t := range threads {
				g.Go(func() error { block(n*t/threads, n*(t+1)/threads); return nil })
			}
			g.Wait()
			return result(), nil
		}),
		always("pargo", func(threads int) (uint64, error) { parallel.Range(0, n, threads, block); return result(), nil }),
		always("conc iter", func(threads int) (uint64, error) {
			iter.Iterator[uint64]{MaxGoroutines: threads}.ForEachIdx(xs, func(i int, x *uint64) { ys[i] = spin(*x, 2) })
			return result(), nil
		}),
	}}
	if n <= 10 {
		c.contestants = append(c.contestants, always("lo", func(int) (uint64, error) {
			lop.ForEach(xs, func(x uint64, i int) { ys[i] = spin(x, 2) })
			return result(), nil
		}))
	} else {
		c.rayon = "loop"
		c.contestants = append(c.contestants, contestant{"threads that never rest", func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			return func(times int) (uint64, time.Duration, error) {
				took := neverRest(threads, n, times, block)
				return result(), took, nil
			}, nil, nil
		}})
	}
	return c
}

// sqrtCase adds up the roots of 10^7 numbers.
func sqrtCase() benchCase {
	const n = 10_000_000
	block := func(lo, hi int) float64 {
		sum := 0.0
		for i := lo; i < hi; i++ {
			sum += math.Sqrt(float64(i))
		}
		return sum
	}
	// The order of the additions differs, and with it the last digits.
	rounded := func(sum float64) uint64 { return uint64(math.Round(sum / 1e4)) }
	return benchCase{name: "sum of 10^7 roots", unit: "sum", units: 1, rayon: "sqrt", contestants: []contestant{
		onPool("par For", func(p *par.Pool) (uint64, error) {
			var mu sync.Mutex
			sum := 0.0
			err := par.For(bg, n, func(lo, hi int) error {
				part := block(lo, hi)
				mu.Lock()
				defer mu.Unlock()
				sum += part
				return nil
			}, par.On(p))
			return rounded(sum), err
		}),
		always("sequential", func(int) (uint64, error) { return rounded(block(0, n)), nil }),
		always("static goroutines", func(threads int) (uint64, error) {
			var mu sync.Mutex
			sum := 0.0
			static(threads, n, func(lo, hi int) {
				part := block(lo, hi)
				mu.Lock()
				defer mu.Unlock()
				sum += part
			})
			return rounded(sum), nil
		}),
		always("pargo", func(threads int) (uint64, error) {
			return rounded(parallel.RangeReduceFloat64Sum(0, n, threads, block)), nil
		}),
	}}
}

// turns of spin that an item of mapCase takes.
const turns = 60

// spinItem is what MapInto is given, as a variable so that it is called.
var spinItem = func(_ context.Context, x uint64) (uint64, error) { return spin(x, turns), nil }

// mapCase maps 10^6 numbers, at about 65 ns each.
func mapCase() benchCase {
	const n = 1_000_000
	xs, ys := make([]uint64, n), make([]uint64, n)
	for i := range xs {
		xs[i] = uint64(i) + 1
	}
	block := func(lo, hi int) {
		for i := lo; i < hi; i++ {
			ys[i] = spin(xs[i], turns)
		}
	}
	result := func() uint64 { return ys[0] + ys[n/2] + ys[n-1] }
	pooled := func(name string, start func(threads int) (submit func(func()), stop func(), err error)) contestant {
		return contestant{name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			submit, stop, err := start(threads)
			return timed(func() (uint64, error) {
				var wg sync.WaitGroup
				wg.Add(n)
				for i := range n {
					submit(func() { ys[i] = spin(xs[i], turns); wg.Done() })
				}
				wg.Wait()
				return result(), nil
			}), stop, err
		}}
	}
	return benchCase{name: "map of 10^6 items of 65 ns", unit: "item", units: n, rayon: "map", contestants: []contestant{
		onPool("par MapInto", func(p *par.Pool) (uint64, error) {
			err := par.MapInto(bg, ys, xs, spinItem, par.On(p))
			return result(), err
		}),
		onPool("par For", func(p *par.Pool) (uint64, error) {
			err := par.For(bg, n, func(lo, hi int) error { block(lo, hi); return nil }, par.On(p))
			return result(), err
		}),
		always("sequential", func(int) (uint64, error) { block(0, n); return result(), nil }),
		always("static goroutines", func(threads int) (uint64, error) { static(threads, n, block); return result(), nil }),
		always("static, a call an item", func(threads int) (uint64, error) {
			static(threads, n, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					ys[i], _ = spinItem(bg, xs[i])
				}
			})
			return result(), nil
		}),
		always("pargo", func(threads int) (uint64, error) { parallel.Range(0, n, threads, block); return result(), nil }),
		always("conc iter", func(threads int) (uint64, error) {
			iter.Iterator[uint64]{MaxGoroutines: threads}.ForEachIdx(xs, func(i int, x *uint64) { ys[i] = spin(*x, turns) })
			return result(), nil
		}),
		always("lo", func(int) (uint64, error) {
			zs := lop.Map(xs, func(x uint64, _ int) uint64 { return spin(x, turns) })
			return zs[0] + zs[n/2] + zs[n-1], nil
		}),
		pooled("pond", func(threads int) (func(func()), func(), error) {
			p := pond.NewPool(threads)
			return func(f func()) { p.Submit(f) }, p.StopAndWait, nil
		}),
		pooled("ants", func(threads int) (func(func()), func(), error) {
			p, err := ants.NewPool(threads)
			if err != nil {
				return nil, nil, err
			}
			return func(f func()) { p.Submit(f) }, p.Release, nil
		}),
	}}
}

// neverRest runs a loop in equal parts by threads that wait for one another by reading the
// memory, and do nothing else: no runtime can gain more on this machine, and this one
// burns its processors, stops for no panic, and knows of no context.
func neverRest(threads, n, times int, block func(lo, hi int)) time.Duration {
	type word struct {
		atomic.Int64
		_ [120]byte // of two cache lines, which are fetched together
	}
	await := func(w *word, i int64) {
		for looks := 1; w.Load() < i; looks++ {
			if looks%(1<<14) == 0 {
				runtime.Gosched()
			}
		}
	}
	var turn word
	ended := make([]word, threads)
	part := func(t int) { block(n*t/threads, n*(t+1)/threads) }
	for t := 1; t < threads; t++ {
		go func() {
			for i := int64(1); i <= int64(times); i++ {
				await(&turn, i)
				part(t)
				ended[t].Store(i)
			}
		}()
	}
	began := time.Now()
	for i := int64(1); i <= int64(times); i++ {
		turn.Store(i)
		part(0)
		for t := 1; t < threads; t++ {
			await(&ended[t], i)
		}
	}
	return time.Since(began)
}

package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/exascience/pargo/parallel"
	"github.com/parvet/parvet/runtime/par"
	"github.com/sourcegraph/conc"
	"golang.org/x/sync/errgroup"
)

var bg = context.Background()

// onPool is a contestant with a pool of par.
func onPool(name string, work func(p *par.Pool) (uint64, error)) contestant {
	return contestant{name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
		p, err := par.New(par.Workers(threads))
		if err != nil {
			return nil, nil, err
		}
		return timed(func() (uint64, error) { return work(p) }), func() { p.Close(bg) }, nil
	}}
}

func fib(n uint64) uint64 {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

var fibRec = par.NewRec(fibFork)

func fibFork(s *par.Strand[uint64, uint64], n uint64) uint64 {
	if n < 2 {
		return n
	}
	if s.Fork(n - 2) {
		a := fibFork(s, n-1)
		return a + s.Await()
	}
	return fibFork(s, n-1) + fibFork(s, n-2)
}

var fibJoinRec = par.NewRec(fibJoin)

func fibJoin(s *par.Strand[uint64, uint64], n uint64) uint64 {
	if n < 2 {
		return n
	}
	a, b := s.Join(n-1, n-2)
	return a + b
}

func fibScope(s *par.Scope, n uint64) uint64 {
	if n < 2 {
		return n
	}
	var a, b uint64
	par.Join(s, func(s *par.Scope) { a = fibScope(s, n-1) }, func(s *par.Scope) { b = fibScope(s, n-2) })
	return a + b
}

// fibClosures has the closures of fibScope and what they share, and no more: what they cost by themselves.
func fibClosures(s *closures, n uint64) uint64 {
	if n < 2 {
		return n
	}
	var a, b uint64
	s.join(func(s *closures) { a = fibClosures(s, n-1) }, func(s *closures) { b = fibClosures(s, n-2) })
	return a + b
}

type closures struct{ second func(*closures) }

//go:noinline
func (s *closures) join(a, b func(*closures)) {
	s.second = b // it escapes, as with any pool
	a(s)
	b(s)
}

func fibGo(n uint64) uint64 {
	if n < 2 {
		return n
	}
	var a, b uint64
	var wg sync.WaitGroup
	wg.Go(func() { b = fibGo(n - 2) })
	a = fibGo(n - 1)
	wg.Wait()
	return a + b
}

func fibErrgroup(n uint64) uint64 {
	if n < 2 {
		return n
	}
	var a, b uint64
	var g errgroup.Group
	g.Go(func() error { b = fibErrgroup(n - 2); return nil })
	a = fibErrgroup(n - 1)
	g.Wait()
	return a + b
}

func fibConc(n uint64) uint64 {
	if n < 2 {
		return n
	}
	var a, b uint64
	var wg conc.WaitGroup
	wg.Go(func() { b = fibConc(n - 2) })
	a = fibConc(n - 1)
	wg.Wait()
	return a + b
}

func fibPargo(n uint64) uint64 {
	if n < 2 {
		return n
	}
	var a, b uint64
	parallel.Do(func() { a = fibPargo(n - 1) }, func() { b = fibPargo(n - 2) })
	return a + b
}

// fewer is by how much the argument is less for contestants that need hundreds of
// nanoseconds for a fork: with the full one a turn would take minutes.
const fewer = 12

// fibCase has a fork for each call of fib, with no cutoff: what it measures is the fork. The
// time is that of one of the fib(n+1)-1 forks, the sequential work in it included.
func fibCase(name string, n uint64, threads int) benchCase {
	forks := float64(fib(n+1) - 1)
	c := benchCase{name: name, unit: "fork", units: forks, threads: threads, rayon: "fib"}
	if n == 36 {
		c.rayon = "fib36"
	}
	c.contestants = []contestant{
		onPool("par Rec.Fork", func(p *par.Pool) (uint64, error) { return fibRec.Run(bg, n, par.On(p)) }),
		onPool("par Rec.Join", func(p *par.Pool) (uint64, error) { return fibJoinRec.Run(bg, n, par.On(p)) }),
		onPool("par Join", func(p *par.Pool) (r uint64, err error) {
			err = p.Run(bg, func(s *par.Scope) error { r = fibScope(s, n); return nil })
			return r, err
		}),
		always("closures alone", func(int) (uint64, error) { return fibClosures(new(closures), n), nil }),
		always("sequential", func(int) (uint64, error) { return fib(n), nil }),
		copies(func() uint64 { return fib(n) }),
	}
	small := n - fewer
	scale := forks / float64(fib(small+1)-1)
	for _, peer := range []struct {
		name string
		fib  func(uint64) uint64
	}{{"goroutines", fibGo}, {"errgroup", fibErrgroup}, {"conc", fibConc}, {"pargo", fibPargo}} {
		c.contestants = append(c.contestants, contestant{peer.name, func(int) (func(int) (uint64, time.Duration, error), func(), error) {
			return func(times int) (uint64, time.Duration, error) {
				began := time.Now()
				ok := true
				for range times {
					ok = peer.fib(small) == fib(small) && ok
				}
				took := time.Duration(float64(time.Since(began)) * scale)
				if !ok {
					return 0, took, nil
				}
				return fib(n), took, nil
			}, nil, nil
		}})
	}
	return c
}

// A node of a binary tree.
type node struct {
	left, right *node
	value       uint64
}

func newTree(depth int, next *uint64) *node {
	if depth == 0 {
		return nil
	}
	n := &node{value: *next}
	*next++
	n.left, n.right = newTree(depth-1, next), newTree(depth-1, next)
	return n
}

func (n *node) sum() uint64 {
	if n == nil {
		return 0
	}
	return n.value + n.left.sum() + n.right.sum()
}

var sumRec = par.NewRec(sumFork)

func sumFork(s *par.Strand[*node, uint64], n *node) uint64 {
	if n == nil {
		return 0
	}
	if s.Fork(n.right) {
		a := n.value + sumFork(s, n.left)
		return a + s.Await()
	}
	return n.value + sumFork(s, n.left) + sumFork(s, n.right)
}

var sumJoinRec = par.NewRec(sumJoin)

func sumJoin(s *par.Strand[*node, uint64], n *node) uint64 {
	if n == nil {
		return 0
	}
	a, b := s.Join(n.left, n.right)
	return n.value + a + b
}

func sumScope(s *par.Scope, n *node) uint64 {
	if n == nil {
		return 0
	}
	a, b := par.Join2(s, func(s *par.Scope) uint64 { return sumScope(s, n.left) }, func(s *par.Scope) uint64 { return sumScope(s, n.right) })
	return n.value + a + b
}

func sumGo(n *node) uint64 {
	if n == nil {
		return 0
	}
	var b uint64
	var wg sync.WaitGroup
	wg.Go(func() { b = sumGo(n.right) })
	a := sumGo(n.left)
	wg.Wait()
	return n.value + a + b
}

// treeCase adds up the nodes of a complete tree, with a fork at each.
func treeCase(name string, depth int) benchCase {
	var next uint64
	tree := newTree(depth, &next)
	c := benchCase{name: name, unit: "tree", units: 1}
	c.rayon = map[int]string{10: "tree10", 20: "tree20"}[depth]
	c.contestants = append(sumContestants(tree), copies(tree.sum))
	if depth <= 10 {
		c.contestants = append(c.contestants, always("goroutines", func(int) (uint64, error) { return sumGo(tree), nil }))
	}
	return c
}

// combCase adds up a tree in which each right child is a leaf: there is nothing to share.
func combCase() benchCase {
	var comb *node
	for i := range uint64(10_000) {
		comb = &node{left: comb, right: &node{value: i}, value: i}
	}
	return benchCase{name: "comb of 20,000 nodes", unit: "tree", units: 1, contestants: sumContestants(comb)}
}

func sumContestants(tree *node) []contestant {
	return []contestant{
		onPool("par Rec.Fork", func(p *par.Pool) (uint64, error) { return sumRec.Run(bg, tree, par.On(p)) }),
		onPool("par Rec.Join", func(p *par.Pool) (uint64, error) { return sumJoinRec.Run(bg, tree, par.On(p)) }),
		onPool("par Join2", func(p *par.Pool) (r uint64, err error) {
			err = p.Run(bg, func(s *par.Scope) error { r = sumScope(s, tree); return nil })
			return r, err
		}),
		always("sequential", func(int) (uint64, error) { return tree.sum(), nil }),
	}
}

// copies does the sequential work once on each thread, at the same time, and takes its share of the time: the most that there is to gain.
func copies(work func() uint64) contestant {
	return contestant{"a copy a thread", func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
		run := timed(func() (uint64, error) {
			results := make([]uint64, threads)
			var wg sync.WaitGroup
			for t := range threads {
				wg.Go(func() { results[t] = work() })
			}
			wg.Wait()
			return slices.Max(results), nil
		})
		return func(times int) (uint64, time.Duration, error) {
			result, took, err := run(times)
			return result, took / time.Duration(threads), err
		}, nil, nil
	}}
}

// spin computes for about 1 ns a turn.
func spin(x uint64, turns int) uint64 {
	for range turns {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// joinCase is one Join of two halves of about 18 µs, after some idleness, which is not
// counted.
func joinCase(name string, idle time.Duration) benchCase {
	const turns = 18_000
	half := func(seed uint64) uint64 { return spin(seed, turns) }
	spaced := func(work func() (uint64, error)) func(int) (uint64, time.Duration, error) {
		return func(times int) (result uint64, took time.Duration, err error) {
			for range times {
				time.Sleep(idle)
				began := time.Now()
				if result, err = work(); err != nil {
					return 0, 0, err
				}
				took += time.Since(began)
			}
			return result, took, nil
		}
	}
	plain := func(name string, work func() uint64) contestant {
		return contestant{name, func(int) (func(int) (uint64, time.Duration, error), func(), error) {
			return spaced(func() (uint64, error) { return work(), nil }), nil, nil
		}}
	}
	return benchCase{name: name, unit: "join", units: 1, contestants: []contestant{
		{"par Join2", func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			p, err := par.New(par.Workers(threads))
			if err != nil {
				return nil, nil, err
			}
			return spaced(func() (r uint64, err error) {
				err = p.Run(bg, func(s *par.Scope) error {
					a, b := par.Join2(s, func(*par.Scope) uint64 { return half(1) }, func(*par.Scope) uint64 { return half(2) })
					r = a + b
					return nil
				})
				return r, err
			}), func() { p.Close(bg) }, nil
		}},
		plain("sequential", func() uint64 { return half(1) + half(2) }),
		plain("goroutines", func() uint64 {
			var a, b uint64
			var wg sync.WaitGroup
			wg.Go(func() { b = half(2) })
			a = half(1)
			wg.Wait()
			return a + b
		}),
		plain("errgroup", func() uint64 {
			var a, b uint64
			var g errgroup.Group
			g.Go(func() error { b = half(2); return nil })
			a = half(1)
			g.Wait()
			return a + b
		}),
		plain("conc", func() uint64 {
			var a, b uint64
			var wg conc.WaitGroup
			wg.Go(func() { b = half(2) })
			a = half(1)
			wg.Wait()
			return a + b
		}),
		plain("pargo", func() uint64 {
			var a, b uint64
			parallel.Do(func() { a = half(1) }, func() { b = half(2) })
			return a + b
		}),
	}}
}

//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// Trees of all shapes: random ones, a list, a star, a comb.
func TestWalkTreeVisitsAll(t *testing.T) {
	p := newPool(t, par.Workers(4))
	const n = 5000
	shapes := map[string]func(r *rand.Rand, i int) int{ // the parent of node i
		"random": func(r *rand.Rand, i int) int { return r.IntN(i) },
		"list":   func(_ *rand.Rand, i int) int { return i - 1 },
		"star":   func(*rand.Rand, int) int { return 0 },
		"comb":   func(_ *rand.Rand, i int) int { return (i - 1) / 2 * 2 },
		"binary": func(_ *rand.Rand, i int) int { return (i - 1) / 2 },
	}
	for name, parent := range shapes {
		for _, o := range []opts{{}, {par.Limit(1)}, {par.Limit(2)}} {
			t.Run(name, func(t *testing.T) {
				r := rand.New(rand.NewPCG(5, 6))
				children := make([][]int, n)
				parents := make([]int, n)
				for i := 1; i < n; i++ {
					parents[i] = parent(r, i)
					children[parents[i]] = append(children[parents[i]], i)
				}
				visited := make([]atomic.Int32, n)
				wantErr(t, par.WalkTree(bg, 0, func(_ context.Context, i int) ([]int, error) {
					if i > 0 && visited[parents[i]].Load() == 0 {
						t.Errorf("%d before its parent", i)
					}
					visited[i].Add(1)
					spin(i % 50)
					return children[i], nil
				}, append(o, par.On(p))...), nil)
				for i := range visited {
					if k := visited[i].Load(); k != 1 {
						t.Fatalf("node %d was visited %d times", i, k)
					}
				}
			})
		}
	}
}

var sink atomic.Int64

// spin is work that the compiler cannot leave out.
func spin(n int) {
	x := int64(n)
	for i := range 20 * n {
		x = x*31 + int64(i)
	}
	sink.Store(x)
}

func TestWalkGraphVisitsWhatCanBeReachedOnce(t *testing.T) {
	p := newPool(t, par.Workers(4))
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 7))
		n := 1 + r.IntN(2000)
		edges := make([][]int, n)
		for i := range edges {
			for range r.IntN(4) {
				edges[i] = append(edges[i], r.IntN(n)) // circles and loops, too
			}
		}
		roots := []int{r.IntN(n), r.IntN(n), 0, 0}
		reached := make([]bool, n)
		var mark func(i int)
		mark = func(i int) {
			if !reached[i] {
				reached[i] = true
				for _, j := range edges[i] {
					mark(j)
				}
			}
		}
		for _, i := range roots {
			mark(i)
		}
		visited := make([]atomic.Int32, n)
		wantErr(t, par.WalkGraph(bg, roots, func(_ context.Context, i int) ([]int, error) {
			visited[i].Add(1)
			spin(i % 30)
			return edges[i], nil
		}, par.On(p)), nil)
		for i := range visited {
			if k := visited[i].Load(); (k == 1) != reached[i] || k > 1 {
				t.Fatalf("node %d was visited %d times, reached: %v", i, k, reached[i])
			}
		}
	}
	wantErr(t, par.WalkGraph(bg, nil, func(context.Context, int) ([]int, error) { return nil, errBoom }), nil)
}

// Slow visits run at the same time, each in a task of its own: the five wait for each other.
func TestWalkIsParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(5))
		var arrived atomic.Int32
		all := make(gate)
		wantErr(t, par.WalkTree(bg, 0, func(ctx context.Context, i int) ([]int, error) {
			if i == 0 {
				return []int{1, 2, 3, 4, 5}, par.Sleep(ctx, ms) // it is slow visits that are spread so
			}
			if arrived.Add(1) == 5 {
				all.open()
			}
			all.wait() // or the bubble is deadlocked
			return nil, nil
		}, par.On(p)), nil)
	})
}

// A walk far deeper than any stack of goroutines.
func TestWalkDeep(t *testing.T) {
	const deep = 200_000
	last := 0
	wantErr(t, par.WalkTree(bg, 0, func(_ context.Context, i int) ([]int, error) {
		last = i
		if i == deep {
			return nil, nil
		}
		return []int{i + 1}, nil
	}, par.Limit(1)), nil)
	if last != deep {
		t.Errorf("ended at %d", last)
	}
}

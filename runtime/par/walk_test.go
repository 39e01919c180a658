//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"runtime"
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

// The source is ahead by a bounded number of elements, however slow the callbacks are.
func TestForSeqReadsAheadBounded(t *testing.T) {
	for _, o := range []opts{{}, {par.Limit(3)}, {par.MinLen(5)}} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(2))
			var read, done atomic.Int32
			seq := func(yield func(int) bool) {
				for i := range 300 {
					if k := read.Add(1) - done.Load(); k > 60 {
						t.Errorf("%d elements ahead", k)
					}
					if !yield(i) {
						return
					}
				}
			}
			wantErr(t, par.ForSeq(bg, seq, func(ctx context.Context, _ int) error {
				err := par.Sleep(ctx, ms)
				done.Add(1)
				return err
			}, append(o, par.On(p))...), nil)
			if done.Load() != 300 {
				t.Errorf("%d elements", done.Load())
			}
		})
	}
}

// While the source waits, the only token is free for what was read.
func TestForSeqOverlapsSlowSource(t *testing.T) {
	p := newPool(t, par.Workers(1))
	worked := make(chan int)
	seq := func(yield func(int) bool) {
		for i := range 5 {
			if !yield(i) {
				return
			}
			if got := <-worked; got != i { // or this hangs
				t.Errorf("element %d, want %d", got, i)
			}
		}
	}
	wantErr(t, par.ForSeq(bg, seq, func(ctx context.Context, i int) error {
		return par.Blocking(ctx, func(context.Context) error { worked <- i; return nil })
	}, par.On(p)), nil)
}

// With no compensation for blocked tasks, and all of it held by the source, the caller still gets through.
func TestForSeqWithoutSpareWorkers(t *testing.T) {
	p := newPool(t, par.Workers(1), par.MaxBlocked(0))
	var k atomic.Int32
	wantErr(t, par.ForSeq(bg, count(1000), func(context.Context, int) error { k.Add(1); return nil }, par.On(p)), nil)
	if k.Load() != 1000 {
		t.Errorf("%d elements", k.Load())
	}
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// An endless source ends with the first error, with the context, and with its own panic.
func TestForSeqStops(t *testing.T) {
	p := newPool(t, par.Workers(3))
	endless := func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
	var k atomic.Int32
	wantErr(t, par.ForSeq(bg, endless, func(context.Context, int) error {
		if k.Add(1) == 100 {
			return errBoom
		}
		return nil
	}, par.On(p)), errBoom)
	ctx, cancel := context.WithCancel(bg)
	k.Store(0)
	wantErr(t, par.ForSeq(ctx, endless, func(context.Context, int) error {
		if k.Add(1) == 100 {
			cancel()
		}
		return nil
	}, par.On(p)), context.Canceled)

	broken := func(yield func(int) bool) { yield(1); panic(errBoom) }
	pe, _ := caught(func() {
		_ = par.ForSeq(bg, broken, func(context.Context, int) error { return nil }, par.On(p))
	}).(*par.PanicError)
	if !errors.Is(pe, errBoom) {
		t.Errorf("raised %v", pe)
	}
	if !exits(func() {
		_ = par.ForSeq(bg, func(func(int) bool) { runtime.Goexit() }, func(context.Context, int) error { return nil }, par.On(p))
	}) {
		t.Error("a Goexit of the source was lost")
	}
	wantErr(t, par.ForSeq(bg, nil, func(context.Context, int) error { return nil }), par.ErrInvalid)
	_, err := par.MapSeq2(bg, iter.Seq2[int, int](nil), func(context.Context, int, int) (int, error) { return 0, nil })
	wantErr(t, err, par.ErrInvalid)
}

// A find cancels the context of what is under way; the cause of an outer search, returned in an inner one, is no find there.
func TestSearchesCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		meet := make(gate)
		inner := make(chan error, 1)
		ok, err := par.Any(bg, upTo(2), func(ctx context.Context, i int) (bool, error) {
			if i == 1 {
				meet.wait()
				return true, nil
			}
			meet.open()
			<-ctx.Done()
			_, err := par.Any(context.WithoutCancel(ctx), upTo(1), func(context.Context, int) (bool, error) { return false, context.Cause(ctx) })
			inner <- err
			return false, ctx.Err()
		}, par.On(p))
		if !ok || err != nil {
			t.Error(ok, err)
		}
		if err := <-inner; err == nil {
			t.Error("an inner search took the end of the outer one for its own")
		}
	})
}

// Of two finds the one that counts is not the one that comes last in time.
func TestFindFirstKeepsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		late := func(wanted int) func(context.Context, int) (bool, error) {
			return func(ctx context.Context, i int) (bool, error) {
				if i == wanted {
					return true, nil
				}
				_ = par.Sleep(ctx, ms)
				return false, errBoom // nobody asked any more
			}
		}
		i, err := par.Position(bg, upTo(2), late(0), par.On(p))
		if i != 0 || err != nil {
			t.Errorf("Position: %d, %v", i, err)
		}
		i, ok, err := par.FindLast(bg, upTo(2), late(1), par.On(p))
		if i != 1 || !ok || err != nil {
			t.Errorf("FindLast: %d, %v, %v", i, ok, err)
		}
	})
}

// What is behind a find is not looked at.
func TestSearchesStop(t *testing.T) {
	p := newPool(t, par.Workers(2))
	for name, search := range map[string]func(f func(context.Context, int) (bool, error)) error{
		"Any": func(f func(context.Context, int) (bool, error)) error {
			_, err := par.Any(bg, upTo(1000), f, par.On(p), par.Limit(1))
			return err
		},
		"Position": func(f func(context.Context, int) (bool, error)) error {
			_, err := par.Position(bg, upTo(1000), f, par.On(p), par.Limit(1))
			return err
		},
		"FindFirst": func(f func(context.Context, int) (bool, error)) error {
			_, _, err := par.FindFirst(bg, upTo(1000), f, par.On(p), par.Limit(1))
			return err
		},
	} {
		k := 0
		wantErr(t, search(func(_ context.Context, i int) (bool, error) { k++; return i == 500, nil }), nil)
		if k != 501 {
			t.Errorf("%s: %d calls", name, k)
		}
	}
}

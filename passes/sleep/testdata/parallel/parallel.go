// Package parallel hands callbacks to the data-parallel functions of par.
package parallel

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type node struct{ children []*node }

func slices(ctx context.Context, xs []int) {
	yes := func(context.Context, int) (bool, error) { return true, nil }
	slow := func(context.Context, int) (bool, error) {
		time.Sleep(time.Second) // want `task passed to par.Filter sleeps`
		return true, nil
	}
	par.Filter(ctx, xs, yes)
	par.Filter(ctx, xs, slow)
	par.Any(ctx, xs, slow)
	par.FindFirst(ctx, xs, slow)
	par.Chunks(ctx, xs, 2, func(context.Context, int, []int) error {
		time.Sleep(time.Second) // want `task passed to par.Chunks sleeps`
		return nil
	})
	par.MapInto(ctx, xs, xs, func(context.Context, int) (int, error) {
		time.Sleep(time.Second) // want `task passed to par.MapInto sleeps`
		return 0, nil
	})
	par.Fold(ctx, xs, func() int { return 0 }, func(context.Context, int, int) (int, error) {
		time.Sleep(time.Second) // want `task passed to par.Fold sleeps`
		return 0, nil
	}, func(a, b int) (int, error) { return a + b, nil })
	par.SortFunc(ctx, xs, func(a, b int) int {
		time.Sleep(time.Second) // want `task passed to par.SortFunc sleeps`
		return a - b
	})
	par.SortFunc(ctx, xs, cmp.Compare[int])
	par.Scan(ctx, xs, func(a, b int) int {
		time.Sleep(time.Second) // want `task passed to par.Scan sleeps`
		return a + b
	})
	par.WalkTree(ctx, new(node), func(ctx context.Context, n *node) ([]*node, error) {
		par.Sleep(ctx, time.Second)
		time.Sleep(time.Second) // want `task passed to par.WalkTree sleeps`
		return n.children, nil
	})
}

// A sequential source gives its worker back.
func sequences(ctx context.Context, n int) {
	var seq iter.Seq[int] = func(yield func(int) bool) {
		for i := range n {
			time.Sleep(time.Second)
			if !yield(i) {
				return
			}
		}
	}
	par.ForSeq(ctx, seq, func(context.Context, int) error {
		time.Sleep(time.Second) // want `task passed to par.ForSeq sleeps`
		return nil
	})
}

type slowly int

func (s slowly) wait() { time.Sleep(time.Second) }

type waiter interface{ wait() }

// What is in the slice is what the callback gets.
func items(ctx context.Context) {
	par.GroupBy(ctx, []waiter{slowly(1)}, func(ctx context.Context, w waiter) (int, error) {
		w.wait() // want `task passed to par.GroupBy sleeps`
		return 0, nil
	})
}

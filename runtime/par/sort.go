package par

import (
	"cmp"
	"context"
	"slices"
)

// Sort sorts xs in ascending order, NaNs first, as [slices.Sort] does. It is not stable: time O(n log n) on any input, O(n) if
// xs is sorted or descending. It needs no memory beside xs, except that a few long sorted runs are merged, which takes as much as xs.
//
// xs is parted around good pivots until there are several parts for each token, which are then sorted one by one; the first partings are done by all
// workers together. The end of ctx is seen between parts. After an error xs holds the same elements in some order. [MinLen] and
// [MaxLen] bound the length of the parts, which is 4096 at least by default. What is shorter is sorted at the caller.
//
// Panics and invalid arguments are as in [ForEach]. xs must not be used by others meanwhile.
func Sort[E cmp.Ordered](ctx context.Context, xs []E, opts ...CallOption) error {
	c, err := prepare("Sort", false, opts)
	if err != nil {
		return err
	}
	s := quick[E]{
		prepare: arrange[E],
		fewRuns: fewRuns[E],
		pivot:   func(xs []E) { middle(xs, cmp.Compare[E]) },
		less:    partLess[E],
		equal:   partEqual[E],
		finish:  sortOrdered[E],
		base:    slices.Sort[[]E],
		compare: cmp.Compare[E],
	}
	return s.sort(ctx, &c, xs)
}

// SortFunc sorts xs in the order of compare, as [slices.SortFunc] does; elements that compare equal may change places. It works as [Sort] does, with the
// same costs, and calls compare on several goroutines at once. compare gets no context, see [Reduce].
//
// If compare panics, or is no strict weak order, xs holds the same elements in some order. xs must not be used by compare.
func SortFunc[E any](ctx context.Context, xs []E, compare func(a, b E) int, opts ...CallOption) error {
	c, err := prepare("SortFunc", compare == nil, opts)
	if err != nil {
		return err
	}
	s := quick[E]{
		prepare: func(xs []E) []E {
			if orderedFunc(xs, compare, false) {
				return nil
			}
			return xs
		},
		fewRuns: func(xs []E) bool { return fewRunsFunc(xs, compare) },
		pivot:   func(xs []E) { middle(xs, compare) },
		less:    func(xs []E, pivot E) int { return partFunc(xs, pivot, compare) },
		finish:  func(xs []E) { slices.SortFunc(xs, compare) },
		compare: compare,
	}
	return s.sort(ctx, &c, xs)
}

// SortStableFunc sorts xs in the order of compare and keeps the order of elements that compare equal, as [slices.SortStableFunc] does. It is a
// merge sort: blocks are sorted one by one and then merged, each merge by all workers. It takes as much memory as xs beside it; time O(n log n) on any input,
// O(n) if xs is sorted or descending. Everything else is as in [SortFunc].
func SortStableFunc[E any](ctx context.Context, xs []E, compare func(a, b E) int, opts ...CallOption) error {
	c, err := prepare("SortStableFunc", compare == nil, opts)
	if err != nil {
		return err
	}
	return mergeSort(ctx, &c, xs, compare)
}

// SortByKey sorts xs by the keys of its elements, NaNs first, and keeps the order of those with equal keys. key is called once for each element, on several
// goroutines at once; it gets no context, see [Reduce]. It takes memory for a key and an index for each element, twice, and for another xs. Everything else is
// as in [SortStableFunc].
func SortByKey[E any, K cmp.Ordered](ctx context.Context, xs []E, key func(E) K, opts ...CallOption) error {
	c, err := prepare("SortByKey", key == nil, opts)
	if err != nil || len(xs) == 0 {
		return err
	}
	c.bare = true
	type keyed struct {
		key K
		i   int
	}
	keys := make([]keyed, len(xs))
	k := c.cutFor(ctx, len(xs))
	err = runCuts(ctx, &c, k, func(ctx context.Context, _, lo, hi int) error {
		return items(ctx, lo, hi, func(i int) error {
			keys[i] = keyed{key(xs[i]), i}
			return nil
		})
	})
	if err != nil {
		return err
	}
	if err := mergeSort(ctx, &c, keys, func(a, b keyed) int { return cmp.Compare(a.key, b.key) }); err != nil {
		return err
	}
	inPlace := 0
	for inPlace < len(keys) && keys[inPlace].i == inPlace {
		inPlace++
	}
	if inPlace == len(keys) {
		return nil
	}
	// Into new memory first: a cancel in the middle must not leave an element out.
	out := make([]E, len(xs))
	err = runCuts(ctx, &c, k, func(ctx context.Context, _, lo, hi int) error {
		return strips(ctx, lo, hi, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				out[i] = xs[keys[i].i]
			}
		})
	})
	if err != nil {
		return err
	}
	copy(xs, out)
	return nil
}

// sortPart is the length of parts that are sorted at once, 30 µs and more of work: less is not worth handing over.
const sortPart = 4096

// sortLen is how long the parts of a sort of n elements should be.
func (c *callConfig) sortLen(n int) int {
	width := min(c.pool.width(), c.limit)
	if width == 1 {
		return n
	}
	return max(reduceLen(n, width, c), min(sortPart, c.maxLen))
}

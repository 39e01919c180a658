package par

import (
	"cmp"
	"context"
)

// Merge is [MergeFunc] in ascending order, NaNs first: the order of [Sort].
func Merge[E cmp.Ordered](ctx context.Context, a, b []E, opts ...CallOption) ([]E, error) {
	c, err := prepare("Merge", false, opts)
	if err != nil {
		return nil, err
	}
	return mergeTwo(ctx, &c, a, b, cmp.Compare[E])
}

// MergeFunc returns the elements of a and b, which must be sorted in the order of compare, as one sorted slice. Of elements that compare equal those of a come first,
// each in their order. The result is cut into blocks, which are merged in parallel, with O(n) calls of compare.
//
// compare runs on several goroutines at once and gets no context, see [Reduce]. With an error the result is nil, and so it is if both are empty. If a or b is not
// sorted, the result has the elements of both in some order.
func MergeFunc[E any](ctx context.Context, a, b []E, compare func(a, b E) int, opts ...CallOption) ([]E, error) {
	c, err := prepare("MergeFunc", compare == nil, opts)
	if err != nil {
		return nil, err
	}
	return mergeTwo(ctx, &c, a, b, compare)
}

func mergeTwo[E any](ctx context.Context, c *callConfig, a, b []E, compare func(a, b E) int) ([]E, error) {
	n := len(a) + len(b)
	if n == 0 {
		return nil, nil
	}
	c.bare = true
	k := c.cutFor(ctx, n)
	from := make([]int, k.count()+1) // how many of a are before each block
	err := runEach(ctx, c, 1, func(context.Context, int) error {
		for i := range k.count() {
			lo, hi := k.bounds(i)
			left := from[i]
			from[i+1] = left + corank(hi-lo, a[left:], b[lo-left:], compare)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]E, n)
	err = runCuts(ctx, c, k, func(_ context.Context, i, lo, hi int) error {
		merge(out[lo:hi], a[from[i]:from[i+1]], b[lo-from[i]:hi-from[i+1]], compare)
		return nil
	})
	return nilIf(out, err), err
}

package par

import "context"

// MapRange calls f once for each i from 0 up to n-1 and returns the results in that order. It is [Map] without a slice to read from, and follows its rules. n < 0 is an error that
// wraps [ErrInvalid].
func MapRange[R any](ctx context.Context, n int, f func(ctx context.Context, i int) (R, error), opts ...CallOption) ([]R, error) {
	c, err := prepareRange("MapRange", n, f == nil, opts)
	if err != nil || n == 0 {
		return nil, err
	}
	out := make([]R, n)
	c.entry = entryOf(f)
	err = forEach(ctx, &c, out, func(ctx context.Context, i int, r *R) (err error) {
		*r, err = f(ctx, i)
		return err
	})
	return nilIf(out, err), err
}

// ReduceRange folds the numbers from 0 up to n-1 into one value, as [Reduce] does the elements of a slice, and follows its rules. n < 0 is an error that wraps [ErrInvalid].
func ReduceRange[R any](ctx context.Context, n int, identity func() R, fold func(acc R, i int) R, merge func(R, R) R, opts ...CallOption) (R, error) {
	c, err := prepareRange("ReduceRange", n, identity == nil || fold == nil || merge == nil, opts)
	if err != nil {
		var zero R
		return zero, err
	}
	return reduceBlocks(ctx, &c, n, identity, merge, func(ctx context.Context, lo, hi int) (R, error) {
		acc := identity()
		watched, out := watchedIn(ctx), lookOut(ctx)
		for i := lo; i < hi; i++ {
			if i > lo && out.ended() {
				return acc, errUnstarted
			}
			watched.beat()
			acc = fold(acc, i)
		}
		return acc, nil
	})
}

// FoldRange is [ReduceRange] for functions that may fail or want the context, as [Fold] is for [Reduce].
func FoldRange[A any](ctx context.Context, n int, identity func() A, fold func(ctx context.Context, acc A, i int) (A, error), merge func(A, A) (A, error), opts ...CallOption) (A, error) {
	c, err := prepareRange("FoldRange", n, identity == nil || fold == nil || merge == nil, opts)
	if err != nil {
		var zero A
		return zero, err
	}
	return foldItems(ctx, &c, n, identity, fold, merge)
}

func prepareRange(call string, n int, missing bool, opts []CallOption) (callConfig, error) {
	c, err := prepare(call, missing, opts)
	if err == nil && n < 0 {
		err = invalid("%s: n is %d", call, n)
	}
	return c, err
}

package par

import (
	"context"
	"slices"
)

// Filter returns the elements of xs for which keep returns true, in the order of xs, in new memory. keep is called once for each element. Filter runs
// as [ForEach] does, with the same rules for errors, cancellation, panics and options; with an error the result is nil. If nothing is kept
// it is nil, too. Each worker collects what it keeps, so there is one copy beside the result.
func Filter[T any](ctx context.Context, xs []T, keep func(context.Context, T) (bool, error), opts ...CallOption) ([]T, error) {
	c, err := prepare("Filter", keep == nil, opts)
	if err != nil {
		return nil, err
	}
	return gather(ctx, &c, xs, func(ctx context.Context, out []T, x T) ([]T, error) {
		ok, err := keep(ctx, x)
		if ok {
			out = append(out, x)
		}
		return out, err
	})
}

// FilterMap is [Filter] and [Map] in one: it returns the results of f where the second one is true, in the order of xs.
func FilterMap[T, R any](ctx context.Context, xs []T, f func(context.Context, T) (R, bool, error), opts ...CallOption) ([]R, error) {
	c, err := prepare("FilterMap", f == nil, opts)
	if err != nil {
		return nil, err
	}
	return gather(ctx, &c, xs, func(ctx context.Context, out []R, x T) ([]R, error) {
		r, ok, err := f(ctx, x)
		if ok {
			out = append(out, r)
		}
		return out, err
	})
}

// Partition is [Filter] that also returns the others: yes has the elements for which keep returns true, no the rest, both in the order of xs.
func Partition[T any](ctx context.Context, xs []T, keep func(context.Context, T) (bool, error), opts ...CallOption) (yes, no []T, err error) {
	c, err := prepare("Partition", keep == nil, opts)
	if err != nil || len(xs) == 0 {
		return nil, nil, err
	}
	k := c.cutFor(ctx, len(xs))
	yesses, noes := make([][]T, k.count()), make([][]T, k.count())
	err = runCuts(ctx, &c, k, func(ctx context.Context, b, lo, hi int) error {
		return items(ctx, lo, hi, func(i int) error {
			ok, err := keep(ctx, xs[i])
			if ok {
				yesses[b] = append(yesses[b], xs[i])
			} else {
				noes[b] = append(noes[b], xs[i])
			}
			return err
		})
	})
	if err != nil {
		return nil, nil, err
	}
	return slices.Concat(yesses...), slices.Concat(noes...), nil
}

// gather lets add append to a slice for each block of xs and returns the slices as one.
func gather[T, R any](ctx context.Context, c *callConfig, xs []T, add func(context.Context, []R, T) ([]R, error)) ([]R, error) {
	if len(xs) == 0 {
		return nil, nil
	}
	k := c.cutFor(ctx, len(xs))
	parts := make([][]R, k.count())
	err := runCuts(ctx, c, k, func(ctx context.Context, b, lo, hi int) error {
		var out []R // not parts[b], which shares its cache line with neighbours
		err := items(ctx, lo, hi, func(i int) (err error) {
			out, err = add(ctx, out, xs[i])
			return err
		})
		parts[b] = out
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.Concat(parts...), nil
}

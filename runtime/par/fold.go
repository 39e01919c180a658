package par

import (
	"cmp"
	"context"
	"slices"
)

// Number is what [Sum] adds.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~float32 | ~float64 | ~complex64 | ~complex128
}

// Fold is [Reduce] for functions that may fail or want the context: each chunk of neighbours is folded from the left, starting with identity(),
// and the results of the chunks are merged from left to right, at the caller. The chunks are those of Reduce, and the same holds for identity and
// merge: associative, neutral, the same result in each run if [Workers] is fixed. The first error stops the fold and is returned with
// the zero A. Empty and nil xs give identity().
func Fold[T, A any](ctx context.Context, xs []T, identity func() A, fold func(context.Context, A, T) (A, error), merge func(A, A) (A, error),
	opts ...CallOption) (A, error) {
	c, err := prepare("Fold", identity == nil || fold == nil || merge == nil, opts)
	if err != nil {
		var zero A
		return zero, err
	}
	return foldItems(ctx, &c, len(xs), identity, func(ctx context.Context, acc A, i int) (A, error) { return fold(ctx, acc, xs[i]) }, merge)
}

// foldItems is Fold for the indices below n.
func foldItems[A any](ctx context.Context, c *callConfig, n int, identity func() A, fold func(context.Context, A, int) (A, error), merge func(A, A) (A, error)) (A, error) {
	if n == 0 {
		return raised(c.poolFor(ctx), identity), nil
	}
	var zero A
	parts, err := foldCuts(ctx, c, n, func(ctx context.Context, lo, hi int) (A, error) {
		acc := identity()
		err := items(ctx, lo, hi, func(i int) (err error) {
			acc, err = fold(ctx, acc, i)
			return err
		})
		return acc, err
	})
	if err != nil {
		return zero, err
	}
	acc := raised(c.pool, func() A {
		acc := parts[0]
		for _, part := range parts[1:] {
			if acc, err = merge(acc, part); err != nil {
				return zero
			}
		}
		return acc
	})
	return acc, err
}

// Sum adds all elements of xs. Sums of integers wrap around as they do in Go. Those of floats depend on the order, which is fixed as in
// [Reduce]: with [Workers] fixed the same input gives the same sum in each run. With an error the sum is zero.
func Sum[T Number](ctx context.Context, xs []T, opts ...CallOption) (T, error) {
	var sum T
	c, err := prepare("Sum", false, opts)
	if err != nil || len(xs) == 0 {
		return 0, err
	}
	c.bare = true
	parts, err := foldCuts(ctx, &c, len(xs), func(ctx context.Context, lo, hi int) (sum T, err error) {
		err = strips(ctx, lo, hi, func(lo, hi int) {
			part := T(0)
			for _, x := range xs[lo:hi] {
				part += x
			}
			sum += part
		})
		return sum, err
	})
	if err != nil {
		return 0, err
	}
	for _, part := range parts {
		sum += part
	}
	return sum, nil
}

// Min returns the least element of xs and whether there is one. As in [slices.Min] the result is NaN if one of the elements is.
func Min[T cmp.Ordered](ctx context.Context, xs []T, opts ...CallOption) (T, bool, error) {
	return pick(ctx, "Min", false, xs, slices.Min[[]T], opts)
}

// Max returns the greatest element of xs and whether there is one. As in [slices.Max] the result is NaN if one of the elements is.
func Max[T cmp.Ordered](ctx context.Context, xs []T, opts ...CallOption) (T, bool, error) {
	return pick(ctx, "Max", false, xs, slices.Max[[]T], opts)
}

// MinFunc returns the least element of xs in the order of compare and whether there is one. Of several least elements it is the first, as in
// [slices.MinFunc]. compare runs on several goroutines at once; it gets no context, see [Reduce].
func MinFunc[T any](ctx context.Context, xs []T, compare func(a, b T) int, opts ...CallOption) (T, bool, error) {
	return pick(ctx, "MinFunc", compare == nil, xs, func(xs []T) T { return slices.MinFunc(xs, compare) }, opts)
}

// MaxFunc returns the greatest element of xs in the order of compare and whether there is one. Of several greatest elements it is the first, as in
// [slices.MaxFunc]. compare runs on several goroutines at once; it gets no context, see [Reduce].
func MaxFunc[T any](ctx context.Context, xs []T, compare func(a, b T) int, opts ...CallOption) (T, bool, error) {
	return pick(ctx, "MaxFunc", compare == nil, xs, func(xs []T) T { return slices.MaxFunc(xs, compare) }, opts)
}

// pick lets best choose among the elements of each strip, and then among those that it has chosen.
func pick[T any](ctx context.Context, call string, missing bool, xs []T, best func([]T) T, opts []CallOption) (x T, ok bool, err error) {
	c, err := prepare(call, missing, opts)
	if err != nil || len(xs) == 0 {
		return x, false, err
	}
	c.bare = true
	parts, err := foldCuts(ctx, &c, len(xs), func(ctx context.Context, lo, hi int) (T, error) {
		chosen := make([]T, 0, 2)
		err := strips(ctx, lo, hi, func(lo, hi int) {
			if chosen = append(chosen, best(xs[lo:hi])); len(chosen) == 2 {
				chosen = append(chosen[:0], best(chosen))
			}
		})
		if err != nil {
			return xs[lo], err
		}
		return chosen[0], nil
	})
	if err != nil {
		return x, false, err
	}
	return raised(c.pool, func() T {
		watched := watchedIn(ctx)
		for len(parts) > 1 {
			watched.beat()
			parts[1] = best(parts[:2])
			parts = parts[1:]
		}
		return parts[0]
	}), true, nil
}

// foldCuts returns what f makes of each block of [0, n), in order.
func foldCuts[A any](ctx context.Context, c *callConfig, n int, f func(ctx context.Context, lo, hi int) (A, error)) ([]A, error) {
	k := c.cutFor(ctx, n)
	parts := make([]A, k.count())
	err := runCuts(ctx, c, k, func(ctx context.Context, i, lo, hi int) (err error) {
		parts[i], err = f(ctx, lo, hi)
		return err
	})
	return parts, err
}

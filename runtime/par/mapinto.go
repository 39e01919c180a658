package par

import "context"

// MapInto is [Map] into memory that is there already: dst[i] becomes f of xs[i]. The lengths must be equal, else the error wraps [ErrInvalid].
// dst may be xs itself; slices that overlap in any other way race. With an error some elements of dst are written and others not.
func MapInto[T, R any](ctx context.Context, dst []R, xs []T, f func(context.Context, T) (R, error), opts ...CallOption) error {
	c, err := prepare("MapInto", f == nil, opts)
	switch {
	case err != nil:
		return err
	case len(dst) != len(xs):
		return invalid("MapInto: %d results for %d elements", len(dst), len(xs))
	case len(xs) == 0:
		return nil
	}
	return mapInto(ctx, &c, dst, xs, f)
}

// mapInto is forEach without a call in between.
func mapInto[T, R any](ctx context.Context, c *callConfig, dst []R, xs []T, f func(context.Context, T) (R, error)) error {
	c.entry = entryOf(f)
	return runLoop(ctx, len(xs), c, func(ctx context.Context, lo, hi int) error {
		out := lookOut(ctx)
		from, to := xs[lo:hi], dst[lo:hi]
		for i, x := range from {
			if i > 0 && out.ended() {
				return errUnstarted
			}
			r, err := f(ctx, x)
			if err != nil {
				return err
			}
			to[i] = r
		}
		return nil
	})
}

// FlatMap calls f once for each element of xs and returns all results in one slice, in the order of xs. It runs as [Map] does, with the same
// rules; the slices that f returns are copied. If there are no results at all it returns nil.
func FlatMap[T, R any](ctx context.Context, xs []T, f func(context.Context, T) ([]R, error), opts ...CallOption) ([]R, error) {
	c, err := prepare("FlatMap", f == nil, opts)
	if err != nil {
		return nil, err
	}
	return gather(ctx, &c, xs, func(ctx context.Context, out []R, x T) ([]R, error) {
		rs, err := f(ctx, x)
		return append(out, rs...), err
	})
}

// Zip calls f once for each pair of elements with the same index, with that index and their addresses. It is [ForEach] over two slices
// and follows its rules. The lengths must be equal, else the error wraps [ErrInvalid]: a pair that is dropped in silence is a bug that hides.
func Zip[A, B any](ctx context.Context, as []A, bs []B, f func(ctx context.Context, i int, a *A, b *B) error, opts ...CallOption) error {
	c, err := prepare("Zip", f == nil, opts)
	switch {
	case err != nil:
		return err
	case len(as) != len(bs):
		return invalid("Zip: %d elements beside %d", len(as), len(bs))
	case len(as) == 0:
		return nil
	}
	c.entry = entryOf(f)
	return forEach(ctx, &c, as, func(ctx context.Context, i int, a *A) error { return f(ctx, i, a, &bs[i]) })
}

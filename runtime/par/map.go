package par

import "context"

// Map calls f once for each element of xs and returns the results in the order of xs. It runs as [ForEach] does, with the same rules for
// errors, cancellation and panics. With an error the result is nil: some elements were never computed.
// A nil xs gives nil, an empty one an empty slice.
func Map[T, R any](ctx context.Context, xs []T, f func(context.Context, T) (R, error), opts ...CallOption) ([]R, error) {
	c, err := newCallConfig(opts)
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, invalid("Map: the function is nil")
	case xs == nil:
		return nil, nil
	case len(xs) == 0:
		return []R{}, nil
	}
	out := make([]R, len(xs))
	err = forEach(ctx, &c, xs, func(ctx context.Context, i int, x *T) (err error) {
		out[i], err = f(ctx, *x)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

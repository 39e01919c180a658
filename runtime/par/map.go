package par

import "context"

// Map calls f once for each element of xs and returns the results in the order of xs. It runs as [ForEach] does, with the same rules for
// errors, cancellation and panics. With an error the result is nil: some elements were never computed.
// If there are no elements, the result is nil, as that of a loop which appends to one that was never made.
func Map[T, R any](ctx context.Context, xs []T, f func(context.Context, T) (R, error), opts ...CallOption) ([]R, error) {
	c, err := prepare("Map", f == nil, opts)
	if err != nil || len(xs) == 0 {
		return nil, err
	}
	out := make([]R, len(xs))
	err = mapInto(ctx, &c, out, xs, f)
	if err != nil {
		return nil, err
	}
	return out, nil
}

package par

import "context"

// Enumerate is [Map] for functions that want the index as well.
func Enumerate[T, R any](ctx context.Context, xs []T, f func(ctx context.Context, i int, x T) (R, error), opts ...CallOption) ([]R, error) {
	c, err := prepare("Enumerate", f == nil, opts)
	if err != nil || len(xs) == 0 {
		return nil, err
	}
	out := make([]R, len(xs))
	c.entry = entryOf(f)
	err = forEach(ctx, &c, xs, func(ctx context.Context, i int, x *T) (err error) {
		out[i], err = f(ctx, i, *x)
		return err
	})
	return nilIf(out, err), err
}

// Collect calls f once for each element of xs and returns a map of what it gives. Of entries with the same key the one of the later element stays, as if a loop had put them there. The
// map is filled at the caller: it pays if f is costly. It runs as [ForEach] does; with an error the result is nil, and without elements an empty map.
func Collect[T any, K comparable, V any](ctx context.Context, xs []T, f func(context.Context, T) (K, V, error), opts ...CallOption) (map[K]V, error) {
	c, err := prepare("Collect", f == nil, opts)
	if err != nil {
		return nil, err
	}
	entries := make([]pair[K, V], len(xs))
	if len(xs) > 0 {
		c.entry = entryOf(f)
		err = forEach(ctx, &c, xs, func(ctx context.Context, i int, x *T) (err error) {
			entries[i].k, entries[i].v, err = f(ctx, *x)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return raised(c.poolFor(ctx), func() map[K]V { // keys that cannot be compared panic
		m := make(map[K]V, len(xs))
		for _, e := range entries {
			m[e.k] = e.v
		}
		return m
	}), nil
}

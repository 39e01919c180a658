package par

import "context"

// Scan returns the running results of op over xs: out[0] is xs[0], out[i] is op(out[i-1], xs[i]). op must be associative; it need not be
// commutative. It runs on several goroutines at once and gets no context, see [Reduce].
//
// Each block is scanned by itself, then what came before it is put in front of each of its elements: up to 2n calls of op, which pays
// from three tokens up. With fewer, or a lower [Limit], all is one block and there are n-1. The blocks are those of Reduce, so with [Workers]
// fixed the same input gives the same result in each run. With an error the result is nil, and so it is for empty xs.
// The scheme is that of Blelloch, Prefix Sums and Their Applications, 1990.
func Scan[T any](ctx context.Context, xs []T, op func(a, b T) T, opts ...CallOption) ([]T, error) {
	c, err := prepare("Scan", op == nil, opts)
	if err != nil || len(xs) == 0 {
		return nil, err
	}
	c.bare = true
	k := c.cutFor(ctx, len(xs))
	if min(c.pool.width(), c.limit) < 3 {
		k.size = k.n // two would do twice the work in half the time
	}
	out := make([]T, len(xs))
	err = runCuts(ctx, &c, k, func(ctx context.Context, _, lo, hi int) error {
		acc := xs[lo]
		out[lo] = acc
		return strips(ctx, lo+1, hi, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				acc = op(acc, xs[i])
				out[i] = acc
			}
		})
	})
	if err != nil || k.count() == 1 {
		return nilIf(out, err), err
	}
	before := raised(c.pool, func() []T { // before[i] is the result of all blocks up to i
		before := make([]T, k.count()-1)
		watched := watchedIn(ctx)
		for i := range before {
			watched.beat()
			_, hi := k.bounds(i)
			before[i] = out[hi-1]
			if i > 0 {
				before[i] = op(before[i-1], before[i])
			}
		}
		return before
	})
	err = runEach(ctx, &c, k.count()-1, func(ctx context.Context, i int) error {
		lo, hi := k.bounds(i + 1)
		return strips(ctx, lo, hi, func(lo, hi int) {
			for j := lo; j < hi; j++ {
				out[j] = op(before[i], out[j])
			}
		})
	})
	return nilIf(out, err), err
}

// nilIf keeps half a result from those who ask for the error too late.
func nilIf[T any](out []T, err error) []T {
	if err != nil {
		return nil
	}
	return out
}

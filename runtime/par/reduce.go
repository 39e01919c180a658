package par

import "context"

// chunksPerToken is how many chunks Reduce cuts for each token: enough to even out chunks of uneven cost.
const chunksPerToken = 8

// Reduce folds xs into one value: each chunk of neighbours is folded from the left, starting with identity(), and the
// results of the chunks are merged from left to right.
//
// merge must be associative and identity() neutral to it; it need not be commutative. The chunks depend on len(xs), [MinLen], [MaxLen]
// and the number of tokens alone, so with [Workers] fixed the same input gives the same result in each run, floating point
// included. identity must return a new value each time if fold or merge changes it in place. fold and identity run on several
// goroutines at once, merge at the caller.
//
// The functions get no context. As in [For], to make calls of this package in fold or identity, call Reduce in [Pool.Run], with
// [Scope.Context].
//
// Empty and nil xs give identity(). If ctx ends before all elements were folded, the result is the zero R with its error.
// Panics, [runtime.Goexit], the caller's part and invalid arguments are as in [ForEach].
func Reduce[T, R any](ctx context.Context, xs []T, identity func() R, fold func(R, T) R, merge func(R, R) R, opts ...CallOption) (R, error) {
	c, err := prepare("Reduce", identity == nil || fold == nil || merge == nil, opts)
	if err != nil {
		var zero R
		return zero, err
	}
	return reduceBlocks(ctx, &c, len(xs), identity, merge, func(ctx context.Context, lo, hi int) (R, error) {
		acc := identity()
		watched, out := watchedIn(ctx), lookOut(ctx)
		for i, x := range xs[lo:hi] {
			if i > 0 && out.ended() {
				return acc, errUnstarted
			}
			watched.beat()
			acc = fold(acc, x)
		}
		return acc, nil
	})
}

// reduceBlocks merges what f makes of the blocks of [0, n), from left to right.
func reduceBlocks[R any](ctx context.Context, c *callConfig, n int, identity func() R, merge func(R, R) R, f func(ctx context.Context, lo, hi int) (R, error)) (R, error) {
	var zero R
	p := c.poolFor(ctx)
	if n == 0 {
		return raised(p, identity), nil
	}
	size := reduceLen(n, p.width(), c)
	parts := make([]R, (n-1)/size+1)
	c.pool, c.minLen, c.maxLen, c.bare = p, 1, 1, true
	err := runLoop(ctx, len(parts), c, func(ctx context.Context, i, _ int) (err error) {
		lo := i * size
		parts[i], err = f(ctx, lo, lo+min(size, n-lo))
		return err
	})
	if err != nil {
		return zero, err
	}
	return raised(p, func() R {
		acc := parts[0]
		for _, part := range parts[1:] {
			acc = merge(acc, part)
		}
		return acc
	}), nil
}

// raised calls f so that its panic has the form of any other in a parallel call.
func raised[R any](p *Pool, f func() R) (r R) {
	out := outcome{pool: p}
	out.protect(func() { r = f() })
	out.raise()
	return r
}

func reduceLen(n, width int, c *callConfig) int {
	even := (n-1)/chunksPerToken/width + 1
	return min(max(even, c.minLen), c.maxLen)
}

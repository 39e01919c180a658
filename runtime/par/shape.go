package par

import "context"

// The data-parallel functions stand on what this file and reduce.go have: runLoop for chunks that adapt, runCuts for blocks whose bounds must be
// the same in each pass or each run. Nothing else of them knows how a loop is scheduled.

// prepare reads the options of a call. missing says that one of its functions is nil.
func prepare(call string, missing bool, opts []CallOption) (callConfig, error) {
	c, err := newCallConfig(opts)
	switch {
	case err != nil:
	case missing:
		err = invalid("%s: a function is nil", call)
	case c.forTasks:
		err = invalid("%s: Timeout, Tenant and Memory are for Submit: the callbacks of %s are waited for", call, call)
	}
	return c, err
}

// cuts divides [0, n) into blocks of one size; the last one may be shorter.
type cuts struct{ n, size int }

// cutFor cuts as Reduce does, so that results depend on n, the options and the number of tokens alone. It settles the pool of the call: several
// passes must see the same one.
func (c *callConfig) cutFor(ctx context.Context, n int) cuts {
	c.pool = c.poolFor(ctx)
	return cuts{n, reduceLen(n, c.pool.width(), c)}
}

func (k cuts) count() int { return (k.n-1)/k.size + 1 }

func (k cuts) bounds(i int) (lo, hi int) {
	lo = i * k.size
	return lo, lo + min(k.size, k.n-lo) // not min(lo+k.size, k.n), which may overflow
}

// runCuts runs body once for each block of k, block i being [lo, hi).
func runCuts(ctx context.Context, c *callConfig, k cuts, body func(ctx context.Context, i, lo, hi int) error) error {
	return runEach(ctx, c, k.count(), func(ctx context.Context, i int) error {
		lo, hi := k.bounds(i)
		return body(ctx, i, lo, hi)
	})
}

// runEach runs body once for each index below n, one at a time: MinLen and MaxLen speak of elements, and what an index stands for has been cut by them.
func runEach(ctx context.Context, c *callConfig, n int, body func(ctx context.Context, i int) error) error {
	if n == 0 {
		return nil
	}
	d := *c
	d.minLen, d.maxLen = 1, 1
	return runLoop(ctx, n, &d, func(ctx context.Context, i, _ int) error { return body(ctx, i) })
}

// items calls f for the indices of a chunk, and leaves the rest out once the loop is cancelled.
func items(ctx context.Context, lo, hi int, f func(i int) error) error {
	watched, out := watchedIn(ctx), lookOut(ctx)
	for i := lo; i < hi; i++ {
		if i > lo && out.ended() {
			return errUnstarted
		}
		watched.beat()
		if err := f(i); err != nil {
			return err
		}
	}
	return nil
}

// stripLen is how many cheap items run between two looks at the context.
const stripLen = 1 << 13

// strips is items for work that is too cheap to look at the context each time, unless somebody watches: then each item is a sign of life.
func strips(ctx context.Context, lo, hi int, f func(lo, hi int)) error {
	watched, out, size := watchedIn(ctx), lookOut(ctx), stripLen
	if watched != nil {
		size = 1
	}
	for at := lo; at < hi; at += size {
		if at > lo && out.ended() {
			return errUnstarted
		}
		watched.beat()
		f(at, at+min(size, hi-at))
	}
	return nil
}

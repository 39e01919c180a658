package par

import "context"

// For calls f for consecutive blocks [lo, hi) that together cover [0, n), each index once. How the range is cut is not fixed: it adapts to
// how long f takes, within [MinLen] and [MaxLen]. It is the loop with the least overhead for small items.
//
// The caller takes part, with the workers of the pool (see [On]) beside it. A range that fits into one chunk, n = 1 or n ≤ MinLen, runs at
// the caller and wakes nobody. The call returns when all blocks that were started have ended.
//
// How long items take is learnt, for each function in the source. A range that is expected to take less than 5 µs is one block at the caller and does not even enter the pool, unless [MaxLen] is
// less than n or the pool has a [Watchdog], a [TaskTimeout] or is [Checked]. Every 10 ms such a call looks whether that still holds: where most calls are trivial and a few are not, say MaxLen.
//
// f gets no context. In a task f uses that of the task, the ctx of this call, also where a worker helps out: [Blocking], [Future.Wait] and nested
// calls find the worker by it. Called from outside For has no task around it, and such calls in f come from outside as well: they
// give no token back until the pool finds out that nothing goes on, and a nested loop counts as one more caller. To make them, call For
// in [Pool.Run], with [Scope.Context], or use [ForEach].
//
// The first error stops the loop: blocks that have not started never do, and that error is returned. If ctx ends before all
// blocks have started, its error is returned. A panic stops the loop likewise and is raised again at the caller as
// [*PanicError]; [runtime.Goexit] ends the caller's goroutine. n = 0 does nothing and returns nil; n < 0, a nil f and
// options out of range are errors that wrap [ErrInvalid]; a closed pool gives [ErrClosed].
func For(ctx context.Context, n int, f func(lo, hi int) error, opts ...CallOption) error {
	if n > 0 && f != nil { // what follows, for short
		entry := entryOf(f)
		if u := usualOf(entry).Load(); u.short(entry, n) {
			if p := onlyPool(ctx, opts); p.leavesAlone() {
				return p.forShort(ctx, u, n, f)
			}
		}
	}
	c, err := prepare("For", f == nil, opts)
	switch {
	case err != nil:
		return err
	case n < 0:
		return invalid("For: n is %d", n)
	case n == 0:
		return nil
	}
	entry := entryOf(f)
	if u := usualOf(entry).Load(); c.maxLen >= n && u.short(entry, n) {
		if p := c.poolFor(ctx); p.leavesAlone() {
			return p.forShort(ctx, u, n, f)
		}
	}
	c.bare, c.entry = true, entry
	return runLoop(ctx, n, &c, func(_ context.Context, lo, hi int) error { return f(lo, hi) })
}

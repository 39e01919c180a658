package par

import "context"

// ForEach calls f once for each element of xs, with its index and its address. The context that f gets carries the worker: hand it to
// [Blocking], [Sleep] and nested calls. It is cancelled at the first error, when ctx ends, and when ForEach returns.
//
// The caller takes part, with the workers of the pool (see [On]) beside it; [Limit] caps the callbacks under way. A single element, or
// at most [MinLen] of them, run at the caller and wake nobody. The call returns when all callbacks that were started have ended, so
// they may use the caller's memory.
//
// The first error in time stops the loop: elements that have not started never do, and that error is returned. If ctx ends before all
// elements have started, its error is returned. A panic stops the loop likewise and is raised again at the caller as
// [*PanicError]; [runtime.Goexit] ends the caller's goroutine, so t.FailNow works in f. Empty and nil xs do nothing and return nil.
// A nil f and options out of range are errors that wrap [ErrInvalid]; a closed pool gives [ErrClosed].
func ForEach[T any](ctx context.Context, xs []T, f func(ctx context.Context, i int, x *T) error, opts ...CallOption) error {
	c, err := prepare("ForEach", f == nil, opts)
	if err != nil || len(xs) == 0 {
		return err
	}
	return forEach(ctx, &c, xs, f)
}

func forEach[T any](ctx context.Context, c *callConfig, xs []T, f func(ctx context.Context, i int, x *T) error) error {
	if c.entry == 0 {
		c.entry = entryOf(f)
	}
	return runLoop(ctx, len(xs), c, func(ctx context.Context, lo, hi int) error {
		out := lookOut(ctx)
		for i := lo; i < hi; i++ {
			if i > lo && out.ended() {
				return errUnstarted
			}
			if err := f(ctx, i, &xs[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

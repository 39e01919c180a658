package par

import (
	"context"
	"sync"
	"sync/atomic"
)

// Any says whether pred returns true for at least one element of xs. It stops at the first in time that does: what has not started never does, and
// the context of what runs is cancelled. Of an error and a true the first in time decides. Other rules are as in [ForEach].
// Without elements it is false.
func Any[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (bool, error) {
	i, err := findAny(ctx, "Any", xs, true, pred, opts)
	return i >= 0, err
}

// All says whether pred returns true for every element of xs. It stops at the first in time for which it does not, as [Any] does at a true.
// Without elements it is true; with an error it is false.
func All[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (bool, error) {
	i, err := findAny(ctx, "All", xs, false, pred, opts)
	return i < 0 && err == nil, err
}

// Find returns some element of xs for which pred returns true, whichever is found first in time, and whether there is one. It stops as [Any]
// does. [FindFirst] looks for the first one in xs, which takes longer if that is not the one found first.
func Find[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (x T, ok bool, err error) {
	i, err := findAny(ctx, "Find", xs, true, pred, opts)
	return at(xs, i, err)
}

// FindFirst returns the first element of xs for which pred returns true, and whether there is one. Once one is found, only elements before it are
// looked at.
//
// The outcome is that of a sequential search: a true or an error of pred counts only if there is neither before it in xs. So an error does not
// stop the elements before its own, and does not cancel the context of those. Panics and the end of ctx act as in [ForEach].
func FindFirst[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (x T, ok bool, err error) {
	i, err := Position(ctx, xs, pred, opts...)
	return at(xs, i, err)
}

// FindLast is [FindFirst] from the end: a true or an error counts only if there is neither behind it in xs.
func FindLast[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (x T, ok bool, err error) {
	c, err := prepare("FindLast", pred == nil, opts)
	if err != nil {
		return x, false, err
	}
	last := len(xs) - 1
	i, err := findFirst(ctx, &c, len(xs), func(ctx context.Context, i int) (bool, error) { return pred(ctx, xs[last-i]) })
	if i >= 0 {
		i = last - i
	}
	return at(xs, i, err)
}

// Position returns the index of the first element for which pred returns true, else -1, as [slices.IndexFunc] does. It works as [FindFirst] does.
func Position[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (int, error) {
	c, err := prepare("Position", pred == nil, opts)
	if err != nil {
		return -1, err
	}
	return findFirst(ctx, &c, len(xs), func(ctx context.Context, i int) (bool, error) { return pred(ctx, xs[i]) })
}

// Count returns for how many elements of xs pred returns true. It runs as [ForEach] does; with an error the count is zero.
func Count[T any](ctx context.Context, xs []T, pred func(context.Context, T) (bool, error), opts ...CallOption) (int, error) {
	c, err := prepare("Count", pred == nil, opts)
	if err != nil || len(xs) == 0 {
		return 0, err
	}
	var total atomic.Int64
	err = runLoop(ctx, len(xs), &c, func(ctx context.Context, lo, hi int) error {
		k := 0
		defer func() { total.Add(int64(k)) }()
		return items(ctx, lo, hi, func(i int) error {
			ok, err := pred(ctx, xs[i])
			if ok {
				k++
			}
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	return int(total.Load()), nil
}

func at[T any](xs []T, i int, err error) (x T, ok bool, _ error) {
	if err != nil || i < 0 {
		return x, false, err
	}
	return xs[i], true, nil
}

// found stops a loop that has what it looked for. Each call has its own: callbacks see it as the cause of their context, and one of an outer
// call that comes back as an error of a callback must not be taken for a find.
type found struct{ at atomic.Int64 }

func (*found) Error() string { return "par: the search has ended" }

func findAny[T any](ctx context.Context, call string, xs []T, want bool, pred func(context.Context, T) (bool, error), opts []CallOption) (int, error) {
	c, err := prepare(call, pred == nil, opts)
	if err != nil || len(xs) == 0 {
		return -1, err
	}
	stop := new(found)
	stop.at.Store(-1)
	err = runLoop(ctx, len(xs), &c, func(ctx context.Context, lo, hi int) error {
		return items(ctx, lo, hi, func(i int) error {
			ok, err := pred(ctx, xs[i])
			if err != nil || ok != want {
				return err
			}
			stop.at.CompareAndSwap(-1, int64(i))
			return stop
		})
	})
	if err == stop {
		return int(stop.at.Load()), nil
	}
	return -1, err
}

// findFirst returns the lowest index for which test returns true, else -1, unless there is an error at a lower one.
func findFirst(ctx context.Context, c *callConfig, n int, test func(context.Context, int) (bool, error)) (int, error) {
	if n == 0 {
		return -1, nil
	}
	var (
		mu    sync.Mutex
		first atomic.Int64 // index of the true or the error that counts so far; written under mu
		fault error        // the error at first
	)
	first.Store(int64(n))
	c.forward = true
	err := runLoop(ctx, n, c, func(ctx context.Context, lo, hi int) error {
		out := lookOut(ctx)
		for i := lo; i < hi && int64(i) < first.Load(); i++ {
			if i > lo && out.ended() {
				return errUnstarted
			}
			ok, err := test(ctx, i)
			if !ok && err == nil {
				continue
			}
			mu.Lock()
			if int64(i) < first.Load() {
				first.Store(int64(i))
				fault = err
			}
			mu.Unlock()
			return nil
		}
		return nil
	})
	i := int(first.Load())
	switch {
	case err != nil:
		return -1, err
	case fault != nil:
		return -1, fault
	case i == n:
		return -1, nil
	}
	return i, nil
}

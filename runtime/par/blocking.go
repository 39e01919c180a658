package par

import (
	"context"
	"time"
)

// Blocking runs f, which may wait for something outside of the pool: the network, a file, a lock, a channel. If ctx is
// the one that a pool handed to its task, the task's token is given back around f, so that another worker may run; [MaxBlocked] caps how
// many may. Coming back never waits for a token. With a foreign context Blocking just runs f. f gets ctx unchanged, and its error
// is returned. A panic or Goexit in f passes through.
func Blocking(ctx context.Context, f func(context.Context) error) error {
	if f == nil {
		return invalid("Blocking: the function is nil")
	}
	if ctx == nil {
		return errNoContext
	}
	st := seatOf(ctx)
	st.pause(stateBlocked)
	defer st.resume(stateBlocked)
	defer blockedRegion(ctx)()
	return f(ctx)
}

// Sleep waits for d, or until ctx ends, and gives the task's token back meanwhile, as [Blocking] does. It returns nil after d and the error of
// ctx if that ended first or had ended before. A d of zero or less does not wait.
func Sleep(ctx context.Context, d time.Duration) error {
	if ctx == nil {
		return errNoContext
	}
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	st := seatOf(ctx)
	st.pause(stateBlocked)
	defer st.resume(stateBlocked)
	defer blockedRegion(ctx)()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

package par

import (
	"context"
	"sync/atomic"
)

// lookout tells a chunk of a loop before each item whether the context has ended. To ask that itself goes through the contexts of the participant, the loop and the caller, each by an interface, which takes longer
// than some items do.
type lookout struct {
	end   *atomic.Pointer[ending] // of the context of the loop
	other context.Context         // the one around it, or another one; nil if it never ends
}

// lookOut makes one for the context that the body of a loop gets.
func lookOut(ctx context.Context) lookout {
	c, ok := bare(ctx).(*stopContext)
	if !ok {
		return lookout{&endless, ctx}
	}
	l := lookout{end: &c.ended}
	if i := c.inner.Load(); i != nil && c.timed == nil {
		l.other = i.Context // it knows of the end of those around it without asking
	} else if up := bare(c.Context); up != context.Background() {
		l.other = up
	}
	return l
}

// bare is the context below those that carry a seat.
func bare(ctx context.Context) context.Context {
	if c, ok := ctx.(*seatContext); ok {
		return c.Context
	}
	return ctx
}

// endless is in the place of the context of a loop where there is none.
var endless atomic.Pointer[ending]

// ended is small enough to be inlined.
func (l *lookout) ended() bool { return l.end.Load() != nil || l.other != nil && ended(l.other) }

//go:noinline
func ended(ctx context.Context) bool { return ctx.Err() != nil }

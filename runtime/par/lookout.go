package par

import "context"

// lookout tells a chunk of a loop before each item whether the context has ended. To ask that itself goes through the contexts of the participant, the loop and the caller, each by an interface, which takes longer
// than some items do.
type lookout struct {
	loop  *stopContext
	other context.Context // the one around it, or another one; nil if it never ends
}

// lookOut makes one for the context that the body of a loop gets.
func lookOut(ctx context.Context) lookout {
	c, ok := bare(ctx).(*stopContext)
	if !ok {
		return lookout{other: ctx}
	}
	l := lookout{loop: c}
	if i := c.inner.Load(); i != nil {
		l.other = i.Context // it knows of the end of those around it without asking
	} else if up := bare(c.Context); up != context.Background() && up != context.TODO() {
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

func (l *lookout) ended() bool {
	return l.loop != nil && l.loop.ended.Load() != nil || l.other != nil && l.other.Err() != nil
}

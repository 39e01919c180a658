package par

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// stopContext is a context that the pool ends: what [context.WithCancelCause] would be, for those who as a rule never ask for its end. It is a part of the call that it belongs to, so it costs nothing
// to make; only who asks for Done, or for a value that it does not know, gets a context of package context in it.
type stopContext struct {
	context.Context               // the parent
	timed           *timedContext // the nearest one around it, or itself; nil if there is none
	depth           int
	ended           atomic.Pointer[ending]
	inner           atomic.Pointer[innerContext]
	mu              sync.Mutex // of those who make the inner context or end it
}

type ending struct{ err, cause error }

type innerContext struct {
	context.Context
	cancel context.CancelCauseFunc
	time   *timeOver // nil but for that of a timedContext
}

// cancelled is the ordinary end.
var cancelled = &ending{context.Canceled, context.Canceled}

// maxDepth is how many parents that are contexts like this one Err asks at most.
const maxDepth = 8

// init makes it a child of parent.
func (c *stopContext) init(parent context.Context) {
	c.Context = parent
	up := parent
	if s, ok := up.(*seatContext); ok {
		up = s.Context
	}
	timed := c.timed
	switch p := up.(type) {
	case *stopContext:
		c.depth, c.timed = p.depth+1, p.timed
	case *timedContext:
		c.depth, c.timed = p.depth+1, p
	}
	if timed != nil {
		c.timed = timed
	}
	if c.depth >= maxDepth { // one of package context knows of the end of its parents without asking
		c.depth = 0
		c.make()
	}
}

func (c *stopContext) Done() <-chan struct{} { return c.make().Done() }

func (c *stopContext) make() *innerContext {
	if i := c.inner.Load(); i != nil {
		return i
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.inner.Load()
	if i == nil {
		i = new(innerContext)
		e, t := c.ended.Load(), c.timed
		switch {
		case e != nil: // before its parent, whatever has become of that since
			i.Context, i.cancel = e.context(context.WithoutCancel(c.Context))
		case t != nil && &t.stopContext == c && c.Context.Err() == nil:
			i.time = newTimeOver(c.Context)
			i.Context, i.cancel = context.WithCancelCause(i.time)
		default:
			i.Context, i.cancel = context.WithCancelCause(c.Context)
		}
		c.inner.Store(i)
		if late := c.ended.Load(); late != nil && e == nil {
			c.endInner(i, late.cause)
		}
	}
	return i
}

func (c *stopContext) Err() error {
	if e := c.ended.Load(); e != nil {
		return e.err
	}
	i := c.inner.Load()
	if i == nil {
		return c.Context.Err()
	}
	if err := i.Err(); err != nil || c.timed == nil {
		return err
	}
	return c.timed.Context.Err() // of which the inner one hears a moment later
}

// Value must give what [context.Cause] asks for, and what lets a child be attached without a goroutine.
func (c *stopContext) Value(key any) any {
	if key != (seatKey{}) {
		i := c.inner.Load()
		if i == nil && c.ended.Load() != nil {
			i = c.make()
		}
		if i != nil {
			return i.Value(key)
		}
	}
	return c.Context.Value(key)
}

// end ends the context with that cause, [context.Canceled] if it is nil, unless it or its parent has ended already.
func (c *stopContext) end(cause error) { c.endAs(context.Canceled, cause) }

// endAs does not lock as a rule: whoever makes the inner context at the same time looks at ended once more when that is there.
func (c *stopContext) endAs(err, cause error) {
	if c.ended.Load() == nil && c.Context.Err() == nil {
		e := cancelled
		if cause != nil && cause != context.Canceled {
			e = &ending{err, cause}
		}
		c.ended.CompareAndSwap(nil, e)
	}
	if i := c.inner.Load(); i != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.endInner(i, cause)
	}
}

// endInner ends the inner context when the outer one has ended. The caller holds mu.
func (c *stopContext) endInner(i *innerContext, cause error) {
	if i.time != nil {
		i.time.end(c.ended.Load())
	}
	i.cancel(cause) // lets go of the parent, too
}

// context makes a child of parent that has ended in that way.
func (e *ending) context(parent context.Context) (context.Context, context.CancelCauseFunc) {
	if e.err == context.DeadlineExceeded {
		ctx, cancel := context.WithDeadlineCause(parent, time.Time{}, e.cause)
		return ctx, func(error) { cancel() }
	}
	ctx, cancel := context.WithCancelCause(parent)
	cancel(e.cause)
	return ctx, cancel
}

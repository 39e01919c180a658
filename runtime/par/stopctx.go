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
	context.Context // the parent
	depth           int
	ended           atomic.Pointer[ending]
	inner           atomic.Pointer[innerContext]
	mu              sync.Mutex // of those who write the two
}

type ending struct{ err, cause error }

type innerContext struct {
	context.Context
	cancel context.CancelCauseFunc
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
	switch p := up.(type) {
	case *stopContext:
		c.depth = p.depth + 1
	case *timedContext:
		c.depth = p.depth + 1
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
		i.Context, i.cancel = context.WithCancelCause(c.Context)
		if e := c.ended.Load(); e != nil {
			i.cancel(e.cause)
		}
		c.inner.Store(i)
	}
	return i
}

func (c *stopContext) Err() error {
	if e := c.ended.Load(); e != nil {
		return e.err
	}
	if i := c.inner.Load(); i != nil {
		return i.Err()
	}
	return c.Context.Err()
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

func (c *stopContext) endAs(err, cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended.Load() == nil && c.Context.Err() == nil {
		if cause == nil || cause == context.Canceled {
			c.ended.Store(cancelled)
		} else {
			c.ended.Store(&ending{err, cause})
		}
	}
	if i := c.inner.Load(); i != nil {
		i.cancel(cause) // lets go of the parent, too
	}
}

// timedContext is the context of a task with a timeout. The pool ends it, so it needs no timer.
type timedContext struct {
	stopContext
	deadline int64
}

func (c *timedContext) Deadline() (time.Time, bool) {
	at := birth.Add(time.Duration(c.deadline))
	if d, ok := c.Context.Deadline(); ok && d.Before(at) {
		return d, true
	}
	return at, true
}

// end ends the context with that cause, which is [ErrTaskTimeout] when the time is over.
func (c *timedContext) end(cause error) {
	err := context.Canceled
	if cause == ErrTaskTimeout {
		err = context.DeadlineExceeded
	}
	c.endAs(err, cause)
}

package par

import (
	"context"
	"sync/atomic"
	"time"
)

// timedContext is the context of a task with a timeout. The pool ends it, so it needs no timer.
type timedContext struct {
	stopContext
	deadline int64
}

func (c *timedContext) init(parent context.Context) {
	c.timed = c // first, as it may get its inner context at once
	c.stopContext.init(parent)
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

// timeOver is the parent of the context of package context that is in a timedContext. What is cancelled there by its function has the error [context.Canceled], and what is derived from it as well; with a
// deadline it has the right one, but ends by a timer of its own, maybe before the pool has abandoned the task. The error of the parent goes to all below, and this is a parent that ends when the pool says so.
//
// The price is that it has to be told of the end of the real parent by [context.AfterFunc], which needs a goroutine: what the task derives from its context may end a moment later than that parent.
type timeOver struct {
	context.Context // the parent
	done            chan struct{}
	over            atomic.Bool
	inner           func() // ends the child with the error and the cause that this has
	stop            func() bool
}

// passed is a context whose time is over.
var passed, _ = (&ending{context.DeadlineExceeded, ErrTaskTimeout}).context(context.Background())

func newTimeOver(parent context.Context) *timeOver {
	return &timeOver{Context: parent, done: make(chan struct{})}
}

// Done must not be that of the parent, or the child would be attached to that.
func (c *timeOver) Done() <-chan struct{} { return c.done }

func (c *timeOver) Err() error {
	if c.over.Load() {
		return passed.Err()
	}
	return c.Context.Err()
}

// Value must give what [context.Cause] asks for.
func (c *timeOver) Value(key any) any {
	if c.over.Load() {
		if v := passed.Value(key); v != nil {
			return v
		}
	}
	return c.Context.Value(key)
}

// AfterFunc is called once, by package context when the child is made.
func (c *timeOver) AfterFunc(f func()) (stop func() bool) {
	c.inner, c.stop = f, func() bool { return true }
	if c.Context.Done() != nil {
		c.stop = context.AfterFunc(c.Context, f)
	}
	return c.stop
}

// end ends the child as its context has ended, nil if its parent was first, of which it may not have heard yet.
func (c *timeOver) end(e *ending) {
	if e != nil && e.err == context.DeadlineExceeded {
		c.over.Store(true)
	} else if e != nil {
		return // the child can be cancelled as any other
	}
	c.inner()
	c.stop()
}

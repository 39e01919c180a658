package par

import (
	"context"
	"sync"
	"time"
)

// timedContext is the context of a task with a timeout. It is what [context.WithDeadline] would be, but the pool ends it, so it needs no timer; and it
// costs next to nothing for a task that never asks for its end.
type timedContext struct {
	context.Context
	deadline int64

	mu     sync.Mutex
	inner  context.Context // made when somebody asks for Done
	cancel context.CancelCauseFunc
	err    error
	cause  error
}

func (c *timedContext) Deadline() (time.Time, bool) {
	at := birth.Add(time.Duration(c.deadline))
	if d, ok := c.Context.Deadline(); ok && d.Before(at) {
		return d, true
	}
	return at, true
}

func (c *timedContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.make().Done()
}

// make is called under mu.
func (c *timedContext) make() context.Context {
	if c.inner == nil {
		c.inner, c.cancel = context.WithCancelCause(c.Context)
		if c.err != nil {
			c.cancel(c.cause)
		}
	}
	return c.inner
}

func (c *timedContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	return c.Context.Err()
}

// Value must give what [context.Cause] asks for, and what lets a child be attached without a goroutine.
func (c *timedContext) Value(key any) any {
	c.mu.Lock()
	inner := c.inner
	if inner == nil && c.err != nil {
		inner = c.make()
	}
	c.mu.Unlock()
	if inner != nil {
		return inner.Value(key)
	}
	return c.Context.Value(key)
}

// end is called when the time is over, with that cause, or when the task has ended. Only the first call has an effect.
func (c *timedContext) end(cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil || c.Context.Err() != nil {
		if c.cancel != nil {
			c.cancel(cause) // lets go of the parent
		}
		return
	}
	c.err, c.cause = context.Canceled, cause
	if cause == ErrTaskTimeout {
		c.err = context.DeadlineExceeded
	}
	if c.cancel != nil {
		c.cancel(cause)
	}
}

package par

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// A timedContext is as one of package context with a deadline, and so is what is derived from it, above and below whatever other contexts; but for the end of the parent, of which it may hear a moment later.
func TestTimedContextIsLikeWithDeadlineCause(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		synctest.Test(t, func(t *testing.T) { compareTimed(t, r) })
	}
}

func compareTimed(t *testing.T, r *rand.Rand) {
	real, ours := []context.Context{context.Background()}, []context.Context{context.Background()}
	ends := []func(error){func(error) {}}
	due := map[time.Time]*timedContext{}
	derive := func() {
		i := r.IntN(len(real))
		parent := ours[i]
		if r.IntN(2) == 0 {
			parent = withSeat(parent, &seat{})
		}
		switch r.IntN(3) {
		case 0:
			ctx, cancel := context.WithCancelCause(real[i])
			c := new(stopContext)
			c.init(parent)
			real, ours = append(real, ctx), append(ours, c)
			ends = append(ends, func(err error) { cancel(err); c.end(err) })
		case 1:
			at := time.Now().Add(time.Duration(1+r.IntN(10_000)) * time.Minute)
			ctx, cancel := context.WithDeadlineCause(real[i], at, ErrTaskTimeout)
			c := new(timedContext)
			c.init(parent)
			due[at] = c
			real, ours = append(real, ctx), append(ours, c)
			ends = append(ends, func(error) { cancel(); c.end(context.Canceled) })
		case 2:
			ctx, cancel := context.WithCancelCause(real[i])
			c, cancelOurs := context.WithCancelCause(parent)
			real, ours = append(real, ctx), append(ours, c)
			ends = append(ends, func(err error) { cancel(err); cancelOurs(err) })
		}
	}
	for range 4 {
		derive()
	}
	for range 20 {
		switch r.IntN(4) {
		case 0:
			derive()
		case 1:
			ends[r.IntN(len(ends))]([]error{nil, errBoom1, errBoom2}[r.IntN(3)])
		case 2: // asked, it has a context of package context from then on
			ours[r.IntN(len(ours))].Done()
		case 3:
			var first time.Time
			for at := range due {
				if first.IsZero() || at.Before(first) {
					first = at
				}
			}
			if c := due[first]; c != nil {
				delete(due, first)
				time.Sleep(time.Until(first))
				synctest.Wait()
				c.end(ErrTaskTimeout)
			}
		}
		synctest.Wait()
		look := r.IntN(2) == 0 // who asks for the cause makes contexts, so not each time
		for i := range real {
			if a, b := real[i].Err(), ours[i].Err(); a != b {
				t.Fatalf("Err of %d, a %T: %v, want %v", i, ours[i], b, a)
			}
			if !look {
				continue
			}
			if a, b := context.Cause(real[i]), context.Cause(ours[i]); a != b {
				t.Fatalf("Cause of %d, a %T: %v, want %v", i, ours[i], b, a)
			}
			if real[i].Done() != nil && closed(real[i].Done()) != closed(ours[i].Done()) {
				t.Fatalf("Done of %d, a %T: closed is %v", i, ours[i], closed(ours[i].Done()))
			}
		}
	}
	for _, end := range ends {
		end(nil)
	}
}

// What ended before its parent keeps its own cause, whatever becomes of the parent before somebody asks.
func TestStopContextKeepsItsCause(t *testing.T) {
	parent, endParent := context.WithCancelCause(context.Background())
	var c stopContext
	c.init(parent)
	c.end(errBoom1)
	endParent(errBoom2)
	if err := context.Cause(&c); err != errBoom1 {
		t.Error(err)
	}
	var late stopContext
	late.init(parent)
	late.end(errBoom1)
	if err := context.Cause(&late); err != errBoom2 {
		t.Errorf("the parent was first: %v", err)
	}
}

// A context that is done lets go of its parent.
func TestTimedContextLetsGoOfItsParent(t *testing.T) {
	for _, cause := range []error{ErrTaskTimeout, context.Canceled} {
		parent := &afterContext{Context: context.Background(), done: make(chan struct{})}
		var c timedContext
		c.init(parent)
		c.Done()
		if parent.attached != 1 {
			t.Fatalf("%d functions wait for the parent", parent.attached)
		}
		c.end(cause)
		if parent.attached != 0 {
			t.Errorf("%v: a function still waits for the parent", cause)
		}
	}
}

// afterContext counts who wants to know of its end.
type afterContext struct {
	context.Context
	done     chan struct{}
	attached int
}

func (c *afterContext) Done() <-chan struct{} { return c.done }

func (c *afterContext) AfterFunc(func()) func() bool {
	c.attached++
	return func() bool { c.attached--; return true }
}

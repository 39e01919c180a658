package par

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"
)

type ctxKey struct{}

// A stopContext is as one of package context, whoever asks for what, in whatever order, below whatever parents.
func TestStopContextIsLikeWithCancelCause(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		root, endRoot := context.WithCancelCause(context.WithValue(context.Background(), ctxKey{}, 7))
		real, ours := []context.Context{root}, []context.Context{root}
		ends := []func(error){endRoot}
		for i := range 1 + r.IntN(12) {
			ctx, cancel := context.WithCancelCause(real[i])
			c, parent := new(stopContext), ours[i]
			if r.IntN(2) == 0 {
				parent = withSeat(parent, &seat{})
			}
			c.init(parent)
			real, ours = append(real, ctx), append(ours, c)
			ends = append(ends, func(err error) { cancel(err); c.end(err) })
		}
		asked := map[int]bool{}
		for range 12 {
			i := r.IntN(len(real))
			switch r.IntN(4) {
			case 0:
				ends[i]([]error{nil, errBoom1, errBoom2}[r.IntN(3)])
			case 1:
				asked[i] = true
			case 2: // a child of package context
				ctx, cancel := context.WithCancel(real[i])
				c, cancelOurs := context.WithCancel(ours[i])
				defer cancel()
				defer cancelOurs()
				real, ours = append(real, ctx), append(ours, c)
				ends = append(ends, func(error) { cancel(); cancelOurs() })
			}
			for i := range real {
				if a, b := real[i].Err(), ours[i].Err(); a != b {
					t.Fatalf("Err of %d: %v, want %v", i, b, a)
				}
				if a, b := context.Cause(real[i]), context.Cause(ours[i]); a != b {
					t.Fatalf("Cause of %d: %v, want %v", i, b, a)
				}
				if ours[i].Value(ctxKey{}) != 7 {
					t.Fatalf("no value in %d", i)
				}
				if asked[i] && closed(real[i].Done()) != closed(ours[i].Done()) {
					t.Fatalf("Done of %d: closed is %v", i, closed(ours[i].Done()))
				}
			}
		}
		endRoot(nil)
	}
}

var errBoom1, errBoom2 = errors.New("boom 1"), errors.New("boom 2")

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Children of package context, and AfterFunc, are attached to it without a goroutine, and ended with it.
func TestStopContextHasChildren(t *testing.T) {
	var c stopContext
	c.init(context.Background())
	before := runtime.NumGoroutine()
	child, cancel := context.WithCancel(&c)
	defer cancel()
	ran := make(chan struct{})
	context.AfterFunc(&c, func() { close(ran) })
	if n := runtime.NumGoroutine(); n != before {
		t.Errorf("%d goroutines, and %d before", n, before)
	}
	c.end(errBoom1)
	<-child.Done()
	<-ran
	if err := context.Cause(child); err != errBoom1 {
		t.Error(err)
	}
}

// To look whether a context has ended does not take longer the deeper the calls are nested.
func TestStopContextAsksFewParents(t *testing.T) {
	counting := &countingContext{Context: context.Background()}
	ctx := context.Context(counting)
	for range 100 {
		c := new(stopContext)
		c.init(ctx)
		ctx = c
	}
	counting.asked = 0
	if err := ctx.Err(); err != nil || counting.asked > 1 {
		t.Error(err, counting.asked)
	}
	hops := 0
	for c := ctx; ; hops++ {
		s, ok := c.(*stopContext)
		if !ok || s.inner.Load() != nil {
			break
		}
		c = s.Context
	}
	if hops > maxDepth {
		t.Errorf("Err asks %d parents", hops)
	}
}

type countingContext struct {
	context.Context
	asked int
}

func (c *countingContext) Err() error { c.asked++; return c.Context.Err() }

// A context that ends while somebody asks for Done for the first time is closed there, too.
func TestStopContextEndsWhileItIsAsked(t *testing.T) {
	parent, cancel := context.WithCancel(context.Background())
	defer cancel()
	for range 20_000 {
		c := new(stopContext)
		c.init(parent)
		go c.end(errBoom1)
		<-c.Done()
		if err := context.Cause(c); err != errBoom1 {
			t.Fatalf("%v, want %v", err, errBoom1)
		}
	}
}

// Package lib is imported by the others: what they find in it comes from facts.
package lib

import (
	"context"
	"io"
	"sync"
	"time"

	"example.com/effects/deep"
	"github.com/parvet/parvet/runtime/par"
)

func Slow() { deep.Nap() } // want Slow:`sleep timed: .*deep.Nap → time.Sleep`

func Fast() int { return 1 }

type Client struct{ mu sync.Mutex }

func (c *Client) Get() { time.Sleep(time.Second) } // want Get:`sleep timed`

// Failed takes a lock when something has failed.
func (c *Client) Failed(err error) { // want Failed:`lock short: .*Lock`
	if err != nil {
		c.mu.Lock()
		c.mu.Unlock()
	}
}

// Pause waits as long as it is told.
func Pause(d time.Duration) { time.Sleep(d) } // want Pause:`sleep timed: time.Sleep`

// Wrappers of an entry are entries.

func Each(xs []int, f func(int)) { // want Each:`hands 1 to par.ForEach`
	par.ForEach(context.Background(), xs, func(ctx context.Context, i int, x *int) error {
		f(*x)
		return nil
	})
}

func Outer(xs []int, f func(int)) { Each(xs, f) } // want Outer:`hands 1 to par.ForEach`

// What calls a parameter passes on what that does.

func Call(f func()) { f() } // want Call:`calls 0`

func Twice(f func()) { Call(f); Call(f) } // want Twice:`calls 0`

func Start(f func()) { go f() } // does not wait for f

func Offload(ctx context.Context, f func()) { // want Offload:`wait external: .*par.Blocking`
	par.Blocking(ctx, func(context.Context) error { f(); return nil })
}

func Drain(r io.Reader) { io.ReadAll(r) } // want Drain:`invokes 0 Read`

func Generic[T any](xs []T, f func(T)) { // want Generic:`calls 1`
	for _, x := range xs {
		f(x)
	}
}

func EachOf[T any](xs []T, f func(T)) { // want EachOf:`hands 1 to par.ForEach`
	par.ForEach(context.Background(), xs, func(_ context.Context, i int, x *T) error {
		f(*x)
		return nil
	})
}

type Set[T comparable] struct{ m map[T]bool }

func (s *Set[T]) Wait() { time.Sleep(time.Second) } // want Wait:`sleep timed`

func (s *Set[T]) All() func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for x := range s.m {
			if !yield(x) {
				return
			}
		}
	}
}

func (s *Set[T]) Len() int { return len(s.m) }

func (s *Set[T]) Far() *deep.Sleeper { return nil }

// Hidden is not in the API of api.
type Hidden struct{}

func (Hidden) Wait() { time.Sleep(time.Second) } // want Wait:`sleep timed`

// Ring is generic, too.
type Ring[T any] struct{ next *Ring[T] }

func (r *Ring[T]) Wait() { time.Sleep(time.Second) } // want Wait:`sleep timed`

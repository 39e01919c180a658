// Package limiter has semaphores of channel slots, as libraries spell them.
package limiter

import (
	"context"
	"errors"
)

// A Limiter starts empty: who sends takes a permit.
type Limiter struct{ slots chan struct{} }

func New(n int) *Limiter { return &Limiter{slots: make(chan struct{}, n)} }

func (l *Limiter) Acquire() { l.slots <- struct{}{} }

func (l *Limiter) Release() { <-l.slots }

func (l *Limiter) Try() bool {
	select {
	case l.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

func (l *Limiter) AcquireContext(ctx context.Context) error {
	select {
	case l.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Poll says nothing of whether it has taken a permit.
func (l *Limiter) Poll() {
	select {
	case l.slots <- struct{}{}:
	default:
	}
}

// Enter returns what gives the permit back.
func (l *Limiter) Enter() func() {
	l.slots <- struct{}{}
	return func() { <-l.slots }
}

// EnterContext returns that, or an error.
func (l *Limiter) EnterContext(ctx context.Context) (func(), error) {
	if err := l.AcquireContext(ctx); err != nil {
		return nil, errors.New("no permit")
	}
	return l.Release, nil
}

// Tokens starts full: who receives takes a token.
type Tokens struct{ free chan struct{} }

func NewTokens(n int) *Tokens { return &Tokens{free: make(chan struct{}, n)} }

// Fill puts in as many as there is room for.
func (t *Tokens) Fill() {
	for range cap(t.free) {
		t.free <- struct{}{}
	}
}

func (t *Tokens) Take() { <-t.free }

func (t *Tokens) Put() { t.free <- struct{}{} }

func (t *Tokens) TryTake() (ok bool) {
	select {
	case <-t.free:
		ok = true
	default:
	}
	return ok
}

// Sem is a semaphore without a struct.
type Sem chan struct{}

func (s Sem) P() { s <- struct{}{} }

func (s Sem) V() { <-s }

// Weighted takes several at once.
type Weighted struct{ slots chan struct{} }

func NewWeighted(n int) *Weighted { return &Weighted{slots: make(chan struct{}, n)} }

func (w *Weighted) Acquire(n int) {
	for range n {
		w.slots <- struct{}{}
	}
}

func (w *Weighted) Release(n int) {
	for i := 0; i < n; i++ {
		<-w.slots
	}
}

// Optional limits nothing if it has no channel.
type Optional struct{ slots chan struct{} }

func (o *Optional) Acquire() {
	if o == nil || o.slots == nil {
		return
	}
	o.slots <- struct{}{}
}

func (o *Optional) Release() {
	if o != nil && o.slots != nil {
		<-o.slots
	}
}

// Switched limits only if it is on.
type Switched struct {
	On    bool
	slots chan struct{}
}

func (s *Switched) Acquire() {
	if s.On {
		s.slots <- struct{}{}
	}
}

func (s *Switched) Release() {
	if s.On {
		<-s.slots
	}
}

// Keyed has a limiter for each key.
type Keyed struct{ by map[string]*Limiter }

func (k *Keyed) Limiter(key string) *Limiter { return k.by[key] }

// Server has several.
type Server struct {
	Reads, Writes *Limiter
	limits        struct{ all Limiter }
}

func (s *Server) All() *Limiter { return &s.limits.all }

var slots = make(chan struct{}, 4)

// Acquire takes a permit of the whole program.
func Acquire() { slots <- struct{}{} }

func Release() { <-slots }

// Of limits what has a value.
type Of[T any] struct {
	slots chan T
	zero  T
}

func (o *Of[T]) Acquire() { o.slots <- o.zero }

func (o *Of[T]) Release() { <-o.slots }

// AcquireSoon looks whether there is one before it waits.
func (l *Limiter) AcquireSoon(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.slots <- struct{}{}:
		return nil
	default:
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case l.slots <- struct{}{}:
		return nil
	}
}

// A Ticket is a permit.
type Ticket struct{ of *Limiter }

func (l *Limiter) Ticket() *Ticket {
	select {
	case l.slots <- struct{}{}:
		return &Ticket{of: l}
	default:
		return nil
	}
}

func (t *Ticket) Leave() { <-t.of.slots }

// Conns lends.
type Conns struct{ free chan *int }

func (c *Conns) Get() *int {
	select {
	case conn := <-c.free:
		return conn
	default:
		return nil
	}
}

func (c *Conns) GetNew() *int {
	select {
	case conn := <-c.free:
		return conn
	default:
		return new(int)
	}
}

func (c *Conns) Put(conn *int) { c.free <- conn }

// Both returns two channels.
func (c *Conns) Both() (in, out chan int) { return make(chan int), make(chan int, 1) }

// A Slot is a permit that is kept by value.
type Slot struct{ of *Limiter }

func (l *Limiter) Slot() Slot {
	l.slots <- struct{}{}
	return Slot{of: l}
}

// Unslotted takes nothing.
func (l *Limiter) Unslotted() Slot { return Slot{of: l} }

func (s Slot) Leave() { <-s.of.slots }

// Package lib has latches and futures for others.
package lib

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// A Latch is set once.
type Latch struct {
	ch, other chan struct{}
	once      sync.Once
}

func NewLatch() *Latch { return &Latch{ch: make(chan struct{}), other: make(chan struct{})} }

func (l *Latch) Set()   { l.once.Do(func() { close(l.ch) }) }
func (l *Latch) Close() { close(l.ch) }
func (l *Latch) Wait()  { <-l.ch }

// Wrong closes another one.
func (l *Latch) Wrong() { close(l.other) }

// SetIf sets it perhaps.
func (l *Latch) SetIf(b bool) {
	if b {
		l.Set()
	}
}

// TrySet says whether it has set it.
func (l *Latch) TrySet(b bool) bool {
	if !b {
		return false
	}
	defer l.Set()
	return true
}

func (l *Latch) Done() <-chan struct{} { return l.ch }

// Holder holds one.
type Holder struct {
	*Latch
	Other *Latch
	In    struct{ Latch }
}

// A Renewed is one that begins anew.
type Renewed struct{ ch chan struct{} }

func (r *Renewed) Set()                  { close(r.ch) }
func (r *Renewed) Reset()                { r.ch = make(chan struct{}) }
func (r *Renewed) Wait()                 { <-r.ch }
func (r *Renewed) Done() <-chan struct{} { return r.ch }

// A Future is a result to come.
type Future[T any] struct {
	done chan struct{}
	v    T
	err  error
}

func NewFuture[T any]() *Future[T] { return &Future[T]{done: make(chan struct{})} }

func (f *Future[T]) Resolve(v T) { f.v = v; close(f.done) }

func (f *Future[T]) Done() <-chan struct{} { return f.done }

func (f *Future[T]) Wait(ctx context.Context) (T, error) {
	if err := f.await(ctx); err != nil {
		var zero T
		return zero, fmt.Errorf("waiting: %w", err)
	}
	return f.v, f.err
}

func (f *Future[T]) await(ctx context.Context) error {
	select {
	case <-f.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Get waits for ever.
func (f *Future[T]) Get() T { <-f.done; return f.v }

func (f *Future[T]) Result() (v T, ok bool) {
	select {
	case <-f.done:
		return f.v, true
	default:
		return v, false
	}
}

func (f *Future[T]) IsDone() bool {
	_, ok := f.Result()
	return ok
}

var ErrNotYet = errors.New("not yet")

// Err is nil, or says why there is nothing.
func (f *Future[T]) Err() error {
	if !f.IsDone() {
		return ErrNotYet
	}
	return f.err
}

// Perhaps returns nil too if it is not done.
func (f *Future[T]) Perhaps(b bool) error {
	if b {
		return nil
	}
	return f.Err()
}

// A Flagged one keeps a flag, too.
type Flagged struct {
	mu     sync.Mutex
	set    bool
	ch     chan struct{}
	start  sync.Once
	opened atomic.Bool
}

func (f *Flagged) init() { f.start.Do(func() { f.ch = make(chan struct{}) }) }

func (f *Flagged) Set() {
	f.init()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.set {
		return
	}
	close(f.ch)
	f.set = true
}

func (f *Flagged) Wait() {
	f.init()
	<-f.ch
}

// A Chosen one looks at the channel itself.
type Chosen struct{ ch chan struct{} }

func NewChosen() *Chosen {
	c := new(Chosen)
	c.ch = make(chan struct{})
	return c
}

func (c *Chosen) Set() {
	select {
	case <-c.ch:
	default:
		close(c.ch)
	}
}

func (c *Chosen) Wait() { <-c.ch }

// A Lazy one makes its channel when it is asked for.
type Lazy struct {
	mu sync.Mutex
	ch chan struct{}
}

func (l *Lazy) Done() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ch == nil {
		l.ch = make(chan struct{})
	}
	return l.ch
}

func (l *Lazy) Set() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ch == nil {
		l.ch = make(chan struct{})
	}
	close(l.ch)
}

// A Loose one gets a new channel whenever it is told to.
type Loose struct{ ch chan struct{} }

func (l *Loose) Done() <-chan struct{} { return l.ch }
func (l *Loose) Set()                  { close(l.ch) }
func (l *Loose) Use(ch chan struct{}, b bool) {
	if b {
		l.ch = ch
	}
}

// Forward returns the error that it got.
func (f *Future[T]) Forward(ctx context.Context) error {
	err := f.await(ctx)
	if err != nil {
		println("not yet")
	}
	return err
}

// Kept keeps its result for what is deferred.
func (f *Future[T]) Kept(ctx context.Context) (v T, err error) {
	defer func() { println("done") }()
	if err = f.await(ctx); err != nil {
		return v, err
	}
	return f.v, nil
}

// Either is done if one of two is.
func (f *Future[T]) Either(g *Future[T]) (done bool) {
	if f.IsDone() {
		done = true
	} else {
		done = g.IsDone()
	}
	return done
}

// Ready says so if it is done, or else if it is told to.
func (f *Future[T]) Ready(b bool) (ready bool) {
	if b {
		ready = f.IsDone()
	}
	return ready
}

// Swallow forgets the error.
func (f *Future[T]) Swallow(ctx context.Context) error {
	if err := f.await(ctx); err != nil {
		return nil
	}
	return nil
}

// A Gate opens for all.
var gate = NewLatch()

func Open() { gate.Set() }
func Pass() { gate.Wait() }

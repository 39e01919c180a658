package flow

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Those who hold a mutex may be goroutines that run a method with a callback.

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) do(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

type quick struct {
	mu sync.Mutex
	n  int
}

func (q *quick) do(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	f()
}

func started(ctx context.Context, p *par.Pool, c *counter, q *quick) {
	go c.do(func() { time.Sleep(time.Hour) })
	go q.do(func() { q.n++ })
	p.Go(ctx, func(context.Context) {
		c.mu.Lock() // want `held across time.Sleep`
		c.n++
		c.mu.Unlock()
		q.mu.Lock()
		q.n++
		q.mu.Unlock()
	})
}

// What is deferred may unlock first.

type saver struct {
	mu sync.Mutex
	n  int
}

func (s *saver) set(n int) {
	s.mu.Lock()
	defer func() {
		s.mu.Unlock()
		time.Sleep(time.Hour)
	}()
	s.n = n
}

type lateSaver struct {
	mu sync.Mutex
	n  int
}

func (s *lateSaver) set(n int) {
	s.mu.Lock()
	defer func() {
		time.Sleep(time.Hour)
		s.mu.Unlock()
	}()
	s.n = n
}

func saved(ctx context.Context, p *par.Pool, s *saver, l *lateSaver) {
	p.Go(ctx, func(context.Context) {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		l.mu.Lock() // want `held across time.Sleep`
		l.n++
		l.mu.Unlock()
	})
}

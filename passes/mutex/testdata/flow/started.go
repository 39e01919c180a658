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

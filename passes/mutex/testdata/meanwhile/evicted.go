package meanwhile

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Who takes something out of a container need not have taken out what it uses.

type cached struct {
	mu   sync.Mutex
	m    map[string]*session
	last string
	list []*session
}

func (c *cached) add(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[key] = &session{}
	c.list = append(c.list, &session{})
}

// evicting deletes another one.
func (c *cached) evicting(key string) *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.m[key]
	delete(c.m, c.last)
	return s
}

func (c *cached) taking(key string) *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.m[key]
	delete(c.m, key)
	return s
}

// newest drops the oldest.
func (c *cached) newest() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.list[len(c.list)-1]
	c.list = c.list[1:]
	return s
}

func (c *cached) oldest() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.list[0]
	c.list = c.list[1:]
	return s
}

func evicted(ctx context.Context, pool *par.Pool, c *cached) {
	pool.Go(ctx, func(context.Context) {
		c.evicting("x").ask() // want `\(\*session\).ask → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Sync`
		c.newest().ask()      // want `\(\*session\).ask → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Sync`
	})
	pool.Go(ctx, func(context.Context) {
		c.taking("x").ask()
		c.oldest().ask()
	})
}

package seldom

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A cache of which one method looks up under the lock for readers, and another one stores
// what was not there.

type cache[V any] struct {
	mu sync.RWMutex
	m  map[int]V
}

func (c *cache[V]) get(k int) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.m[k]
	return v, ok
}

func (c *cache[V]) set(k int, v V) {
	c.mu.Lock()
	c.m[k] = v
	c.mu.Unlock()
}

type memo struct {
	mu   sync.RWMutex
	m    map[int]*int
	most int
}

func (m *memo) get(k int) *int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.m[k]
}

func (m *memo) full() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.m) > m.most
}

func (m *memo) set(k int, v *int) {
	m.mu.Lock()
	m.m[k] = v
	m.mu.Unlock()
}

func (m *memo) getOrMake(k int) *int {
	if v := m.get(k); v != nil {
		return v
	}
	v := new(int)
	m.set(k, v)
	return v
}

type sums struct{ cache[int] }

func (s *sums) getOrCompute(k int, f func() int) int {
	if v, ok := s.get(k); ok {
		return v
	}
	v := f()
	s.set(k, v)
	return v
}

func cached(ctx context.Context, xs []int, s *sums, m *memo) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		s.getOrCompute(*x, func() int { return i })
		m.getOrMake(*x)
		return nil
	})
}

type other struct {
	mu sync.RWMutex
	m  map[int]int
}

func (o *other) set(k, v int) {
	o.mu.Lock()
	o.m[k] = v
	o.mu.Unlock()
}

// The lock is taken for each item if that is what was found, or not what was looked up,
// or another lock.
func stored(ctx context.Context, xs []int, c *cache[int], full *memo, always *memo, o *other) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		if v, ok := c.get(*x); ok { // want `takes the same lock for each item, .*RLock`
			c.set(*x, v+1) // want `takes the same lock for each item, .*Lock`
		}
		if !full.full() { // want `takes the same lock for each item, .*RLock`
			full.set(*x, x) // want `takes the same lock for each item, .*Lock`
		}
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		if _, ok := c.get(*x); !ok {
			o.set(*x, i) // want `takes the same lock for each item, .*Lock`
		}
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		v := always.get(*x) // want `takes the same lock for each item, .*RLock`
		if v == nil {
			v = new(int)
		}
		always.set(*x, v) // want `takes the same lock for each item, .*Lock`
		return nil
	})
}

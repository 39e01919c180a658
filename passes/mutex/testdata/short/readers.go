package short

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Readers wait for writers only.

type constant struct {
	mu sync.RWMutex
	m  map[int]int
}

func (c *constant) get(i int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[i]
}

type filled struct {
	mu sync.RWMutex
	m  map[int]int
}

func (f *filled) get(i int) int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.m[i]
}

func (f *filled) set(i int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.m[i] = i
}

type watched struct {
	mu sync.RWMutex
	m  map[int]int
}

func (w *watched) get(i int) int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.m[i]
}

func (w *watched) set(i int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.m[i] = i
}

type changed struct {
	mu sync.RWMutex
	m  map[int]int
}

func (c *changed) get(i int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[i]
}

func (c *changed) set(i int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[i] = i
}

// Shared is one that importers may change.
type Shared struct {
	mu sync.RWMutex
	m  map[int]int
}

func (s *Shared) Get(i int) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[i]
}

func (s *Shared) Set(i int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[i] = i
}

// Open is one that they may lock.
type Open struct {
	Mu sync.RWMutex
}

func readers(ctx context.Context, p *par.Pool, c *constant, f *filled, w *watched, ch *changed, s *Shared, o *Open) error {
	f.set(1)
	go w.set(2)
	return p.Run(ctx, func(sc *par.Scope) error {
		sc.Spawn(func(*par.Scope) error {
			c.get(1)
			f.get(1)
			w.get(1)     // want `takes a lock: \(\*watched\).get → sync.\(\*RWMutex\).RLock`
			ch.get(1)    // want `takes a lock: \(\*changed\).get → sync.\(\*RWMutex\).RLock`
			ch.set(1)    // want `takes a lock: \(\*changed\).set → sync.\(\*RWMutex\).Lock`
			s.Get(1)     // want `takes a lock: \(\*Shared\).Get → sync.\(\*RWMutex\).RLock`
			o.Mu.RLock() // want `takes a lock: sync.\(\*RWMutex\).RLock`
			o.Mu.RUnlock()
			return nil
		})
		return nil
	})
}

// A task that nobody waits for may meet whoever writes.

func unjoined(ctx context.Context, p *par.Pool, f *filled) {
	p.Go(ctx, func(context.Context) {
		f.get(1) // want `takes a lock: \(\*filled\).get → sync.\(\*RWMutex\).RLock`
	})
}

// Package tier holds how sure the reports of locks are: as sure as the way to the
// lock, and the way to what it is held across.
package tier

import (
	"context"
	"os"
	"sync"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

type sure struct{ mu sync.Mutex }

func (s *sure) save() {
	s.mu.Lock()
	defer s.mu.Unlock()
	os.Remove("x")
}

type source interface{ read() }

type files struct{}

func (files) read() { os.ReadFile("x") }

type memory struct{}

func (memory) read() {}

var sources = []source{files{}, memory{}}

// What is held across depends on what is in the interface.
type guess struct {
	mu  sync.Mutex
	src source
}

func (g *guess) load() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.src.read()
}

// Here one thing is sure, though the other one is nearer.
type mixed struct {
	mu  sync.Mutex
	src source
}

func (m *mixed) load() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.src.read()
	remove("x")
}

func remove(name string) { removed(name) }

func removed(name string) { os.Remove(name) }

// A wait for a wait for a mutex is not sure.
type chained struct {
	mu sync.Mutex
	g  *guess
}

func (c *chained) load() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.g.mu.Lock()
	c.g.mu.Unlock()
}

// Readers that wait for a reader need a writer to do so.
type readers struct{ mu sync.RWMutex }

func (r *readers) load() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	os.Remove("x")
}

func (r *readers) set() {
	r.mu.Lock()
	r.mu.Unlock()
}

type locker interface{ lock() }

func (s *sure) lock() {
	s.mu.Lock()
	s.mu.Unlock()
}

type owner struct{ s *sure }

func newOwner() *owner { return &owner{s: new(sure)} }

func (o *owner) lock() { o.s.lock() }

// Which mutex a Cond unlocks is what it was made with, or else most likely what was
// locked last.
type condition struct {
	outer, mu sync.Mutex
	ready     *sync.Cond
}

func (c *condition) wait() {
	c.outer.Lock()
	defer c.outer.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ready.Wait()
}

type made struct {
	outer, mu sync.Mutex
	ready     *sync.Cond
}

func newMade() *made {
	m := new(made)
	m.ready = &sync.Cond{L: &m.mu}
	return m
}

func (m *made) wait() {
	m.outer.Lock()
	defer m.outer.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ready.Wait()
}

func conditions(ctx context.Context, p *par.Pool, c *condition, m *made) {
	p.Go(ctx, func(context.Context) {
		c.outer.Lock() // probable
		c.outer.Unlock()
		m.outer.Lock() // definite
		m.outer.Unlock()
	})
}

var lockers = []locker{new(sure)}

func tasks(ctx context.Context, p *par.Pool, s *sure, g *guess, m *mixed, c *chained, r *readers, l locker, once *sync.Once, foreign *lib.Guess) {
	g.src, m.src = sources[0], sources[1]
	p.Go(ctx, func(context.Context) {
		s.mu.Lock() // definite
		s.mu.Unlock()
		g.mu.Lock() // probable
		g.mu.Unlock()
		m.mu.Lock() // definite
		m.mu.Unlock()
		c.mu.Lock() // possible
		c.mu.Unlock()
		r.mu.RLock() // possible
		r.mu.RUnlock()
		o := newOwner()
		o.lock()              // possible
		lockers[0].lock()     // probable
		foreign.Get()         // probable
		once.Do(g.src.read)   // probable
		once.Do(files{}.read) // definite
	})
}

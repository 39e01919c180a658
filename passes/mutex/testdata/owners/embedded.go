package owners

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// No object is a part of two structs that have nothing to do with each other.

type locked struct{ guard sync.Mutex }

type disk struct {
	locked
	data []byte
}

func (d *disk) load() {
	d.guard.Lock()
	defer d.guard.Unlock()
	d.data, _ = os.ReadFile("x")
}

func (d *disk) size() int {
	d.guard.Lock()
	defer d.guard.Unlock()
	return len(d.data)
}

type counter struct {
	locked
	n int
}

func (c *counter) inc() {
	c.guard.Lock()
	c.n++
	c.guard.Unlock()
}

// A raid is not a disk, but it has one.
type raid struct{ disk }

func (r *raid) name() {
	r.guard.Lock()
	r.guard.Unlock()
}

func (l *locked) peek() {
	l.guard.Lock()
	l.guard.Unlock()
}

func embedded(ctx context.Context, p *par.Pool, d *disk, c *counter, r *raid, l *locked) {
	p.Go(ctx, func(context.Context) {
		c.inc()
		d.size() // want `\(\*disk\).size → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
		r.name() // want `\(\*raid\).name → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
		l.peek() // want `\(\*locked\).peek → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
		d.peek() // want `\(\*locked\).peek → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
		c.peek()
	})
}

// Variables are told apart by what is called with their mutex held.

type store struct {
	mu   sync.Mutex
	data []byte
}

func (s *store) with(f func() []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = f()
}

func (s *store) within(f func() []byte) { s.with(f) }

type safe[T any] struct {
	mu sync.Mutex
	v  T
}

func (s *safe[T]) do(f func(*T)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.v)
}

var (
	onDisk, inMemory store
	names            safe[[]byte]
	counts           safe[int]
)

func fill() {
	onDisk.within(func() []byte { b, _ := os.ReadFile("x"); return b })
	names.do(func(b *[]byte) { *b, _ = os.ReadFile("x") })
}

func callbacks(ctx context.Context, p *par.Pool, other *store) {
	none := func() []byte { return nil }
	p.Go(ctx, func(context.Context) {
		inMemory.with(none)
		inMemory.within(none)
		onDisk.with(none) // want `\(\*store\).with → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
		other.with(none)  // want `\(\*store\).with → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
		counts.do(func(n *int) { *n++ })
		names.do(func(b *[]byte) { *b = nil }) // want `\(\*safe\).do → sync.\(\*Mutex\).Lock at embedded.go:\d+, which is held across os.ReadFile`
	})
}

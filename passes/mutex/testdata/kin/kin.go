// Package kin has tasks that make objects for themselves, which hold others in their
// fields: nobody else is seen to lock those.
package kin

import (
	"context"
	"os"
	"sync"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

type store struct {
	mu   sync.Mutex
	data []byte
}

func (s *store) load() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data, _ = os.ReadFile("x")
}

func (s *store) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.data)
}

// Something runs by itself that holds the mutex of some store long.
func watch(s *store) { go s.load() }

type runner struct{ st *store }

func newRunner() *runner { return &runner{st: &store{}} }

func (r *runner) run() int {
	r.st.load()
	return r.st.size()
}

func made(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		r := newRunner()
		r.run()
		func() { r.run() }()
		useOne()
	})
}

func useOne() { newRunner().run() }

func given(ctx context.Context, p *par.Pool, r *runner) {
	p.Go(ctx, func(context.Context) {
		r.run() // want `may wait long for a lock: \(\*runner\).run → \(\*store\).load`
	})
}

func around(ctx context.Context, p *par.Pool) {
	r := newRunner()
	for range 3 {
		p.Go(ctx, func(context.Context) {
			r.run() // want `may wait long for a lock: \(\*runner\).run → \(\*store\).load`
		})
	}
}

var last *runner

func shown(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		r := newRunner()
		last = r
		r.run() // want `may wait long for a lock: \(\*runner\).run → \(\*store\).load`
	})
	p.Go(ctx, func(context.Context) {
		r := newRunner()
		go r.run()
		r.run() // want `may wait long for a lock: \(\*runner\).run → \(\*store\).load`
	})
}

// Made when it is asked for.

type lazy struct{ st *store }

func (l *lazy) get() *store {
	if l.st == nil {
		l.st = &store{}
	}
	return l.st
}

func lazily(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		var l lazy
		l.get().load()
		l.get().size()
	})
}

type leaky struct{ st *store }

func (l *leaky) get() *store {
	if l.st == nil {
		l.st = &store{}
	}
	return l.st
}

func leak(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		var l leaky
		go l.get().load()
		l.get().size() // want `may wait long for a lock: \(\*store\).size`
	})
}

// What one part of the program lets others know counts for all.

type registered struct{ st *store }

var all []*store

func (r *registered) register() { all = append(all, r.st) }

func register(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		r := &registered{st: &store{}}
		r.st.load() // want `may wait long for a lock: \(\*store\).load`
	})
}

// The store may be one of somebody else.

type borrower struct{ st *store }

func borrow(ctx context.Context, p *par.Pool, st *store) {
	p.Go(ctx, func(context.Context) {
		b := &borrower{st: st}
		b.st.load() // want `may wait long for a lock: \(\*store\).load`
	})
}

// A copy of the struct has the same store.

type copied struct{ st *store }

func (c *copied) run() { c.st.load() }

func duplicate(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		c := &copied{st: &store{}}
		d := *c
		go d.run()
		c.run() // want `may wait long for a lock: \(\*copied\).run → \(\*store\).load`
	})
}

// An object in an interface.

type loader interface {
	load()
	size() int
}

type keeper interface{ keep() }

func (s *store) keep() {
	all = append(all, s)
	s.load()
}

func called(ctx context.Context, p *par.Pool, keep func(loader)) {
	p.Go(ctx, func(context.Context) {
		var l loader = &store{}
		l.load()
		l.size()
		go l.size()
	})
	p.Go(ctx, func(context.Context) {
		var l loader = &store{}
		keep(l)
		l.size() // want `may wait long for a lock: \(\*store\).size`
	})
	p.Go(ctx, func(context.Context) {
		var l loader = &store{}
		go l.load()
		l.size() // want `may wait long for a lock: \(\*store\).size`
	})
	p.Go(ctx, func(context.Context) {
		s := &store{}
		var k keeper = s
		k.keep()
		s.size() // want `may wait long for a lock: \(\*store\).size`
	})
}

// Another package says whether it has made the object itself.

func elsewhere(ctx context.Context, p *par.Pool, j *lib.Journal) {
	p.Go(ctx, func(context.Context) {
		lib.ReadOnce()
		j.Read() // want `may wait long for a lock: lib.\(\*Journal\).Read → lib.\(\*page\).load`
	})
}

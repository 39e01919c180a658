package lent

import (
	"context"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// What is lent to a callback is kept as long as that takes, by whoever passes it.

type page struct{ data []byte }

type brief struct{ free chan *page }

func newBrief() *brief {
	b := &brief{free: make(chan *page, 2)}
	for range 2 {
		b.free <- new(page)
	}
	return b
}

func (b *brief) with(f func(*page)) {
	p := <-b.free
	defer func() { b.free <- p }()
	f(p)
}

type slow struct{ free chan *page }

func newSlow() *slow {
	s := &slow{free: make(chan *page, 2)}
	for range 2 {
		s.free <- new(page)
	}
	return s
}

func (s *slow) with(f func(*page)) {
	p := <-s.free
	defer func() { s.free <- p }()
	f(p)
}

func reload(s *slow) {
	s.with(func(p *page) { p.data, _ = os.ReadFile("x") })
}

type passedOn struct{ free chan *page }

func newPassedOn() *passedOn {
	s := &passedOn{free: make(chan *page, 2)}
	for range 2 {
		s.free <- new(page)
	}
	return s
}

func (s *passedOn) with(f func(*page)) {
	p := <-s.free
	defer func() { s.free <- p }()
	f(p)
}

func (s *passedOn) each(n int, f func(*page)) {
	for range n {
		s.with(f)
	}
}

func touch(p *page) { p.data = nil }

func reading(p *page) { p.data, _ = os.ReadFile("x") }

func readPages(s *passedOn) { s.each(3, reading) }

// What is called before the thing is borrowed keeps nobody waiting for it.

type outside struct{ free chan *page }

func newOutside() *outside {
	s := &outside{free: make(chan *page, 2)}
	for range 2 {
		s.free <- new(page)
	}
	return s
}

func (s *outside) after(f func()) {
	f()
	p := <-s.free
	p.data = nil
	s.free <- p
}

func callbacks(ctx context.Context, p *par.Pool, b *brief, s *slow, on *passedOn, o *outside) {
	p.Go(ctx, func(context.Context) {
		b.with(touch)
		b.with(func(p *page) { p.data = append(p.data, 1) })
		s.with(touch)                      // want `with → receive from field free$`
		on.each(2, touch)                  // want `each → .*with → receive from field free$`
		o.after(func() { os.Remove("x") }) // want `after → .* → os.Remove$`
	})
}

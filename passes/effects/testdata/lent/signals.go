package lent

import (
	"context"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// A goroutine that is told once that it is to end.

type served struct {
	in   chan int
	quit chan struct{}
	n    int
}

func newServed() *served {
	s := &served{in: make(chan int), quit: make(chan struct{}, 1)}
	go s.serve()
	return s
}

func (s *served) serve() {
	for {
		select {
		case n := <-s.in:
			s.n += n
			os.ReadFile("x")
		case <-s.quit:
			return
		}
	}
}

func (s *served) close() { s.quit <- struct{}{} }

// It looks when it has ended.
type ended struct {
	in   chan int
	done chan struct{}
	err  bool
}

func newEnded() *ended {
	s := &ended{in: make(chan int), done: make(chan struct{}, 1)}
	go func() {
		for range s.in {
			os.ReadFile("x")
		}
		select {
		case <-s.done:
		default:
			s.err = true
		}
	}()
	return s
}

func (s *ended) close() { s.done <- struct{}{} }

// It is told again and again.
type woken struct {
	wake chan struct{}
	n    int
}

func newWoken() *woken {
	w := &woken{wake: make(chan struct{}, 1)}
	go func() {
		for range w.wake {
			w.n++
			os.ReadFile("x")
		}
	}()
	return w
}

func (w *woken) poke() { w.wake <- struct{}{} }

// Goroutines give back what was taken before they were started.
type bounded struct{ slots chan struct{} }

func newBounded() *bounded { return &bounded{slots: make(chan struct{}, 1)} }

func (b *bounded) start(f func()) {
	b.slots <- struct{}{}
	go func() {
		f()
		<-b.slots
	}()
}

// There is no room.
type unbuffered struct{ quit chan struct{} }

func newUnbuffered() *unbuffered {
	u := &unbuffered{quit: make(chan struct{})}
	go u.serve()
	return u
}

func (u *unbuffered) serve() { <-u.quit }

func (u *unbuffered) close() { u.quit <- struct{}{} }

func signalled(ctx context.Context, p *par.Pool, s *served, d *ended, w *woken, b *bounded, u *unbuffered, f func()) {
	p.Go(ctx, func(context.Context) {
		s.close()  // want `send to field quit \[possible\]`
		d.close()  // want `send to field done \[possible\]`
		w.poke()   // want `send to field wake$`
		b.start(f) // want `send to field slots$`
		u.close()  // want `send to field quit$`
	})
	p.Go(ctx, func(context.Context) {
		for range 3 {
			s.quit <- struct{}{} // want `send to field quit$`
		}
	})
	p.Go(ctx, func(context.Context) {
		s.quit <- struct{}{} // want `send to field quit \[possible\]`
		if s.n > 0 {
			s.quit <- struct{}{} // want `send to field quit$`
		}
	})
}

// Whoever tells it twice waits for ever, also by a method.

func (s *served) closeIf(b bool) {
	if b {
		s.close()
	}
}

func closeTwice(ctx context.Context, p *par.Pool, all []*served, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		s := newServed()
		s.close() // want `close → send to field quit \[possible\]`
		s.close() // want `close → send to field quit$`
	})
	p.Go(ctx, func(ctx context.Context) {
		s, other := newServed(), newServed()
		s.close()     // want `close → send to field quit \[possible\]`
		other.close() // want `close → send to field quit \[possible\]`
	})
	p.Go(ctx, func(ctx context.Context) {
		s := newServed()
		s.closeIf(b) // want `close → send to field quit \[possible\]`
		s.close()    // want `close → send to field quit$`
	})
	p.Go(ctx, func(ctx context.Context) {
		s := newServed()
		for range 2 {
			s.close() // want `close → send to field quit$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for _, s := range all {
			s.close() // want `close → send to field quit \[possible\]`
		}
	})
}

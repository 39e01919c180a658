package lent

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A request that makes room for the one reply to it.

type call struct {
	in   int
	done chan error
}

type calls struct {
	mu   sync.Mutex
	list []*call
	in   chan *call
	last *call
}

func (c *calls) push(r *call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, r)
}

func (c *calls) pop() *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.list[0]
	c.list = c.list[1:]
	return r
}

func (c *calls) ask(ctx context.Context, in int) error {
	r := &call{in: in, done: make(chan error, 1)}
	c.push(r)
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *calls) send(in int) error {
	r := &call{in: in, done: make(chan error, 1)}
	c.in <- r
	return <-r.done
}

// pooled is received from by others than who makes it.
type pooled struct{ free chan error }

func newPooled() *pooled { return &pooled{free: make(chan error, 1)} }

func (p *pooled) get() error { return <-p.free }

func (p *pooled) put(err error) { p.free <- err }

// rounds is received from again and again.
type rounds struct{ done chan error }

func newRounds(out chan *rounds) {
	r := &rounds{done: make(chan error, 1)}
	out <- r
	for range 3 {
		<-r.done
	}
}

// tight has no room.
type tight struct{ done chan error }

func askTight(out chan *tight) error {
	t := &tight{done: make(chan error)}
	out <- t
	return <-t.done
}

// lentOut gives its channel to others, who may receive from it or send.
type lentOut struct{ done chan error }

func askLentOut(out chan *lentOut) error {
	l := &lentOut{done: make(chan error, 1)}
	out <- l
	watch(l.done)
	return <-l.done
}

var watched chan error

func watch(c chan error) { watched = c }

func (r *call) answer(err error) { r.done <- err }

func replies(ctx context.Context, p *par.Pool, c *calls, po *pooled, r *rounds, t *tight, l *lentOut, one *call, xs []int) {
	p.Go(ctx, func(ctx context.Context) {
		req := c.pop()  // want `calls..pop → sync.\(\*Mutex\).Lock$`
		req.done <- nil // want `send to field done \[possible\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		for req := range c.in { // want `receive from field in$`
			req.done <- nil // want `send to field done \[possible\]$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for _, req := range c.list {
			req.answer(nil) // want `call..answer → send to field done \[possible\]$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range xs {
			c.last.done <- nil // want `send to field done$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		req := c.pop() // want `calls..pop → sync.\(\*Mutex\).Lock$`
		for range xs {
			req.done <- nil // want `send to field done$`
		}
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		one.done <- nil // want `send to field done$`
		return nil
	})
	p.Go(ctx, func(ctx context.Context) {
		po.put(nil)   // want `pooled..put → send to field free$`
		r.done <- nil // want `send to field done$`
		t.done <- nil // want `send to field done$`
		l.done <- nil // want `send to field done$`
	})
}

package ended

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A function that has closed the channel for its caller.

func finish(ch chan int) {
	defer close(ch)
	work()
}

func finishBy(ch chan int) { finish(ch) }

func finishPerhaps(ch chan int, b bool) {
	if b {
		close(ch)
	}
}

func finished() chan int {
	ch := make(chan int)
	finishBy(ch)
	return ch
}

func helped(ctx context.Context, p *par.Pool, b bool) {
	ch, perhaps, started, late := make(chan int), make(chan int), make(chan int), make(chan int)
	finishBy(ch)
	finishPerhaps(perhaps, b)
	go finish(started)
	done := finished()
	p.Go(ctx, func(ctx context.Context) {
		<-ch
		for range ch {
		}
		receive(ch)
		<-done
		<-perhaps      // want `receive from channel perhaps`
		<-started      // want `receive from channel started`
		<-late         // want `receive from channel late`
		receive(late)  // want `receive → receive from channel ch`
		either2(ch, b) // want `either2 → receive from channel global`
	})
	finish(late)
}

func receive(ch chan int) { <-ch }

var global chan int

func either2(ch chan int, b bool) {
	if b {
		ch = global
	}
	<-global
	<-ch
}

// A method that has closed the one of its object.

type stage struct {
	done chan struct{}
	once sync.Once
	n    int
}

func newStage() *stage { return &stage{done: make(chan struct{})} }

func (s *stage) finish() { close(s.done) }

func (s *stage) finishOnce() { s.once.Do(func() { close(s.done) }) }

func (s *stage) finishSome() {
	if s.n > 3 {
		close(s.done)
	}
}

func (s *stage) wait() { <-s.done }

func methods(ctx context.Context, p *par.Pool, a, b, c, d, e *stage) {
	s := newStage()
	close(s.done)
	a.finish()
	b.finishOnce()
	c.finishSome()
	go d.finish()
	p.Go(ctx, func(ctx context.Context) {
		<-s.done
		<-a.done
		a.wait()
		b.wait()
		c.wait() // want `wait → receive from field done`
		<-d.done // want `receive from field done`
		e.wait() // want `wait → receive from field done`
	})
	e.finish()
}

// One that may have got another channel since.

type renewed struct{ done chan struct{} }

func (r *renewed) finish() { close(r.done) }

func (r *renewed) renew() { r.done = make(chan struct{}) }

type again struct{ done chan struct{} }

func (a *again) finish() {
	close(a.done)
	a.done = make(chan struct{})
}

func anew(ctx context.Context, p *par.Pool, r *renewed, a *again) {
	r.finish()
	r.renew()
	a.finish()
	s := newStage()
	s.finish()
	s.done = make(chan struct{})
	p.Go(ctx, func(ctx context.Context) {
		<-r.done // want `receive from field done`
		<-a.done // want `receive from field done`
		<-s.done // want `receive from field done`
	})
}

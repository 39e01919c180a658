package ended

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// What was closed may have been replaced by what was called since.

type inner struct{ done, spare chan struct{} }

type outer struct {
	inner
	n int
}

func (o *outer) reset() { o.inner = inner{done: make(chan struct{})} }

func (o *outer) resetDeep() { o.reset() }

func (o *outer) count() { o.n++ }

var door = make(chan struct{})

func newDoor() { door = make(chan struct{}) }

type pair[T any] struct {
	done chan struct{}
	v    T
}

func (p *pair[T]) finish() { close(p.done) }

func (p *pair[T]) wait() { <-p.done }

func (p *pair[T]) reset() { *p = pair[T]{done: make(chan struct{})} }

type steady[T any] struct{ done chan struct{} }

func (s *steady[T]) finish() { close(s.done) }

func (s *steady[T]) wait() { <-s.done }

func replaced(ctx context.Context, p *par.Pool, o *outer, q *pair[int], s *steady[int]) {
	p.Go(ctx, func(ctx context.Context) {
		close(o.done)
		o.resetDeep()
		<-o.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		o.reset()
		close(o.done)
		o.count()
		<-o.done
		o.reset()
	})
	p.Go(ctx, func(ctx context.Context) {
		for range 3 {
			close(o.done)
			<-o.done
			o.reset()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		close(o.done)
		if o.n > 3 {
			o.reset()
		}
		<-o.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		close(door)
		newDoor()
		<-door // want `receive from channel door`
	})
	p.Go(ctx, func(ctx context.Context) {
		newDoor()
		close(door)
		<-door
	})
	p.Go(ctx, func(ctx context.Context) {
		q.finish()
		q.reset()
		q.wait() // want `wait → receive from field done`
		s.finish()
		s.wait()
	})
}

package a

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// An object that nobody else knows has nobody who receives what it sends, unless into a
// buffer.

type bare struct{ out chan int }

func (b *bare) send() { b.out <- 1 }

type stocked struct{ free chan int }

func (s *stocked) put() { s.free <- 1 }

func (s *stocked) use() { <-s.free }

func unknownToOthers(ctx context.Context, p *par.Pool) {
	b := &bare{out: make(chan int)}
	p.Go(ctx, func(ctx context.Context) {
		b.send() // want `\(\*bare\).send → send to field out`
	})
	s := &stocked{free: make(chan int, 1)}
	p.Go(ctx, func(ctx context.Context) {
		s.put()
		s.use()
	})
	p.Go(ctx, func(ctx context.Context) {
		own := &bare{out: make(chan int)}
		own.send() // want `\(\*bare\).send → send to field out`
		filled := &stocked{free: make(chan int, 1)}
		filled.put()
	})
}

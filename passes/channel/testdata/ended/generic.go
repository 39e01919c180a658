package ended

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// The type of a channel may be a type parameter.

func closeIt[C ~chan struct{}](c C) { close(c) }

func closeAny[E any, C interface{ chan E | ~chan<- E }](c C) { close(c) }

func awaitAny[E any, C chan E | <-chan E](c C) { <-c }

func generic[C ~chan struct{}](ctx context.Context, p *par.Pool, c, other C) {
	close(c)
	p.Go(ctx, func(ctx context.Context) {
		<-c
		<-other // want `receive from channel other`
	})
}

func generics(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		c, d, other := make(chan struct{}), make(chan int), make(chan int)
		closeIt(c)
		<-c
		closeAny(d)
		awaitAny(d)
		awaitAny(other) // want `awaitAny → receive from channel c`
	})
}

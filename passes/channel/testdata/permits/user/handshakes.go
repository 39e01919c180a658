package user

import (
	"context"

	"example.com/channel/permits/limiter"

	"github.com/parvet/parvet/runtime/par"
)

// A channel without a buffer holds no permits: what is received from it is an answer.

func answered(ctx context.Context, p *par.Pool, b *limiter.Bell) {
	quit := make(chan struct{})
	go func() {
		<-quit
		work()
		quit <- struct{}{}
	}()
	quit <- struct{}{}
	p.Go(ctx, func(ctx context.Context) {
		<-quit // want `receive from channel quit`
	})
	b.Ring()
	p.Go(ctx, func(ctx context.Context) {
		b.Await() // want `Await → receive from field c`
	})
}

func roomy(ctx context.Context, p *par.Pool, size int) {
	slots := make(chan struct{}, size)
	go func() {
		slots <- struct{}{}
		work()
		<-slots
	}()
	slots <- struct{}{}
	p.Go(ctx, func(ctx context.Context) {
		<-slots
	})
}

package user

import (
	"context"
	"log"
	"sync/atomic"

	"example.com/channel/permits/limiter"

	"github.com/parvet/parvet/runtime/par"
)

// Whether a permit was taken has to leave a trace.

type entrant struct {
	l       *limiter.Limiter
	slots   chan struct{}
	entered bool
	in      atomic.Bool
	logger  *log.Logger
}

func (e *entrant) enter(ctx context.Context) {
	select {
	case e.slots <- struct{}{}:
		e.entered = true
	case <-ctx.Done():
	}
}

func (e *entrant) mark(ctx context.Context) {
	select {
	case e.slots <- struct{}{}:
		e.in.Store(true)
	case <-ctx.Done():
	}
}

func (e *entrant) try(ctx context.Context) {
	select {
	case e.slots <- struct{}{}:
	case <-ctx.Done():
		e.logger.Printf("no permit: %v", ctx.Err())
	}
}

func (e *entrant) leave() { <-e.slots }

func traces(ctx context.Context, p *par.Pool, e *entrant, slots chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
		}
		<-slots // want `receive from channel slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			log.Print("no permit: ", ctx.Err())
		}
		defer func() { <-slots }() // want `receive from channel slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		n := 0
		select {
		case slots <- struct{}{}:
			n = 1
		case <-ctx.Done():
		}
		for range n {
			<-slots
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		e.enter(ctx)
		defer e.leave()
	})
	p.Go(ctx, func(ctx context.Context) {
		e.mark(ctx)
		defer e.leave()
	})
	p.Go(ctx, func(ctx context.Context) {
		e.try(ctx)
		defer e.leave() // want `leave → receive from field slots`
	})
}

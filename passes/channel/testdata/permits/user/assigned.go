package user

import (
	"context"

	"example.com/channel/permits/limiter"

	"github.com/parvet/parvet/runtime/par"
)

// What is assigned to a variable or field that has led to a permit leads to another one.

type keeper struct {
	limiter *limiter.Limiter
	slots   chan struct{}
	n       int
}

func use(*limiter.Limiter) {}

func assigned(ctx context.Context, p *par.Pool, l, other *limiter.Limiter, o *keeper) {
	p.Go(ctx, func(ctx context.Context) {
		l := l
		defer func() { use(l) }()
		l.Acquire() // want `Acquire → send to field slots`
		l = other
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l := l
		defer func() { use(l) }()
		l = other
		l.Acquire() // want `Acquire → send to field slots`
		l.Release()
	})
	p.Go(ctx, func(ctx context.Context) {
		o.limiter.Acquire() // want `Acquire → send to field slots`
		o.n++
		o.limiter.Release()
		o.limiter.Acquire() // want `Acquire → send to field slots`
		o.limiter = other
		o.limiter.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		o.slots <- struct{}{} // want `send to field slots`
		o.slots = make(chan struct{}, 1)
		<-o.slots // want `receive from field slots`
	})
}

func negated(ctx context.Context, p *par.Pool, l, m *limiter.Limiter, first, second bool) {
	p.Go(ctx, func(ctx context.Context) {
		if first {
			l.Acquire() // want `Acquire → send to field slots`
		}
		first = !first
		if first {
			l.Release() // want `Release → receive from field slots`
		}
		second = !second
		if second {
			m.Acquire() // want `Acquire → send to field slots`
		}
		if second {
			m.Release()
		}
	})
}

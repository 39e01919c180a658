package user

import (
	"context"
	"time"

	"example.com/channel/permits/limiter"
	"github.com/parvet/parvet/runtime/par"
)

// A timer gives a permit back, unless somebody stops it.

func begun(ctx context.Context, p *par.Pool, l, other *limiter.Limiter, d time.Duration) {
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		time.AfterFunc(d, l.Release)
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		time.AfterFunc(d, func() { l.Release() })
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		time.AfterFunc(d, other.Release)
		l.Release()
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		t := time.AfterFunc(d, l.Release)
		if t.Stop() {
			l.Release()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		l.Acquire() // want `Acquire → send to field slots`
		time.AfterFunc(d, l.Release)
		l.Release()
	})
}

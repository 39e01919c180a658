package ended

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A context that has been cancelled has ended, and so have those that are made of
// it.

func cancelled(ctx context.Context, p *par.Pool, in chan int, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		child, stop := context.WithTimeout(context.WithValue(ctx, gate{}, 1), time.Hour)
		defer stop()
		cancel()
		<-ctx.Done()
		<-child.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		own, cancel := context.WithCancelCause(ctx)
		wait := func() error { <-own.Done(); return own.Err() }
		wait() // want `receive from Done\(\)`
		cancel(nil)
		late := func() { <-own.Done() }
		late()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		select {
		case <-in:
		case <-ctx.Done():
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		if b {
			cancel()
		}
		<-ctx.Done() // want `receive from Done\(\)`
		cancel()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		<-ctx.Done() // want `receive from Done\(\)`
	})
	p.Go(ctx, func(ctx context.Context) {
		other, cancel := context.WithCancel(ctx)
		cancel()
		<-other.Done()
		<-ctx.Done() // want `receive from Done\(\)`
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		free := context.WithoutCancel(ctx)
		next, stop := context.WithCancel(free)
		cancel()
		<-next.Done() // want `receive from Done\(\)`
		stop()
	})
	p.Go(ctx, func(ctx context.Context) {
		c, cancel := context.WithCancel(ctx)
		cancel()
		c, cancel = context.WithCancel(ctx)
		<-c.Done() // want `receive from Done\(\)`
		cancel()
	})
}

// fallback has a context of its own for who has none.
func fallback(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

func root() context.Context { return context.Background() }

func ends(ctx context.Context, p *par.Pool, in chan int) {
	p.Go(ctx, func(ctx context.Context) {
		select {
		case <-in:
		case <-fallback(ctx).Done():
		}
		select { // want `select`
		case <-in:
		case <-root().Done():
		}
	})
}

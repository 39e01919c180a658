package ctx

import (
	"context"
	"errors"
	"time"

	"example.com/sleep/ctxlib"
	"github.com/parvet/parvet/runtime/par"
)

// Contexts that functions make for their callers, as if they were made in place.

const moment = time.Millisecond

func short(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, moment)
}

func shorter(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if ctx.Err() != nil {
		return nil, nil, errors.New("too late")
	}
	ctx, cancel := short(ctx)
	return ctx, cancel, nil
}

func limit(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

type limiter struct{ d time.Duration }

func (limiter) short(ctx context.Context) (context.Context, context.CancelFunc) {
	return limit(ctx, moment)
}

func (limiter) long(ctx context.Context) (context.Context, context.CancelFunc) {
	return limit(ctx, time.Minute)
}

func (l limiter) some(ctx context.Context) (context.Context, context.CancelFunc) {
	return limit(ctx, l.d)
}

// either may be the longer one.
func either(ctx context.Context, long bool) (context.Context, context.CancelFunc) {
	if long {
		return context.WithTimeout(ctx, time.Hour)
	}
	return short(ctx)
}

// valued ends when its parent does.
func valued(ctx context.Context) context.Context { return context.WithValue(ctx, limiter{}, 1) }

func made(ctx context.Context, p *par.Pool, l limiter, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := short(ctx)
		defer cancel()
		<-ctx.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel, err := shorter(ctx)
		if err != nil {
			return
		}
		defer cancel()
		<-valued(ctx).Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := l.short(ctx)
		defer cancel()
		<-ctx.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := l.long(ctx)
		defer cancel()
		<-ctx.Done() // want `sleeps, so its worker idles: receive from Done\(\) \(1m0s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := l.some(ctx)
		defer cancel()
		<-ctx.Done() // want `sleeps, so its worker idles: receive from Done\(\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := either(ctx, b)
		defer cancel()
		<-ctx.Done() // want `sleeps, so its worker idles: receive from Done\(\) \(1h0m0s\);`
	})
}

func elsewhere(ctx context.Context, p *par.Pool, c ctxlib.Client) {
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := ctxlib.Short(ctx)
		defer cancel()
		<-ctx.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := c.Context(ctx)
		defer cancel()
		<-ctx.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := ctxlib.Long(ctx)
		defer cancel()
		<-ctx.Done() // want `sleeps, so its worker idles: receive from Done\(\) \(1m0s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		_, ctx, cancel := ctxlib.Named(ctx)
		defer cancel()
		<-ctx.Done() // want `sleeps, so its worker idles: receive from Done\(\) \(1m0s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := ctxlib.For(ctx, time.Millisecond)
		defer cancel()
		<-ctx.Done() // want `sleeps, so its worker idles: receive from Done\(\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := ctxlib.Maybe(ctx, time.Millisecond)
		defer cancel()
		<-ctx.Done() // may wait for as long as ctx lasts, which is another rule's
	})
}

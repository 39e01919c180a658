// Package ctxlib makes contexts for others.
package ctxlib

import (
	"context"
	"time"
)

func Short(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Millisecond)
}

func Long(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}

func For(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

// Maybe has no limit of its own if none is asked for.
func Maybe(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, d)
}

// Named has it second.
func Named(ctx context.Context) (string, context.Context, context.CancelFunc) {
	ctx, cancel := Long(ctx)
	return "long", ctx, cancel
}

type Client struct{}

func (Client) Context(ctx context.Context) (context.Context, context.CancelFunc) { return Short(ctx) }

// Package middleware stands for that of AWS's clients.
package middleware

import "context"

type Handler interface {
	Handle(ctx context.Context, input any) (any, error)
}

type Middleware interface {
	HandleMiddleware(ctx context.Context, input any, next Handler) (any, error)
}

type decorated struct {
	next Handler
	with Middleware
}

func (d decorated) Handle(ctx context.Context, input any) (any, error) {
	return d.with.HandleMiddleware(ctx, input, d.next)
}

func DecorateHandler(h Handler, with ...Middleware) Handler {
	for _, w := range with {
		h = decorated{h, w}
	}
	return h
}

package lsp

import (
	"context"
	"sync"

	"github.com/creachadair/jrpc2"
)

// order hands out handlers that run one after another, as their messages have come.
// The library runs those of requests at once, so a request would be answered about a
// text that a later message brings.
type order struct {
	jrpc2.Assigner
	ctx context.Context // of the server

	mu   sync.Mutex
	last chan struct{} // is closed when the last message has been dealt with
}

// Assign implements jrpc2.Assigner. It is called for one message after another.
func (o *order) Assign(ctx context.Context, method string) jrpc2.Handler {
	h := o.Assigner.Assign(ctx, method)
	if h == nil {
		return nil
	}
	done := make(chan struct{})
	o.mu.Lock()
	before := o.last
	o.last = done
	o.mu.Unlock()
	over := sync.OnceFunc(func() { close(done) })
	request := !jrpc2.InboundRequest(ctx).IsNotification()
	if request {
		// Its context ends when the answer is sent, or when it is cancelled and
		// never gets here.
		context.AfterFunc(ctx, func() {
			o.wait(before)
			over()
		})
	}
	return func(ctx context.Context, req *jrpc2.Request) (any, error) {
		if !request {
			defer over()
		}
		o.wait(before)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return h(ctx, req)
	}
}

// wait waits until what came before has been dealt with, or the server ends.
func (o *order) wait(before <-chan struct{}) {
	if before == nil {
		return
	}
	select {
	case <-before:
	case <-o.ctx.Done():
	}
}

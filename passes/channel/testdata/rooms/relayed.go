package rooms

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// relayed sends on what somebody else has sent, of which there is as much as there is room.
func relayed(ctx context.Context, p *par.Pool, xs []int) {
	in := make(chan int, len(xs))
	out := make(chan int, len(xs))
	more := make(chan int, 2*len(xs))
	for _, x := range xs {
		in <- x
	}
	close(in)
	for range workers {
		p.Go(ctx, func(ctx context.Context) {
			for x := range in {
				out <- x
				more <- x
				if x > 0 {
					more <- x
				}
			}
		})
	}
}

func relayedMore(ctx context.Context, p *par.Pool, xs []int, from <-chan int) {
	in := make(chan int, len(xs))
	twice, other := make(chan int, len(xs)), make(chan int, len(xs))
	for _, x := range xs {
		in <- x
	}
	close(in)
	for range workers {
		p.Go(ctx, func(ctx context.Context) {
			for x := range in {
				twice <- x // want `send to channel twice`
				twice <- x // want `send to channel twice`
			}
			for x := range from { // want `receive from channel from`
				other <- x // want `send to channel other`
			}
		})
	}
	once := make(chan int, len(xs))
	for range xs {
		each := make(chan int, len(xs))
		for _, x := range xs {
			each <- x
		}
		p.Go(ctx, func(ctx context.Context) {
			for x := range each { // want `receive from channel each`
				once <- x // want `send to channel once`
			}
		})
	}
}

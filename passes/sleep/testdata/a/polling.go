package a

import (
	"context"
	"runtime"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type chain struct {
	next *chain
	done bool
}

func count() { turns++ }

var turns int

// A loop that only asks channels again and again is a busy wait.
func polling(ctx context.Context, p *par.Pool, in chan int, quit chan bool) {
	p.Go(ctx, func(ctx context.Context) {
		for { // want `waits busily, so its worker does nothing else: busy wait;`
			select {
			case <-ctx.Done():
				return
			default:
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for { // want `waits busily`
			select {
			case x := <-in:
				println(x)
				return
			case <-quit:
				return
			default:
				runtime.Gosched()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
	loop:
		for { // want `waits busily`
			select {
			case in <- 1:
				break loop
			default:
			}
		}
	})
}

// One that works on, empties a channel or counts is none.
func polled(ctx context.Context, p *par.Pool, in chan int, c *chain, n int, f func()) {
	p.Go(ctx, func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			default:
			}
			count()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			default:
				f()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			select {
			case <-in:
				continue
			default:
			}
			break
		}
		for {
			select {
			case <-in:
			default:
				return
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		sum := 0
		for i := range n {
			select {
			case <-ctx.Done():
				return
			default:
			}
			sum += i
		}
		for ; c != nil; c = c.next {
			select {
			case <-ctx.Done():
				return
			default:
			}
		}
		for d := c; !d.done; d = d.next {
			select {
			case <-ctx.Done():
				return
			default:
			}
		}
		for {
			select {
			case x := <-in:
				sum += x
			case <-ctx.Done():
				println(sum)
				return
			default:
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			default:
				time.Sleep(time.Second) // want `time.Sleep`
			}
		}
	})
}

package computing

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Workers that share a channel, and send what they make of each item to another one.

func relay(ctx context.Context, p *par.Pool, xs []int, names []string, b bool, n int) {
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int, len(xs))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range in {
					out <- square(x)
				}
			})
		}
		for _, x := range xs {
			in <- x // want `send to channel in \[possible\]$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int, len(xs))
		var wg sync.WaitGroup
		for range 4 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for {
					x, ok := <-in
					if !ok {
						return
					}
					out <- square(x)
				}
			}()
		}
		for _, x := range xs {
			in <- x // want `send to channel in \[possible\]$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan string), make(chan int, len(names))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range in {
					out <- load(x)
				}
			})
		}
		for _, x := range names {
			in <- x // want `send to channel in$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait$`
	})
	p.Go(ctx, func(context.Context) {
		in := make(chan int)
		if b {
			for range n {
				go func() {
					for x := range in {
						square(x)
					}
				}()
			}
		}
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
	})
}

// more sends than there is room for.
func relayMore(ctx context.Context, p *par.Pool, xs []int, n int) {
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int, len(xs))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range in {
					out <- square(x)
					out <- x
				}
			})
		}
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int, n)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range in {
					out <- square(x)
				}
			})
		}
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int, len(xs))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range in {
					for range x {
						out <- square(x)
					}
				}
			})
		}
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int, len(xs))
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				out <- square(<-in) // and on, once it is closed
			}
		})
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
		close(in)
		wg.Wait() // want `sync.\(\*WaitGroup\).Wait$`
	})
}

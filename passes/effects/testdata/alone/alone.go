// Package alone has tasks with channels that nobody else uses.
package alone

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

func use[T any](x, y T) {}

type node struct{ kids []*node }

func counted(ctx context.Context, p *par.Pool, n int, more bool) {
	p.Go(ctx, func(ctx context.Context) {
		c := make(chan int, 1)
		c <- 1
		<-c
		c <- 2
		<-c
		<-c    // want `receive from channel c$`
		c <- 3 //
		c <- 4 // want `send to channel c$`
	})
	p.Go(ctx, func(ctx context.Context) {
		c := make(chan int, 2)
		for range n {
			c <- 1 // in each turn one comes and one goes
			<-c
		}
		if more {
			c <- 2
		}
		c <- 3
		<-c
		<-c // want `receive from channel c \[possible\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		c := make(chan int)
		c <- 1      // want `send to channel c$`
		use(1, <-c) // want `receive from channel c$`
	})
	p.Go(ctx, func(ctx context.Context) {
		c := make(chan int, n)
		c <- 1 // want `send to channel c \[possible\]$`
		if more {
			use(1, <-c)
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		c := make(chan int, 1)
		c <- 1
		select { // there is something in it
		case <-c:
		case <-ctx.Done():
			return
		}
		select { // want `select$`
		case <-c:
		case <-ctx.Done():
			return
		}
		d := make(chan int, 2)
		d <- 1
		select { // there is room
		case d <- 2:
		case <-ctx.Done():
		}
		use(1, <-d)
		use(1, <-d) // want `receive from channel d \[possible\]$`
	})
}

func queues(ctx context.Context, p *par.Pool, root *node) {
	p.Go(ctx, func(ctx context.Context) {
		q := make(chan *node, 100)
		q <- root
		for len(q) > 0 {
			x := <-q
			for _, k := range x.kids {
				q <- k // want `send to channel q \[possible\]$`
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		q := make(chan *node, 100)
		q <- root
		for {
			if len(q) == 0 {
				break
			}
			x := <-q
			for _, k := range x.kids {
				if len(q) < cap(q) {
					q <- k
				}
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		q := make(chan *node, 100)
		q <- root
		for 0 != len(q) {
			<-q
			<-q // want `receive from channel q \[possible\]$`
			if len(q) < 100 {
				q <- root
			}
			if len(q) < 101 {
				q <- root
				q <- root // want `send to channel q \[possible\]$`
			}
		}
	})
}

// Of what others may use nothing is known.

func push(q chan *node, x *node) { q <- x }

func shared(ctx context.Context, p *par.Pool, root *node) {
	p.Go(ctx, func(ctx context.Context) {
		q := make(chan *node, 1)
		go func() { <-q }()
		q <- root
		use(root, <-q) // want `receive from channel q$`
	})
	p.Go(ctx, func(ctx context.Context) {
		q := make(chan *node, 1)
		push(q, root)
		use(root, <-q) // want `receive from channel q`
	})
	q := make(chan *node, 1)
	p.Go(ctx, func(ctx context.Context) {
		q <- root      // want `send to channel q`
		use(root, <-q) // want `receive from channel q`
	})
	q <- root
}

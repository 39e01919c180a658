package computing

import (
	"context"
	"net/http"

	"github.com/parvet/parvet/runtime/par"
)

// One goroutine collects what the tasks send.

func total(ctx context.Context, xs []int) (sum int) {
	ch := make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for x := range ch {
			sum += x
		}
	}()
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		ch <- *x // want `send to channel ch \[possible\]$`
		return nil
	})
	close(ch)
	<-done
	return sum
}

func tally(ch <-chan int, to map[int]int) {
	for {
		x, ok := <-ch
		if !ok {
			return
		}
		to[x]++
	}
}

func offer(ch chan<- int, x int) { ch <- x }

func histogram(ctx context.Context, xs []int, other chan int) map[int]int {
	ch, m := make(chan int, 4), make(map[int]int)
	go tally(ch, m)
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		ch <- *x         // want `send to channel ch \[possible\]$`
		offer(ch, *x)    // want `offer → send to channel ch \[possible\]$`
		offer(other, *x) // want `offer → send to channel ch$`
		return nil
	})
	return m
}

func posted(ctx context.Context, xs []int) {
	ch := make(chan int)
	go func() {
		for range ch {
			http.Get("x")
		}
	}()
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		ch <- *x // want `send to channel ch$`
		return nil
	})
}

func firstOf(ctx context.Context, xs []int) (sum int) {
	ch := make(chan int)
	go func() {
		for x := range ch {
			if sum += x; sum > 10 {
				break
			}
		}
	}()
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		ch <- *x // want `send to channel ch$`
		return nil
	})
	return sum
}

func afterwards(ctx context.Context, xs []int) (sum int) {
	ch := make(chan int)
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		ch <- *x // want `send to channel ch$`
		return nil
	})
	go func() {
		for x := range ch {
			sum += x
		}
	}()
	return sum
}

// Methods of an object with the channel.

type collector struct {
	ch  chan int
	sum int
}

func (c *collector) run() {
	for x := range c.ch {
		c.sum += x
	}
}

func (c *collector) add(x int) { c.ch <- x }

func newCollector() *collector {
	c := &collector{ch: make(chan int)}
	go c.run()
	return c
}

type idler struct {
	ch  chan int
	sum int
}

func (c *idler) run() {
	for x := range c.ch {
		c.sum += x
	}
}

func (c *idler) add(x int) { c.ch <- x }

func newIdler() *idler { return &idler{ch: make(chan int)} }

func collect(ctx context.Context, xs []int) {
	local := &collector{ch: make(chan int)}
	go local.run()
	c, idle := newCollector(), newIdler()
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		local.ch <- *x // want `send to field ch \[possible\]$`
		c.add(*x)      // want `add → send to field ch \[possible\]$`
		idle.add(*x)   // want `add → send to field ch$`
		return nil
	})
}

// Package filled holds that a channel which is filled where it is made has room
// for that, and for what is taken out and given back later.
package filled

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

type decoder struct {
	free  chan []byte
	size  int
	opts  struct{ free int }
	slots chan struct{}
	queue chan int
	work  chan int

	tokens, others chan struct{}
}

func (d *decoder) init(n int) {
	d.free = make(chan []byte, d.size)
	for i := 0; i < d.size; i++ {
		d.free <- nil
	}
	d.slots = make(chan struct{}, n)
	for range n {
		d.slots <- struct{}{}
	}
	d.queue = make(chan int, n)
	for range n + 1 {
		d.queue <- 1
	}
	d.work = make(chan int, n)
}

func (d *decoder) put(b []byte) { d.free <- b }

// setLimit makes tokens anew, or none, as those do who are told 0 for no limit.
func (d *decoder) setLimit(n int) {
	if n <= 0 {
		d.tokens = nil
	} else {
		d.tokens = make(chan struct{}, n)
		for range n {
			d.tokens <- struct{}{}
		}
	}
}

// setBoth may have dropped the channel that it fills.
func (d *decoder) setBoth(n int, off bool) {
	d.others = make(chan struct{}, n)
	if off {
		d.others = nil
	}
	for range n {
		d.others <- struct{}{}
	}
}

func positive(ctx context.Context, p *par.Pool, d *decoder, n int) {
	p.Go(ctx, func(ctx context.Context) {
		d.init(n)          // want `init → send to field queue`
		d.setBoth(n, true) // want `setBoth → send to field others`
	})
	p.Go(ctx, func(ctx context.Context) {
		d.work <- 1 // want `send to field work`
		<-d.slots   // want `receive from field slots`
		ch := make(chan int, n)
		for i := 0; i <= n; i++ {
			ch <- i // want `send to channel ch`
		}
		twice := make(chan int, n)
		for range n {
			for range n {
				twice <- 1 // want `send to channel twice`
			}
		}
		grown := make(chan int, n)
		n++
		for range n {
			grown <- 1 // want `send to channel grown`
		}
		other := make(chan int, n)
		for i := 0; i < n; i += 0 {
			other <- i // want `send to channel other`
		}
	})
}

func negative(ctx context.Context, p *par.Pool, d *decoder, n int, xs []string) {
	p.Go(ctx, func(ctx context.Context) {
		d.put(nil) // the pool was full once
		d.setLimit(n)
		d.tokens <- struct{}{}
		var own decoder
		own.work = make(chan int, own.opts.free)
		for i := 0; i < own.opts.free; i++ {
			own.work <- i
		}
		d.slots <- struct{}{}
		select {
		case d.slots <- struct{}{}:
		}
		ch := make(chan int, n)
		for i := 0; i < n; i++ {
			ch <- i
		}
		one := make(chan int, n)
		for i := 1; i <= n; i++ {
			one <- i
		}
		const size = 3
		fixed := make(chan int, size)
		for range size {
			fixed <- 1
		}
		all := make(chan string, len(xs))
		for _, x := range xs {
			all <- x
		}
		whole := make(chan int, n)
		for range cap(whole) {
			whole <- 1
		}
	})
}

// A queue that is filled and closed before the tasks start keeps none waiting.
func closed(ctx context.Context, p *par.Pool, xs []int) {
	queue := make(chan int, len(xs))
	late := make(chan int, len(xs))
	for _, x := range xs {
		queue <- x
		late <- x
	}
	close(queue)
	for range 4 {
		p.Go(ctx, func(ctx context.Context) {
			for range queue {
			}
			for range late { // want `receive from channel late`
			}
		})
	}
	close(late)
}

// Nobody waits for the channels of an object that nobody else knows yet.

type stream struct {
	out  chan int
	quit chan struct{}
}

func (s *stream) drain() {
	if s.out == nil {
		return
	}
	for range s.out {
	}
}

func (s *stream) restart() {
	s.drain()
	s.quit = nil
	s.out = make(chan int)
	go produce(s.out)
}

func (s *stream) end() {
	close(s.out)
	for range s.out {
	}
	s.out = nil
	<-s.quit
	close(s.quit)
}

func produce(out chan<- int) { close(out) }

func unknown(ctx context.Context, p *par.Pool, given *stream, out chan int) {
	p.Go(ctx, func(ctx context.Context) {
		new(stream).restart()
		(&stream{out: make(chan int)}).drain()
		given.restart()             // want `drain → receive from field out`
		(&stream{out: out}).drain() // want `drain → receive from field out`
		twice := new(stream)
		twice.restart()
		twice.restart() // want `drain → receive from field out`
		given.end()     // want `end → receive from field quit`
		own := new(stream)
		own.out = make(chan int)
		go produce(own.out)
		<-own.out // want `receive from field out`
	})
}

// nobodys is of channels that nobody in this package makes.
type nobodys struct{}

func elsewhere(ctx context.Context, p *par.Pool, items chan *nobodys) {
	p.Go(ctx, func(ctx context.Context) {
		items <- nil // want `send to channel items`
	})
}

// A queued one is made with room, or without.
type queued struct{ items chan int }

func fresh(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		room := &queued{items: make(chan int, 1)}
		room.items <- 1
		none := &queued{items: make(chan int)}
		none.items <- 1 // want `send to field items`
	})
	p.Go(ctx, func(ctx context.Context) {
		none := &queued{items: make(chan int)}
		<-none.items // want `receive from field items`
	})
}

func oneMore(ctx context.Context, p *par.Pool, n int, keep func(chan int)) {
	p.Go(ctx, func(ctx context.Context) {
		items := make(chan int, n)
		keep(items)
		for i := 0; i < n; i++ {
			items <- i
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		items := make(chan int, n)
		keep(items)
		for i := 0; ; i++ {
			items <- i // want `send to channel items`
			if i < n {
				continue
			}
			break
		}
	})
}

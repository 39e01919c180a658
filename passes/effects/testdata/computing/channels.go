// Package computing waits for goroutines of its own, some of which only compute.
package computing

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func compute(n int) (int, error) {
	sum := 0
	for i := range n {
		sum += i * i
	}
	if sum < 0 {
		return 0, errors.New("overflow")
	}
	return sum, nil
}

func square(n int) int { return n * n }

func load(name string) int {
	data, _ := os.ReadFile(name)
	return len(data)
}

// A result or an error, from one goroutine.

func either(ctx context.Context, p *par.Pool, n int, in chan int) {
	p.Go(ctx, func(context.Context) {
		res, errc := make(chan int, 1), make(chan error, 1)
		go func() {
			v, err := compute(n)
			if err != nil {
				errc <- err
				return
			}
			res <- v
		}()
		select { // want `select \[possible\]$`
		case <-res:
		case <-errc:
		}
	})
	p.Go(ctx, func(context.Context) {
		res, errc := make(chan int), make(chan error)
		go func() {
			if v, err := compute(n); err != nil {
				errc <- err
			} else {
				res <- v
			}
		}()
		select { // want `select \[possible\]$`
		case <-res:
		case <-errc:
		}
	})
	p.Go(ctx, func(context.Context) {
		res, errc := make(chan int, 1), make(chan error, 1)
		go func() {
			v, err := compute(n)
			if err != nil {
				errc <- err
			} else if v > 0 {
				res <- v
			}
		}()
		select { // want `select$`
		case <-res:
		case <-errc:
		}
	})
	p.Go(ctx, func(context.Context) {
		res, errc := make(chan int, 1), make(chan error, 1)
		go func() {
			v, err := compute(load("x"))
			if err != nil {
				errc <- err
				return
			}
			res <- v
		}()
		select { // want `select$`
		case <-res:
		case <-errc:
		}
	})
	p.Go(ctx, func(context.Context) {
		res, errc := make(chan int), make(chan error)
		go func() {
			if v, err := compute(n); err != nil {
				errc <- err
			} else {
				res <- v
			}
		}()
		for range 2 {
			select { // want `select$`
			case <-res:
			case <-errc:
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		res := make(chan int)
		go func() { res <- square(n) }()
		select { // want `select \[possible\]$`
		case <-res:
		case <-in:
		}
	})
}

// As many goroutines as receives.

func counted(ctx context.Context, p *par.Pool, xs, ys []int) {
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go func() { c <- square(1) }()
		go func() { c <- square(2) }()
		a, b := <-c, <-c // want `receive from channel c \[possible\]$` `receive from channel c \[possible\]$`
		_ = a + b
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go func() { c <- square(1) }()
		a := <-c // want `receive from channel c$`
		b := <-c // want `receive from channel c$`
		_ = a + b
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		<-c // want `receive from channel c$`
		go func() { c <- square(1) }()
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan error, len(xs))
		for _, x := range xs {
			go func() {
				_, err := compute(x)
				c <- err
			}()
		}
		for range xs {
			if err := <-c; err != nil { // want `receive from channel c \[possible\]$`
				return
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		for _, x := range xs {
			if x == 0 {
				continue
			}
			go func() { c <- square(x) }()
		}
		for range xs {
			<-c // want `receive from channel c$`
		}
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		for _, x := range xs {
			go func() { c <- square(x) }()
		}
		for range ys {
			<-c // want `receive from channel c$`
		}
	})
	p.Go(ctx, func(context.Context) {
		<-async(func() int { return square(3) }) // want `receive from async\[int\]\(\) \[possible\]$`
		<-async(func() int { return load("x") }) // want `receive from async\[int\]\(\)$`
		c := async(func() int { return square(3) })
		<-c // want `receive from async\[int\]\(\)$`
		<-c // want `receive from async\[int\]\(\)$`
	})
}

func async[T any](f func() T) <-chan T {
	c := make(chan T, 1)
	go func() { c <- f() }()
	return c
}

func asyncKnown(ctx context.Context, p *par.Pool, f func() int) {
	p.Go(ctx, func(context.Context) {
		<-async(f) // want `receive from async\[int\]\(\)$`
	})
}

// A channel that says that something is done.

func done(ctx context.Context, p *par.Pool, mu *sync.Mutex, n int, b bool) {
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			compute(n)
		}()
		<-done // want `receive from channel done \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			defer func() { close(done) }()
			compute(n)
		}()
		<-done // want `receive from channel done \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			if b {
				close(done)
			}
		}()
		<-done // want `receive from channel done$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			time.Sleep(time.Second)
		}()
		<-done // want `receive from channel done$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			compute(n)
			close(done)
			time.Sleep(time.Second) // nobody waits for that
		}()
		<-done // want `receive from channel done \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				compute(n)
			}
		}()
		<-done // want `receive from channel done$`
	})
	p.Go(ctx, func(context.Context) {
		first, second := make(chan int), make(chan int)
		go func() {
			defer close(first)
			<-second
		}()
		go func() {
			defer close(second)
			<-first
		}()
		<-first // want `receive from channel first$`
	})
}

// Goroutines that are declared functions.

func produce(c chan<- int, n int) {
	defer close(c)
	for i := range n {
		c <- square(i)
	}
}

func produceFrom(c chan<- int, name string) {
	defer close(c)
	c <- load(name)
}

func send(c chan<- int, f func() int) { c <- f() }

func declared(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go produce(c, 3)
		for range c { // want `receive from channel c \[possible\]$`
		}
		d := make(chan int)
		go produceFrom(d, "x")
		for range d { // want `receive from channel d$`
		}
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go func() {
			send(c, func() int { return square(3) })
		}()
		<-c // want `receive from channel c \[possible\]$`
		d := make(chan int)
		go func() {
			send(d, func() int { return load("x") })
		}()
		<-d // want `receive from channel d$`
	})
}

// Senders of goroutines that receive until the end.

func drained(ctx context.Context, p *par.Pool, xs []int, n int) {
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int)
		go func() {
			sum := 0
			for x := range in {
				sum += square(x)
			}
			out <- sum
		}()
		for _, x := range xs {
			in <- x // want `send to channel in \[possible\]$`
		}
		close(in)
		<-out // want `receive from channel out \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int)
		go func() {
			sum := 0
			for x := range in {
				sum += load("x") + x
			}
			out <- sum
		}()
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
		close(in)
		<-out // want `receive from channel out$`
	})
	p.Go(ctx, func(context.Context) {
		in, out := make(chan int), make(chan int)
		go func() {
			for x := range in {
				if x < 0 {
					break
				}
			}
			close(out)
		}()
		for _, x := range xs {
			in <- x // want `send to channel in$`
		}
		<-out // want `receive from channel out$`
		close(in)
	})
	p.Go(ctx, func(context.Context) {
		sem := make(chan struct{}, 4)
		var wg sync.WaitGroup
		for _, x := range xs {
			sem <- struct{}{} // want `send to channel sem \[possible\]$`
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() { <-sem }()
				compute(x)
			}()
		}
		wg.Wait() // want `Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		sem := make(chan struct{}, 4)
		for range xs {
			sem <- struct{}{} // want `send to channel sem$`
			go func() {
				defer func() { <-sem }()
				load("x")
			}()
		}
	})
	p.Go(ctx, func(context.Context) {
		sem := make(chan struct{}, 4)
		for _, x := range xs {
			sem <- struct{}{} // want `send to channel sem$`
			if x == 0 {
				continue
			}
			go func() {
				defer func() { <-sem }()
				compute(x)
			}()
		}
	})
}

// Tasks that pass on to one goroutine what they have wait for each other, as long as that
// computes. One that ends before the channel is closed may leave them waiting.

func shared(ctx context.Context, p *par.Pool, xs []int) {
	out, sum := make(chan int), make(chan int)
	go func() {
		total := 0
		for x := range out {
			total += x
		}
		sum <- total
	}()
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		out <- *x // want `send to channel out \[possible\]$`
		return nil
	})
	close(out)
	<-sum
	ticks, stop := make(chan int), make(chan bool)
	go func() {
		for range 3 {
			ticks <- 1
		}
		close(stop)
	}()
	p.Go(ctx, func(ctx context.Context) {
		for {
			select { // want `select$`
			case <-ticks:
			case <-stop:
				return
			}
		}
	})
}

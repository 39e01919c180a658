package computing

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Goroutines that run what a function gets: callers know what that is.

func try[T any](f func() (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	c := make(chan result, 1)
	go func() {
		v, err := f()
		c <- result{v, err}
	}()
	r := <-c
	return r.v, r.err
}

func parallel(xs []int, f func(int) int) {
	var wg sync.WaitGroup
	for i, x := range xs {
		wg.Add(1)
		go func(i, x int) {
			defer wg.Done()
			xs[i] = f(x)
		}(i, x)
	}
	wg.Wait()
}

// twice passes it on.
func twice(xs []int, f func(int) int) {
	parallel(xs, f)
	parallel(xs, func(x int) int { return f(x) })
}

// both has one more.
func both(f, g func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
		g()
	}()
	<-done
}

// also waits for something else of the same kind.
func also(c chan int, f func()) {
	done := make(chan int)
	go func() {
		f()
		done <- 1
	}()
	<-done
	<-c
}

type stringer interface{ Text() string }

// texts calls a method of what it gets, of which nothing is known here.
func texts(s stringer) {
	done := make(chan string)
	go func() { done <- s.Text() }()
	<-done
}

type text struct{}

func (text) Text() string { return "x" }

func napping(x int) int {
	time.Sleep(time.Second)
	return x
}

func params(ctx context.Context, p *par.Pool, xs []int, c chan int, unknown func(int) int) {
	p.Go(ctx, func(context.Context) {
		try(func() (int, error) { return square(3), nil })           // want `try → receive from channel c \[possible\]$`
		try(func() (*http.Response, error) { return http.Get("x") }) // want `try → receive from channel c$`
	})
	p.Go(ctx, func(context.Context) {
		parallel(xs, square)  // want `parallel → sync.\(\*WaitGroup\).Wait \[possible\]$`
		parallel(xs, napping) // want `parallel → sync.\(\*WaitGroup\).Wait$`
		parallel(xs, unknown) // want `parallel → sync.\(\*WaitGroup\).Wait$`
		twice(xs, square)     // want `twice → parallel → sync.\(\*WaitGroup\).Wait \[possible\]$`
		twice(xs, napping)    // want `twice → parallel → sync.\(\*WaitGroup\).Wait$`
	})
	p.Go(ctx, func(context.Context) {
		both(func() { square(1) }, func() { square(2) })  // want `both → receive from channel done \[possible\]$`
		both(func() { square(1) }, func() { napping(2) }) // want `both → receive from channel done$`
		both(func() { parallel(xs, square) }, func() {})  // want `both → receive from channel done \[possible\]$`
		both(func() { parallel(xs, napping) }, func() {}) // want `both → receive from channel done$`
		also(c, func() { square(1) })                     // want `also → receive from channel c$` `also → receive from channel done \[possible\]$`
		texts(text{})                                     // want `texts → receive from channel done$`
	})
}

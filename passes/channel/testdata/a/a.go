package a

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type server struct {
	out  chan int
	quit chan struct{}
}

func positive(ctx context.Context, xs []int, results chan int, s *server) {
	done := make(chan struct{})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		results <- *x       // want `^task passed to par.ForEach may wait forever for another goroutine: send to channel results; return the result, or send in a select with a case for the end of the context$`
		<-done              // want `may wait forever for another goroutine: receive from channel done; receive before`
		s.out <- 1          // want `send to field out`
		for range results { // want `receive from channel results`
		}
		select { // want `may wait forever for another goroutine: select; add a case for the end of the context`
		case results <- 1:
		case <-s.quit:
		}
		select {} // want `select`
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		s.emit(*x)   // want `\(\*server\).emit → send to field out at a.go:\d+; return`
		<-ctx.Done() // want `receive from Done\(\)`
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		select {
		case <-ctx.Done(): // want `receive from Done\(\)`
		}
		return nil
	})
}

// Waits for nothing but contexts are waits for one of them, and no case is missing.
func ends(ctx, other context.Context, p *par.Pool, quit, done <-chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		select { // want `receive from Done\(\); receive before`
		case <-ctx.Done():
		case <-other.Done():
		}
		nap, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		select {
		case <-nap.Done():
		case <-other.Done():
		}
		select {
		case <-ctx.Done():
		case <-quit:
		}
		select { // want `select; add a case`
		case <-quit:
		case <-done:
		}
	})
}

func (s *server) emit(x int) { s.out <- x }

func buffers(ctx context.Context, p *par.Pool, xs []int, n int) {
	p.Go(ctx, func(ctx context.Context) {
		unbuffered := make(chan int)
		go func() { <-unbuffered }()
		unbuffered <- 1 // want `send to channel unbuffered`

		small := make(chan int, 1)
		small <- 1 // has room
		small <- 2 // want `send to channel small`

		second := make(chan int, 1)
		if len(xs) > 0 {
			second <- 1 // has room
		}
		second <- 2 // want `send to channel second`

		loop := make(chan int, 2)
		for _, x := range xs {
			loop <- x // want `send to channel loop`
		}

		unknown := make(chan int, n)
		unknown <- 1 // want `send to channel unknown`

		escaped := make(chan int, 1)
		fill(escaped) // want `fill → send to channel c at`
		escaped <- 1  // want `send to channel escaped`
		<-escaped     // what was sent just now

		open := make(chan int)
		defer close(open)
		<-open // want `receive from channel open`
	})
}

func fill(c chan<- int) { c <- 1 }

func generic[T any](ctx context.Context, xs []T, out chan T) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *T) error {
		out <- *x // want `send to channel out`
		return nil
	})
}

func iterator(ctx context.Context, p *par.Pool, seq func(func(int) bool), out chan int) {
	p.Go(ctx, func(ctx context.Context) {
		for x := range seq {
			out <- x // want `send to channel out;`
		}
	})
}

func negative(ctx context.Context, p *par.Pool, xs []int, results chan int, timeout <-chan time.Time) {
	done := ctx.Done()
	p.Go(ctx, func(ctx context.Context) {
		select {
		case results <- 1:
		default:
		}
		select {
		case <-results:
		case <-ctx.Done():
		}
		select {
		case <-results:
		case <-done:
		}
		select {
		case results <- 1:
		case <-time.After(time.Second):
		}
		t := time.NewTimer(time.Second)
		select {
		case results <- 1:
		case <-t.C:
		}
		// Room for all that is sent.
		errc := make(chan error, 2)
		go func() { errc <- nil }()
		errc <- nil
		for range xs {
			each := make(chan int, 1)
			if len(xs) > 3 {
				each <- 1
			}
		}
		// Only one of the sends can happen.
		first := make(chan error, 1)
		go func() {
			if len(xs) == 0 {
				first <- nil
				return
			}
			if len(xs) == 1 {
				first <- nil
			} else {
				first <- ctx.Err()
			}
		}()
		one := make(chan error, 1)
		switch len(xs) {
		case 0:
			one <- nil
		case 1:
			one <- ctx.Err()
		default:
			one <- nil
		}
		// Nothing to wait for.
		closed := make(chan int, 3)
		close(closed)
		<-closed
		for range closed {
		}
		// Another goroutine waits.
		go func() { results <- 1 }()
		// The worker is given back.
		par.Blocking(ctx, func(ctx context.Context) error {
			results <- 1
			return nil
		})
		_ = len(results)
	})
	results <- 1 // no task
}

// A result channel with room for the one result.

func result(ctx context.Context, p *par.Pool, f func() error) (res chan error) {
	res = make(chan error, 1)
	p.Go(ctx, func(ctx context.Context) {
		defer close(res)
		if err := f(); err != nil {
			res <- err
			return
		}
		res <- nil
	})
	return res
}

func receiveOnly(ctx context.Context, p *par.Pool) <-chan int {
	res := make(chan int, 1)
	p.Go(ctx, func(ctx context.Context) { res <- 1 })
	return res
}

func oneForMany(ctx context.Context, xs []int) <-chan int {
	res := make(chan int, 1)
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		res <- *x // want `send to channel res`
		return nil
	})
	return res
}

// A channel as a semaphore, or as a list of what is free.

type limited struct {
	slots chan struct{}
	free  chan *server
	data  chan int
	other chan struct{}
	third chan struct{}
}

func (l *limited) permits(ctx context.Context, p *par.Pool) {
	sem := make(chan struct{}, cap(l.data))
	p.Go(ctx, func(ctx context.Context) {
		<-l.slots                                // want `receive from field slots`
		defer func() { l.slots <- struct{}{} }() // room for what was taken
		s := <-l.free                            // want `receive from field free`
		defer func() { l.free <- s }()           //
		sem <- struct{}{}                        // want `send to channel sem`
		defer func() { <-sem }()                 // a permit for what was put in
		par.Blocking(ctx, func(ctx context.Context) error { <-l.other; return nil })
		defer func() { l.other <- struct{}{} }()
		go func() { <-l.third }()
		l.third <- struct{}{} // want `send to field third`
		l.data <- 1           // want `send to field data`
		l.use(<-l.data)       // want `receive from field data`
	})
	p.Go(ctx, func(ctx context.Context) {
		select {
		case sem <- struct{}{}:
			<-sem
		case <-ctx.Done():
			return
		}
		var s *server
		select {
		case s = <-l.free:
		default:
		}
		l.free <- s // want `send to field free`
		if ctx.Err() == nil {
			<-l.slots // want `receive from field slots`
		}
		l.slots <- struct{}{} // want `send to field slots`
		l.free <- nil         // want `send to field free`
		_ = (<-l.free).out    // want `receive from field free`
	})
}

func (l *limited) use(int) {}

// A semaphore with methods, taken before the hand-over and given back by the
// task.

type throttle struct{ c chan bool }

func (t *throttle) limit() { t.c <- true }

func (t *throttle) release() { <-t.c }

func (t *throttle) each(ctx context.Context, p *par.Pool, xs []int) {
	for range xs {
		t.limit()
		p.Go(ctx, func(ctx context.Context) { t.release() })
	}
	p.Go(ctx, func(ctx context.Context) {
		t.limit() // want `\(\*throttle\).limit → send to field c at`
		defer t.release()
	})
}

func (t *throttle) never(ctx context.Context, p *par.Pool, done chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		t.release() // want `\(\*throttle\).release → receive from field c at`
		<-done      // want `receive from channel done`
	})
}

// Ends and timers that are passed on as channels, and room for each element.

func wait(done <-chan struct{}, timeout <-chan time.Time, in, out chan int) {
	select {
	case <-in:
	case <-done:
	}
	select {
	case out <- 1:
	case <-timeout:
	}
}

func passedOn(ctx context.Context, p *par.Pool, xs []int, in chan int) {
	p.Go(ctx, func(ctx context.Context) {
		wait(ctx.Done(), time.After(1), in, in)
		closed := make(chan struct{})
		close(closed)
		select {
		case <-in:
		case <-closed:
		}
		select { // want `select`
		case <-in:
		case <-context.Background().Done():
		}
		room := make(chan int, len(xs))
		for _, x := range xs {
			room <- x
		}
		twice := make(chan int, len(xs))
		for range xs {
			for _, x := range xs {
				twice <- x // want `send to channel twice`
			}
		}
	})
	out := make(chan int, len(xs))
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		out <- *x
		return nil
	})
	more := make(chan int, len(xs))
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		for range *x {
			more <- *x // want `send to channel more`
		}
		return nil
	})
}

// Package limitations shows what the rule cannot see or takes on trust: the
// limits on its page, each next to a twin that comes out the other way. What is
// possible is reported with -tier=possible only.
package limitations

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Room is proved where the channel stays with the function that makes it, by
// counting sends; more than that is not.

func room(ctx context.Context, p *par.Pool, xs []int) {
	counted := make(chan int, len(xs))
	for range xs {
		p.Go(ctx, func(context.Context) {
			counted <- 1 // has room
		})
	}
	twice := make(chan int, 2*len(xs))
	for range xs {
		p.Go(ctx, func(context.Context) {
			twice <- 1 // has room
			twice <- 2 // has room
		})
	}
	half := make(chan int, len(xs)/2)
	for range xs {
		p.Go(ctx, func(context.Context) {
			half <- 1 // want `send to`
		})
	}
	// There is room, but that is not proved.
	odd := make(chan int, 1)
	for i := range xs {
		if i == 1 {
			p.Go(ctx, func(context.Context) {
				odd <- 1 // want `send to`
			})
		}
	}
	received := make(chan int, 1)
	for range xs {
		p.Go(ctx, func(context.Context) {
			received <- 1 // want `send to`
		})
		<-received
	}
}

// A receive does not wait if the channel is closed, before, or because it has been
// received from and nobody sends.
func closed(ctx context.Context, p *par.Pool) {
	before := make(chan int)
	close(before)
	p.Go(ctx, func(context.Context) {
		<-before // closed
	})
	over := make(chan int)
	go func() { time.Sleep(time.Second); close(over) }()
	<-over
	p.Go(ctx, func(context.Context) {
		<-over // closed
	})
	never := make(chan int)
	go func() {
		time.Sleep(time.Second)
		close(never)
	}()
	p.Go(ctx, func(context.Context) {
		<-never // want `receive from`
	})
	// It is closed, but that is not proved.
	sometimes := make(chan int)
	if len(before) == 0 {
		close(sometimes)
	}
	p.Go(ctx, func(context.Context) {
		<-sometimes // want `receive from`
	})
}

// What gives back what the function took before has room.

func work() {}

func permits(ctx context.Context, p *par.Pool, xs []int) {
	sem := make(chan struct{}, 3)
	for range xs {
		sem <- struct{}{}
		p.Go(ctx, func(context.Context) {
			work()
			<-sem // gives back
		})
	}
	free := make(chan []byte, 3)
	for range cap(free) {
		free <- nil
	}
	for range xs {
		p.Go(ctx, func(context.Context) {
			b := <-free // want `receive from`
			time.Sleep(time.Second)
			free <- b // gives back
		})
	}
}

// A permit that nobody keeps across a wait is taken at once.

var brief, long = make(chan struct{}, 1), make(chan struct{}, 1)

func takes(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		brief <- struct{}{} // nobody keeps it
		work()
		<-brief
	})
	p.Go(ctx, func(context.Context) {
		long <- struct{}{} // want `send to`
		time.Sleep(time.Second)
		<-long
	})
}

// The one reply to a request that holds a channel for it has room if who makes the
// requests makes room and receives once, and nobody else receives. That it is the
// only one for its request is out of sight.

type request struct {
	n     int
	reply chan int
}

func ask(requests chan *request, n int) int {
	r := &request{n, make(chan int, 1)}
	requests <- r
	return <-r.reply
}

// An order has no room for its answer.
type order struct{ answer chan int }

func give(orders chan *order) int {
	o := &order{make(chan int)}
	orders <- o
	return <-o.answer
}

func replies(ctx context.Context, p *par.Pool, requests chan *request, orders chan *order) {
	for r := range requests {
		p.Go(ctx, func(context.Context) {
			r.reply <- r.n // possible // want `wait`
		})
	}
	for o := range orders {
		p.Go(ctx, func(context.Context) {
			o.answer <- 1 // want `send to`
		})
	}
}

// A wait for goroutines that only compute is possible. What they call has to be
// known: callers in the package tell what a parameter does, others do not.

func sum(n int) int {
	if n == 0 {
		return 0
	}
	return n + sum(n-1)
}

func split(f func(int) int) int {
	done := make(chan int)
	go func() { done <- f(10) }()
	return <-done
}

// Split is called by others.
func Split(f func(int) int) int {
	done := make(chan int)
	go func() { done <- f(10) }()
	return <-done
}

func computes(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		done := make(chan int)
		go func() { done <- sum(10) }()
		<-done // possible // want `wait`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan int)
		go func() { time.Sleep(time.Second); done <- sum(10) }()
		<-done // want `receive from`
	})
	p.Go(ctx, func(context.Context) {
		split(sum) // possible // want `wait`
	})
	p.Go(ctx, func(context.Context) {
		Split(func(n int) int { time.Sleep(time.Second); return n }) // want `receive from`
	})
}

// In a select, a receive-only channel that is passed in counts as the end of
// something or a timer.

func ends(ctx context.Context, p *par.Pool, jobs chan int, stop <-chan struct{}, tick <-chan time.Time, both chan struct{}) {
	p.Go(ctx, func(context.Context) {
		select { // not reported: stop may never come
		case <-jobs:
		case <-stop:
		}
	})
	p.Go(ctx, func(context.Context) {
		select { // not reported: tick may never come
		case <-jobs:
		case <-tick:
		}
	})
	p.Go(ctx, func(context.Context) {
		select { // want `select`
		case <-jobs:
		case <-both:
		}
	})
	p.Go(ctx, func(context.Context) {
		<-stop // want `receive from`
	})
}

// A bound is trusted, however long.

func bounded(ctx context.Context, p *par.Pool, jobs chan int, d time.Duration) {
	p.Go(ctx, func(context.Context) {
		select { // not reported: it ends within the hour
		case <-jobs:
		case <-time.After(time.Hour):
		}
	})
	p.Go(ctx, func(context.Context) {
		select { // want `select`
		case <-jobs:
		case jobs <- 1:
		}
	})
}

// Whoever is called where a permit was not taken may remember that, though he does not; and
// of permits that are taken by the way it is not counted how many there are.

func fellShort() {}

func take(ctx context.Context, slots chan struct{}) {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
	}
}

func takeOrTell(ctx context.Context, slots chan struct{}) {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		fellShort()
	}
}

func traced(ctx context.Context, p *par.Pool, slots chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		take(ctx, slots)
		<-slots // want `receive from`
	})
	p.Go(ctx, func(ctx context.Context) {
		takeOrTell(ctx, slots)
		<-slots // not reported
	})
	p.Go(ctx, func(ctx context.Context) {
		taken := 0
		for range 3 {
			slots <- struct{}{} // want `send to`
			taken++
		}
		for range taken {
			<-slots // gives back
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		taken := 0
		for range 3 {
			select {
			case slots <- struct{}{}:
				taken++
			default:
			}
		}
		// They are given back, but that is not proved.
		for range taken {
			<-slots // want `receive from`
		}
	})
}

// Each turn but the first takes what the one before has left: that is not proved.

func handedOn(ctx context.Context, p *par.Pool, slots chan int) {
	p.Go(ctx, func(ctx context.Context) {
		for i := range 3 {
			if i > 0 {
				<-slots // want `receive from`
			}
			slots <- i // want `send to`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		slots <- 0 // want `send to`
		for i := range 3 {
			<-slots    // gives back
			slots <- i // want `send to`
		}
	})
}

// A method that is passed on opens what it opens, but that is not followed.

type gate struct{ done chan struct{} }

func newGate() *gate { return &gate{make(chan struct{})} }

func (g *gate) open() { close(g.done) }

func calling(f func()) { f() }

func opened(ctx context.Context, p *par.Pool, g *gate) {
	p.Go(ctx, func(ctx context.Context) {
		open := g.open
		open()
		<-g.done // open
	})
	p.Go(ctx, func(ctx context.Context) {
		calling(g.open)
		<-g.done // want `receive from`
	})
}

// Of more sends than there is room for, the first ones are taken for those that wait, too.

func twice(ctx context.Context, p *par.Pool) {
	c := make(chan int, 1)
	p.Go(ctx, func(context.Context) {
		c <- 1 // want `may wait forever`
		c <- 2 // want `may wait forever`
	})
}

func once(ctx context.Context, p *par.Pool) {
	c := make(chan int, 1)
	p.Go(ctx, func(context.Context) {
		c <- 1
	})
}

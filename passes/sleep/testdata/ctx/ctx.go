// Package ctx waits for deadlines of contexts and for timers.
package ctx

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func deadlines(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		nap, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		<-nap.Done() // want `sleeps, so its worker idles: receive from Done\(\) \(1s\);`

		end, cancel2 := context.WithDeadline(context.Background(), time.Now().Add(time.Second))
		defer cancel2()
		<-end.Done() // want `receive from Done\(\) \(1s\);`
	})
}

func severalDeadlines(ctx context.Context, p *par.Pool, in chan int, quit <-chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		nap, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		rest, cancel2 := context.WithTimeout(ctx, time.Minute)
		defer cancel2()
		select { // want `sleeps, so its worker idles: select on the end of a context \(1s\);`
		case <-rest.Done():
		case <-nap.Done():
		}
		select { // want `select on the end of a context \(1m0s\);`
		case <-rest.Done():
		case <-ctx.Done():
		case <-context.Background().Done():
		}
		select { // want `select on a timer \(1s\);`
		case <-time.After(time.Hour):
		case <-nap.Done():
		}
		select {
		case <-nap.Done():
		case in <- 1:
		}
		select {
		case <-nap.Done():
		case <-quit:
		}
		moment, cancel3 := context.WithTimeout(ctx, time.Millisecond)
		defer cancel3()
		select {
		case <-moment.Done():
		case <-rest.Done():
		}
	})
}

type poller struct{ t *time.Timer }

func (q *poller) reset(t *time.Timer) {
	if !q.t.Stop() {
		<-q.t.C
	}
	if !t.Stop() {
		<-q.t.C
	}
}

func timers(ctx context.Context, p *par.Pool, q *poller) {
	t := time.NewTimer(time.Second)
	p.Go(ctx, func(ctx context.Context) {
		if !t.Stop() {
			<-t.C // emptied, if it has fired
		}
		if !t.Stop() {
			select {
			case <-t.C:
			default:
			}
		}
		t.Reset(time.Second)
		<-t.C      // want `receive from a timer`
		q.reset(t) // want `\(\*poller\).reset → receive from a timer at ctx.go:\d+`
	})
}

// Who waits for the end of a context that it is passed sleeps as long as that lasts.

func untilEnd(ctx context.Context) { <-ctx.Done() }

func passedOn(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		untilEnd(ctx)              // want `sleeps, so its worker idles: untilEnd → receive from Done\(\) \(1s\)`
		func() { untilEnd(ctx) }() // want `sleeps, so its worker idles: passedOn.func1.1 → untilEnd → receive from Done\(\) \(1s\)`
		brief, end := context.WithTimeout(ctx, time.Millisecond)
		defer end()
		untilEnd(brief)
		untilEnd(context.Background()) // it never ends: see the rule channel
	})
}

func calledWith(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		wait := func(ctx context.Context) { <-ctx.Done() }
		within(ctx, time.Second, wait) // want `sleeps, so its worker idles: within → calledWith.func1.1 → receive from Done\(\) at`
		wait(ctx)
	})
}

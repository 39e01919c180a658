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
		q.reset(t) // want `\(\*poller\).reset → receive from a timer at ctx.go:30`
	})
}

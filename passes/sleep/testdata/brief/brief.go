// Package brief is about what -max-wait excuses.
package brief

import (
	"context"
	"iter"
	"slices"
	"time"

	"example.com/sleep/brieflib"
	"github.com/parvet/parvet/runtime/par"
)

const tick = 10 * time.Millisecond

func excused(ctx context.Context, p *par.Pool, in chan int) {
	p.Go(ctx, func(ctx context.Context) {
		time.Sleep(tick)
		<-time.After(tick)
		brieflib.Nap()
		func() { time.Sleep(tick) }()
		brieflib.Once(func(int) { time.Sleep(tick) })
		defer time.Sleep(tick)
		nap(tick)
		napping(tick)
		nap(0)
		select {
		case <-ctx.Done():
		case <-time.After(tick):
		}
		select {
		case <-time.After(time.Hour):
		case <-time.After(tick):
		}
	})
	for range 10 { // each has a worker of its own
		p.Go(ctx, func(context.Context) { time.Sleep(tick) })
	}
}

func tooLong(ctx context.Context, p *par.Pool, d time.Duration) {
	p.Go(ctx, func(ctx context.Context) {
		time.Sleep(tick + 1) // want `sleeps, so its worker idles: time.Sleep \(10.000001ms\)`
		time.Sleep(d)        // want `sleeps, so its worker idles: time.Sleep;`
		<-time.After(d)      // want `sleeps`
		brieflib.Doze()      // want `sleeps.*brieflib.Doze → time.Sleep \(11ms\)`
		brieflib.Two()       // want `sleeps.*brieflib.Two → .*Doze → time.Sleep \(11ms\)`
		nap(tick + 1)        // want `sleeps.*nap → time.Sleep \(10.000001ms\)`
		napping(tick + 1)    // want `sleeps.*napping → nap → time.Sleep \(10.000001ms\)`
		nap(d)               // want `sleeps.*nap → time.Sleep at`
		nap(2 * d)           // want `sleeps.*nap → time.Sleep at`
		other(tick, d)       // want `sleeps.*other → nap → time.Sleep at`
		wait()               // want `sleeps.*wait → time.Sleep \(1m0s\)`
	})
}

func nap(d time.Duration) { time.Sleep(d) }

func napping(d time.Duration) { nap(d) }

func other(d, e time.Duration) { nap(e) }

func wait() {
	time.Sleep(tick)
	time.Sleep(time.Minute)
}

// What is repeated adds up.
func polling(ctx context.Context, p *par.Pool, xs []int, seq iter.Seq[int], done func() bool) {
	p.Go(ctx, func(ctx context.Context) {
		for {
			time.Sleep(time.Millisecond) // want `sleeps`
			if done() {
				return
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for !done() {
			brieflib.Nap() // want `sleeps`
		}
		brieflib.Poll(done)                                             // want `sleeps.*brieflib.Poll → time.Sleep \(1ms\)`
		brieflib.Each(xs, func(int) { time.Sleep(time.Millisecond) })   // want `sleeps`
		slices.ContainsFunc(xs, func(int) bool { nap1(); return true }) // want `sleeps`
		again(done)                                                     // want `sleeps.*again → .*time.Sleep \(1ms\)`
		for range seq {
			nap1() // want `sleeps`
		}
		for !done() {
			func() { nap1() }() // want `sleeps`
		}
	})
}

func nap1() { time.Sleep(time.Millisecond) }

func again(done func() bool) {
	time.Sleep(time.Millisecond)
	if !done() {
		again(done)
	}
}

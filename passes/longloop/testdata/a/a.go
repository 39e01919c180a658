package a

import (
	"context"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"example.com/longloop/lib"
	"github.com/parvet/parvet/runtime/par"
)

var done int

func work() { done++ }

func ready() bool { return false }

func next() error { return nil }

func forms(ctx context.Context, p *par.Pool, xs []int) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		for { // want `^task passed to par.ForEach never ends, so its worker is lost: endless loop; leave it when the context ends$`
			work()
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
		}
	})
	p.Go(ctx, func(context.Context) {
		for true { // want `never ends`
			work()
		}
	})
	p.Go(ctx, func(context.Context) {
		for i := 0; ; i++ { // want `never ends`
			if i%2 == 0 {
				continue
			}
			xs[0] = i
		}
	})
	p.Go(ctx, func(context.Context) {
	again: // want `never ends`
		work()
		goto again
	})
	p.Go(ctx, func(context.Context) {
		if ready() {
			return
		}
		for { // want `never ends`
			work()
		}
	})
	p.Go(ctx, func(context.Context) {
		switch {
		case ready():
			for { // want `never ends`
			}
		default:
			for { // want `never ends`
				work()
			}
		}
	})
}

// Ways out that lead nowhere.
func noWayOut(ctx context.Context, p *par.Pool, xs []int, seq iter.Seq[int]) {
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			for range xs {
				if ready() {
					break
				}
			}
			for ready() {
				work()
			}
			switch {
			case ready():
				break
			}
		}
	})
	p.Go(ctx, func(context.Context) {
	outer:
		for { // want `never ends`
			for _, x := range xs {
				if x > 0 {
					continue outer
				}
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for ready() {
			for { // want `never ends`
				work()
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			func() {
				if ready() {
					return
				}
				work()
			}()
			if debug {
				return
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			for x := range seq {
				if x > 0 {
					break
				}
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for x := range seq {
			if x > 0 {
				return
			}
			for { // want `never ends`
				work()
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			safely()
			lib.Try(work)
		}
	})
}

const debug = false

func safely() {
	defer func() { recover() }()
	panic("caught")
}

// The loop waits for others at each turn, which ends it no more.
func waits(ctx context.Context, p *par.Pool, jobs chan int, quit chan bool, tick *time.Ticker) {
	p.Go(ctx, func(ctx context.Context) {
		for { // want `never ends, so its worker is lost: endless loop \(around select\); leave it when the context ends`
			select {
			case <-jobs:
				work()
			case <-ctx.Done():
				break
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for { // want `endless loop \(around receive from channel jobs\)`
			<-jobs
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for { // want `endless loop \(around send to channel jobs\)`
			jobs <- 1
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for { // want `endless loop;`
			select {
			case <-quit:
			default:
				work()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range tick.C { // want `endless loop \(around receive from a timer\)`
			work()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range time.Tick(time.Second) { // want `endless loop \(around receive from a timer\)`
			work()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for { // want `endless loop;`
			time.Sleep(time.Second)
		}
	})
}

// Through functions, with the whole path.

type feed struct{ n int }

func (f *feed) pump() {
	for {
		f.n++
	}
}

func serve(f *feed) { f.pump() }

func deep(ctx context.Context, p *par.Pool, feeds []feed) {
	par.ForEach(ctx, feeds, func(ctx context.Context, i int, f *feed) error {
		serve(f) // want `never ends, so its worker is lost: serve → \(\*feed\).pump → endless loop at a.go:\d+; leave`
		return nil
	})
	p.Go(ctx, func(context.Context) {
		lib.Pump(work) // want `never ends, so its worker is lost: lib.Pump → endless loop at lib.go:7; leave`
	})
	p.Go(ctx, func(context.Context) {
		defer drain[int](nil) // want `drain → endless loop`
		work()
	})
	p.Go(ctx, forever)
}

type severity int

const (
	mild severity = iota
	fatal
)

// abort waits for the end of the program, which it brings about.
func abort(s severity) {
	if s == fatal {
		go work()
		for {
			time.Sleep(time.Hour)
		}
	}
}

func stay(really bool) {
	if really {
		for {
			work()
		}
	}
}

func excluded(ctx context.Context, p *par.Pool, s severity) {
	p.Go(ctx, func(context.Context) {
		stay(true) // want `stay → endless loop`
	})
	p.Go(ctx, func(context.Context) {
		abort(fatal) // want `abort → endless loop`
	})
	p.Go(ctx, func(context.Context) {
		abort(s) // want `abort → endless loop`
	})
	p.Go(ctx, func(context.Context) {
		abort(mild)
		stay(false)
	})
}

func drain[T any](c chan T) {
	for {
		<-c
	}
}

func forever(context.Context) {
	for { // want `forever → endless loop`
		work()
	}
}

// A busy wait beside it is another matter.
func spins(ctx context.Context, p *par.Pool, stop *atomic.Bool) {
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			for !stop.Load() {
				runtime.Gosched()
			}
			work()
		}
	})
	par.Map(ctx, slices.Collect(slices.Values([]int{1})), func(ctx context.Context, x int) (int, error) {
		for { // want `task passed to par.Map never ends`
			select {
			case <-time.After(time.Second):
			}
		}
	})
}

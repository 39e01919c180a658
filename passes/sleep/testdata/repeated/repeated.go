// Package repeated hands over the same functions in several places.
package repeated

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func work(context.Context) {
	time.Sleep(time.Hour) // want `^task passed to par.\(\*Pool\).Go sleeps, so its worker idles: work → time.Sleep \(1h0m0s\), and 3 more like it; use`
}

func places(ctx context.Context, p *par.Pool) {
	p.Go(ctx, work)
	p.Go(ctx, work)
	func() { p.Go(ctx, work); p.Go(ctx, work) }()
}

// Work is handed over by others, who are told where they do it.
func Work(context.Context) { time.Sleep(time.Hour) }

// In several files, and in several ways: the first place is named.
func files(context.Context) {
	time.Sleep(time.Hour) // want `^task passed to submit \(par.\(\*Pool\).Go\) sleeps, so its worker idles: files → time.Sleep \(1h0m0s\), and 2 more like it; use`
}

func submit(ctx context.Context, p *par.Pool, f func(context.Context)) { p.Go(ctx, f) }

// An instance is not another function.
func generic[T any](context.Context) {
	time.Sleep(time.Hour) // want `generic → time.Sleep \(1h0m0s\), and 1 more like it; use`
}

func instances(ctx context.Context, p *par.Pool) {
	p.Go(ctx, generic[int])
	p.Go(ctx, generic[string])
}

// Nor is a method of another value.
type worker struct{}

func (worker) run(context.Context) {
	time.Sleep(time.Hour) // want `worker.run → time.Sleep \(1h0m0s\), and 1 more like it; use`
}

func methods(ctx context.Context, p *par.Pool, v, w worker) {
	p.Go(ctx, v.run)
	p.Go(ctx, w.run)
}

// A literal in a variable is one function.
func literal(ctx context.Context, p *par.Pool) {
	f := func(context.Context) {
		time.Sleep(time.Hour) // want `idles: time.Sleep \(1h0m0s\), and 1 more like it; use`
	}
	p.Go(ctx, f)
	p.Go(ctx, f)
}

// Two literals on a line are two.
func literals(ctx context.Context, p *par.Pool) {
	func() { p.Go(ctx, func(context.Context) { nap() }); p.Go(ctx, func(context.Context) { nap() }) }() // want `idles: nap → time.Sleep \(1h0m0s\) at repeated.go:\d+; use` `idles: nap → time.Sleep \(1h0m0s\) at repeated.go:\d+; use`
}

func nap() { time.Sleep(time.Hour) }

// Once is not again.
func once(context.Context) {
	time.Sleep(time.Hour) // want `once → time.Sleep \(1h0m0s\); use`
}

func place(ctx context.Context, p *par.Pool) { p.Go(ctx, once) }

// Several waits in it are several, but for those on one line.
func several(context.Context) {
	time.Sleep(time.Hour)              // want `several → time.Sleep \(1h0m0s\), and 1 more like it; use`
	func() { time.Sleep(time.Hour) }() // want `several → several.func1 → time.Sleep \(1h0m0s\), and 1 more like it; use`
	both(long(), long())               // want `several → long → time.Sleep \(1h0m0s\) at repeated.go:\d+, and 3 more like it; use`
}

func long() int { time.Sleep(time.Hour); return 0 }

func both(int, int) {}

func twice(ctx context.Context, p *par.Pool) {
	p.Go(ctx, several)
	p.Go(ctx, several)
}

// What tests hand over too is told as without them.
func tested(context.Context) {
	time.Sleep(time.Hour) // want `tested → time.Sleep \(1h0m0s\); use`
}

func testedToo(ctx context.Context, p *par.Pool) { p.Go(ctx, tested) }

// Other is another function.
func Other(context.Context) { time.Sleep(time.Hour) }

// A Doer does the same in two ways.
type Doer struct{}

func (Doer) One(context.Context) { nap() }

func (Doer) Two(context.Context) { Doer{}.One(nil) }

func (Doer) Three(context.Context) { time.Sleep(time.Hour) }

// All hands over what it is told to do.
func All(ctx context.Context, p *par.Pool, fs ...func(context.Context)) {
	for _, f := range fs {
		p.Go(ctx, f)
	}
}

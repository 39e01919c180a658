package supplier

import (
	"bufio"
	"context"
	"iter"

	"example.com/sleep/limitations"
	"github.com/parvet/parvet/runtime/par"
)

// What an iterator of another package yields, and what is read through a wrapper
// that another package has made, would be facts of their own.
func yielded(ctx context.Context, p *par.Pool, buf []byte) {
	p.Go(ctx, func(context.Context) {
		for job := range limitations.Queue() { // not reported
			job()
		}
	})
	p.Go(ctx, func(context.Context) {
		for job := range queue() {
			job() // want `sleeps, so its worker idles: .*time.Sleep`
		}
	})
	p.Go(ctx, func(context.Context) {
		limitations.Wrapped().Read(buf) // not reported
	})
	p.Go(ctx, func(context.Context) {
		bufio.NewReader(limitations.NewSlowReader()).Read(buf) // want `sleeps, so its worker idles: .*time.Sleep`
	})
}

func queue() iter.Seq[func()] {
	return func(yield func(func()) bool) { yield(limitations.RunFn) }
}

// Package tags has a function that sleeps if the program is built in a certain
// way. What is analysed is one way to build it, the one that -tags, GOOS and
// GOARCH say.
package tags

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Minute) }

func tasks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		tagged() // not reported
	})
	p.Go(ctx, func(context.Context) {
		nap() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

// Package assembly has a function that is written in assembly, of which the
// linter knows no more than its name.
package assembly

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Minute) }

// jump is in jump.s, and goes to nap.
func jump()

func tasks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		jump() // not reported
	})
	p.Go(ctx, func(context.Context) {
		nap() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

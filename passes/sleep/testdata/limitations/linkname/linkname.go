// Package linkname calls a function by a name that only the linker knows.
package linkname

import (
	"context"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Minute) }

//go:linkname linked example.com/sleep/limitations/linkname.nap
func linked()

func tasks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		linked() // not reported
	})
	p.Go(ctx, func(context.Context) {
		nap() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

// Package cgo calls a function of C.
package cgo

// #include <unistd.h>
// static void nap(void) { sleep(60); }
import "C"

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Minute) }

func tasks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		C.nap() // not reported
	})
	p.Go(ctx, func(context.Context) {
		nap() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

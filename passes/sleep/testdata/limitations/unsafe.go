package limitations

import (
	"context"
	"unsafe"

	"github.com/parvet/parvet/runtime/par"
)

// What unsafe makes of memory has no origin that could be followed.
func unsafely(ctx context.Context, p *par.Pool) {
	f := nap
	p.Go(ctx, func(context.Context) {
		(*(*func())(unsafe.Pointer(&f)))() // not reported
	})
	p.Go(ctx, func(context.Context) {
		(*(&f))() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

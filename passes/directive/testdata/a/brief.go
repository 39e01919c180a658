package a

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What -max-wait excuses counts: with another value it is reported.
func brief(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		time.Sleep(time.Millisecond) //parvet:ignore sleep it is short
		time.Sleep(time.Millisecond)
	})
}

//parvet:ignore sleep this file waits, for a test

package a

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func file(ctx context.Context, p *par.Pool, c chan int) {
	p.Go(ctx, func(context.Context) {
		time.Sleep(time.Second)
		<-c // want `may wait forever`
	})
}

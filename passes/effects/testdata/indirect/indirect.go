// Package indirect calls methods of types of packages that it does not import.
package indirect

import (
	"context"

	"example.com/effects/api"
	"github.com/parvet/parvet/runtime/par"
)

func tasks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		api.Open().Get()                 // want `: lib.\(\*Client\).Get → time.Sleep`
		c, _ := api.Pool()               //
		c.Get()                          // want `: lib.\(\*Client\).Get → time.Sleep`
		c.Client.Get()                   // want `: lib.\(\*Client\).Get → time.Sleep`
		c.Waits[0]["a"].Wait()           // want `: lib.\(\*Ring\).Wait → time.Sleep`
		api.Servers().Set().Wait()       // want `: lib.\(\*Set\).Wait → time.Sleep`
		api.Servers().Set().Len()        //
		api.Servers().Set().Far().Wait() // a third package away: see exposeDepth
	})
}

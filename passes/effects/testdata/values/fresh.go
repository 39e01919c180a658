package values

import (
	"context"

	"example.com/effects/valueslib"
	"github.com/parvet/parvet/runtime/par"
)

// New objects that another package makes and locks.

func fresh(ctx context.Context, p *par.Pool, other *valueslib.Registry) {
	p.Go(ctx, func(context.Context) {
		r := valueslib.NewRegistry()
		r.Add("a")
		r.Add("b") // nobody else has it
		q, err := valueslib.NewRegistryOf("a")
		if err != nil {
			return
		}
		q.Add("b")
		valueslib.Shared().Add("a") // want `Registry\).Add → sync.\(\*Mutex\).Lock$`
		r.Publish()
		r.Add("c") // want `Registry\).Add → sync.\(\*Mutex\).Lock$`
		q.With("c").Publish()
		q.Add("d") // want `Registry\).Add → sync.\(\*Mutex\).Lock$`
		next := valueslib.NewRegistry()
		other.Chain(next)
		next.Add("e") // want `Registry\).Add → sync.\(\*Mutex\).Lock$`
	})
}

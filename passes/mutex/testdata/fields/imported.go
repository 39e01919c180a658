package fields

import (
	"context"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

// The same for what another package declares.

type imported struct {
	long, short lib.Table[string]
	to          *lib.Table[string]
}

func (i *imported) fill() { i.long.Get("x", slowly) }

func importedTasks(ctx context.Context, p *par.Pool, i *imported) {
	p.Go(ctx, func(context.Context) {
		i.long.Get("y", quickly) // want `lib.\(\*Table\).Get → .* which is held across time.Sleep`
		i.long.Size()            // want `lib.\(\*Table\).Size → .* which is held across time.Sleep`
		i.to.Size()              // want `lib.\(\*Table\).Size → .* which is held across time.Sleep`
		i.short.Get("y", quickly)
		i.short.Size()
	})
}

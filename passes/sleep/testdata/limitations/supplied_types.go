package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// A Napper is implemented by importing packages too. Which of their types meet
// which value nobody can tell here, and to assume all of them would accuse
// every caller of the interface.
type Napper interface{ Nap() }

var registered Napper

// Register is called by supplier, with a type that sleeps.
func Register(n Napper) { registered = n }

// A sleeper is implemented here only.
type sleeper interface{ Nap() }

var local sleeper = napper{}

func interfaces(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		registered.Nap() // not reported
	})
	p.Go(ctx, func(context.Context) {
		local.Nap() // want `sleeps, so its worker idles: napper.Nap → time.Sleep`
	})
}

package limitations

import (
	"context"
	"plugin"

	"github.com/parvet/parvet/runtime/par"
)

// A plugin is another program, which is not at hand.
func plugins(ctx context.Context, p *par.Pool, lib *plugin.Plugin) error {
	sym, err := lib.Lookup("Nap") // of a plugin whose Nap sleeps
	if err != nil {
		return err
	}
	p.Go(ctx, func(context.Context) {
		sym.(func())() // not reported
	})
	var own plugin.Symbol = nap
	p.Go(ctx, func(context.Context) {
		own.(func())() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
	return nil
}

package limitations

import (
	"context"
	"fmt"

	"github.com/parvet/parvet/runtime/par"
)

func (napper) String() string { nap(); return "" }

// That fmt calls String of its operands would be true of every type that has
// one, and nearly none of them waits.
func formatting(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		_ = fmt.Sprint(napper{}) // not reported
	})
	p.Go(ctx, func(context.Context) {
		_ = napper{}.String() // want `sleeps, so its worker idles: napper.String → nap → time.Sleep`
	})
}

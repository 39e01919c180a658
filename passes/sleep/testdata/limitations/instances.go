package limitations

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A stock makes what it has none of.
type stock[T any] struct{ of sync.Pool }

func newStock[T any](make func() *T) *stock[T] {
	return &stock[T]{sync.Pool{New: func() any { return make() }}}
}

func (s *stock[T]) get() *T { return s.of.Get().(*T) }

type (
	cheap struct{ n int }
	dear  struct{ n int }
)

var (
	cheaps = newStock(func() *cheap { return new(cheap) })
	dears  = newStock(func() *dear { nap(); return new(dear) })
	plain  = sync.Pool{New: func() any { return new(cheap) }}
)

// A generic type is one for all its instances, as a field is for all objects: what one of them
// makes counts for the others.
func instances(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		dears.get() // want `sleeps, so its worker idles: .*get → sync.\(\*Pool\).Get → .* → nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		// It does not sleep: what is made of cheap ones does not.
		cheaps.get() // want `sleeps, so its worker idles: .*get → sync.\(\*Pool\).Get → .* → nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		plain.Get() // not reported
	})
}

package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// A visitor says who visits what is below.
type visitor interface{ visit(depth int) visitor }

type brief struct{}

func (v brief) visit(int) visitor { return v }

type thorough struct{}

func (v thorough) visit(int) visitor { nap(); return v }

func walk(v visitor) {
	for depth := range 3 {
		v = v.visit(depth)
	}
}

func walkOne(v visitor) {
	for depth := range 3 {
		v.visit(depth)
	}
}

// What a visitor returns counts as any visitor of the package: which one comes out of
// which is not told apart.
func visitors(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		walk(thorough{}) // want `sleeps, so its worker idles: walk → thorough.visit → nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		// It does not sleep: brief returns itself.
		walk(brief{}) // want `sleeps, so its worker idles: walk → thorough.visit → nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		walkOne(brief{}) // not reported
	})
}

package computing

import (
	"context"

	"example.com/effects/flowlib"
	"github.com/parvet/parvet/runtime/par"
)

// Goroutines that a function of another package starts.

func elsewhere(ctx context.Context, p *par.Pool, names []string, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		for range flowlib.Squares(ctx, 3) { // want `receive from Squares\(\) \[possible\]$`
		}
		sums, err := flowlib.Sums(3)
		if err == nil {
			<-sums // want `receive from a channel \[possible\]$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range flowlib.Sizes(names) { // want `receive from Sizes\(\)$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range flowlib.Mapped(3, square) { // want `receive from Mapped\(\)$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		<-flowlib.Open(3) // want `receive from Open\(\)$`
	})
	p.Go(ctx, func(ctx context.Context) {
		<-flowlib.Kept(3) // want `receive from Kept\(\)$`
	})
	p.Go(ctx, func(ctx context.Context) {
		ch := flowlib.Squares(ctx, 3)
		if b {
			ch = flowlib.Sizes(names)
		}
		<-ch // want `receive from `
	})
}

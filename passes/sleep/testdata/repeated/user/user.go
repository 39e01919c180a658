// Package user hands over a function of another package: it is told so at each
// line where it does.
package user

import (
	"context"

	"example.com/sleep/repeated"
	"github.com/parvet/parvet/runtime/par"
)

func places(ctx context.Context, p *par.Pool) {
	p.Go(ctx, repeated.Work)                                         // want `repeated.Work → time.Sleep \(1h0m0s\) at repeated.go:\d+; use`
	func() { p.Go(ctx, repeated.Work); p.Go(ctx, repeated.Work) }()  // want `repeated.Work → time.Sleep \(1h0m0s\) at repeated.go:\d+, and 1 more like it; use`
	func() { p.Go(ctx, repeated.Work); p.Go(ctx, repeated.Other) }() // want `repeated.Work → time.Sleep \(1h0m0s\) at repeated.go:\d+; use` `repeated.Other → time.Sleep \(1h0m0s\) at repeated.go:\d+; use`
}

// What one call hands over is one report if it ends in one place.
func together(ctx context.Context, p *par.Pool, d repeated.Doer) {
	repeated.All(ctx, p, d.One, d.Two)   // want `Doer.One → repeated.nap → time.Sleep \(1h0m0s\) at repeated.go:\d+, and 1 more like it; use`
	repeated.All(ctx, p, d.One, d.Three) // want `Doer.One → repeated.nap → time.Sleep \(1h0m0s\) at repeated.go:\d+; use` `Doer.Three → time.Sleep \(1h0m0s\) at repeated.go:\d+; use`
}

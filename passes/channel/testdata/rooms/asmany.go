package rooms

import (
	"context"
	"maps"
	"slices"

	"github.com/parvet/parvet/runtime/par"
)

// What is made of a container, or yields its elements, has as many.

func sortedKeys(ctx context.Context, p *par.Pool, m map[string]int) {
	out := make(chan int, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		p.Go(ctx, func(context.Context) { out <- m[k] })
	}
	keys := slices.Collect(maps.Keys(m))
	all := make(chan string, len(keys))
	for k := range m {
		p.Go(ctx, func(context.Context) { all <- k })
	}
	deduplicated := slices.Compact(keys)
	few := make(chan string, len(deduplicated))
	for k := range m {
		p.Go(ctx, func(context.Context) {
			few <- k // want `send to channel few`
		})
	}
}

func yieldedElems(ctx context.Context, p *par.Pool, xs []int, m map[string]int) {
	back := make(chan int, len(xs))
	for _, x := range slices.Backward(xs) {
		p.Go(ctx, func(context.Context) { back <- x })
	}
	all := make(chan int, len(m))
	for _, x := range maps.All(m) {
		p.Go(ctx, func(context.Context) { all <- x })
	}
	twice := make(chan int, len(m))
	for _, x := range maps.All(m) {
		p.Go(ctx, func(context.Context) {
			twice <- x // want `send to channel twice`
		})
		p.Go(ctx, func(context.Context) {
			twice <- x // want `send to channel twice`
		})
	}
	other := make(chan int, len(m))
	for x := range slices.Values(xs) {
		p.Go(ctx, func(context.Context) {
			other <- x // want `send to channel other`
		})
	}
	nested := make(chan int, len(m))
	for x := range maps.Values(m) {
		for range 2 {
			p.Go(ctx, func(context.Context) {
				nested <- x // want `send to channel nested`
			})
		}
	}
	double := make(chan int, 2*len(m))
	for x := range maps.Values(m) {
		for range 2 {
			p.Go(ctx, func(context.Context) { double <- x })
		}
	}
	inner := make(chan int, len(m))
	for range 3 {
		for x := range maps.Values(m) {
			p.Go(ctx, func(context.Context) {
				inner <- x // want `send to channel inner`
			})
		}
	}
}

func grownMap(ctx context.Context, p *par.Pool, m map[string]int) {
	out := make(chan int, len(m))
	m["another"] = 1
	for _, k := range slices.Sorted(maps.Keys(m)) {
		p.Go(ctx, func(context.Context) {
			out <- m[k] // want `send to channel out`
		})
	}
}

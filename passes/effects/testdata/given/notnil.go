package given

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What a callback does for nil it does not do if it is called with what cannot be nil by
// then, by who calls it or by a function in between.

type item struct {
	name *string
	size int
}

type listFn func(it *item, dir bool) error

func list(its []*item, f listFn) error {
	for _, it := range its {
		if it.name == nil {
			continue
		}
		if err := f(it, it.size == 0); err != nil {
			return err
		}
	}
	return f(nil, true)
}

func listAny(its []*item, f listFn) error {
	for _, it := range its {
		if err := f(it, it != nil && it.size == 0); err != nil { // by one way only
			return err
		}
	}
	return nil
}

func listOne(it *item, f listFn) error {
	err := f(it, false)
	it.size++ // too late
	return err
}

func listEach(its []*item, f listFn) error {
	for _, it := range its {
		if it == nil {
			it = new(item)
		}
		if err := f(it, false); err != nil {
			return err
		}
	}
	return nil
}

func listNil(its []*item, f listFn) error { return f(nil, len(its) == 0) }

// Convert loads what has not been read.
func Convert(it *item, dir bool) error {
	if dir {
		return nil
	}
	return load(it)
}

func load(it *item) error {
	if it != nil {
		return nil
	}
	time.Sleep(time.Second)
	return nil
}

// listSafe calls f by way of another callback, in tasks.
func listSafe(ctx context.Context, p *par.Pool, its []*item, f listFn) {
	safe := func(it *item, dir bool) error { return f(it, dir) }
	p.Go(ctx, func(context.Context) {
		list(its, safe)
	})
}

func listSafeNil(ctx context.Context, p *par.Pool, its []*item, f listFn) {
	safe := func(it *item, dir bool) error { return f(it, dir) }
	p.Go(ctx, func(context.Context) {
		listNil(its, safe)
	})
}

func checkedFirst(ctx context.Context, p *par.Pool, its []*item) {
	p.Go(ctx, func(context.Context) {
		it := its[0]
		load(it) // want `load → time.Sleep`
		if it.size > 0 {
			load(it)
		}
	})
}

func notNil(ctx context.Context, p *par.Pool, its []*item) {
	p.Go(ctx, func(context.Context) {
		list(its, Convert)
		listEach(its, Convert)
		list(its, func(it *item, dir bool) error {
			return Convert(it, dir)
		})
		listAny(its, Convert)                      // want `listAny → Convert → load → time.Sleep`
		listOne(its[0], Convert)                   // want `listOne → Convert → load → time.Sleep`
		listNil(its, Convert)                      // want `listNil → Convert → load → time.Sleep`
		list(its, func(it *item, dir bool) error { // want `list → notNil.func1.2 → load → time.Sleep`
			return load(it)
		})
	})
	listSafe(ctx, p, its, func(it *item, dir bool) error {
		return Convert(it, dir)
	})
	listSafe(ctx, p, its, func(it *item, dir bool) error {
		return load(it) // want `load → time.Sleep`
	})
	listSafeNil(ctx, p, its, func(it *item, dir bool) error {
		return Convert(it, dir) // want `Convert → load → time.Sleep`
	})
}

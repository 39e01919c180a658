package given

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What a callback does for nil, or for true, it does only if it is called so.

type entry struct{ n int }

func eachEntry(n int, f func(*entry, error)) {
	for i := range n {
		f(&entry{i}, nil)
	}
}

func eachUntil(es []*entry, f func(*entry, error)) {
	for _, e := range es {
		f(e, nil)
	}
	f(nil, context.Canceled)
}

func eachKnown(es []*entry, f func(*entry, bool)) {
	for _, e := range es {
		f(e, true)
	}
}

func eachEither(n int, f func(*entry, bool)) {
	f(&entry{1}, true)
	f(&entry{2}, true)
	f(&entry{3}, true)
	f(&entry{4}, true)
	f(&entry{5}, true)
	f(&entry{6}, n > 3)
}

func visit(e *entry, err error) {
	if e == nil {
		time.Sleep(time.Second)
	}
	if err != nil {
		time.Sleep(time.Minute)
	}
}

func further(n int, f func(*entry, error)) { eachEntry(n, f) }

func decided(ctx context.Context, p *par.Pool, es []*entry) {
	p.Go(ctx, func(context.Context) {
		eachEntry(3, visit)
		further(3, visit)
		eachEntry(3, func(e *entry, err error) {
			if err != nil {
				time.Sleep(time.Second)
			}
		})
		eachKnown(es, func(e *entry, known bool) {
			if !known {
				time.Sleep(time.Second)
			}
		})
		eachUntil(es, visit)                       // want `eachUntil → visit → time.Sleep`
		eachKnown(es, func(e *entry, known bool) { // want `eachKnown → decided.func1.3 → time.Sleep`
			if known {
				time.Sleep(time.Second)
			}
		})
		eachKnown(es, func(e *entry, known bool) { // want `eachKnown → decided.func1.4 → time.Sleep`
			if e == nil {
				time.Sleep(time.Second)
			}
		})
		eachEither(3, func(e *entry, known bool) { // want `eachEither → decided.func1.5 → time.Sleep`
			if !known {
				time.Sleep(time.Second)
			}
		})
	})
}

package fresh

import (
	"context"
	"iter"
	"log"
	"slices"

	"github.com/parvet/parvet/runtime/par"
)

func (ix *index) add(b byte) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.data = append(ix.data, b)
}

func (ix *index) full() bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return len(ix.data) > 10
}

// What is new on each way is new, also after others were given away.

func rotate(ctx context.Context, p *par.Pool, in []byte, out chan<- *index) {
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		for _, b := range in {
			ix.add(b)
			if ix.full() {
				out <- ix
				ix = newIndex()
			}
		}
		out <- ix
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		for _, b := range in {
			ix.add(b)      // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
			if ix.full() { // want `for a lock: .*full → sync.\(\*Mutex\).Lock`
				out <- ix
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		if len(in) > 0 {
			ix = shared
		}
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) {
		old := newIndex()
		ix := old
		for range in {
			ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
			out <- old
			ix = newIndex()
			ix = old
		}
	})
	p.Go(ctx, func(context.Context) {
		var ix *index
		if ix = newIndex(); len(in) > 0 {
			ix = shared
		}
		defer func() { ix = nil }()
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
}

// To print an object is not to give it away.

var tooFull = func(ix *index) bool {
	log.Printf("index %p", ix)
	return ix.full()
}

// Full is what importers may replace.
var Full = func(ix *index) bool { return ix.full() }

var Keep = func(ix *index) { all = append(all, ix) }

func logf(format string, args ...any) {
	if len(args) > 0 {
		log.Printf(format, args...)
	}
}

var kept []any

func keepf(format string, args ...any) {
	kept = append(kept, args...)
}

func told(ctx context.Context, p *par.Pool, unknown func(*index)) {
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		tooFull(ix)
		Full(ix)
		logf("%p %v", ix, 1)
		ix.add(1)
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		keepf("%p %v", ix, 1)
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		Keep(ix)
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		unknown(ix)
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		kept = append(kept, ix)
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
}

// Nor is it to use the object in a literal that is called at once.

func each(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func twice(f func()) { f(); f() }

var later []func()

func atEnd(f func()) { later = append(later, f) }

func literals(ctx context.Context, p *par.Pool, bs []byte) {
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		for i := range each(3) {
			ix.add(byte(i))
		}
		twice(func() { ix.add(1) })
		slices.SortFunc(bs, func(a, b byte) int { ix.add(a); return int(a) - int(b) })
		func() { ix.add(2) }()
		ix.add(3)
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		for range each(3) {
			all = append(all, ix)
		}
		ix.add(3) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		atEnd(func() { ix.add(1) })
		ix.add(3) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) {
		ix := newIndex()
		twice(func() { go ix.load("x") })
		ix.add(3) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
}

// A new object may point to an old one.

type reader struct {
	ix  *index
	own index
}

func (r *reader) read() {
	r.ix.mu.Lock()
	r.ix.mu.Unlock()
	r.own.mu.Lock()
	r.own.mu.Unlock()
}

func pointers(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		r := &reader{ix: shared}
		r.own.add(1)
		r.ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
		r.read()    // want `for a lock: .*read → sync.\(\*Mutex\).Lock at owned.go:184`
	})
}

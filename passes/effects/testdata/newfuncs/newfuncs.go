// Package newfuncs takes what is in a sync.Pool, or is made for it.
package newfuncs

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A sync.Pool that is empty makes what it is asked for.

var (
	slow  = sync.Pool{New: func() any { time.Sleep(time.Hour); return new(int) }}
	quick = sync.Pool{New: func() any { return new(int) }}
	heap  = &sync.Pool{New: dial}
	none  sync.Pool
	set   sync.Pool
)

func init() { fill(&set) }

func fill(p *sync.Pool) { p.New = dial }

func dial() any { time.Sleep(time.Minute); return new(int) }

type buffers struct {
	slow, quick sync.Pool
	shared      *sync.Pool
}

func newBuffers() *buffers {
	b := &buffers{slow: sync.Pool{New: dial}, shared: &sync.Pool{New: dial}}
	b.quick.New = func() any { return new(int) }
	return b
}

func get(p *sync.Pool) any { return p.Get() }

func newFuncs(ctx context.Context, p *par.Pool, b *buffers) {
	p.Go(ctx, func(ctx context.Context) {
		slow.Get() // want `par.\(\*Pool\).Go: sync.\(\*Pool\).Get → init.* → time.Sleep \[probable\]`
		quick.Get()
		none.Get()
		slow.Put(new(int))
		set.Get()    // want `par.\(\*Pool\).Go: sync.\(\*Pool\).Get → (dial|init.func1) → time.Sleep \[probable\]`
		heap.Get()   // want `par.\(\*Pool\).Go: sync.\(\*Pool\).Get → dial → time.Sleep \[probable\]`
		b.slow.Get() // want `par.\(\*Pool\).Go: sync.\(\*Pool\).Get → dial → time.Sleep \[probable\]`
		b.quick.Get()
		b.shared.Get() // want `par.\(\*Pool\).Go: sync.\(\*Pool\).Get → dial → time.Sleep \[probable\]`
		get(&slow)     // want `par.\(\*Pool\).Go: get → sync.\(\*Pool\).Get → init.* → time.Sleep \[probable\]`
		get(&quick)
	})
	p.Go(ctx, func(ctx context.Context) {
		own := sync.Pool{New: dial}
		own.Get() // want `par.\(\*Pool\).Go: sync.\(\*Pool\).Get → dial → time.Sleep \[probable\]`
		calm := sync.Pool{New: func() any { return 1 }}
		calm.Get()
	})
}

package limitations

import (
	"container/list"
	"context"
	"sync"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

var (
	inMap     sync.Map
	inValue   atomic.Value
	inPointer atomic.Pointer[func()]
	inPool    = sync.Pool{New: func() any { return nap }}
	inList    = list.New()
	inBuiltin = map[string]any{"nap": nap}
)

type contextKey struct{}

// Only what the language itself has for containers is followed: those of
// libraries hold any, and what comes out is whatever was put in somewhere.
func containers(ctx context.Context, p *par.Pool) {
	inMap.Store("nap", nap)
	inValue.Store(nap)
	f := nap
	inPointer.Store(&f)
	inList.PushBack(nap)
	ctx = context.WithValue(ctx, contextKey{}, nap)
	p.Go(ctx, func(context.Context) {
		if v, ok := inMap.Load("nap"); ok {
			v.(func())() // not reported
		}
	})
	p.Go(ctx, func(context.Context) {
		inValue.Load().(func())() // not reported
	})
	p.Go(ctx, func(context.Context) {
		(*inPointer.Load())() // not reported
	})
	p.Go(ctx, func(context.Context) {
		inPool.Get().(func())() // not reported
	})
	p.Go(ctx, func(context.Context) {
		inList.Front().Value.(func())() // not reported
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx.Value(contextKey{}).(func())() // not reported
	})
	p.Go(ctx, func(context.Context) {
		inBuiltin["nap"].(func())() // want `sleeps, so its worker idles: nap → time.Sleep`
	})
}

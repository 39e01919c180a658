package flow

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A goroutine unlocks what the function that starts it has locked: it holds the
// mutex from then on, and its starter no longer.

type handed struct {
	long, quick sync.RWMutex
	n           int
}

func (h *handed) each() <-chan int {
	h.long.RLock()
	ch := make(chan int)
	go func() {
		defer h.long.RUnlock()
		ch <- h.n
		close(ch)
	}()
	return ch
}

func (h *handed) later() {
	h.quick.Lock()
	go func() {
		h.n++
		h.quick.Unlock()
		fetch()
	}()
	fetch()
}

func (h *handed) use() {
	for range h.each() {
	}
	h.later()
	fetch()
}

func handedOver(ctx context.Context, p *par.Pool, h *handed) {
	p.Go(ctx, func(ctx context.Context) {
		h.long.Lock() // want `which is held across send to channel ch at handed.go:\d+;`
		h.long.Unlock()
		h.quick.Lock()
		h.quick.Unlock()
	})
}

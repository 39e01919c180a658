package flow

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A condition variable unlocks its own mutex while it waits, and no other. L is what it
// was made with, in whatever way.

type literal struct {
	mu, outer sync.Mutex
	ready     *sync.Cond
}

func newLiteral() *literal {
	l := new(literal)
	l.ready = &sync.Cond{L: &l.mu}
	return l
}

func (l *literal) wait() {
	l.outer.Lock()
	defer l.outer.Unlock()
	l.mu.Lock()
	l.ready.Wait()
	l.mu.Unlock()
}

type embeds struct {
	mu, outer sync.Mutex
	ready     sync.Cond
	ptr       *sync.Cond
}

func newEmbeds() *embeds {
	e := &embeds{ptr: new(sync.Cond)}
	e.ready.L = &e.mu
	e.ptr.L = &e.outer
	return e
}

// wait locks them in the other order, so that who wants e.outer keeps e.mu long.
func (e *embeds) wait() {
	e.mu.Lock()
	e.outer.Lock()
	e.ready.Wait()
	e.outer.Unlock()
	e.mu.Unlock()
}

type byPointer struct {
	mu, inner sync.Mutex
	ptr       *sync.Cond
}

func newByPointer() *byPointer {
	b := &byPointer{ptr: new(sync.Cond)}
	b.ptr.L = &b.mu
	return b
}

func (b *byPointer) wait() {
	b.mu.Lock()
	b.inner.Lock()
	b.ptr.Wait()
	b.inner.Unlock()
	b.mu.Unlock()
}

func shown(ctx context.Context, p *par.Pool, l *literal, e *embeds, b *byPointer) {
	p.Go(ctx, func(ctx context.Context) {
		l.mu.Lock()
		l.mu.Unlock()
		l.outer.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		l.outer.Unlock()
		e.mu.Lock() // want `which is held across sync.\(\*Mutex\).Lock at conds.go`
		e.mu.Unlock()
		e.outer.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		e.outer.Unlock()
		b.mu.Lock() // want `which is held across sync.\(\*Mutex\).Lock at conds.go`
		b.mu.Unlock()
		b.inner.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		b.inner.Unlock()
	})
}

// If nothing shows L, it is what was locked last.

type hidden struct {
	mu, outer, alone sync.Mutex
	either, or       sync.Mutex
	first, second    sync.RWMutex
	ready            *sync.Cond
}

func newHidden(l sync.Locker) *hidden { return &hidden{ready: sync.NewCond(l)} }

func (h *hidden) wait() {
	h.outer.Lock()
	defer h.outer.Unlock()
	h.mu.Lock()
	h.await()
	h.mu.Unlock()
}

func (h *hidden) await() { h.ready.Wait() }

func (h *hidden) waitAlone() {
	h.alone.Lock()
	h.ready.Wait()
	h.alone.Unlock()
}

func (h *hidden) waitInNoOrder(swapped bool) {
	if swapped {
		h.or.Lock()
		h.either.Lock()
	} else {
		h.either.Lock()
		h.or.Lock()
	}
	h.ready.Wait()
	h.either.Unlock()
	h.or.Unlock()
}

func (h *hidden) waitReading() {
	h.first.Lock()
	h.second.RLock()
	h.ready.Wait()
	h.second.RUnlock()
	h.first.Unlock()
}

type locker struct {
	outer sync.Mutex
	ready *sync.Cond
}

func newLocker(l sync.Locker) *locker { return &locker{ready: sync.NewCond(l)} }

func (l *locker) wait() {
	l.outer.Lock()
	l.ready.L.Lock()
	l.ready.Wait()
	l.ready.L.Unlock()
	l.outer.Unlock()
}

type passedIn struct{ mu, outer sync.Mutex }

func (w *passedIn) wait(ready *sync.Cond) {
	w.outer.Lock()
	w.mu.Lock()
	ready.Wait()
	w.mu.Unlock()
	w.outer.Unlock()
}

func notShown(ctx context.Context, p *par.Pool, h *hidden, l *locker, w *passedIn) {
	p.Go(ctx, func(ctx context.Context) {
		h.mu.Lock()
		h.mu.Unlock()
		h.outer.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		h.outer.Unlock()
		h.alone.Lock()
		h.alone.Unlock()
		h.either.Lock()
		h.either.Unlock()
		h.or.Lock()
		h.or.Unlock()
		h.second.Lock()
		h.second.Unlock()
		h.first.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		h.first.Unlock()
		l.outer.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		l.outer.Unlock()
		w.mu.Lock()
		w.mu.Unlock()
		w.outer.Lock() // want `which is held across sync.\(\*Cond\).Wait at conds.go`
		w.outer.Unlock()
	})
}

// Package folded has lines that lead to several waits.
package folded

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

var a, b sync.Mutex

func first() int  { a.Lock(); defer a.Unlock(); os.ReadFile(""); return 0 }
func second() int { a.Lock(); defer a.Unlock(); return 0 }
func third() int  { b.Lock(); defer b.Unlock(); os.ReadFile(""); return 0 }

func add(...int) int { return 0 }

func locks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		add(first(), second()) // want `^task passed to par.\(\*Pool\).Go may wait long for a lock: first → .*Lock at folded.go:\d+, and 1 more like it, which is held across os.ReadFile at folded.go:\d+; unlock`
		add(first(), third())  // want `lock: first → [^,]*, which is held` `lock: third → [^,]*, which is held`
	})
}

// To read and to write is to wait for one lock.
func contended(ctx context.Context, xs []int) {
	var mu, other sync.RWMutex
	read := func() int { mu.RLock(); defer mu.RUnlock(); return 0 }
	write := func() int { mu.Lock(); defer mu.Unlock(); return 0 }
	elsewhere := func() int { other.Lock(); defer other.Unlock(); return 0 }
	par.ForEach(ctx, xs, func(context.Context, int, *int) error {
		add(read(), write())      // want `^task passed to par.ForEach takes the same lock for each item, so the workers queue up for it: contended.func1 → .*RLock at folded.go:\d+, and 1 more like it; use`
		add(write(), elsewhere()) // want `the same lock .*: contended.func2 → [^,]*Lock at folded.go:\d+; use` `the same lock .*: contended.func3 → [^,]*Lock at folded.go:\d+; use`
		return nil
	})
}

type table struct {
	mu sync.RWMutex
	m  map[int]int
}

func (t *table) get(i int) int { t.mu.RLock(); defer t.mu.RUnlock(); return t.m[i] }

func (t *table) put(i, x int) int { t.mu.Lock(); defer t.mu.Unlock(); t.m[i] = x; return x }

func (t *table) visit(_ context.Context, i int, x *int) error {
	add(t.get(i), t.put(i, *x)) // want `the same lock .*: \(\*table\).visit → .*get → .*RLock at folded.go:\d+, and 3 more like it; use`
	return nil
}

func tables(ctx context.Context, xs []int, t *table) {
	par.ForEach(ctx, xs, t.visit)
	par.ForEach(ctx, xs, t.visit)
}

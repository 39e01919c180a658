package a

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

// A loop that counts how often it has asked waits nonetheless.

type patient struct {
	held  atomic.Bool
	slots [64]atomic.Int64
	words []uint64
}

func (b *patient) lock() {
	for i := 0; ; i++ {
		if b.held.CompareAndSwap(false, true) {
			return
		}
		if i%16 == 15 {
			runtime.Gosched()
		}
	}
}

// lockSlowly yields twice as often each time.
func (b *patient) lockSlowly() {
	times := 1
	for !b.held.CompareAndSwap(false, true) {
		for range times {
			runtime.Gosched()
		}
		if times < 64 {
			times *= 2
		}
	}
}

// lockSoon gives up.
func (b *patient) lockSoon() bool {
	for i := 0; i < 100; i++ {
		if b.held.CompareAndSwap(false, true) {
			return true
		}
	}
	return false
}

// find looks at the next one each time.
func (b *patient) find(v int64) int {
	for i := int(v); ; i = (i + 1) & 63 {
		if b.slots[i].Load() == v {
			return i
		}
	}
}

// sum counts what there is while it waits.
func (b *patient) sum() int {
	n := 0
	for !b.held.Load() {
		for i := range b.words {
			if b.words[i] > 7 {
				n++
			}
		}
	}
	return n
}

func backingOff(ctx context.Context, p *par.Pool, b *patient) {
	p.Go(ctx, func(ctx context.Context) {
		b.lock()       // want `lock → busy wait at`
		b.lockSlowly() // want `lockSlowly → busy wait at`
		b.lockSoon()
		b.find(3)
		b.sum()
	})
}

package a

import (
	"context"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

// A lock that is spun for is waited for busily; an update without locks is work.

type spinLock struct{ held atomic.Int32 }

func (l *spinLock) lock() {
	for !l.held.CompareAndSwap(0, 1) {
	}
}

func (l *spinLock) tryLock() bool { return l.held.CompareAndSwap(0, 1) }

func (l *spinLock) unlock() { l.held.Store(0) }

func (l *spinLock) tryFrom(old int32) bool { return l.held.CompareAndSwap(old, old+1) }

func spins(ctx context.Context, p *par.Pool, l *spinLock, word *int32, flag *atomic.Bool, mine int32, n *atomic.Int32, list *atomic.Pointer[int]) {
	p.Go(ctx, func(ctx context.Context) {
		l.lock() // want `waits busily, so its worker does nothing else: .*lock → busy wait at`
		l.unlock()
		for !l.tryLock() { // want `waits busily`
		}
		for !atomic.CompareAndSwapInt32(word, 0, mine) { // want `waits busily`
		}
		for flag.Swap(true) { // want `waits busily`
		}
		for { // want `waits busily`
			if n.Load() == 0 && n.CompareAndSwap(0, 1) {
				break
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if l.tryLock() {
			l.unlock()
		}
		old := n.Load()
		for !n.CompareAndSwap(old, old+1) {
			old = n.Load()
		}
		for !l.tryFrom(n.Load()) {
		}
		x := new(int)
		for {
			head := list.Load()
			*x = *head
			if list.CompareAndSwap(head, x) {
				break
			}
		}
		for range 3 {
			l.tryLock()
		}
	})
}

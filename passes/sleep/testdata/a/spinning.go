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

// A lock that is a bit of a word is spun for until it is free; who swaps in each turn, or
// starts again as somebody else has swapped meanwhile, waits for nobody.

type bitLock struct{ state atomic.Uint32 }

func (l *bitLock) lock() {
	for {
		v := l.state.Load()
		if v&1 == 0 && l.state.CompareAndSwap(v, v|1) {
			return
		}
	}
}

// add stops at a limit.
func (l *bitLock) add(limit uint32) bool {
	for {
		v := l.state.Load()
		if v&1 != 0 || v >= limit {
			return false
		}
		if l.state.CompareAndSwap(v, v+2) {
			return true
		}
	}
}

// set has nothing to do if the bit is there.
func (l *bitLock) set() {
	for {
		v := l.state.Load()
		if v&1 != 0 || l.state.CompareAndSwap(v, v|1) {
			return
		}
	}
}

type link struct{ next atomic.Pointer[link] }

type stack struct{ head, tail atomic.Pointer[link] }

// push starts again if the end has moved meanwhile.
func (s *stack) push(n *link) {
	for {
		tail := s.tail.Load()
		next := tail.next.Load()
		if tail != s.tail.Load() {
			continue
		}
		if next != nil {
			s.tail.CompareAndSwap(tail, next)
			continue
		}
		if tail.next.CompareAndSwap(nil, n) {
			return
		}
	}
}

func bits(ctx context.Context, p *par.Pool, l *bitLock, s *stack, n *link, word *uint32) {
	p.Go(ctx, func(ctx context.Context) {
		l.lock() // want `waits busily, so its worker does nothing else: .*lock → busy wait at`
		l.add(8)
		l.set()
		s.push(n)
		for { // want `waits busily`
			v := atomic.LoadUint32(word)
			if v&1 == 0 {
				if atomic.CompareAndSwapUint32(word, v, v|1) {
					break
				}
			}
		}
		for { // want `waits busily`
			v := atomic.LoadUint32(word)
			if v&1 == 1 {
				continue
			}
			if atomic.CompareAndSwapUint32(word, v, v+1) {
				break
			}
		}
	})
}

// Package flow takes mutexes on some paths only, on one side only, and by ways
// around.
package flow

import (
	"context"
	"net/http"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

func fetch() { http.Get("x") }

// Locks that depend on a condition.

type conditional struct {
	flag, flagOff, field, set, err, late, both, early, skip, changed, kept sync.Mutex

	locking bool
	n       int
}

func (c *conditional) byFlag(lock bool) {
	if lock {
		c.flag.Lock()
	}
	fetch()
	if lock {
		c.flag.Unlock()
	}
}

func (c *conditional) unlockedByFlag(lock bool) {
	if !lock {
		c.n++
	} else {
		c.flagOff.Lock()
	}
	c.n++
	if lock {
		c.flagOff.Unlock()
	}
	fetch()
}

func (c *conditional) byField() {
	if c.locking {
		c.field.Lock()
		defer c.field.Unlock()
	}
	fetch()
}

func (c *conditional) bySetFlag(xs []int) {
	locked := false
	if len(xs) > 3 {
		c.set.Lock()
		locked = true
	}
	fetch()
	if locked {
		c.set.Unlock()
	}
}

func (c *conditional) onError(f func() error) error {
	c.err.Lock()
	if err := f(); err != nil {
		c.err.Unlock()
		fetch()
		return err
	}
	c.n++
	c.err.Unlock()
	fetch()
	return nil
}

func (c *conditional) lateReturn(xs []int) {
	if len(xs) == 0 {
		fetch()
		return
	}
	c.late.Lock()
	defer c.late.Unlock()
	c.n++
}

// Of two conditions nothing is known.
func (c *conditional) twoConditions(a, b bool) {
	if a && b {
		c.both.Lock()
	}
	c.n++
	if a && b {
		c.both.Unlock()
	}
	fetch()
}

func (c *conditional) lockFree(key int) {
	if key == c.n {
		fetch() // before the lock
		return
	}
	c.early.Lock()
	c.n = key
	c.early.Unlock()
}

func (c *conditional) inLoop(xs []int) {
	for _, x := range xs {
		c.skip.Lock()
		if x == 0 {
			c.skip.Unlock()
			continue
		}
		c.n++
		c.skip.Unlock()
		fetch()
	}
}

// byChangedFlag asks a flag that says something else by then.
func (c *conditional) byChangedFlag(first bool) {
	next := func() bool { return first }
	if first {
		c.changed.Lock()
	}
	first = !first
	if next(); !first {
		fetch()
		c.changed.Unlock()
	}
}

func (c *conditional) byKeptFlag(first bool) {
	next := func() bool { return first }
	first = !first
	if first {
		c.kept.Lock()
	}
	if next(); !first {
		fetch()
	}
	if first {
		c.kept.Unlock()
	}
}

func conditions(ctx context.Context, p *par.Pool, c *conditional) {
	p.Go(ctx, func(ctx context.Context) {
		c.flag.Lock() // want `may wait long for a lock: sync.\(\*Mutex\).Lock, which is held across net/http.Get at flow.go:\d+`
		c.flag.Unlock()
		c.flagOff.Lock()
		c.flagOff.Unlock()
		c.field.Lock() // want `which is held across net/http.Get at`
		c.field.Unlock()
		c.set.Lock() // want `which is held across net/http.Get at`
		c.set.Unlock()
		c.err.Lock()
		c.err.Unlock()
		c.late.Lock()
		c.late.Unlock()
		c.both.Lock()
		c.both.Unlock()
		c.early.Lock()
		c.early.Unlock()
		c.skip.Lock()
		c.skip.Unlock()
		c.changed.Lock() // want `which is held across net/http.Get at`
		c.changed.Unlock()
		c.kept.Lock()
		c.kept.Unlock()
	})
}

// TryLock takes the mutex if it returns true.

type tried struct {
	held, refused, negated, loop, wrapped, read, unused sync.RWMutex
	n                                                   int
}

func (t *tried) success() {
	if t.held.TryLock() {
		fetch()
		t.held.Unlock()
	}
}

func (t *tried) failure() {
	if t.refused.TryLock() {
		t.n++
		t.refused.Unlock()
	} else {
		fetch()
	}
	fetch()
}

func (t *tried) guard() {
	ok := t.negated.TryLock()
	if !ok {
		return
	}
	defer t.negated.Unlock()
	fetch()
}

func (t *tried) spin() {
	for !t.loop.TryLock() {
		fetch()
	}
	t.loop.Unlock()
}

func (t *tried) try() bool { return t.wrapped.TryLock() }

func (t *tried) useTry() {
	if t.try() {
		fetch()
		t.wrapped.Unlock()
	}
}

func (t *tried) tryRead() {
	if t.read.TryRLock() {
		fetch()
		t.read.RUnlock()
	}
}

func tries(ctx context.Context, p *par.Pool, t *tried) {
	p.Go(ctx, func(ctx context.Context) {
		t.held.Lock() // want `which is held across net/http.Get at flow.go`
		t.held.Unlock()
		t.refused.Lock()
		t.refused.Unlock()
		t.negated.RLock() // want `which is held across net/http.Get at flow.go`
		t.negated.RUnlock()
		t.loop.Lock()
		t.loop.Unlock()
		t.wrapped.Lock() // want `which is held across net/http.Get at flow.go`
		t.wrapped.Unlock()
		t.read.Lock() // want `which is held across net/http.Get at flow.go`
		t.read.Unlock()
		if t.held.TryLock() {
			t.held.Unlock()
		}
	})
}

// A list that is walked hand over hand.

type node struct {
	mu   sync.Mutex
	next *node
	n    int
}

type chained struct {
	mu   sync.Mutex
	next *chained
	n    int
}

func (n *node) walk() {
	n.mu.Lock()
	for n.next != nil {
		next := n.next
		next.mu.Lock()
		n.mu.Unlock()
		fetch() // next is locked
		n = next
	}
	n.mu.Unlock()
}

func (c *chained) walk() {
	c.mu.Lock()
	for c.next != nil {
		next := c.next
		next.mu.Lock()
		c.mu.Unlock()
		c = next
	}
	c.mu.Unlock()
	fetch()
}

func handOverHand(ctx context.Context, p *par.Pool, n *node, c *chained) {
	p.Go(ctx, func(ctx context.Context) {
		n.mu.Lock() // want `which is held across net/http.Get at flow.go`
		n.mu.Unlock()
		c.mu.Lock()
		c.mu.Unlock()
	})
}

// Readers and writers.

type readers struct {
	longRead, longWrite, onlyRead, locker, writeLocker sync.RWMutex
	n                                                  int
}

func (r *readers) read() {
	r.longRead.RLock()
	defer r.longRead.RUnlock()
	fetch()
}

func (r *readers) write() {
	r.longRead.Lock()
	r.n++
	r.longRead.Unlock()
	r.longWrite.Lock()
	fetch()
	r.longWrite.Unlock()
}

func (r *readers) neverWritten() {
	r.onlyRead.RLock()
	fetch()
	r.onlyRead.RUnlock()
}

func (r *readers) byLocker() {
	l := r.locker.RLocker()
	l.Lock()
	fetch()
	l.Unlock()
	r.writeLocker.Lock()
	fetch()
	r.writeLocker.Unlock()
}

func readersAndWriters(ctx context.Context, p *par.Pool, r *readers) {
	p.Go(ctx, func(ctx context.Context) {
		r.longRead.RLock() // want `sync.\(\*RWMutex\).RLock, which readers hold across net/http.Get at flow.go:\d+ while a writer waits and keeps others out; unlock`
		r.longRead.RUnlock()
		r.longRead.Lock() // want `sync.\(\*RWMutex\).Lock, which is held across net/http.Get at flow.go:\d+; unlock`
		r.longRead.Unlock()
		r.longWrite.RLock() // want `sync.\(\*RWMutex\).RLock, which is held across net/http.Get at flow.go:\d+; unlock`
		r.longWrite.RUnlock()
		r.onlyRead.RLock()
		r.onlyRead.RUnlock()
		r.locker.RLock()
		r.locker.RUnlock()
		r.writeLocker.RLocker().Lock() // want `sync.Locker.Lock, which is held across net/http.Get at flow.go:\d+; unlock`
		r.writeLocker.RLocker().Unlock()
	})
	p.Go(ctx, func(ctx context.Context) {
		var l sync.Locker = r.writeLocker.RLocker()
		use(l) // want `use → sync.Locker.Lock at flow.go:\d+, which is held across net/http.Get at`
		use(r.onlyRead.RLocker())
	})
}

func use(l sync.Locker) {
	l.Lock()
	defer l.Unlock()
}

package flow

import (
	"context"
	"sync"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

// Mutexes that are passed, embedded, kept in containers.

type ways struct {
	passed, quick, lockedFor, foreign, foreignQuick, readBy sync.RWMutex

	literal, returned, deferred sync.Mutex

	byKey   map[string]*sync.Mutex
	quickBy map[string]*sync.Mutex
	byIndex []sync.Mutex
	get     map[string]*sync.Mutex

	locker sync.Locker
	behind sync.Mutex

	n int
}

func (w *ways) init() { w.locker = &w.behind }

func across(mu sync.Locker) {
	mu.Lock()
	defer mu.Unlock()
	fetch()
}

func nested(mu *sync.RWMutex) { across(mu) }

func briefly(mu *sync.RWMutex) {
	mu.Lock()
	mu.Unlock()
	fetch()
}

func take(mu *sync.RWMutex) { mu.Lock() }

func give(mu *sync.RWMutex) { mu.Unlock() }

func (w *ways) pass() {
	nested(&w.passed)
	briefly(&w.quick)
	across(w.readBy.RLocker())
	lib.HoldIt(&w.foreign)
	take(&w.lockedFor)
	fetch()
	give(&w.lockedFor)
	take(&w.quick)
	give(&w.quick)
	fetch()
	lib.Take(&w.foreignQuick)
	lib.Give(&w.foreignQuick)
	fetch()
}

func (w *ways) containers(key string, i int) {
	w.byKey[key].Lock()
	fetch()
	w.byKey[key].Unlock()
	mu, ok := w.quickBy[key]
	if !ok {
		mu = new(sync.Mutex)
		w.quickBy[key] = mu
	}
	mu.Lock()
	mu.Unlock()
	w.byIndex[i].Lock()
	fetch()
	w.byIndex[i].Unlock()
	of := w.lockOf(key)
	of.Lock()
	fetch()
	of.Unlock()
}

func (w *ways) lockOf(key string) *sync.Mutex {
	if w.get[key] == nil {
		w.get[key] = new(sync.Mutex)
	}
	return w.get[key]
}

func (w *ways) closures() {
	lock := func() { w.literal.Lock() }
	unlock := func() { w.literal.Unlock() }
	lock()
	fetch()
	unlock()
	defer w.enter()()
	w.deferred.Lock()
	defer func() {
		w.n++
		w.deferred.Unlock()
	}()
	w.n++
}

func (w *ways) enter() func() {
	w.returned.Lock()
	return w.returned.Unlock
}

func (w *ways) after() {
	w.closures()
	fetch()
	w.locker.Lock()
	fetch()
	w.locker.Unlock()
}

func (w *ways) task(ctx context.Context, p *par.Pool, key string, i int) {
	p.Go(ctx, func(ctx context.Context) {
		w.passed.Lock() // want `which is held across net/http.Get at ways.go`
		w.passed.Unlock()
		w.quick.Lock()
		w.quick.Unlock()
		w.readBy.Lock() // want `which is held across net/http.Get at ways.go`
		w.readBy.Unlock()
		w.readBy.RLock() // want `which readers hold across`
		w.readBy.RUnlock()
		w.lockedFor.RLock() // want `which is held across net/http.Get at ways.go`
		w.lockedFor.RUnlock()
		w.foreign.RLock() // want `which is held across net/http.Get at lib.go`
		w.foreign.RUnlock()
		w.foreignQuick.RLock()
		w.foreignQuick.RUnlock()
		w.byKey[key].Lock() // want `which is held across net/http.Get at ways.go`
		w.byKey[key].Unlock()
		w.quickBy[key].Lock()
		w.quickBy[key].Unlock()
		w.byIndex[i].Lock() // want `which is held across net/http.Get at ways.go`
		w.byIndex[i].Unlock()
		w.lockOf(key).Lock() // want `which is held across net/http.Get at ways.go`
		w.lockOf(key).Unlock()
		w.literal.Lock() // want `which is held across net/http.Get at ways.go`
		w.literal.Unlock()
		w.returned.Lock()
		w.returned.Unlock()
		w.deferred.Lock()
		w.deferred.Unlock()
		w.behind.Lock() // want `which is held across net/http.Get at ways.go`
		w.behind.Unlock()
	})
}

// Locks of local variables, and of generic types.

func local(ctx context.Context, p *par.Pool) {
	var mu, short sync.Mutex
	go func() {
		mu.Lock()
		fetch()
		mu.Unlock()
		short.Lock()
		short.Unlock()
	}()
	p.Go(ctx, func(ctx context.Context) {
		mu.Lock() // want `which is held across net/http.Get at ways.go`
		mu.Unlock()
		short.Lock()
		short.Unlock()
	})
}

type guarded[T any] struct {
	sync.Mutex
	v T
}

func (g *guarded[T]) set(v T) {
	g.Lock()
	defer g.Unlock()
	g.v = v
}

func (g *guarded[T]) with(f func(*T)) {
	g.Lock()
	defer g.Unlock()
	f(&g.v)
}

type shortly[T any] struct {
	*sync.Mutex
	v T
}

type lockable interface {
	sync.Locker
	value() int
}

func (s shortly[T]) value() int { return 0 }

func generics(ctx context.Context, p *par.Pool, g *guarded[int], s shortly[string]) {
	g.with(func(*int) { fetch() })
	var l lockable = s
	l.Lock()
	l.Unlock()
	p.Go(ctx, func(ctx context.Context) {
		g.set(1) // want `\(\*guarded\).set → sync.\(\*Mutex\).Lock at ways.go:\d+, which is held across net/http.Get at ways.go`
		s.Lock()
		s.Unlock()
	})
}

type promoted struct {
	sync.RWMutex
	n int
}

func (p *promoted) value() int { return p.n }

func throughInterface(ctx context.Context, p *par.Pool, x *promoted) {
	var l lockable = x
	l.Lock()
	fetch()
	l.Unlock()
	p.Go(ctx, func(ctx context.Context) {
		x.RLock() // want `which is held across net/http.Get at ways.go`
		x.RUnlock()
	})
}

// A condition variable unlocks its own mutex while it waits, and no other.

type waiting struct {
	mu, outer, unknown sync.Mutex
	ready              *sync.Cond
	other              sync.Cond
}

func newWaiting() *waiting {
	w := new(waiting)
	w.ready = sync.NewCond(&w.mu)
	return w
}

func (w *waiting) wait() { w.ready.Wait() }

func (w *waiting) use() {
	w.mu.Lock()
	w.wait()
	w.mu.Unlock()
	w.outer.Lock()
	w.mu.Lock()
	w.ready.Wait()
	w.mu.Unlock()
	w.outer.Unlock()
	w.unknown.Lock()
	w.other.Wait()
	w.unknown.Unlock()
}

func conds(ctx context.Context, p *par.Pool, w *waiting) {
	p.Go(ctx, func(ctx context.Context) {
		w.mu.Lock()
		w.mu.Unlock()
		w.outer.Lock() // want `which is held across sync.\(\*Cond\).Wait at ways.go`
		w.outer.Unlock()
		w.unknown.Lock()
		w.unknown.Unlock()
	})
}

package flow

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A mutex may be let go of for a while, and is locked again by defer.

type awhile struct {
	mu sync.Mutex
	n  int
}

func (a *awhile) unlocked(f func()) {
	a.mu.Unlock()
	defer a.mu.Lock()
	f()
}

type again struct {
	mu sync.Mutex
	n  int
}

func (a *again) do() {
	a.mu.Lock()
	defer a.mu.Unlock()
	func() {
		a.mu.Unlock()
		defer a.mu.Lock()
		a.n++
	}()
	fetch()
}

type meanwhile struct {
	mu sync.Mutex
	n  int
}

func (m *meanwhile) do() {
	m.mu.Lock()
	defer m.mu.Unlock()
	func() {
		m.mu.Unlock()
		defer m.mu.Lock()
		fetch()
	}()
	m.n++
}

func (a *awhile) do() {
	a.mu.Lock()
	a.unlocked(func() { a.n++ })
	fetch()
	a.mu.Unlock()
}

// onlyUnlocked locks it on one way only.
type onlyUnlocked struct {
	mu sync.Mutex
	n  int
}

func (o *onlyUnlocked) do() {
	o.mu.Lock()
	func() {
		o.mu.Unlock()
		if o.n > 0 {
			return
		}
		defer o.mu.Lock()
		o.n++
	}()
	fetch()
}

func forAWhile(ctx context.Context, p *par.Pool, a *again, m *meanwhile, w *awhile, o *onlyUnlocked) {
	go a.do()
	go m.do()
	go w.do()
	go o.do()
	p.Go(ctx, func(ctx context.Context) {
		a.mu.Lock() // want `held across net/http.Get`
		a.mu.Unlock()
		m.mu.Lock()
		m.mu.Unlock()
		w.mu.Lock() // want `held across net/http.Get`
		w.mu.Unlock()
		o.mu.Lock()
		o.mu.Unlock()
	})
}

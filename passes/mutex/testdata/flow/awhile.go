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

// What is called with a mutex held may let go of it for a while, too.

type lender struct {
	mu sync.Mutex
	c  chan int
}

func (l *lender) with(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

func (l *lender) awhile() {
	l.with(func() {
		l.mu.Unlock()
		<-l.c
		l.mu.Lock()
	})
}

type keeper struct {
	mu   sync.Mutex
	c, d chan int
}

func (k *keeper) with(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f()
}

func (k *keeper) awhile() {
	k.with(func() {
		k.mu.Unlock()
		<-k.c
		k.mu.Lock()
		<-k.d
	})
}

func lenders(ctx context.Context, p *par.Pool, l *lender, k *keeper) {
	go l.awhile()
	go k.awhile()
	p.Go(ctx, func(context.Context) {
		l.mu.Lock()
		l.mu.Unlock()
		k.mu.Lock() // want `held across receive from field d`
		k.mu.Unlock()
	})
}

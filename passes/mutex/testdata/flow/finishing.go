package flow

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A function that lets go of the mutex of its caller may wait before that.

type atReturn struct{ mu sync.Mutex }

func (a *atReturn) do() {
	a.mu.Lock()
	a.finish()
}

func (a *atReturn) finish() {
	defer a.mu.Unlock()
	time.Sleep(time.Second)
}

type atEnd struct{ mu sync.Mutex }

func (a *atEnd) do() {
	a.mu.Lock()
	a.last()
}

func (a *atEnd) last() { a.finish() }

func (a *atEnd) finish() {
	time.Sleep(time.Second)
	a.mu.Unlock()
}

type atOnce struct{ mu sync.Mutex }

func (a *atOnce) do() {
	a.mu.Lock()
	a.finish()
}

func (a *atOnce) finish() {
	a.mu.Unlock()
	time.Sleep(time.Second)
}

type onOneWay struct {
	mu sync.Mutex
	n  int
}

func (o *onOneWay) do() {
	o.mu.Lock()
	o.finish()
}

func (o *onOneWay) finish() {
	if o.n > 0 {
		o.mu.Unlock()
		time.Sleep(time.Second)
		return
	}
	o.mu.Unlock()
}

// deferredLater sleeps when the mutex is free again.
type deferredLater struct{ mu sync.Mutex }

func (d *deferredLater) do() {
	d.mu.Lock()
	d.finish()
}

func (d *deferredLater) finish() {
	defer time.Sleep(time.Second)
	defer d.mu.Unlock()
}

type onPanic struct{ mu sync.Mutex }

func (o *onPanic) do() {
	o.mu.Lock()
	func() {
		defer func() {
			if r := recover(); r != nil {
				o.mu.Unlock()
				panic(r)
			}
		}()
		time.Sleep(time.Second)
	}()
	o.mu.Unlock()
}

func finishing(ctx context.Context, p *par.Pool, r *atReturn, e *atEnd, a *atOnce, w *onOneWay, d *deferredLater, o *onPanic) {
	go r.do()
	go e.do()
	go a.do()
	go w.do()
	go d.do()
	go o.do()
	p.Go(ctx, func(ctx context.Context) {
		r.mu.Lock() // want `held across time.Sleep`
		r.mu.Unlock()
		e.mu.Lock() // want `held across time.Sleep`
		e.mu.Unlock()
		a.mu.Lock()
		a.mu.Unlock()
		w.mu.Lock()
		w.mu.Unlock()
		d.mu.Lock()
		d.mu.Unlock()
		o.mu.Lock() // want `held across time.Sleep`
		o.mu.Unlock()
	})
}

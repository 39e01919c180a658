// Package fresh holds that nobody waits for what belongs to an object that
// nobody else knows yet.
package fresh

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

type index struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	data []byte
}

func newIndex() *index { return &index{data: []byte("x")} }

func openIndex(name string) (*index, error) {
	if name == "" {
		return nil, os.ErrNotExist
	}
	ix := new(index)
	return ix, ix.load(name)
}

// load holds the mutex across a file.
func (ix *index) load(name string) (err error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.data, err = os.ReadFile(name)
	return err
}

func (ix *index) reset() {
	ix.wg.Wait()
	ix.wg.Add(1)
	go func() { ix.wg.Done() }()
}

// renew waits twice, and shows the object only then.
func (ix *index) renew() {
	ix.wg.Wait()
	ix.wg.Wait()
	go ix.load("x")
}

func (ix *index) watch() {
	go ix.load("x")
	ix.mu.Lock()
	ix.mu.Unlock()
}

type cached struct{ ix *index }

var shared = newIndex()

var all []*index

func registered() *index {
	ix := &index{}
	all = append(all, ix)
	return ix
}

func negative(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		ix := newIndex()
		ix.load("x")
		other := &index{}
		other.mu.Lock()
		other.mu.Unlock()
		opened, _ := openIndex("x")
		opened.load("x")
		var here index
		here.load("y")
		here.load("z")
		other.reset()
		newIndex().renew()
	})
}

func positive(ctx context.Context, p *par.Pool, given *index, c *cached) {
	p.Go(ctx, func(ctx context.Context) {
		shared.load("x")       // want `waits? .*for a lock: .*load → sync.\(\*Mutex\).Lock`
		given.load("x")        // want `for a lock: .*load → sync.\(\*Mutex\).Lock`
		c.ix.load("x")         // want `for a lock: .*load → sync.\(\*Mutex\).Lock`
		registered().load("x") // want `for a lock: .*load → sync.\(\*Mutex\).Lock`
		ix := newIndex()
		c.ix = ix
		ix.load("x") // want `for a lock: .*load → sync.\(\*Mutex\).Lock`
		twice := newIndex()
		twice.reset()
		twice.reset()      // want `waits for other goroutines: .*reset → sync.\(\*WaitGroup\).Wait`
		newIndex().watch() // want `for a lock: .*watch → sync.\(\*Mutex\).Lock`
		loop := newIndex()
		for range 3 {
			loop.mu.Lock() // want `for a lock: sync.\(\*Mutex\).Lock`
			loop.mu.Unlock()
			go loop.load("x")
		}
		for range 3 {
			each := newIndex()
			each.load("x")
			go each.load("x")
		}
		var wg sync.WaitGroup
		wg.Go(func() {})
		wg.Wait() // want `waits for other goroutines: sync.\(\*WaitGroup\).Wait`
		part := newIndex()
		part.wg.Go(func() {})
		part.wg.Wait() // want `waits for other goroutines: sync.\(\*WaitGroup\).Wait`
		captured := newIndex()
		f := func() { captured.load("x") }
		go f()
		captured.load("x") // want `for a lock: .*load → sync.\(\*Mutex\).Lock`
	})
}

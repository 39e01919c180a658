// Package rare has functions of which facts say what they seldom say, so that
// no part of a fact goes untested.
package rare

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Quietly does not sleep if its second parameter says so.
func Quietly(n int, quiet bool) { // want Quietly:`sleep timed: time.Sleep`
	if !quiet {
		time.Sleep(time.Duration(n))
	}
}

// Given sleeps if it is given something.
func Given(n int, p *int) { // want Given:`sleep timed: time.Sleep`
	if p != nil {
		time.Sleep(time.Duration(n))
	}
}

// Failing prints only what went wrong.
func Failing(err error) { // want Failing:`stdio external: fmt.Println`
	if err != nil {
		fmt.Println(err)
	}
}

// Second returns a function as its second result.
func Second() (int, func()) { // want Second:`returns 1: .*{sleep timed: time.Sleep}`
	return 0, func() { time.Sleep(time.Hour) }
}

// A Box runs what it is given with its mutex held.
type Box struct {
	Mu    sync.Mutex
	items []int
}

// Each calls its second parameter.
func (b *Box) Each(n int, f func(int)) { // want Each:`lock short.*calls 1.*calls 1 under .*rare.Mu`
	b.Mu.Lock()
	defer b.Mu.Unlock()
	for range n {
		f(n)
	}
}

// All calls what its parameter contains.
func (b *Box) All(fs []func()) { // want All:`lock short.*calls 0.*calls 0 under .*rare.Mu`
	b.Mu.Lock()
	defer b.Mu.Unlock()
	for _, f := range fs {
		f()
	}
}

// A Visitor visits.
type Visitor interface{ Visit() }

// Visit calls a method of its parameter.
func (b *Box) Visit(v Visitor) { // want Visit:`lock short.*invokes 0 Visit.*calls 0 under .*rare.Mu`
	b.Mu.Lock()
	defer b.Mu.Unlock()
	v.Visit()
}

// Open returns with the mutex locked.
func (b *Box) Open() { // want Open:`lock short.*acquires .*rare.Mu`
	b.Mu.Lock()
}

// Close unlocks it.
func (b *Box) Close() { // want Close:`releases .*rare.Mu`
	b.Mu.Unlock()
}

// Deep sleeps behind more calls than a path has room for.
func Deep() { a1() } // want Deep:`sleep timed: .*a1 → .*a2 → .*time.Sleep`

func a1() { a2() }
func a2() { a3() }
func a3() { a4() }
func a4() { a5() }
func a5() { a6() }
func a6() { a7() }
func a7() { a8() }
func a8() { a9() }
func a9() { time.Sleep(pause) }

var pause time.Duration

// A Gate opens once for all.
type Gate struct {
	mu    sync.RWMutex
	ready *sync.Cond
	n     int
}

func NewGate() *Gate { // want NewGate:`returns what it has made`
	g := new(Gate)
	g.ready = sync.NewCond(&g.mu)
	return g
}

// Wait unlocks the mutex meanwhile.
func (g *Gate) Wait() { // want Wait:`cond forever: sync.\(\*Cond\).Wait`
	g.ready.Wait()
}

// Try locks the mutex if it returns true.
func (g *Gate) Try() bool { // want Try:`tries .*rare.mu:\d+`
	return g.mu.TryLock()
}

// Get waits for other readers if a writer comes along.
func (g *Gate) Get() int { // want Get:`rlock external: .*RLock`
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.n
}

// Slowly reads for long.
func (g *Gate) Slowly() { // want Slowly:`sleep timed: time.Sleep; rlock external: .*RLock`
	g.mu.RLock()
	defer g.mu.RUnlock()
	time.Sleep(time.Second)
}

// InParts is a wrapper of par.For.
func InParts(ctx context.Context, n int, f func(lo, hi int) error) error { // want InParts:`hands 2 to par.For`
	return par.For(ctx, n, f)
}

// A Runner is what Start makes a task of.
type Runner interface{ Run(context.Context) }

// Start makes a task of a value whose type its caller chooses.
func Start[T Runner](ctx context.Context, p *par.Pool, x T) { // want Start:`hands .*to par.\(\*Pool\).Go`
	p.Go(ctx, func(ctx context.Context) { x.Run(ctx) })
}

// Later says that what it keeps is for a pool of its own.
type Later struct {
	//parvet:task
	//parvet:cpu
	Todo func()
}

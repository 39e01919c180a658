// Package semaphores holds that who takes a permit of a semaphore of channel slots
// waits for no longer than others keep theirs.
package semaphores

import (
	"context"
	"os"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// counter keeps its permits for some instructions.
type counter struct {
	mutex chan struct{}
	n     int
}

func newCounter() *counter { return &counter{mutex: make(chan struct{}, 1)} }

func (c *counter) add() {
	c.mutex <- struct{}{}
	c.n++
	<-c.mutex
}

func (c *counter) addTwice() {
	c.mutex <- struct{}{}
	c.n++
	<-c.mutex
	if c.n > 10 {
		return
	}
	c.mutex <- struct{}{}
	defer func() { <-c.mutex }()
	c.n++
}

func (c *counter) tryAdd() bool {
	select {
	case c.mutex <- struct{}{}:
		c.n++
		<-c.mutex
		return true
	default:
		return false
	}
}

// pause keeps the second of its permits across a sleep.
type pause struct {
	mutex chan struct{}
	n     int
}

func newPause() *pause { return &pause{mutex: make(chan struct{}, 1)} }

func (p *pause) add() {
	p.mutex <- struct{}{}
	p.n++
	<-p.mutex
	p.mutex <- struct{}{}
	time.Sleep(time.Second)
	<-p.mutex
}

func (p *pause) get() int {
	p.mutex <- struct{}{}
	defer func() { <-p.mutex }()
	return p.n
}

// polled is kept across the file system by who takes it in a select.
type polled struct {
	mutex chan struct{}
	n     int
}

func newPolled() *polled { return &polled{mutex: make(chan struct{}, 1)} }

func (p *polled) add() {
	p.mutex <- struct{}{}
	p.n++
	<-p.mutex
}

func (p *polled) poll(ctx context.Context) {
	select {
	case p.mutex <- struct{}{}:
		_, _ = os.Stat("x")
		<-p.mutex
	case <-ctx.Done():
	}
}

// guarded has methods to take and give.
type guarded struct {
	sem chan struct{}
	n   int
}

func newGuarded(n int) *guarded { return &guarded{sem: make(chan struct{}, n)} }

func (g *guarded) acquire() { g.sem <- struct{}{} }

func (g *guarded) release() { <-g.sem }

func (g *guarded) add() {
	g.acquire()
	defer g.release()
	g.n++
}

func (g *guarded) sub() {
	g.acquire()
	g.n--
	g.release()
}

// guardedLong is kept for long by one of those who call.
type guardedLong struct {
	sem chan struct{}
	n   int
}

func newGuardedLong(n int) *guardedLong { return &guardedLong{sem: make(chan struct{}, n)} }

func (g *guardedLong) acquire() { g.sem <- struct{}{} }

func (g *guardedLong) release() { <-g.sem }

func (g *guardedLong) add() {
	g.acquire()
	defer g.release()
	g.n++
}

func (g *guardedLong) read() {
	g.acquire()
	defer g.release()
	_, _ = os.Stat("x")
}

// leaky does not always give back.
type leaky struct {
	sem chan struct{}
	n   int
}

func newLeaky(n int) *leaky { return &leaky{sem: make(chan struct{}, n)} }

func (l *leaky) add() {
	l.sem <- struct{}{}
	if l.n > 3 {
		return
	}
	l.n++
	<-l.sem
}

// queue is no semaphore: others receive.
type queue struct {
	items chan int
	n     int
}

func newQueue() *queue { return &queue{items: make(chan int, 1)} }

func (q *queue) add() {
	q.items <- 1
	q.n++
	<-q.items
}

func (q *queue) take() int { return <-q.items }

// unbuffered waits for who receives.
type unbuffered struct {
	mutex chan struct{}
	n     int
}

func newUnbuffered() *unbuffered { return &unbuffered{mutex: make(chan struct{})} }

func (u *unbuffered) add() {
	u.mutex <- struct{}{}
	u.n++
	<-u.mutex
}

// given is known to others.
type given struct {
	mutex chan struct{}
	n     int
}

func newGiven() *given { return &given{mutex: make(chan struct{}, 1)} }

func (g *given) add() {
	g.mutex <- struct{}{}
	g.n++
	<-g.mutex
}

func (g *given) slots() chan struct{} { return g.mutex }

// called runs a function meanwhile of which little is known.
type called struct{ mutex chan struct{} }

func newCalled() *called { return &called{mutex: make(chan struct{}, 1)} }

func (c *called) do(f func()) {
	c.mutex <- struct{}{}
	f()
	<-c.mutex
}

// Two that are taken one in the other.

type nested struct {
	outer, inner chan struct{}
	n            int
}

func newNested() *nested { return &nested{make(chan struct{}, 1), make(chan struct{}, 1), 0} }

func (n *nested) lockInner() { n.inner <- struct{}{} }

func (n *nested) add() {
	n.outer <- struct{}{}
	n.lockInner()
	n.n++
	<-n.inner
	<-n.outer
}

func (n *nested) set() {
	n.lockInner()
	n.n = 0
	<-n.inner
}

// nestedLong keeps the inner one across the file system.
type nestedLong struct {
	outer, inner chan struct{}
	n            int
}

func newNestedLong() *nestedLong {
	return &nestedLong{make(chan struct{}, 1), make(chan struct{}, 1), 0}
}

func (n *nestedLong) lockInner() { n.inner <- struct{}{} }

func (n *nestedLong) add() {
	n.outer <- struct{}{}
	n.lockInner()
	n.n++
	<-n.inner
	<-n.outer
}

func (n *nestedLong) set() {
	n.lockInner()
	n.n = 0
	<-n.inner
}

func (n *nestedLong) load() {
	n.lockInner()
	n.store()
	<-n.inner
}

func (n *nestedLong) store() {
	_, _ = os.Stat("x")
	n.add()
}

func tasks(ctx context.Context, p *par.Pool, c *counter, ps *pause, po *polled, g *guarded, gl *guardedLong, l *leaky, q *queue, u *unbuffered, gi *given, ca *called, n *nested, nl *nestedLong) {
	p.Go(ctx, func(ctx context.Context) {
		c.add()
		c.addTwice()
		c.tryAdd()
		ps.add()         // want `pause..add → send to field mutex$` `pause..add → time.Sleep$`
		ps.get()         // want `pause..get → send to field mutex$`
		po.add()         // want `polled..add → send to field mutex$`
		g.add()          //
		g.sub()          //
		gl.add()         // want `guardedLong..add → .*acquire → send to field sem$`
		gl.read()        // want `guardedLong..read → .*acquire → send to field sem$` `Stat$`
		l.add()          // want `leaky..add → send to field sem$`
		q.add()          // want `queue..add → send to field items$`
		u.add()          // want `unbuffered..add → send to field mutex$` `unbuffered..add → receive from field mutex$`
		gi.add()         // want `given..add → send to field mutex$`
		ca.do(func() {}) // want `called..do → send to field mutex$`
		n.add()
		n.set()
		nl.add() // want `nestedLong..add → send to field outer$`
		nl.set() // want `nestedLong..set → .*lockInner → send to field inner$`
	})
	sem := make(chan struct{}, 2)
	sum := 0
	par.For(ctx, 3, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			sem <- struct{}{}
			sum += i
			<-sem
			sem <- struct{}{}
			sum -= i
			<-sem
		}
		return nil
	})
	slow := make(chan struct{}, 2)
	par.For(ctx, 3, func(lo, hi int) error {
		for range hi {
			slow <- struct{}{}  // want `send to channel slow$`
			_, _ = os.Stat("x") // want `Stat$`
			<-slow
		}
		return nil
	})
}

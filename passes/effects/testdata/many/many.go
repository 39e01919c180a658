// Package many has several of all that facts list, so that a list without an
// order of its own comes out in another one sooner or later.
package many

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Mutexes that are held across something that waits.
var A, B, C, D, E sync.Mutex

// Slowly holds all of them.
func Slowly() {
	A.Lock()
	B.Lock()
	C.Lock()
	D.Lock()
	E.Lock()
	time.Sleep(time.Hour)
	E.Unlock()
	D.Unlock()
	C.Unlock()
	B.Unlock()
	A.Unlock()
}

// Hold does the same to those of its caller.
func Hold(a, b, c, d, e *sync.Mutex) {
	a.Lock()
	b.Lock()
	c.Lock()
	d.Lock()
	e.Lock()
	time.Sleep(time.Hour)
	a.Unlock()
	b.Unlock()
	c.Unlock()
	d.Unlock()
	e.Unlock()
}

// Lock returns with the mutexes locked.
func Lock(a, b, c, d, e *sync.Mutex) {
	a.Lock()
	b.Lock()
	c.Lock()
	d.Lock()
	e.Lock()
	A.Lock()
}

// Unlock unlocks them.
func Unlock(a, b, c, d, e *sync.Mutex) {
	a.Unlock()
	b.Unlock()
	c.Unlock()
	d.Unlock()
	e.Unlock()
	A.Unlock()
}

// Try locks them if they are to be.
func Try(a, b, c, d, e *sync.Mutex, do bool) bool {
	if !do {
		return false
	}
	a.Lock()
	b.Lock()
	c.Lock()
	d.Lock()
	e.Lock()
	return true
}

// Under calls its parameters with a mutex held.
func Under(f, g, h, i func()) {
	A.Lock()
	B.Lock()
	h()
	i()
	g()
	f()
	B.Unlock()
	A.Unlock()
}

// Read calls methods of its parameters.
func Read(a, b io.ReadWriteCloser) {
	b.Close()
	b.Read(nil)
	a.Write(nil)
	a.Read(nil)
}

// Hand makes tasks of its parameters.
func Hand(ctx context.Context, p *par.Pool, f, g, h, i func(context.Context)) {
	p.Go(ctx, i)
	p.Go(ctx, h)
	p.Go(ctx, g)
	p.Go(ctx, f)
}

// All waits in many ways.
func All(c net.Conn, m chan int) {
	time.Sleep(time.Hour)
	c.Read(nil)
	os.ReadFile("x")
	m <- 1
	<-m
	A.Lock()
	A.Unlock()
}

// Deep waits behind several calls.
func Deep() { deep() }

func deep() { deeper() }

func deeper() { deepest() }

func deepest() { time.Sleep(time.Hour) }

// Make returns functions that wait.
func Make(m chan int) (a, b, c, d func()) {
	return func() { time.Sleep(time.Hour) }, func() { os.ReadFile("x") }, func() { m <- 1 }, func() { <-m }
}

// Arm sets deadlines.
func Arm(a, b, c, d net.Conn) {
	d.SetDeadline(time.Now().Add(time.Second))
	c.SetDeadline(time.Now().Add(time.Second))
	b.SetDeadline(time.Now().Add(time.Second))
	a.SetReadDeadline(time.Now().Add(time.Second))
}

// Open closes its parameters.
func Open(a, b, c, d chan struct{}) {
	close(d)
	close(c)
	close(b)
	close(a)
}

// Contexts returns contexts that end.
func Contexts(ctx context.Context) (a, b, c, d context.Context) {
	a, _ = context.WithTimeout(ctx, time.Second)
	b, _ = context.WithTimeout(ctx, time.Minute)
	c, _ = context.WithTimeout(ctx, time.Hour)
	d, _ = context.WithTimeout(a, 2*time.Second)
	return a, b, c, d
}

// A Box can be waited for.
type Box struct {
	Mu   sync.Mutex
	c    chan int
	Take func() //parvet:blocking
	Put  func() //parvet:blocking
	Look func() //parvet:blocking
	Push func() //parvet:blocking
}

// Hide shows none of its parameters.
func Hide(a, b, c, d *Box) {
	<-d.c
	<-c.c
	<-b.c
	<-a.c
}

// Methods that users of other packages come by.

func (b *Box) Get() int     { return <-b.c }
func (b *Box) Set(x int)    { b.c <- x }
func (b *Box) Sleep()       { time.Sleep(time.Hour) }
func (b *Box) Load() []byte { data, _ := os.ReadFile("x"); return data }

// A Case is what one comes by too.
type Case struct {
	Take func() //parvet:blocking
}

// Wait waits.
func (c *Case) Wait() { time.Sleep(time.Hour) }

// A Chest is another one.
type Chest struct {
	Take func() //parvet:blocking
}

// Wait waits.
func (c *Chest) Wait() { time.Sleep(time.Hour) }

// Pass calls do with all that it is given.
func Pass(a, b, c func(), do func(x, y, z func())) { do(c, b, a) }

// Permits are taken from all of the semaphores of its caller, and from more than are told of.
func Permits(a, b, c, d, e chan<- struct{}) {
	a <- struct{}{}
	b <- struct{}{}
	c <- struct{}{}
	d <- struct{}{}
	e <- struct{}{}
}

// Sem is a semaphore in a field.
type Sem struct{ slots chan struct{} }

// Try reports whether it has taken a permit.
func (s *Sem) Try() bool {
	select {
	case s.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// Some takes a permit or not, and does not say so.
func (s *Sem) Some(wanted func() bool) {
	if wanted() {
		s.slots <- struct{}{}
	}
}

// A Ticket is to be given back.
type Ticket struct{ of *Sem }

// Ticket takes a permit.
func (s *Sem) Ticket() *Ticket {
	s.slots <- struct{}{}
	return &Ticket{of: s}
}

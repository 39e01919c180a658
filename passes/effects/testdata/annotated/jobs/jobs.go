// Package jobs is a library whose authors say what makes a task, and what waits.
package jobs

import (
	"context"
	"net"
	"time"
)

// A Queue runs functions.
type Queue struct {
	later []func() //parvet:task
	tasks chan func()
}

// Add runs f later, as can be seen nowhere.
//
//parvet:task
func (q *Queue) Add(f func()) { add(q, f) }

func add(q *Queue, f func())

// Two takes a task, and what to do when that is done.
//
//parvet:task f
func (q *Queue) Two(f, done func()) { add(q, f) }

// Grouped takes two tasks.
func (q *Queue) Grouped(
	a, b func(), //parvet:task
	c func(),
) {
	add(q, a)
	add(q, b)
}

// Spread has one on each line.
func (q *Queue) Spread(
	n int,
	//parvet:task each
	f func(
		i int,
	),
	g func(
		i int,
	), //parvet:task
	h func(i int),
) {
}

// All takes any number.
func (q *Queue) All(fs ...func()) { //parvet:task
}

// Later keeps f in a field that makes it a task.
func (q *Queue) Later(f func()) { q.later = append(q.later, f) }

// Run takes a value with a method.
func (q *Queue) Run(r Runner) { //parvet:task
}

// A Runner has one method.
type Runner interface{ Run() }

// A Pool is what others implement.
type Pool interface {
	//parvet:task
	Submit(func())
	Each(n int, f func(int)) //parvet:task each
	Close()
}

// A Job is a struct with what to run.
type Job struct {
	Name string
	Run  func() //parvet:task
	// Steps run after one another.
	//
	//parvet:task
	Steps  []func()
	ByName map[string]func() //parvet:task
	Fixed  [2]func()         //parvet:task
	Runner Runner            //parvet:task
	Done   func()
	A, B   func() //parvet:task
}

// An Option sets up a queue.
type Option func(*config)

type config struct {
	idle  func() //parvet:task
	other func()
}

// OnIdle has f run when there is nothing to do.
func OnIdle(f func()) Option { return func(c *config) { c.idle = f } }

// OnOther is another matter.
func OnOther(f func()) Option { return func(c *config) { c.other = f } }

// New returns a queue.
func New(opts ...Option) *Queue {
	var c config
	for _, o := range opts {
		o(&c)
	}
	return nil
}

// Workers compute.
//
//parvet:cpu
type Workers struct {
	Tasks chan func() //parvet:task
	q     Queue
}

// Compute has f run by a worker.
func (w *Workers) Compute(f func()) { w.Tasks <- f }

// Wrap goes to a queue that is for all.
func (w *Workers) Wrap(f func()) { w.q.Add(f) }

// Crunch has f run by a worker.
//
//parvet:cpu
//parvet:task
func Crunch(f func()) {}

// A Task is run by a queue.
type Task func() //parvet:task

// A Step is run by a queue.
//
//parvet:task
type Step interface{ Step() }

// Hook is called when there is nothing to do.
//
//parvet:task
var Hook func()

// Tasks is where workers take from.
var Tasks = make(chan func()) //parvet:task

// Generic runs what fits.
type Generic[T any] struct {
	Do func(T) //parvet:task
}

// Submit runs f.
func (g *Generic[T]) Submit(f func(T)) { //parvet:task
}

// Each runs f for all.
//
//parvet:task each f
func Each[T any](xs []T, f func(T)) {}

// Typed is a generic task.
type Typed[T any] func(T) //parvet:task

// Get is written in assembly.
//
//parvet:blocking net
func Get(key string) string

// Ask waits for as long as ctx says.
//
//parvet:blocking net ctx=ctx
func Ask(ctx context.Context, key string) string

// Rest waits for as long as it is told.
//
//parvet:blocking sleep for=1
func Rest(n int, d time.Duration)

// Fast is what it says.
//
//parvet:nonblocking the peer is this process
func Fast(c net.Conn) { c.Read(nil) }

// Each1 calls f, and does not wait itself.
//
//parvet:nonblocking the peer is this process
func Each1(c net.Conn, f func()) {
	c.Read(nil)
	f()
}

// A Store is somewhere.
type Store interface {
	Load(key string) string //parvet:blocking db
	//parvet:nonblocking kept in memory
	Len() int
	Name() string
}

// A Client has stores.
type Client struct {
	Store        // promoted
	Fetch func() //parvet:blocking
	Peek  func() //parvet:nonblocking looks into memory
	Call  func()
}

// Remote asks a server.
//
//parvet:blocking process
func (c *Client) Remote() {}

// Default blocks.
//
//parvet:blocking
var Default = func() {}

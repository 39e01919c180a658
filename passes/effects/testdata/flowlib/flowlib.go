// Package flowlib returns functions and takes containers of them.
package flowlib

import (
	"context"
	"net/http"
	"sync"
	"time"

	"example.com/effects/lib"
	"github.com/parvet/parvet/runtime/par"
)

func Logged(f func()) func() { return func() { f() } } // want Logged:`returns 0: .*flowlib.Logged.func1 {calls 0}`

func Backoff(d time.Duration) (func(), error) { // want Backoff:`returns 0: .*flowlib.Backoff.func1 {sleep timed: time.Sleep}`
	return func() { time.Sleep(d) }, nil
}

func Nop() func() { return func() {} }

func Same(f func()) func() { return f } // want Same:`returns 0: .*flowlib.Same {calls 0}`

func Chain(f func()) func() { return Logged(Logged(f)) } // want Chain:`returns 0: .*flowlib.Logged.func1 {calls 0}`

func All(fs ...func()) { // want All:`calls 0`
	for _, f := range fs {
		f()
	}
}

func Spread(p *par.Pool, fs ...func()) { // want Spread:`hands 1 to par.\(\*Pool\).Go`
	for _, f := range fs {
		p.Go(context.Background(), func(context.Context) { f() })
	}
}

type Job interface{ Run() }

func Enqueue(p *par.Pool, j Job) { // want Enqueue:`hands 1 to par.\(\*Pool\).Go`
	p.Go(context.Background(), func(context.Context) { j.Run() })
}

func EnqueueAll(p *par.Pool, js []Job) { // want EnqueueAll:`hands 1 to par.\(\*Pool\).Go`
	for _, j := range js {
		Enqueue(p, j)
	}
}

type Server struct{ p *par.Pool }

func (s *Server) Handler(f func()) func() { return func() { f() } } // want Handler:`returns 0: .*func1 {calls 0}`

// Five does something of each class that a rule reports.
func Five(c chan int, g *sync.WaitGroup) { // want Five:`(?s)wait.*sleep timed: time.Sleep; hides 1$`
	time.Sleep(time.Second)
	http.Get("x")
	<-c
	g.Wait()
	for {
		c <- 1
	}
}

func Nap(really bool) { // want Nap:`sleep timed: time.Sleep`
	if really {
		time.Sleep(time.Second)
	}
}

func NapAs(kind string) { // want NapAs:`sleep timed: time.Sleep`
	if kind == "light" {
		time.Sleep(time.Second)
	}
}

// Owner leads to a type of another package.
type Owner struct{}

func (Owner) Set() *lib.Set[string] { return nil }

// NapIfInt waits for values of one type.
func NapIfInt(v any) { // want NapIfInt:`sleep timed: time.Sleep`
	if _, ok := v.(int); ok {
		time.Sleep(time.Second)
	}
}

package computing

import (
	"context"
	"crypto/sha256"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// What is called of which nothing is known may be anything.

type Handler interface{ Handle(int) }

type server struct {
	handler Handler
	hook    func()
	Hook    func()
}

func (s *server) handle(x int) { s.handler.Handle(x) }

func hidden(ctx context.Context, p *par.Pool, s *server, xs []int) {
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Go(func() { s.handler.Handle(1) })
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Go(func() { s.handle(1) })
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Hook()
		}()
		<-done // want `receive from channel done$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan []byte)
		go func() {
			h := sha256.New()
			for _, x := range xs {
				h.Write([]byte{byte(x)})
			}
			done <- h.Sum(nil)
		}()
		<-done // want `receive from channel done \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		done := make(chan string)
		go func() {
			_, err := compute(3)
			done <- err.Error()
		}()
		<-done // want `receive from channel done \[possible\]$`
	})
}

// Who starts a goroutine may come to that late.

func lateStart(ctx context.Context, p *par.Pool, n int) {
	done := make(chan struct{})
	go func() { <-done }()
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		ready, end := make(chan struct{}), make(chan struct{})
		wg.Go(func() { <-ready })
		_, _ = os.Stat("x") // want `Stat$`
		go func() { close(ready) }()
		wg.Wait() // want `Wait$`
		wg.Go(func() { <-end })
		square(n)
		go func() { close(end) }()
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		end := make(chan struct{})
		wg.Go(func() { <-end })
		square(n)
		go func() { close(end) }()
		wg.Wait() // want `Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		<-done // want `receive from channel done$`
	})
	_, _ = os.Stat("x")
	go func() { close(done) }()
}

// A function that several goroutines of a group run.

func member(wg *sync.WaitGroup, f func()) {
	defer wg.Done()
	f()
}

func sameMember(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Add(2)
		go member(&wg, func() { square(1) })
		go member(&wg, func() { square(2) })
		wg.Wait() // want `Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Add(2)
		go member(&wg, func() { square(1) })
		go member(&wg, func() { load("x") })
		wg.Wait() // want `Wait$`
	})
}

// What is done with the worker given back, or by tasks, takes its time as well.

func (s *server) ask(ctx context.Context) {
	par.Blocking(ctx, func(context.Context) error {
		load("x")
		return nil
	})
}

func offloaded(ctx context.Context, p *par.Pool, s *server, xs []int) {
	p.Go(ctx, func(context.Context) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.ask(ctx)
		}()
		<-done // want `receive from channel done$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Go(func() {
			par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
				load("x") // want `load → os.ReadFile$`
				return nil
			})
		})
		wg.Wait() // want `Wait$`
	})
}

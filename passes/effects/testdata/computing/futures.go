package computing

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Objects for which a goroutine computes something.

type future struct {
	done chan struct{}
	n    int
}

func start(n int) *future {
	f := &future{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.n = square(n)
	}()
	return f
}

func startToo(n int) *future {
	f := &future{done: make(chan struct{}), n: n}
	go f.run()
	return f
}

func (f *future) run() {
	f.n = square(f.n)
	close(f.done)
}

func (f *future) wait() int {
	<-f.done
	return f.n
}

// slow is for something else.
type slow struct {
	done chan struct{}
	n    int
}

func startSlow(n int) *slow {
	s := &slow{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		time.Sleep(time.Second)
		s.n = n
	}()
	return s
}

func (s *slow) wait() int {
	<-s.done
	return s.n
}

// mixed is for both.
type mixed struct {
	done chan struct{}
	n    int
}

func startMixed(n int) *mixed {
	m := &mixed{done: make(chan struct{})}
	go func() {
		defer close(m.done)
		m.n = square(n)
	}()
	return m
}

func startSlowMixed() *mixed {
	m := &mixed{done: make(chan struct{})}
	go func() {
		defer close(m.done)
		m.n = load("x")
	}()
	return m
}

func (m *mixed) wait() int {
	<-m.done
	return m.n
}

// other closes that of another object.
type other struct {
	done chan struct{}
}

func startOther(p *other) *other {
	o := &other{done: make(chan struct{})}
	go func() { close(p.done) }()
	return o
}

func (o *other) wait() { <-o.done }

// manual is closed by who stops it.
type manual struct{ done chan struct{} }

func newManual() *manual { return &manual{done: make(chan struct{})} }

func (m *manual) stop() { close(m.done) }

func (m *manual) wait() { <-m.done }

func futures(ctx context.Context, p *par.Pool, f *future, s *slow, m *mixed, o *other, ma *manual) {
	p.Go(ctx, func(context.Context) {
		f.wait()        // want `future..wait → receive from field done \[possible\]$`
		s.wait()        // want `slow..wait → receive from field done$`
		m.wait()        // want `mixed..wait → receive from field done$`
		o.wait()        // want `other..wait → receive from field done$`
		ma.wait()       // want `manual..wait → receive from field done$`
		<-start(3).done // want `receive from field done \[possible\]$`
	})
}

// Functions that receive for others.

func sum(c <-chan int) int {
	n := 0
	for v := range c {
		n += v
	}
	return n
}

func sumBoth(c, d <-chan int) int { return <-c + <-d }

func consumers(ctx context.Context, p *par.Pool, in chan int) {
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go produce(c, 3)
		sum(c) // want `sum → receive from channel c \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go produceFrom(c, "x")
		sum(c) // want `sum → receive from channel c$`
	})
	p.Go(ctx, func(context.Context) {
		sum(in) // want `sum → receive from channel c$`
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go produce(c, 3)
		sumBoth(c, in) // want `sumBoth → receive from channel .$`
	})
}

// Package ended waits for what has ended.
package ended

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

type job struct {
	done, used, shared chan struct{}
	out                chan int
}

func newJob(shared chan struct{}) *job {
	return &job{done: make(chan struct{}), used: make(chan struct{}), shared: shared, out: make(chan int)}
}

func (j *job) finish() { close(j.done) }

func (j *job) tick() { j.used <- struct{}{} }

func (j *job) wait(ctx context.Context, p *par.Pool, k *job) {
	p.Go(ctx, func(ctx context.Context) {
		<-j.done // want `receive from field done`
		<-j.done // it is closed by now
		<-k.done // want `receive from field done`
		j.done = make(chan struct{})
		<-j.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		if j.out != nil {
			<-j.done // want `receive from field done`
		}
		<-j.done   // want `receive from field done`
		<-j.used   // want `receive from field used`
		<-j.used   // want `receive from field used`
		<-j.shared // want `receive from field shared`
		<-j.shared // want `receive from field shared`
		<-j.out    // want `receive from field out`
		<-j.out    // want `receive from field out`
	})
	p.Go(ctx, func(ctx context.Context) {
		<-ctx.Done() // want `receive from Done\(\)`
		<-ctx.Done()
		done := make(chan int)
		go func() { close(done) }()
		<-done // want `receive from channel done`
		<-done
		sent := make(chan int)
		go func() { sent <- 1 }()
		<-sent // want `receive from channel sent`
		<-sent // want `receive from channel sent`
	})
}

// What is closed has ended, and so has what was asked and said so.

func (j *job) isDone() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// late asks something else.
func (j *job) late() bool {
	select {
	case <-j.used:
		return true
	default:
		return false
	}
}

// notYet says the opposite.
func (j *job) notYet() bool {
	select {
	case <-j.done:
		return false
	default:
		return true
	}
}

// perhaps may say so without having asked.
func (j *job) perhaps(sure bool) bool {
	if sure {
		return true
	}
	return j.isDone()
}

func (j *job) ask(ctx context.Context, p *par.Pool, k *job) {
	p.Go(ctx, func(ctx context.Context) {
		if j.isDone() {
			<-j.done
			<-k.done // want `receive from field done`
		} else {
			<-j.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if !j.isDone() {
			return
		}
		<-j.done
	})
	p.Go(ctx, func(ctx context.Context) {
		if j.late() {
			<-j.done // want `receive from field done`
		}
		if j.notYet() {
			<-j.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if j.perhaps(true) {
			<-j.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		select {
		case <-j.done:
			<-j.done
			<-k.done // want `receive from field done`
		case <-j.used:
			<-j.used // want `receive from field used`
		default:
			<-j.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		select {
		case <-j.done:
		default:
		}
		<-j.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		if j.isDone() {
			j.done = make(chan struct{})
			<-j.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		select {
		case <-ctx.Done():
			<-ctx.Done()
		default:
			<-ctx.Done() // want `receive from Done\(\)`
		}
	})
}

type gate struct{ open, other chan struct{} }

func newGate() *gate { return &gate{open: make(chan struct{}), other: make(chan struct{})} }

func (g *gate) pass(ctx context.Context, p *par.Pool, h *gate, early bool) {
	p.Go(ctx, func(ctx context.Context) {
		close(g.open)
		<-g.open
		<-g.other // want `receive from field other`
		<-h.open  // want `receive from field open`
	})
	p.Go(ctx, func(ctx context.Context) {
		if early {
			close(g.open)
		}
		<-g.open // want `receive from field open`
	})
	p.Go(ctx, func(ctx context.Context) {
		<-g.open // want `receive from field open`
		close(g.other)
	})
	p.Go(ctx, func(ctx context.Context) {
		close(g.open)
		g.open = make(chan struct{})
		<-g.open // want `receive from field open`
	})
	p.Go(ctx, func(ctx context.Context) {
		defer close(g.open)
		<-g.open // want `receive from field open`
	})
}

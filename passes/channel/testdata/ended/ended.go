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

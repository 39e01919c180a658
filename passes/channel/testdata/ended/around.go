package ended

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// What a function has waited for has ended for the tasks that it makes after that.

func around(ctx context.Context, p *par.Pool, b bool) {
	done := make(chan struct{})
	go func() { work(); close(done) }()
	<-done
	p.Go(ctx, func(ctx context.Context) { <-done })
	p.Go(ctx, func(ctx context.Context) {
		p.Go(ctx, func(ctx context.Context) { <-done })
	})

	perhaps := make(chan struct{})
	go func() { work(); close(perhaps) }()
	if b {
		<-perhaps
	}
	p.Go(ctx, func(ctx context.Context) { <-perhaps }) // want `receive from channel perhaps`

	early := make(chan struct{})
	go func() { work(); close(early) }()
	p.Go(ctx, func(ctx context.Context) { <-early }) // want `receive from channel early`
	<-early

	sent := make(chan struct{})
	go func() { sent <- struct{}{}; sent <- struct{}{} }()
	<-sent
	p.Go(ctx, func(ctx context.Context) { <-sent }) // want `receive from channel sent`

	anew := make(chan struct{})
	go func() { work(); close(anew) }()
	<-anew
	anew = make(chan struct{})
	p.Go(ctx, func(ctx context.Context) { <-anew }) // want `receive from channel anew`

	other := make(chan struct{})
	p.Go(ctx, func(ctx context.Context) {
		<-other // want `receive from channel other`
		p.Go(ctx, func(ctx context.Context) { <-other })
	})
	p.Go(ctx, func(ctx context.Context) { <-other }) // want `receive from channel other`
}

func work() {}

func (j *job) around(ctx context.Context, p *par.Pool, k, l *job) {
	<-j.done
	p.Go(ctx, func(ctx context.Context) {
		<-j.done
		<-k.done // want `receive from field done`
	})
	<-k.used
	p.Go(ctx, func(ctx context.Context) { <-k.used }) // want `receive from field used`
	<-l.done
	p.Go(ctx, func(ctx context.Context) { <-l.done }) // want `receive from field done`
	l.done = make(chan struct{})
}

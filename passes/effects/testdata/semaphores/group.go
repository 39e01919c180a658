package semaphores

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A group limits its tasks if it is told to.
type group struct {
	wg       sync.WaitGroup
	sem, own chan struct{}
	limited  bool
	n        int
}

func (g *group) setLimit(n int) {
	g.sem, g.own, g.limited = make(chan struct{}, n), make(chan struct{}, n), true
}

func (g *group) done() {
	if g.sem != nil {
		<-g.sem
	}
	g.wg.Done()
}

func (g *group) start(ctx context.Context, p *par.Pool, f func()) {
	if g.sem != nil {
		g.sem <- struct{}{}
	}
	g.wg.Add(1)
	p.Go(ctx, func(ctx context.Context) {
		defer g.done()
		g.n++
	})
}

func (g *group) startNil(ctx context.Context, p *par.Pool, f func()) {
	if g.sem == nil {
		g.n++
	} else {
		g.sem <- struct{}{}
	}
	p.Go(ctx, func(ctx context.Context) {
		defer g.done()
	})
}

// It has taken something perhaps, or something else, or for one only.

func (g *group) startPerhaps(ctx context.Context, p *par.Pool, f func()) {
	if g.limited {
		g.sem <- struct{}{}
	}
	p.Go(ctx, func(ctx context.Context) {
		defer g.done() // want `group..done → receive from field sem$`
	})
	if g.own != nil {
		g.sem <- struct{}{}
	}
	p.Go(ctx, func(ctx context.Context) {
		defer g.done() // want `group..done → receive from field sem$`
	})
	if g.own == nil {
		g.own <- struct{}{}
	}
	p.Go(ctx, func(ctx context.Context) {
		<-g.own // want `receive from field own$`
	})
}

func (g *group) startTwice(ctx context.Context, p *par.Pool, f func()) {
	if g.sem != nil {
		g.sem <- struct{}{}
	}
	p.Go(ctx, func(ctx context.Context) {
		g.done()
		g.done() // want `group..done → receive from field sem$`
	})
}

func (g *group) startNamed(ctx context.Context, p *par.Pool, f func()) {
	work := func(context.Context) { <-g.sem }
	g.sem <- struct{}{}
	p.Go(ctx, work)
	g.own <- struct{}{}
	p.Go(ctx, g.leaveOwn)
}

func (g *group) leaveOwn(context.Context) {
	<-g.own
	<-g.own // want `group..leaveOwn → receive from field own$`
}

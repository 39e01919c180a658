package values

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A literal hands over what the function got that made it: who calls the literal, or
// keeps it, need not know.

func stage(p *par.Pool, f func(context.Context)) func(context.Context) {
	return func(ctx context.Context) {
		p.Go(ctx, f)
	}
}

// wrapped hands over what calls it.
func wrappedStage(p *par.Pool, f func()) func(context.Context) {
	return func(ctx context.Context) {
		p.Go(ctx, func(context.Context) { f() })
	}
}

type stages struct {
	run, wrapped, idle func(context.Context)

	list []func(context.Context)
}

func newStages(p *par.Pool) *stages {
	return &stages{run: stage(p, keptStage), wrapped: wrappedStage(p, keptWrapped), idle: stage(p, func(context.Context) {})}
}

func keptStage(context.Context)   { time.Sleep(time.Second) } // want `par.\(\*Pool\).Go: keptStage → time.Sleep`
func keptWrapped()                { time.Sleep(time.Second) } // want `par.\(\*Pool\).Go: keptWrapped → time.Sleep`
func addedStage()                 { time.Sleep(time.Second) } // want `par.\(\*Pool\).Go.*: addedStage → time.Sleep \[probable\]`
func calledStage()                { time.Sleep(time.Second) } // want `par.\(\*Pool\).Go.*: calledStage → time.Sleep`
func eachOfThem(context.Context)  { time.Sleep(time.Second) } // want `par.\(\*Pool\).Go.*: eachOfThem → time.Sleep`
func neverCalled(context.Context) { time.Sleep(time.Second) }
func eachOfNone(context.Context)  { time.Sleep(time.Second) }

func (s *stages) add(p *par.Pool, f func()) {
	s.list = append(s.list, func(ctx context.Context) {
		p.Go(ctx, func(context.Context) { f() })
	})
}

func (s *stages) keep(p *par.Pool) {
	s.add(p, addedStage)
	s.add(p, func() {})
}

func (s *stages) start(ctx context.Context) {
	s.run(ctx)
	s.wrapped(ctx)
	s.idle(ctx)
	for _, f := range s.list {
		f(ctx)
	}
}

func eachStage(ctx context.Context, fs ...func(context.Context)) {
	for _, f := range fs {
		f(ctx)
	}
}

func noStage(ctx context.Context, fs ...func(context.Context)) int { return len(fs) }

func stagesThrough(ctx context.Context, p *par.Pool) {
	wrappedStage(p, calledStage)(ctx)
	eachStage(ctx, stage(p, eachOfThem))
	noStage(ctx, stage(p, eachOfNone))
	_ = stage(p, neverCalled)
}

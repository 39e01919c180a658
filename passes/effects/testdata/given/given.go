// Package given has callbacks that are called with something to run.
package given

import (
	"context"
	"io"
	"os"
	"slices"
	"time"

	"example.com/effects/valueslib"
	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Hour) }

func idle() {}

var coin bool

func flip() bool { return coin }

type step struct {
	Run  func()
	next *step
}

func each(fs []func(), do func(func())) {
	for _, f := range fs {
		do(f)
	}
}

// eachOfMany passes on both what it is given and to whom.
func eachOfMany(all [][]func(), do func(func())) {
	for _, fs := range all {
		each(fs, do)
	}
}

func around(f func(), do func(func())) { do(func() { f() }) }

func withNap(do func(func())) { do(nap) }

func withEither(do func(func())) {
	if flip() {
		do(nap)
		return
	}
	do(idle)
}

func withIdle(do func(func())) { do(idle) }

func withMany(do func(func())) {
	do(func() {})
	do(idle)
	do(func() { idle() })
	do(func() { _ = 1 })
	do(nap) // beyond what is kept
}

func withStep(s step, do func(*step)) { do(&s) }

func itself(f func(any)) { f(f) }

// sink is not sealed: others may implement it.
type Sink interface{ Put(func()) }

type runs struct{}

func (runs) Put(f func()) { f() }

type drops struct{}

func (drops) Put(func()) {}

func put(s Sink, f func()) { s.Put(f) }

func putAll(s Sink, fs ...func()) {
	for _, f := range fs {
		put(s, f)
	}
}

func onFile(do func(io.Reader)) error {
	f, err := os.Open("x")
	if err != nil {
		return err
	}
	do(f)
	return nil
}

func handedOn[T any](ctx context.Context, xs []T, do func(T)) error {
	return par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		do(*x)
		return nil
	})
}

func givenInTask(ctx context.Context, p *par.Pool) {
	run := func(f func()) { f() }
	skip := func(func()) {}
	p.Go(ctx, func(context.Context) {
		each([]func(){idle, nap}, run)              // want `each → givenInTask.func1 → nap → time.Sleep \[probable\]$`
		each([]func(){idle, idle}, run)             //
		each([]func(){idle, nap}, skip)             //
		eachOfMany([][]func(){{idle}, {nap}}, run)  // want `eachOfMany → each → givenInTask.func1 → nap → time.Sleep \[probable\]$`
		eachOfMany([][]func(){{idle}, {idle}}, run) //
		eachOfMany([][]func(){{idle}, {nap}}, skip) //
		around(nap, run)                            // want `around → givenInTask.func1 → around.func1 → nap → time.Sleep$`
		around(idle, run)                           //
		around(nap, skip)                           //
		withNap(run)                                // want `withNap → givenInTask.func1 → nap → time.Sleep$`
		withNap(skip)                               //
		withEither(run)                             // want `withEither → givenInTask.func1 → nap → time.Sleep$`
		withIdle(run)                               //
		valueslib.Each([]func(){idle, nap}, run)    // want `valueslib.Each → givenInTask.func1 → nap → time.Sleep \[probable\]$`
		valueslib.Each([]func(){idle}, run)         //
		valueslib.Each([]func(){nap}, skip)         //
		put(runs{}, nap)                            // want `put → runs.Put → nap → time.Sleep$`
		put(runs{}, idle)                           //
		put(drops{}, nap)                           //
		putAll(runs{}, idle, nap)                   // want `putAll → put → runs.Put → nap → time.Sleep \[probable\]$`
		putAll(runs{}, idle, idle)                  //
		putAll(drops{}, idle, nap)                  //
		valueslib.Put(runs{}, nap)                  // want `valueslib.Put → runs.Put → nap → time.Sleep$`
		valueslib.Put(drops{}, nap)                 //
		withStep(step{Run: nap}, func(s *step) {    // want `withStep → givenInTask.func3.1 → nap → time.Sleep$`
			s.Run()
		})
		withStep(step{Run: idle}, func(s *step) { s.Run() })
		itself(func(f any) { f.(func(any))(f) })
		slices.SortFunc([]func(){idle, nap}, func(f, g func()) int { // want `slices.SortFunc → givenInTask.func3.4 → nap → time.Sleep \[probable\]$`
			f()
			return 0
		})
		slices.SortFunc([]func(){idle}, func(f, g func()) int {
			f()
			return 0
		})
		for f := range valuesOf([]func(){idle, nap}) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for f := range valuesOf([]func(){idle}) {
			f()
		}
	})
}

func valuesOf(fs []func()) func(func(func()) bool) {
	return func(yield func(func()) bool) {
		for _, f := range fs {
			if !yield(f) {
				return
			}
		}
	}
}

// Items of data-parallel calls.

type job interface{ do() }

type slowJob struct{}

func (slowJob) do() { nap() }

type fastJob struct{}

func (fastJob) do() {}

func items(ctx context.Context) {
	par.ForEach(ctx, []func(){idle, nap}, func(_ context.Context, _ int, f *func()) error {
		(*f)() // want `par.ForEach: nap → time.Sleep \[probable\]$`
		return nil
	})
	par.ForEach(ctx, []func(){idle}, func(_ context.Context, _ int, f *func()) error {
		(*f)()
		return nil
	})
	par.Map(ctx, []func(){idle, nap}, func(_ context.Context, f func()) (int, error) {
		f() // want `par.Map: nap → time.Sleep \[probable\]$`
		return 0, nil
	})
	par.ForEach(ctx, []job{fastJob{}, slowJob{}}, func(_ context.Context, _ int, j *job) error {
		(*j).do() // want `par.ForEach: slowJob.do → nap → time.Sleep \[probable\]$`
		return nil
	})
	par.ForEach(ctx, []step{{Run: idle}, {Run: nap}}, func(_ context.Context, _ int, s *step) error {
		s.Run() // want `par.ForEach: nap → time.Sleep \[probable\]$`
		return nil
	})
	par.ForEach(ctx, []step{{Run: idle}, {Run: idle}}, func(_ context.Context, _ int, s *step) error {
		s.Run()
		return nil
	})
	par.Map(ctx, []*step{{Run: nap}}, func(_ context.Context, s *step) (int, error) {
		f := s.Run
		f() // want `par.Map: nap → time.Sleep \[probable\]$`
		return 0, nil
	})
	par.Map(ctx, []job{fastJob{}}, func(_ context.Context, j job) (int, error) {
		j.do()
		return 0, nil
	})
	par.Map(ctx, []job{slowJob{}}, mapped)
	handedOn(ctx, []func(){nap}, func(f func()) { f() })
	handedOn(ctx, []func(){idle}, func(f func()) { f() })
}

func mapped(_ context.Context, j job) (int, error) {
	j.do() // want `par.Map: mapped → slowJob.do → nap → time.Sleep \[probable\]$`
	return 0, nil
}

// Decorators of what runs a callback.

type runner func(do func() error) error

func direct(do func() error) error { return do() }

func none(func() error) error { return nil }

func retried(r runner) runner {
	return func(do func() error) error {
		if err := r(do); err != nil {
			return r(do)
		}
		return nil
	}
}

func runners(ctx context.Context, p *par.Pool) {
	slow := func() error { nap(); return nil }
	p.Go(ctx, func(context.Context) {
		r := retried(direct)
		r(slow)                                // want `retried.func1 → direct → runners.func1 → nap → time.Sleep$`
		retried(retried(direct))(slow)         // want `nap → time.Sleep$`
		retried(none)(slow)                    //
		r(func() error { idle(); return nil }) //
	})
}

package main

import (
	"context"
	"sync"
	"time"

	"github.com/Jeffail/tunny"
	"github.com/alitto/pond/v2"
	"github.com/gammazero/workerpool"
	"github.com/panjf2000/ants/v2"
	"github.com/parvet/parvet/runtime/par"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

// tasks is how many empty tasks are submitted and waited for at a time.
const tasks = 10_000

// A submitter hands n empty tasks to a pool and waits for them.
type submitter struct {
	name  string
	start func(threads int) (run func(n int) error, stop func(), err error)
}

func submitters() []submitter {
	// grouped is for pools that only run functions.
	grouped := func(name string, start func(threads int) (submit func(func()) error, stop func(), err error)) submitter {
		return submitter{name, func(threads int) (func(int) error, func(), error) {
			submit, stop, err := start(threads)
			return func(n int) error {
				var wg sync.WaitGroup
				wg.Add(n)
				for range n {
					if err := submit(wg.Done); err != nil {
						return err
					}
				}
				wg.Wait()
				return nil
			}, stop, err
		}}
	}
	submit := func(name string, opts ...par.Option) submitter {
		return submitter{name, func(threads int) (func(int) error, func(), error) {
			p, err := par.New(append([]par.Option{par.Workers(threads), par.Queue(tasks, par.Block)}, opts...)...)
			if err != nil {
				return nil, nil, err
			}
			futures := make([]*par.Future[int], tasks)
			return func(n int) error {
				for i := range n {
					if futures[i], err = par.Submit(bg, p, func(context.Context) (int, error) { return i, nil }); err != nil {
						return err
					}
				}
				for _, f := range futures[:n] {
					if _, err := f.Wait(bg); err != nil {
						return err
					}
				}
				return nil
			}, func() { p.Close(bg) }, nil
		}}
	}
	batch := func(name string, opts ...par.Option) submitter {
		return submitter{name, func(threads int) (func(int) error, func(), error) {
			p, err := par.New(append([]par.Option{par.Workers(threads)}, opts...)...)
			xs := make([]int, tasks)
			return func(n int) error {
				b, err := par.SubmitBatch(bg, p, xs[:n], func(_ context.Context, x int) (int, error) { return x, nil })
				if err != nil {
					return err
				}
				return b.Wait(bg)
			}, func() { p.Close(bg) }, err
		}}
	}
	guards := []par.Option{par.Watchdog(10*time.Millisecond, time.Second), par.TaskTimeout(time.Minute), par.Quarantine(0.5, 100, time.Second), par.MemoryQuota(1 << 30)}
	return []submitter{
		submit("par Submit"),
		{"par Spawn", func(threads int) (func(int) error, func(), error) {
			p, err := par.New(par.Workers(threads))
			return func(n int) error {
				return p.Run(bg, func(s *par.Scope) error {
					for range n {
						s.Spawn(func(*par.Scope) error { return nil })
					}
					return nil
				})
			}, func() { p.Close(bg) }, err
		}},
		batch("par SubmitBatch"),
		submit("par Submit, guarded", guards...),
		batch("par SubmitBatch, guarded", guards...),
		grouped("goroutines", func(int) (func(func()) error, func(), error) {
			return func(f func()) error { go f(); return nil }, nil, nil
		}),
		{"errgroup", func(threads int) (func(int) error, func(), error) {
			return func(n int) error {
				var g errgroup.Group
				g.SetLimit(threads)
				for range n {
					g.Go(func() error { return nil })
				}
				return g.Wait()
			}, nil, nil
		}},
		{"conc", func(threads int) (func(int) error, func(), error) {
			return func(n int) error {
				p := pool.New().WithMaxGoroutines(threads)
				for range n {
					p.Go(func() {})
				}
				p.Wait()
				return nil
			}, nil, nil
		}},
		{"pond", func(threads int) (func(int) error, func(), error) {
			p := pond.NewPool(threads)
			return func(n int) error {
				g := p.NewGroup()
				for range n {
					g.Submit(func() {})
				}
				return g.Wait()
			}, p.StopAndWait, nil
		}},
		grouped("ants", func(threads int) (func(func()) error, func(), error) {
			p, err := ants.NewPool(threads)
			if err != nil {
				return nil, nil, err
			}
			return p.Submit, p.Release, nil
		}),
		grouped("workerpool", func(threads int) (func(func()) error, func(), error) {
			p := workerpool.New(threads)
			return func(f func()) error { p.Submit(f); return nil }, p.StopWait, nil
		}),
		{"tunny", func(threads int) (func(int) error, func(), error) {
			p := tunny.NewFunc(threads, func(x any) any { return x })
			return func(n int) error { // it has no way to submit without waiting
				for i := range n {
					p.Process(i)
				}
				return nil
			}, p.Close, nil
		}},
	}
}

// submitCase is about the cost of a task.
func submitCase() benchCase {
	c := benchCase{name: "10^4 empty tasks, submitted and waited for", unit: "task", units: tasks, rayon: "spawn"}
	for _, s := range submitters() {
		c.contestants = append(c.contestants, contestant{s.name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			run, stop, err := s.start(threads)
			return timed(func() (uint64, error) { return tasks, run(tasks) }), stop, err
		}})
	}
	return c
}

// firstCase is about how long the first task takes after a while of idleness, which is not
// counted.
func firstCase() benchCase {
	c := benchCase{name: "one task after 1 ms of idleness", unit: "task", units: 1}
	for _, s := range submitters() {
		if s.name == "par Spawn" {
			continue // it runs at the caller
		}
		c.contestants = append(c.contestants, contestant{s.name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
			run, stop, err := s.start(threads)
			return func(times int) (uint64, time.Duration, error) {
				var took time.Duration
				for range times {
					time.Sleep(time.Millisecond)
					began := time.Now()
					if err := run(1); err != nil {
						return 0, 0, err
					}
					took += time.Since(began)
				}
				return 1, took, nil
			}, stop, err
		}})
	}
	return c
}

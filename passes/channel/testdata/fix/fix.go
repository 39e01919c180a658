// Package fix has tasks that wait for channels, and what is suggested for them.
package fix

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

type job struct{ n int }

func operations(ctx context.Context, p *par.Pool, jobs []job, in, out chan int, stop chan struct{}) {
	par.ForEach(ctx, jobs, func(ctx context.Context, i int, j *job) error {
		out <- j.n * 2 // want `forever`
		return nil
	})
	par.Map(ctx, jobs, func(_ context.Context, j job) (job, error) {
		n := <-in // want `forever`
		return job{n}, nil
	})
	par.Submit(ctx, p, func(ctx context.Context) (n int, err error) {
		n = <-in // want `forever`
		return n, nil
	})
	par.Submit(ctx, p, func(ctx context.Context) (map[int]bool, error) {
		n, ok := <-in // want `forever`
		if !ok {
			return nil, nil
		}
		return map[int]bool{n: ok}, nil
	})
	par.Submit(ctx, p, func(ctx context.Context) (map[int]bool, error) {
		_, ok := <-in // want `forever`
		return map[int]bool{0: ok}, nil
	})
	p.Run(ctx, func(s *par.Scope) error {
		s.Spawn(func(s *par.Scope) error {
			<-stop // want `forever`
			return nil
		})
		s.Spawn(func(s *par.Scope) error { <-stop; return nil }) // want `forever`
		return nil
	})
	par.ForEach(ctx, jobs, func(ctx context.Context, i int, j *job) error {
		sum := j.n
		for {
			select { // want `forever`
			case n := <-in:
				sum += n
			case <-stop:
				return nil
			}
		}
	})
	// What is deferred does not see what is received.
	par.ForEach(ctx, jobs, func(ctx context.Context, i int, j *job) error {
		n := j.n
		defer func() { close(stop) }()
		defer close(out)
		n = <-in // want `forever`
		if n > 0 {
			return nil
		}
		return ctx.Err()
	})
}

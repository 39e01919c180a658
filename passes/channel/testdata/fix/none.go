package fix

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Nothing is suggested for these.

func none(outer context.Context, p *par.Pool, jobs []job, in, out chan int, mu *sync.Mutex, wg *sync.WaitGroup) {
	// The task cannot return an error.
	p.Go(outer, func(ctx context.Context) {
		out <- 1 // want `forever`
	})
	// It has no context of its own.
	par.For(outer, 3, func(lo, hi int) error {
		out <- lo // want `forever`
		return nil
	})
	// It must not be left there.
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		mu.Lock()
		out <- 1 // want `forever`
		mu.Unlock()
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		out <- 1 // want `forever`
		wg.Done()
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		for n := range j.n {
			in <- n // want `forever`
			<-out   // want `forever`
		}
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		<-in // want `forever`
		close(out)
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		for {
			select { // want `forever`
			case n := <-in:
				j.n += n
			case <-out:
				return nil
			}
		}
	})
	// What is deferred would see that nothing was received.
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		n := 0
		defer func() { j.n = n }()
		n = <-in // want `forever`
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		n := 0
		defer func() { j.n = n }()
		select { // want `forever`
		case n = <-in:
		case <-out:
		}
		return nil
	})
	par.Submit(outer, p, func(ctx context.Context) (n int, err error) {
		defer func() { jobs[0].n = n }()
		<-in // want `forever`
		return 1, nil
	})
	// What is asked for where it is put would come too late.
	par.Map(outer, jobs, func(ctx context.Context, j job) (int, error) {
		var all [2]int
		all[j.ask(out)] = <-in // want `forever`
		all[<-out] = <-in      // want `forever` `forever`
		return all[0], nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		<-in // want `forever`
		j.finish(i)
		return nil
	})
	// Its own context may end before that of the others.
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		out <- 1 // want `forever`
		return ctx.Err()
	})
	// More than the operation would have to change.
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		for n := range in { // want `forever`
			j.n += n
		}
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		j.n += <-in // want `forever`
		return nil
	})
	par.Map(outer, jobs, func(ctx context.Context, j job) (int, error) {
		return <-in, nil // want `forever`
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		if n := <-in; n > 0 { // want `forever`
			j.n = n
		}
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		{
			// The channel is another variable of the same name.
			in := <-in // want `forever`
			j.n = in
		}
		return nil
	})
	par.ForEach(outer, jobs, func(ctx context.Context, i int, j *job) error {
		select { case n := <-in: j.n = n } // want `forever`
		return nil
	})
}

func (j *job) finish(i int) { j.n = i }

func (j *job) ask(requests chan<- int) int { go func() { requests <- j.n }(); return j.n }

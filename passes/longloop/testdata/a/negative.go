package a

import (
	"context"
	"errors"
	"iter"
	"log"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"example.com/longloop/lib"
	"github.com/parvet/parvet/runtime/par"
)

func notATask() {
	for {
		work()
	}
}

// Loops with a way out.
func leaves(ctx context.Context, p *par.Pool, xs []int, jobs chan int, quit <-chan struct{}, seq iter.Seq[int], err error) error {
	p.Go(ctx, func(ctx context.Context) {
		for {
			select {
			case <-jobs:
			case <-ctx.Done():
				return
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if ctx.Err() != nil {
				return
			}
			work()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
	loop:
		for {
			select {
			case <-quit:
				break loop
			default:
				work()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if ready() {
				goto end
			}
			work()
		}
	end:
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		for ctx.Err() == nil {
			work()
		}
		for i := 0; i < 10; i++ {
			work()
		}
		for n := 0; ; n++ {
			if n > 10 {
				break
			}
		}
		for range 10 {
			work()
		}
		for range xs {
			work()
		}
		for range jobs {
			work()
		}
		for range make(chan int) {
			work()
		}
		for x := range seq {
			_ = x
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if _, ok := <-jobs; !ok {
				return
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			for x := range seq {
				if x > 0 {
					return
				}
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		tick := time.NewTicker(time.Second)
		for range tick.C {
			if ready() {
				break
			}
		}
	})
	// The last of several loops ends.
	p.Go(ctx, func(ctx context.Context) {
		for {
			for {
				if ready() {
					return
				}
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for false {
			work()
		}
		if debug {
			for {
				work()
			}
		}
	})
	return p.Run(ctx, func(s *par.Scope) error {
		for {
			if err := s.Yield(); err != nil {
				return err
			}
			work()
		}
	})
}

// Calls that do not come back end a loop too.
func exits(ctx context.Context, p *par.Pool, t *testing.T, l *log.Logger) {
	p.Go(ctx, func(ctx context.Context) {
		for {
			if ready() {
				panic("done")
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if ready() {
				os.Exit(1)
			}
			work()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if ready() {
				runtime.Goexit()
			}
			work()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if err := next(); err != nil {
				log.Fatal(err)
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if err := next(); err != nil {
				l.Panicf("%v", err)
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if err := next(); err != nil {
				t.Fatal(err)
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			check(next())
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		fail := func() { panic("done") }
		for {
			if ready() {
				fail()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			lib.Must(next())
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if err := next(); err != nil {
				lib.Die(err)
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			work()
			for range 3 {
				check(next())
			}
		}
	})
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(err error) { panic(errors.Join(err)) }

// The worker does something else meanwhile.
func elsewhere(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		go notATask()
		go func() {
			for {
				work()
			}
		}()
		par.Blocking(ctx, func(ctx context.Context) error {
			for {
				work()
			}
		})
		time.AfterFunc(time.Second, notATask)
		_ = func() {
			for {
				work()
			}
		}
	})
	p.Run(ctx, func(s *par.Scope) error {
		return s.Blocking(func() error {
			notATask()
			return nil
		})
	})
}

// The rule sleep reports these.
func busy(ctx context.Context, p *par.Pool, stop *atomic.Bool, done *bool) {
	p.Go(ctx, func(ctx context.Context) {
		for {
			runtime.Gosched()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			for !stop.Load() {
				runtime.Gosched()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for {
			if stop.Load() {
				runtime.Gosched()
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		select {} // the rule channel reports it
	})
}

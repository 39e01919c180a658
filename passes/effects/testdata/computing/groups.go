package computing

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Groups of goroutines.

func groups(ctx context.Context, p *par.Pool, xs []int, f func()) {
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		for i, x := range xs {
			wg.Go(func() { xs[i] = square(x) })
		}
		wg.Wait() // want `Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		wg := new(sync.WaitGroup)
		var mu sync.Mutex
		sum := 0
		for _, x := range xs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				y := square(x)
				mu.Lock()
				defer mu.Unlock()
				sum += y
			}()
		}
		wg.Wait() // want `Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		for range xs {
			wg.Add(1)
			go square2(&wg, xs)
		}
		wg.Wait() // want `Wait \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Go(func() { square(1) })
		wg.Go(func() { time.Sleep(time.Second) })
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		wg.Go(func() { mu.Lock(); defer mu.Unlock(); square(1) })
		go func() { mu.Lock(); defer mu.Unlock(); load("x") }()
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Go(f)
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Add(1)
		time.AfterFunc(time.Hour, wg.Done)
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		var wg sync.WaitGroup
		wg.Add(1)
		later(&wg)
		wg.Wait() // want `Wait$`
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		var wg sync.WaitGroup
		wg.Go(func() { c <- 1 })
		wg.Wait() // want `Wait$`
		<-c       // want `receive from channel c \[possible\]$`
	})
}

func square2(wg *sync.WaitGroup, xs []int) {
	defer wg.Done()
	square(len(xs))
}

func later(wg *sync.WaitGroup) { held = wg }

var held *sync.WaitGroup

// What a group collects.

func collected(ctx context.Context, p *par.Pool, xs []int) {
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		var wg sync.WaitGroup
		for _, x := range xs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				c <- square(x)
			}()
		}
		go func() { wg.Wait(); close(c) }()
		for range c { // want `receive from channel c \[possible\]$`
		}
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		var wg sync.WaitGroup
		for range xs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				c <- load("x")
			}()
		}
		go func() { wg.Wait(); close(c) }()
		for range c { // want `receive from channel c$`
		}
	})
	p.Go(ctx, func(context.Context) {
		jobs, results := make(chan int), make(chan int)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range jobs {
					results <- square(x)
				}
			})
		}
		go func() {
			defer close(jobs)
			for _, x := range xs {
				jobs <- x
			}
		}()
		go func() { wg.Wait(); close(results) }()
		for range results { // want `receive from channel results \[possible\]$`
		}
	})
	p.Go(ctx, func(context.Context) {
		jobs, results := make(chan int), make(chan int)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for x := range jobs {
					results <- square(x)
				}
			})
		}
		go func() { // it never closes jobs
			for _, x := range xs {
				jobs <- x
			}
		}()
		go func() { wg.Wait(); close(results) }()
		for range results { // want `receive from channel results$`
		}
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		go func() {
			defer close(c)
			var wg sync.WaitGroup
			for _, x := range xs {
				wg.Go(func() { c <- square(x) })
			}
			wg.Wait()
		}()
		for range c { // want `receive from channel c \[possible\]$`
		}
	})
}

package computing

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Workers of an object that one function uses.

type workers struct {
	jobs, results chan int
	wg            sync.WaitGroup
}

func (w *workers) work() {
	defer w.wg.Done()
	for x := range w.jobs {
		w.results <- square(x)
	}
}

func squareAll(xs []int) (sum int) {
	w := &workers{jobs: make(chan int), results: make(chan int)}
	for range 4 {
		w.wg.Add(1)
		go w.work()
	}
	go func() {
		defer close(w.jobs)
		for _, x := range xs {
			w.jobs <- x
		}
	}()
	go func() {
		w.wg.Wait()
		close(w.results)
	}()
	for x := range w.results {
		sum += x
	}
	return sum
}

type loaders struct {
	jobs, results chan int
	wg            sync.WaitGroup
}

func (l *loaders) work() {
	defer l.wg.Done()
	for x := range l.jobs {
		l.results <- load("x") + x
	}
}

func loadAll(xs []int) (sum int) {
	l := &loaders{jobs: make(chan int), results: make(chan int)}
	for range 4 {
		l.wg.Add(1)
		go l.work()
	}
	go func() {
		defer close(l.jobs)
		for _, x := range xs {
			l.jobs <- x
		}
	}()
	go func() {
		l.wg.Wait()
		close(l.results)
	}()
	for x := range l.results {
		sum += x
	}
	return sum
}

// known is known to others, who may have joined the group.
type known struct{ wg sync.WaitGroup }

var all []*known

func waitForKnown() {
	k := new(known)
	all = append(all, k)
	k.wg.Go(func() { square(3) })
	k.wg.Wait()
}

// Stages, each of which is a function that starts a goroutine.

func numbers(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func squares(in <-chan int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for x := range in {
			c <- square(x)
		}
	}()
	return c
}

// Functions that come back to themselves.

func sort(xs []int) {
	if len(xs) < 2 {
		return
	}
	half := len(xs) / 2
	done := make(chan struct{})
	go func() {
		sort(xs[:half])
		close(done)
	}()
	sort(xs[half:])
	<-done
}

func walk(names []string) {
	if len(names) < 2 {
		load(names[0])
		return
	}
	half := len(names) / 2
	var wg sync.WaitGroup
	wg.Go(func() { walk(names[:half]) })
	walk(names[half:])
	wg.Wait()
}

func more(ctx context.Context, p *par.Pool, xs []int, names []string, in chan int) {
	p.Go(ctx, func(context.Context) {
		squareAll(xs)  // want `squareAll → receive from field results \[possible\]$`
		loadAll(xs)    // want `loadAll → receive from field results$`
		waitForKnown() // want `waitForKnown → sync.\(\*WaitGroup\).Wait$`
	})
	p.Go(ctx, func(context.Context) {
		for range squares(numbers(3)) { // want `receive from squares\(\) \[possible\]$`
		}
		for range squares(in) { // want `receive from squares\(\)$`
		}
	})
	p.Go(ctx, func(context.Context) {
		sort(xs)    // want `sort → receive from channel done \[possible\]$`
		walk(names) // want `walk → sync.\(\*WaitGroup\).Wait$` `walk → load → os.ReadFile$`
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		for i := 0; i < len(xs); i++ {
			go func() { c <- square(i) }()
		}
		for i := 0; i < len(xs); i++ {
			<-c // want `receive from channel c \[possible\]$`
		}
	})
	p.Go(ctx, func(context.Context) {
		c := make(chan int)
		for i := 0; i < len(xs); i++ {
			go func() { i++; c <- square(i) }() // which may be the same i as that of the loop
		}
		for i := 0; i < len(xs); i++ {
			<-c // want `receive from channel c$`
		}
	})
}

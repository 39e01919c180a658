// Package limitations shows what the rule cannot see or takes on trust: the
// limits on its page, each with a task that never ends and is not reported, and
// next to it a twin that is.
package limitations

import (
	"context"
	"errors"
	"iter"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

var turns int

func work() { turns++ }

func never() bool { return turns < 0 }

// Any way out is trusted: a condition that never becomes true,
func condition(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		for { // not reported: it looks as if it could end
			if work(); never() {
				return
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			if work(); never() {
				continue
			}
		}
	})
}

// the end of a context that is never cancelled,
func contexts(ctx context.Context, p *par.Pool, jobs chan int) {
	p.Go(ctx, func(context.Context) {
		for { // not reported: a context counts as one that ends
			select {
			case <-jobs:
			case <-context.Background().Done():
				return
			}
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			select {
			case <-jobs:
			case <-context.Background().Done():
			}
		}
	})
}

// a range over a channel that nobody closes.
func open(ctx context.Context, p *par.Pool) {
	jobs := make(chan int)
	go func() {
		for {
			jobs <- 1
		}
	}()
	p.Go(ctx, func(context.Context) {
		for range jobs { // not reported: somebody may close it
			work()
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			<-jobs
			work()
		}
	})
}

// A call that may panic or exit is a way out, and one that calls such a function;
// one further away is not, nor a panic of the runtime.

func check() {
	if never() {
		panic(errors.New("never"))
	}
}

func checked() { check() }

func twiceChecked() { checked() }

func exits() {
	if never() {
		os.Exit(1)
	}
}

func recovers() {
	defer func() { recover() }()
	check()
}

func panics(ctx context.Context, p *par.Pool, xs []int) {
	p.Go(ctx, func(context.Context) {
		for { // not reported: it may panic
			check()
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // not reported: it may panic
			checked()
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // not reported: it may exit
			exits()
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			twiceChecked()
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `never ends`
			recovers()
		}
	})
	p.Go(ctx, func(context.Context) {
		for i := 0; ; i++ { // want `never ends`
			xs[i]++
		}
	})
}

// Functions that call one another without end are not loops.

func ping(n int) { pong(n + 1) }

func pong(n int) { ping(n - 1) }

func recursion(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		ping(0) // not reported: there is no loop
	})
	p.Go(ctx, func(context.Context) {
		for n := 0; ; { // want `never ends`
			n++
			n--
		}
	})
}

// An iterator without end, of which a range has no way out.

func naturals(yield func(int) bool) {
	for i := 0; ; i++ {
		if !yield(i) {
			return
		}
	}
}

func iterators(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		for range iter.Seq[int](naturals) { // not reported: yield may say that it is enough
			work()
		}
	})
	p.Go(ctx, func(context.Context) {
		for i := 0; ; i++ { // want `never ends`
			work()
		}
	})
}

// A function of which nobody shows where it comes from is harmless.

func spin() {
	for {
		work()
	}
}

// Handler is set by others.
var Handler func()

func unknown(ctx context.Context, p *par.Pool, f func()) {
	p.Go(ctx, func(context.Context) {
		Handler() // not reported: others set it
	})
	f = spin
	p.Go(ctx, func(context.Context) {
		f() // want `spin → endless loop`
	})
}

// What a field holds is collected by field, what is in a container by where that
// is made: so a function that one holds counts for all.

type hook struct{ f func() }

var loops, ends = &hook{f: spin}, &hook{f: work}

func fields(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		loops.f() // want `spin → endless loop`
	})
	p.Go(ctx, func(context.Context) {
		ends.f() // want `spin → endless loop`
	})
	own := &hook{f: work}
	p.Go(ctx, func(context.Context) {
		own.f() // harmless: the function at hand assigns it
	})
}

func containers(ctx context.Context, p *par.Pool, key string) {
	table := map[string]func(){"loops": spin, "ends": work}
	p.Go(ctx, func(context.Context) {
		table["ends"]() // want `spin → endless loop`
	})
	harmless := map[string]func(){"ends": work}
	p.Go(ctx, func(context.Context) {
		harmless[key]() // harmless: it is another map
	})
}

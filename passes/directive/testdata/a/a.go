// Package a has tasks with reports, silenced and not.
package a

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func lines(ctx context.Context, xs []int) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		//parvet:ignore sleep the wait is what is measured
		time.Sleep(time.Second)
		time.Sleep(time.Second) //parvet:ignore sleep the wait is what is measured
		time.Sleep(time.Second) // want `sleeps`
		// Why it waits is said at length, and the directive closes the comment.
		//parvet:ignore sleep the wait is what is measured
		time.Sleep(time.Second)
		//parvet:ignore sleep the wait is what is measured
		// Here it stands before the comment.
		time.Sleep(time.Second)
		//parvet:ignore sleep an empty line ends it // want `//parvet:ignore sleep silences nothing: remove it`

		time.Sleep(time.Second) // want `sleeps`
		return nil
	})
}

func statement(ctx context.Context, p *par.Pool, d time.Duration) {
	p.Go(ctx, func(context.Context) {
		//parvet:ignore sleep the statement has several lines
		time.Sleep(
			min(d, time.Second),
		)
		//parvet:ignore sleep what is in the block is not meant // want `silences nothing`
		if d > 0 {
			time.Sleep(d) // want `sleeps`
		}
		//parvet:ignore sleep but its head is
		if wait(d); d > 1 {
			return
		}
	})
	//parvet:ignore sleep what is in the literal is not meant // want `silences nothing`
	p.Go(ctx, func(context.Context) {
		time.Sleep(d) // want `sleeps`
	})
	p.Go(ctx, func(context.Context) { time.Sleep(d) }) //parvet:ignore sleep unless it is on the line
	p.Go(ctx, func(context.Context) {
		time.Sleep(d) // want `sleeps`
	}) //parvet:ignore sleep the end of a statement is not its beginning // want `silences nothing`
}

func wait(d time.Duration) { time.Sleep(d) }

// declaration is silent as a whole.
//
//parvet:ignore sleep,channel all of it waits, for a test
func declaration(ctx context.Context, p *par.Pool, c chan int) {
	p.Go(ctx, func(context.Context) {
		time.Sleep(time.Second)
		<-c
	})
	p.Go(ctx, func(context.Context) {
		var mu sync.Mutex
		mu.Lock()
		mu.Unlock()
		for { // want `never ends`
			time.Sleep(time.Second)
		}
	})
}

var literal = map[string]func(context.Context, *par.Pool){
	//parvet:ignore sleep the key and the head of the value
	"a": func(ctx context.Context, p *par.Pool) { p.Go(ctx, func(context.Context) { time.Sleep(1e9) }) },
	"b": func(ctx context.Context, p *par.Pool) { p.Go(ctx, func(context.Context) { time.Sleep(1e9) }) }, // want `sleeps`
}

// What is silenced by two directives needs both: neither says which goes first.
//
//parvet:ignore sleep the declaration
func twice(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		time.Sleep(1e9) //parvet:ignore sleep the line
	})
}

// Flags do not decide whether a directive has an effect: this lock is reported
// with -mutex.short only.
func short(ctx context.Context, p *par.Pool, mu *sync.Mutex) {
	p.Go(ctx, func(context.Context) {
		//parvet:ignore mutex only to read a counter
		mu.Lock()
		mu.Unlock()
	})
}

func mistakes(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		//parvet:ignore sleep // want `//parvet:ignore sleep gives no reason and has no effect: write //parvet:ignore RULE reason`
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignore // want `//parvet:ignore names no rule and has no effect: write //parvet:ignore RULE reason`
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignore slep a slip // want `//parvet:ignore names an unknown rule "slep"; did you mean sleep\?`
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignore directive in vain // want `//parvet:ignore cannot silence directive, which is about such comments: mend or remove the comment that it reports`
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignore all of them // want `unknown rule "all": there are channel, longloop, mutex, sleep, syncio`
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignroe sleep a slip // want `unknown directive //parvet:ignroe has no effect; did you mean ignore\?`
		time.Sleep(1e9) // want `sleeps`
		// parvet:ignore sleep a space // want `comment is not a directive and has no effect: write //parvet:ignore without spaces before it`
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignore sleep,syncio one of two // want `//parvet:ignore syncio silences nothing: remove it`
		time.Sleep(1e9)
		// parvet: what it says of this is not a directive
		time.Sleep(1e9) // want `sleeps`
		//parvetignore sleep nor is this
		time.Sleep(1e9) // want `sleeps`
	})
}

func clauses(ctx context.Context, p *par.Pool, c chan int, n int) {
	p.Go(ctx, func(ctx context.Context) {
		select {
		//parvet:ignore sleep what is in the clause is not meant // want `silences nothing`
		case <-c:
			time.Sleep(1e9) // want `sleeps`
		case <-ctx.Done():
		}
		switch n {
		//parvet:ignore sleep nor what a case has // want `silences nothing`
		case 1:
			time.Sleep(1e9) // want `sleeps`
		}
		time.Sleep(1e9) //parvet:ignore sleep,  directive spaces between rules // want `cannot silence directive`
		//parvet:ignore sleep, channel // want `//parvet:ignore sleep,channel gives no reason`
		time.Sleep(1e9) // want `sleeps`
	})
}

// Line directives do not move what a comment stands beside.
func renumbered(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
//line a.go:1000
		time.Sleep(1e9) //parvet:ignore sleep this one
//line a.go:1000
		time.Sleep(1e9) // want `sleeps`
		//parvet:ignore sleep the next line of the file
//line a.go:2000
		time.Sleep(1e9)
	})
}

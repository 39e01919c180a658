package a

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What is almost a directive is reported, and is none.
func near(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		//go:parvet:ignore sleep as go:generate has it // want `comment is not a directive and has no effect: write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//parvet :ignore sleep a space // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//Parvet:ignore sleep a capital letter // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//parvet:Ignore sleep another // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//parvet: ignore sleep a space // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		// parvet: ignore sleep two spaces // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//parvet-ignore sleep another sign // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//parvet ignore sleep none // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		//parvert:ignore sleep a slip // want `write //parvet:ignore$`
		time.Sleep(1e9) // want `sleeps`
		/*parvet:ignore sleep the form*/ // want `write //parvet:ignore at the end of a line, or on one of its own`
		time.Sleep(1e9) // want `sleeps`
		/* parvet:ignore sleep both */ // want `write //parvet:ignore at the end of a line, or on one of its own`
		time.Sleep(1e9) // want `sleeps`
	})
}

//go:parvet:blocking // want `comment is not a directive and has no effect: write //parvet:blocking$`
//parvet :blocking // want `write //parvet:blocking$`
//Parvet:blocking // want `write //parvet:blocking$`
//PARVET:BLOCKING net ctx=ctx // want `write //parvet:blocking$`
// parvet: blocking // want `write //parvet:blocking$`
// parvet: blocking net ctx=ctx // want `write //parvet:blocking$`
// Parvet:blocking // want `write //parvet:blocking$`
// +parvet:cpu // want `write //parvet:cpu$`
///parvet:cpu // want `write //parvet:cpu$`
//@parvet:task // want `write //parvet:task$`
//parvet=task // want `write //parvet:task$`
//parvet: task each // want `write //parvet:task$`
//pavret:nonblocking a slip // want `write //parvet:nonblocking$`
/* parvet:blocking */ // want `write //parvet:blocking at the end of a line, or on one of its own`
/*Parvet:blocking net*/ // want `write //parvet:blocking at the end of a line, or on one of its own`
//parvet: blocking calls are what this says // want `write //parvet:blocking$`
func almost() {}

// Without a verb nothing is said.
func bare(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		//parvet: // want `^//parvet: names no directive and has no effect: there are ignore, blocking, nonblocking, task, cpu$`
		time.Sleep(1e9) // want `sleeps`
		//parvet // want `names no directive and has no effect`
		time.Sleep(1e9) // want `sleeps`
		time.Sleep(1e9) //Parvet // want `sleeps` `names no directive and has no effect`
		//parvet:	sleep known // want `names no directive and has no effect`
		time.Sleep(1e9) // want `sleeps`
		// parvet:
		// parvet
		/*parvet*/
		/*parvet:*/
		//parvet is what says so
	})
}

// Prose about parvet is not a directive.
func prose() {
	// parvet: blocking calls are what it looks for
	// parvet: ignore what it says of this
	// parvet: tasks are handed over here
	// parvet: task pools are bounded
	// parvet: nonblocking sends are fine
	// parvet: CPU work only
	// parvet - blocking is its subject
	// parvet ignores this
	// parvet ignore lists are long
	// parvet-blocking tasks are rare
	// parvet, blocking and so on
	// Parvet: task is a word
	// parser: ignore sleep
	// +build-like parvet: what follows is not one
	// go:parvet is not the name of anything
	/* parvet:ignore comments are directives */
	/* parvet: blocking is explained elsewhere */
	/* parvet:
	blocking */
	//nolint:parvet // ignore sleep
	//lint:ignore parvet sleep
	//parser:ignore sleep
	//parquet:task
	//parvetignore sleep
	//parvet.Task()
	//carpet:ignore sleep
}

// A directive after other text is none.
func after(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		time.Sleep(1e9) // it is slow //parvet:ignore sleep known to be // want `sleeps` `has no effect: write //parvet:ignore at the beginning of a comment$`
		// Other text may come from other tools.
		time.Sleep(1e9) //nolint:other //parvet:ignore sleep known to be // want `sleeps` `write //parvet:ignore at the beginning of a comment$`
		// What is silenced by //parvet:ignore sleep and a reason is not reported.
		time.Sleep(1e9) // see //parvet:ignore for what to do, //parvet:ignore sleep // want `sleeps`
		time.Sleep(1e9) // use //parvet:ignore RULE reason // want `sleeps`
		time.Sleep(1e9) // the form is //parvet:ignore sleep // want `sleeps`
	})
}

// Comments such as //parvet:ignore sleep because of it belong beside the call.
func spokenOf() {}

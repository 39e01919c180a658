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

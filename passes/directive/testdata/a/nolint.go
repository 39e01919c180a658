package a

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nolintLines(ctx context.Context, xs []int) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(time.Second) //nolint
		time.Sleep(time.Second) //nolint:all
		time.Sleep(time.Second) //nolint:parvet // it is known
		time.Sleep(time.Second) //nolint:errcheck,parvet
		time.Sleep(time.Second) //nolint:errcheck // want `sleeps`
		time.Sleep(time.Second) // nolintlint is another linter // want `sleeps`
		//nolint:parvet
		for range 3 {
			time.Sleep(time.Second)
		}
		time.Sleep(time.Second) // want `sleeps`
		return nil
	})
}

//nolint:parvet
func nolintDeclaration(p *par.Pool) {
	p.Go(context.Background(), func(context.Context) {
		time.Sleep(time.Second)
		//parvet:ignore slep what says so is silenced too
		time.Sleep(time.Second)
	})
}

// nolintAndIgnore: a directive has an effect where a comment would do as well, and
// has none where there is nothing to silence.
func nolintAndIgnore(p *par.Pool, x int) {
	p.Go(context.Background(), func(context.Context) {
		time.Sleep(time.Second) //parvet:ignore sleep it is known
		//parvet:ignore sleep both are there
		time.Sleep(time.Second) //nolint:parvet
		//nolint:parvet // it silences nothing, which is nothing to report
		x++
		//parvet:ignore sleep as does this // want `silences nothing`
		x++
	})
}

package settled

import (
	"context"
	"io"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A case for a channel that is nil is never chosen.

func nilChannels(ctx context.Context, p *par.Pool, in chan int, yes bool) {
	p.Go(ctx, func(ctx context.Context) {
		var c chan int
		select {
		case <-c:
			time.Sleep(time.Hour)
		case c <- 1:
			time.Sleep(time.Hour)
		default:
		}
		select { // want `select`
		case <-c:
			time.Sleep(time.Hour)
		case v := <-in:
			time.Sleep(time.Duration(v)) // want `time.Sleep`
		}
		select { // want `select`
		case <-c:
		case c <- 1:
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		var c chan int
		if yes {
			c = in
		}
		select {
		case <-c:
			time.Sleep(time.Hour) // want `time.Sleep`
		default:
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		var c, d chan int
		get := func() {
			select {
			case <-c:
				time.Sleep(time.Hour)
			case <-d:
				time.Sleep(time.Hour)
			default:
			}
		}
		get() // want `nilChannels.* → time.Sleep`
		d = in
	})
	p.Go(ctx, func(ctx context.Context) {
		var c chan int
		set(&c)
		select {
		case <-c:
			time.Sleep(time.Hour) // want `time.Sleep`
		default:
		}
	})
}

func set(c *chan int) { *c = make(chan int, 1) }

// Nor is the case of a type switch for a type that the value has not.

type (
	calm  struct{}
	rough struct{}
	wide  interface{ Read([]byte) (int, error) }
)

func (calm) Read([]byte) (int, error) { return 0, nil }

func types(ctx context.Context, p *par.Pool, x any, yes bool) {
	p.Go(ctx, func(ctx context.Context) {
		var v any = calm{}
		switch v.(type) {
		case rough:
			time.Sleep(time.Hour)
		case io.Writer:
			time.Sleep(time.Hour)
		case wide:
			time.Sleep(time.Hour) // want `time.Sleep`
		}
		if _, ok := v.(rough); ok {
			time.Sleep(time.Hour)
		}
		if _, ok := v.(calm); ok {
			time.Sleep(time.Hour) // want `time.Sleep`
		}
		switch x.(type) {
		case rough:
			time.Sleep(time.Hour) // want `time.Sleep`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		var v any = calm{}
		if yes {
			v = rough{}
		}
		switch v.(type) {
		case rough:
			time.Sleep(time.Hour) // want `time.Sleep`
		case *rough:
			time.Sleep(time.Hour)
		}
	})
}

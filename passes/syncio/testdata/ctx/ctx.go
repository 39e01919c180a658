// Package ctx bounds its operations by contexts.
package ctx

import (
	"context"
	"net/http"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type tenant struct{}

func bounds(ctx context.Context, p *par.Pool, c *http.Client, d time.Duration) {
	p.Go(ctx, func(ctx context.Context) {
		c.Do(request(ctx)) // want `Do \(until its context ends\);`
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(short, "GET", "/", nil)
		c.Do(req) // want `net/http.\(\*Client\).Do \(for up to 5s\);`

		value := context.WithValue(short, tenant{}, "x")
		req, _ = http.NewRequestWithContext(value, "GET", "/", nil)
		c.Do(req) // want `net/http.\(\*Client\).Do \(for up to 5s\);`

		shorter, cancel2 := context.WithTimeout(short, time.Second)
		defer cancel2()
		c.Do(req.WithContext(shorter)) // want `net/http.\(\*Client\).Do \(for up to 1s\);`

		longer, cancel3 := context.WithTimeout(short, time.Minute)
		defer cancel3()
		c.Do(req.WithContext(longer)) // want `net/http.\(\*Client\).Do \(for up to 5s\);`

		unknown, cancel4 := context.WithTimeout(ctx, d)
		defer cancel4()
		c.Do(req.WithContext(unknown)) // want `net/http.\(\*Client\).Do;`

		cancelled, cancel5 := context.WithCancel(context.Background())
		defer cancel5()
		c.Do(req.WithContext(cancelled)) // want `net/http.\(\*Client\).Do \(until its context ends\);`

		c.Do(req.WithContext(context.WithValue(context.Background(), tenant{}, 1))) // want `net/http.\(\*Client\).Do;`

		either := short
		if d > 0 {
			either = ctx
		}
		c.Do(req.WithContext(either)) // want `net/http.\(\*Client\).Do \(until its context ends\);`
	})
}

func request(ctx context.Context) *http.Request {
	req, _ := http.NewRequestWithContext(ctx, "GET", "/", nil)
	return req
}

// A function that is passed the context takes as long.

func get(ctx context.Context, c *http.Client) {
	c.Do(request(ctx))
}

func getCancelled(ctx context.Context, c *http.Client) {
	ctx, cancel := context.WithCancel(ctx)
	defer func() { cancel() }()
	defer func() { <-ctx.Done() }()
	get(ctx, c)
}

func getSometimes(ctx context.Context, c *http.Client, some bool) {
	if some {
		ctx = context.Background()
	}
	get(ctx, c)
}

func passed(ctx context.Context, p *par.Pool, c *http.Client, some bool) {
	p.Go(ctx, func(ctx context.Context) {
		get(ctx, c) // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		get(short, c)                   // want `get → net/http.\(\*Client\).Do \(for up to 5s\)`
		getCancelled(short, c)          // want `get → net/http.\(\*Client\).Do \(for up to 5s\)`
		getSometimes(short, c, some)    // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
		get(context.Background(), c)    // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
		getCancelled(context.TODO(), c) // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
	})
}

// A variable that a literal captures holds what it was assigned once.

func captured(ctx context.Context, p *par.Pool, c *http.Client, some bool) {
	p.Go(ctx, func(ctx context.Context) {
		get(ctx, c) // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		get(ctx, c) // want `get → net/http.\(\*Client\).Do \(for up to 5s\)`
		func() {    // want `get → net/http.\(\*Client\).Do \(for up to 5s\)`
			func() {
				get(ctx, c)
			}()
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		f := func() { get(ctx, c) }
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		f() // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
	})
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if some {
			ctx = context.Background()
		}
		func() { get(ctx, c) }() // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
	})
	p.Go(ctx, func(ctx context.Context) {
		for range 3 {
			get(ctx, c) // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 5*time.Second)
			func() { get(ctx, c) }() // want `get → net/http.\(\*Client\).Do \(for up to 5s\)`
			cancel()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if some {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
		}
		func() { get(ctx, c) }() // want `get → net/http.\(\*Client\).Do \(until its context ends\)`
	})
}

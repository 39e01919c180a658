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

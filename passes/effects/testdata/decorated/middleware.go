package decorated

import (
	"context"
	"net/http"

	"github.com/parvet/parvet/runtime/par"
)

// Middleware is called by a variable.

type server interface{ serve() }

type serverFunc func()

func (f serverFunc) serve() { f() }

type middleware func(server) server

func logging(s server) server { return serverFunc(func() { s.serve() }) }

func slowing(s server) server {
	return serverFunc(func() {
		nap()
		s.serve()
	})
}

func chain(s server, ms ...middleware) server {
	for _, m := range ms {
		s = m(s)
	}
	return s
}

func chains(ctx context.Context, p *par.Pool) {
	slow := chain(serverFunc(nap), logging, logging)
	slowed := chain(serverFunc(idle), logging, slowing)
	fast := chain(serverFunc(idle), logging, logging)
	p.Go(ctx, func(context.Context) {
		slow.serve()   // want `serverFunc.serve → nap → time.Sleep`
		slowed.serve() // want `serverFunc.serve → slowing.func1 → nap → time.Sleep`
		fast.serve()
	})
}

func handlers(ctx context.Context, p *par.Pool, w http.ResponseWriter, r *http.Request) {
	var slow http.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { nap() })
	var fast http.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for _, m := range []func(http.Handler) http.Handler{passing} {
		slow, fast = m(slow), m(fast)
	}
	p.Go(ctx, func(context.Context) {
		slow.ServeHTTP(w, r) // want `nap → time.Sleep`
	})
}

func passing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

package values

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Functional options.

type config struct {
	hook  func()
	other func()
	delay time.Duration
}

type Option func(*config)

func WithHook(f func()) Option { return func(c *config) { c.hook = f } }

func WithOther(f func()) Option { return func(c *config) { c.other = f } }

func WithDelay(d time.Duration) Option { return func(c *config) { c.delay = d } }

func slowOption() Option { return func(c *config) { time.Sleep(c.delay) } }

type client struct{ cfg config }

func New(opts ...Option) *client {
	c := new(client)
	for _, o := range opts {
		o(&c.cfg)
	}
	return c
}

func (c *client) do() { c.cfg.hook() }

func (c *client) doOther() { c.cfg.other() }

var theClient = New(WithHook(nap), WithOther(idle))

func options(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		theClient.do()      // want `: \(\*client\).do → nap → time.Sleep \[probable\]$`
		theClient.doOther() //
		New(slowOption())   // want `: New → slowOption.func1 → time.Sleep \[probable\]$`
		New(WithDelay(1))   //
	})
}

// Middleware.

type handlerFunc func(int)

type middleware func(handlerFunc) handlerFunc

func logging(next handlerFunc) handlerFunc {
	return func(i int) {
		idle()
		next(i)
	}
}

func throttle(d time.Duration) middleware {
	return func(next handlerFunc) handlerFunc {
		return func(i int) {
			time.Sleep(d)
			next(i)
		}
	}
}

func chain(h handlerFunc, ms ...middleware) handlerFunc {
	for _, m := range ms {
		h = m(h)
	}
	return h
}

func napHandler(int) { nap() }

func idleHandler(int) {}

func middlewares(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		logging(napHandler)(1)                      // want `: logging.func1 → napHandler → nap → time.Sleep$`
		logging(idleHandler)(1)                     //
		throttle(1)(idleHandler)(1)                 // want `: throttle.func1.1 → time.Sleep$`
		throttle(0)(napHandler)(1)                  // want `: throttle.func1.1 → time.Sleep$`
		chain(idleHandler, logging, throttle(1))(1) // want `: throttle.func1.1 → time.Sleep \[probable\]$`
		chain(napHandler, logging)(1)               // want `: napHandler → nap → time.Sleep \[probable\]$`
		chain(idleHandler, logging)(1)              //
	})
}

// What only tests store says nothing.

type tested struct {
	hook func()
}

func (t *tested) run() {
	if t.hook != nil {
		t.hook()
	}
}

func newTested() *tested { return &tested{hook: idle} }

func onlyTests(ctx context.Context, p *par.Pool, t *tested) {
	p.Go(ctx, func(ctx context.Context) {
		t.run()
	})
}

// Functions that return what others return.

func outer(f func()) func() { return wrapIt(f) }

func outermost(f func()) func() { return outer(f) }

func compose(fs ...func(handlerFunc) handlerFunc) middleware {
	return func(h handlerFunc) handlerFunc {
		for i := len(fs) - 1; i >= 0; i-- {
			h = fs[i](h)
		}
		return h
	}
}

type router struct{ ms []middleware }

func (r *router) use(m middleware) { r.ms = append(r.ms, m) }

func (r *router) handle(h handlerFunc) handlerFunc { return chain(h, r.ms...) }

func newRouter() *router {
	r := new(router)
	r.use(throttle(1))
	return r
}

func composed(ctx context.Context, p *par.Pool, r *router) {
	p.Go(ctx, func(ctx context.Context) {
		outer(nap)()                     // want `: wrapIt.func1 → nap → time.Sleep$`
		outermost(nap)()                 // want `: wrapIt.func1 → nap → time.Sleep$`
		outermost(idle)()                //
		compose(logging)(napHandler)(1)  // want `: napHandler → nap → time.Sleep \[probable\]$`
		compose(logging)(idleHandler)(1) //
		r.handle(idleHandler)(1)         // want `: throttle.func1.1 → time.Sleep \[probable\]$`
	})
}

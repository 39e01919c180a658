package values

import (
	"context"
	"io"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What a method of an interface returns is known as what the methods are that it may be.

type opener interface {
	Open(name string) (io.ReadCloser, error)
	Handler(name string) func()
	Self() opener
	Len() int
}

type slow struct{}

func (slow) Read(b []byte) (int, error) { time.Sleep(time.Second); return len(b), nil }
func (slow) Close() error               { return nil }

type quick struct{}

func (quick) Read(b []byte) (int, error) { return len(b), io.EOF }
func (quick) Close() error               { return nil }

type slowly struct{ opener }

func (slowly) Open(string) (io.ReadCloser, error) { return slow{}, nil }
func (slowly) Handler(string) func()              { return func() { time.Sleep(time.Second) } }
func (s slowly) Self() opener                     { return s }

type quickly struct{ opener }

func (quickly) Open(string) (io.ReadCloser, error) { return quick{}, nil }
func (quickly) Handler(string) func()              { return func() {} }
func (q quickly) Self() opener                     { return q }

func openHere(ctx context.Context, p *par.Pool) {
	var o opener = slowly{}
	p.Go(ctx, func(context.Context) {
		r, err := o.Open("a")
		if err != nil {
			return
		}
		io.ReadAll(r)    // want `→ slow.Read → time.Sleep$`
		o.Handler("a")() // want `time.Sleep`
		s, _ := o.Self().Open("b")
		io.ReadAll(s) // want `→ slow.Read → time.Sleep$`
	})
	var q opener = quickly{}
	p.Go(ctx, func(context.Context) {
		r, err := q.Open("a")
		if err != nil {
			return
		}
		io.ReadAll(r)
		q.Handler("a")()
		s, _ := q.Self().Open("b")
		io.ReadAll(s)
	})
}

// openGiven opens what its callers pass.
func openGiven(ctx context.Context, p *par.Pool, o opener) {
	p.Go(ctx, func(context.Context) {
		r, _ := o.Open("a")
		io.ReadAll(r) // want `→ slow.Read → time.Sleep \[probable\]`
	})
}

// openQuick is passed only what does not wait.
func openQuick(ctx context.Context, p *par.Pool, o opener) {
	p.Go(ctx, func(context.Context) {
		r, _ := o.Open("a")
		io.ReadAll(r)
	})
}

func openBoth(ctx context.Context, p *par.Pool) {
	openGiven(ctx, p, slowly{})
	openGiven(ctx, p, quickly{})
	openQuick(ctx, p, quickly{})
}

type backend struct{ src opener }

// load reads from the field, which may be either.
func (b *backend) load(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		r, _ := b.src.Open("a")
		defer r.Close()
		io.ReadAll(r) // want `→ slow.Read → time.Sleep \[probable\]`
	})
}

func newBackend(fast bool) *backend {
	if fast {
		return &backend{quickly{}}
	}
	return &backend{slowly{}}
}

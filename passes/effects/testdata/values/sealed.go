package values

import (
	"context"
	"io"
	"net"
	"strings"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Parameters whose type is an interface that only this package implements.

type shape interface{ area() int }

type circle struct{}

func (circle) area() int { nap(); return 1 }

type square struct{}

func (square) area() int { return 1 }

func NewShape(round bool) shape {
	if round {
		return circle{}
	}
	return square{}
}

func measure(s shape) int { return s.area() }

// Areas is called by nobody here.
func Areas(ctx context.Context, p *par.Pool, s shape, all ...shape) {
	p.Go(ctx, func(context.Context) {
		s.area()      // want `: circle.area → nap → time.Sleep \[probable\]$`
		measure(s)    // want `: measure → circle.area → nap → time.Sleep \[probable\]$`
		all[0].area() // want `: circle.area → nap → time.Sleep \[probable\]$`
	})
}

// TwoAreas passes on what nobody told it.
func TwoAreas(ctx context.Context, p *par.Pool, s shape) { area(ctx, p, s) }

func area(ctx context.Context, p *par.Pool, s shape) {
	p.Go(ctx, func(context.Context) {
		s.area() // want `par.\(\*Pool\).Go: circle.area → nap → time.Sleep \[probable\]$`
	})
}

// What callers here pass is told by them.
func ToldArea(ctx context.Context, p *par.Pool, s shape) {
	p.Go(ctx, func(context.Context) { s.area() })
}

func tellArea(ctx context.Context, p *par.Pool) { ToldArea(ctx, p, square{}) }

// Expr can be named by others, but not implemented.
type Expr interface {
	Eval()
	expr()
}

type Nap struct{}

func (*Nap) Eval() { nap() }
func (*Nap) expr() {}

type Zero struct{}

func (*Zero) Eval() {}
func (*Zero) expr() {}

// Idle has a method that Expr has too, and is never put into one.
type Idle struct{}

func (*Idle) Eval() { time.Sleep(time.Hour) }
func (*Idle) expr() {}

var exprs = []Expr{&Nap{}, &Zero{}}

func EvalAll(ctx context.Context, p *par.Pool, x Expr) {
	p.Go(ctx, func(context.Context) {
		x.Eval() // want `: \(\*Nap\).Eval → nap → time.Sleep \[probable\]$`
	})
}

// Open can be implemented by anybody.
type Open interface{ Get() }

type slowOpen struct{}

func (slowOpen) Get() { nap() }

var opened Open = slowOpen{}

func GetOpen(ctx context.Context, p *par.Pool, o Open) {
	p.Go(ctx, func(context.Context) { o.Get() })
}

// hushed has a type that does not wait, and no other.
type hushed interface{ hush() }

type library struct{}

func (library) hush() {}

var quietest hushed = library{}

func Hush(ctx context.Context, p *par.Pool, q hushed) {
	p.Go(ctx, func(context.Context) { q.hush() })
}

// What is handed over may be the method itself.

type step interface{ run(context.Context) }

type slowStep struct{}

func (slowStep) run(context.Context) { nap() } // want `par.\(\*Pool\).Go: slowStep.run → nap → time.Sleep \[probable\]$`

var firstStep step = slowStep{}

func RunStep(ctx context.Context, p *par.Pool, s step) { p.Go(ctx, s.run) }

func RunSteps(ctx context.Context, p *par.Pool, s step) { RunStep(ctx, p, s) }

// What it is passed counts.

type renderer interface{ render(io.Writer) }

type page struct{}

func (page) render(w io.Writer) { io.WriteString(w, "page") }

var front renderer = page{}

func Render(ctx context.Context, p *par.Pool, r renderer, c net.Conn) {
	p.Go(ctx, func(context.Context) {
		r.render(c) // want `: page.render → io.WriteString → net.Conn.Write \[probable\]$`
	})
	p.Go(ctx, func(context.Context) {
		var b strings.Builder
		r.render(&b)
	})
}

package values

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What methods return is stored in fields on which methods are called that return …

type original interface {
	clone() original
	read() steps
}

type steps interface{ next() steps }

type stepping struct{}

func (f *stepping) next() steps { time.Sleep(time.Second); return f }

type plainOriginal struct{ name string }

func (g *plainOriginal) clone() original { return &plainOriginal{} }
func (g *plainOriginal) read() steps     { return &stepping{} }

type copied struct {
	original
	r steps
}

func (i *copied) clone() original { return &copied{original: i.original.clone()} }

type rewrapped struct {
	original
	r, s steps
}

func (w *rewrapped) clone() original { return &rewrapped{original: w.original.clone()} }
func (w *rewrapped) read() steps     { w.r = w.s.next(); w.s = w.original.read(); return w.r }

func newCopied() *copied {
	i := &copied{original: &plainOriginal{}}
	i.original = i.clone()
	i.r = i.read().next()
	i.r = i.r.next()
	return i
}

func rewrap(b original) *rewrapped {
	w := &rewrapped{original: b}
	w.original = w.clone()
	w.s = w.read().next()
	return w
}

func cyclic(ctx context.Context, p *par.Pool) {
	w := rewrap(rewrap(newCopied()))
	p.Go(ctx, func(context.Context) {
		w.clone().read().next()          // want `\(\*stepping\).next → time.Sleep`
		w.original.clone().read().next() // want `\(\*stepping\).next → time.Sleep`
		w.r.next().next()                // want `\(\*stepping\).next → time.Sleep`
	})
}

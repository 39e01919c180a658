package settled

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A function that asks for the root, and comes to itself there for parts, does not come to the
// root again: that would have no end.

type piece struct {
	name string
	size int
}

type whole struct {
	root  string
	parts map[string]*piece
	next  []*piece
}

func (w *whole) list(ctx context.Context, p *par.Pool, name string) {
	if name == "" {
		for _, part := range w.parts {
			p.Go(ctx, func(ctx context.Context) {
				w.list(ctx, p, part.name)
			})
		}
		leaf.Wait()
	}
}

var leaf sync.WaitGroup

// With another argument that changes, too, it may.
func (w *whole) listTo(ctx context.Context, p *par.Pool, name string, depth int) {
	if depth == 0 {
		return
	}
	if name == "" {
		for _, part := range w.parts {
			p.Go(ctx, func(ctx context.Context) {
				w.listTo(ctx, p, part.name, depth-1) // want `\(\*whole\)\.listTo → sync\.\(\*WaitGroup\)\.Wait`
			})
		}
		leaf.Wait()
	}
}

// Nor is there no end where something is taken away each time.
func (w *whole) take(ctx context.Context, p *par.Pool, name string) {
	if name == "" && len(w.next) > 0 {
		part := w.next[0]
		w.next = w.next[1:]
		p.Go(ctx, func(ctx context.Context) {
			w.take(ctx, p, part.name) // want `\(\*whole\)\.take → sync\.\(\*WaitGroup\)\.Wait`
		})
		leaf.Wait()
	}
}

// Where the name is not the root, it comes to what is done there.
func (w *whole) down(ctx context.Context, p *par.Pool, name string) {
	if name == "" {
		leaf.Wait()
		return
	}
	for _, part := range w.parts {
		p.Go(ctx, func(ctx context.Context) {
			w.down(ctx, p, part.name) // want `\(\*whole\)\.down → sync\.\(\*WaitGroup\)\.Wait`
		})
	}
}

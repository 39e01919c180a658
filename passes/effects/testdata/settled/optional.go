package settled

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A mutex that is held across a send to a channel which only an option of
// importers sets is not held long for all that is known here.

type reporter struct {
	mu      sync.Mutex
	updates chan<- int
}

type always struct {
	mu      sync.Mutex
	updates chan<- int
}

type copier struct {
	progress *reporter
	always   *always
}

type Option func(*copier)

func WithUpdates(ch chan<- int) Option {
	return func(c *copier) { c.progress = &reporter{updates: ch} }
}

func NewCopier(updates chan<- int, opts ...Option) *copier {
	c := &copier{always: &always{updates: updates}}
	for _, o := range opts {
		o(c)
	}
	return c
}

func (r *reporter) report(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.updates <- n
}

func (r *always) report(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.updates <- n
}

func (c *copier) copy(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		if c.progress != nil {
			c.progress.report(1)
		}
		c.always.report(1) // want `Lock` `send to field updates`
	})
}

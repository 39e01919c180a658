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

// A codec has workers, or none.
type codec struct {
	blocks chan chan int
	plain  chan chan int
	block  []byte
}

func (c *codec) start(workers int) {
	if workers == 1 {
		c.blocks = nil
		c.block = make([]byte, 1)
		return
	}
	c.blocks = make(chan chan int, workers)
	go func() {
		for done := range c.blocks {
			<-done
			close(done)
		}
	}()
}

func (c *codec) restart() {
	c.plain = nil
	c.plain = make(chan chan int)
}

func (c *codec) close() {
	if c.blocks == nil {
		return
	}
	done := make(chan int)
	c.blocks <- done
	done <- 1
	<-done
}

func modes(ctx context.Context, p *par.Pool, c *codec, workers int) {
	c.start(workers)
	p.Go(ctx, func(context.Context) {
		c.close()
		c.plain <- nil // want `send to field plain$`
		ch := make(chan int)
		c.plain <- ch // want `send to field plain$`
		<-ch          // want `receive from channel ch$`
	})
	c.restart()
}

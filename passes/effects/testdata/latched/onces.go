package latched

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A started one may have used up its sync.Once before it closes anything.
type started struct {
	once sync.Once
	done chan struct{}
}

func (s *started) start() { s.once.Do(func() {}) }
func (s *started) close() { s.once.Do(func() { close(s.done) }) }

// A closed one is closed in any case by who comes first.
type closed struct {
	once sync.Once
	done chan struct{}
	err  error
}

func (c *closed) close()         { c.once.Do(func() { close(c.done) }) }
func (c *closed) fail(err error) { c.once.Do(func() { c.err = err; close(c.done) }) }

// An either one may be closed by what it was told to run.
type either struct {
	once sync.Once
	done chan struct{}
}

func (e *either) close()       { e.once.Do(func() { close(e.done) }) }
func (e *either) run(f func()) { e.once.Do(f) }

func onces(ctx context.Context, p *par.Pool, s *started, c *closed, e *either, done, more chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		s.start()
		s.close()
		<-s.done // want `receive from field done`
		c.fail(nil)
		c.close()
		<-c.done
		e.close()
		<-e.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		var once, other sync.Once
		once.Do(func() {})
		once.Do(func() { close(done) })
		<-done // want `receive from channel done`
		other.Do(func() { close(more) })
		<-more
	})
}

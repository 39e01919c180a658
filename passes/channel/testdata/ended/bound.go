package ended

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// A method may be called by a variable that it is bound to.

type latch struct{ done chan struct{} }

func newLatch() *latch { return &latch{make(chan struct{})} }

func (l *latch) open() { close(l.done) }

func (l *latch) wait() { <-l.done }

func bound(ctx context.Context, p *par.Pool, l, other *latch) {
	open, wait := l.open, l.wait
	p.Go(ctx, func(ctx context.Context) {
		open()
		l.wait()
		wait()
		other.wait() // want `wait → receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		wait() // want `wait → receive from field done`
		wait()
		<-l.done
		<-other.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		defer open()
		<-l.done // want `receive from field done`
	})
}

// A function may return what it was told, and open the latch only if that is so.

func (l *latch) openIf(b bool) bool {
	if b {
		l.open()
	}
	return b
}

func (l *latch) openUnless(n int, err error) (int, error) {
	switch {
	case err != nil:
	case n > 3:
		l.open()
		n++
	default:
		close(l.done)
	}
	return n, err
}

func (l *latch) openSometimes(b, c bool) bool {
	if c {
		l.open()
	}
	return b
}

func told(ctx context.Context, p *par.Pool, l, other *latch, b bool, err error) {
	p.Go(ctx, func(ctx context.Context) {
		if l.openIf(b) {
			<-l.done
			return
		}
		<-l.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		if n, err := l.openUnless(1, err); err == nil && n > 0 {
			<-l.done
			<-other.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if l.openSometimes(b, true) {
			<-l.done // want `receive from field done`
		}
	})
}

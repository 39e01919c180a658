package ended

import (
	"context"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

// Who has asked before it makes a task, or asks a flag that is set after the end, waits
// for what has ended.

type flagged struct {
	done, sent   chan struct{}
	closed, soon atomic.Bool
	plain, any   bool
}

func newFlagged() *flagged {
	return &flagged{done: make(chan struct{}), sent: make(chan struct{}, 1)}
}

func (f *flagged) close(other *flagged) {
	f.soon.Store(true)
	f.any = true
	close(f.done)
	f.closed.Store(true)
	f.plain = true
	other.any = true
}

func (f *flagged) send() { f.sent <- struct{}{} }

func asked(ctx context.Context, p *par.Pool, f, g *flagged) {
	select {
	case <-f.done:
	default:
		return
	}
	select {
	case <-f.sent:
	default:
		return
	}
	p.Go(ctx, func(ctx context.Context) {
		<-f.done
		<-f.sent // want `receive from field sent`
		<-g.done // want `receive from field done`
	})
}

func askedAnew(ctx context.Context, p *par.Pool, f *flagged) {
	select {
	case <-f.done:
	default:
		return
	}
	p.Go(ctx, func(ctx context.Context) {
		<-f.done // want `receive from field done`
	})
	f.done = make(chan struct{})
}

func askedOnce(ctx context.Context, p *par.Pool, f, g *flagged) {
	select {
	case <-f.done:
		p.Go(ctx, func(ctx context.Context) {
			p.Go(ctx, func(context.Context) { <-f.done })
		})
	default:
		p.Go(ctx, func(ctx context.Context) { <-f.done }) // want `receive from field done`
	}
	select {
	case <-ctx.Done():
	default:
		return
	}
	p.Go(ctx, func(task context.Context) {
		<-ctx.Done()
		<-task.Done() // want `receive from Done\(\)`
	})
	local := make(chan struct{})
	go func() { work(); close(local) }()
	select {
	case <-local:
	default:
		return
	}
	p.Go(ctx, func(context.Context) { <-local })
}

func flags(ctx context.Context, p *par.Pool, f, g *flagged) {
	p.Go(ctx, func(ctx context.Context) {
		if f.closed.Load() {
			<-f.done
			<-g.done // want `receive from field done`
		} else {
			<-f.done // want `receive from field done`
		}
		if !f.plain {
			return
		}
		<-f.done
	})
	p.Go(ctx, func(ctx context.Context) {
		if f.soon.Load() {
			<-f.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if f.any {
			<-f.done // want `receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if !f.closed.Load() {
			<-f.done // want `receive from field done`
		}
	})
}

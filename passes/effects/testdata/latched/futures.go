package latched

import (
	"context"
	"sync"

	"example.com/effects/latched/lib"
	"github.com/parvet/parvet/runtime/par"
)

func futures(ctx context.Context, p *par.Pool, f, g *lib.Future[int]) {
	p.Go(ctx, func(ctx context.Context) {
		if _, err := f.Wait(ctx); err != nil { // want `await → select`
			<-f.Done() // want `receive from Done`
			return
		}
		<-f.Done()
		f.Get()
		f.Wait(ctx)
		g.Get() // want `Get → receive from field done`
		<-g.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		f.Wait(ctx) // want `await → select`
		<-f.Done()  // want `receive from Done`
		f.Wait(ctx)
		if v, ok := g.Result(); ok && v > 0 {
			<-g.Done()
			g.Get()
		} else {
			g.Get() // want `Get → receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if f.IsDone() {
			<-f.Done()
			<-g.Done() // want `receive from Done`
		}
		if !g.IsDone() {
			return
		}
		g.Get()
	})
	p.Go(ctx, func(ctx context.Context) {
		if f.Err() == nil {
			f.Get()
		}
		if g.Perhaps(true) == nil {
			g.Get() // want `Get → receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		_, err := f.Wait(ctx) // want `await → select`
		defer func() { println(err) }()
		if err != nil {
			return
		}
		f.Get()
	})
	p.Go(ctx, func(ctx context.Context) {
		select {
		case <-f.Done():
			f.Get()
		case <-g.Done():
			f.Get() // want `Get → receive from field done`
		default:
		}
	})
}

func parFutures(ctx context.Context, p *par.Pool, f, g *par.Future[int], b *par.Batch[int], foreign context.Context) {
	p.Go(ctx, func(ctx context.Context) {
		if _, err := f.Wait(ctx); err != nil {
			<-f.Done() // want `receive from Done`
			return
		}
		<-f.Done()
		f.Wait(ctx)
		<-g.Done() // want `receive from Done`
		<-g.Done()
		g.Wait(ctx)
	})
	p.Go(ctx, func(ctx context.Context) {
		if _, err, ok := f.Result(); ok && err == nil {
			<-f.Done()
			<-g.Done() // want `receive from Done`
		} else {
			<-f.Done() // want `receive from Done`
		}
		if b.Wait(ctx) == nil {
			<-b.Done()
		}
		<-b.Done() // want `receive from Done`
	})
	p.Go(ctx, func(ctx context.Context) {
		if done(f) && waited(ctx, g) == nil {
			<-f.Done()
			<-g.Done()
		}
	})
	if _, err := f.Wait(ctx); err == nil {
		p.Go(ctx, func(ctx context.Context) { <-f.Done() })
	}
}

func done(f *par.Future[int]) bool {
	_, _, ok := f.Result()
	return ok
}

func waited(ctx context.Context, f *par.Future[int]) error {
	_, err := f.Wait(ctx)
	return err
}

// local is the same within the package.
type local[T any] struct {
	done, spare chan struct{}
	v           T
}

func newLocal[T any]() *local[T] {
	return &local[T]{done: make(chan struct{}), spare: make(chan struct{})}
}

func (l *local[T]) finish()                 { close(l.done) }
func (l *local[T]) finishOther()            { close(l.spare) }
func (l *local[T]) Done() <-chan struct{}   { return l.done }
func (l *local[T]) spared() <-chan struct{} { return l.spare }

func (l *local[T]) wait(ctx context.Context) (T, error) {
	select {
	case <-l.done:
		return l.v, nil
	case <-ctx.Done():
		var zero T
		return zero, context.Cause(ctx)
	}
}

func locals(ctx context.Context, p *par.Pool, a, b, c *local[int]) {
	p.Go(ctx, func(ctx context.Context) {
		if _, err := a.wait(ctx); err == nil { // want `wait → select`
			<-a.Done()
			<-b.Done() // want `receive from Done`
		}
		c.finish()
		<-c.Done()
		<-c.spared() // want `receive from spared`
	})
	p.Go(ctx, func(ctx context.Context) {
		c.finishOther()
		<-c.Done() // want `receive from Done`
	})
}

func results(ctx context.Context, p *par.Pool, f, g, h, i *lib.Future[int], l *lib.Lazy, m *lib.Loose) {
	p.Go(ctx, func(ctx context.Context) {
		if f.Forward(ctx) == nil { // want `await → select`
			f.Get()
		}
		if _, err := g.Kept(ctx); err == nil { // want `await → select`
			g.Get()
			h.Get() // want `Get → receive from field done`
		}
		if i.Swallow(ctx) == nil { // want `await → select`
			i.Get() // want `Get → receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if f.Either(g) {
			f.Get() // want `Get → receive from field done`
		}
		if h.Ready(true) {
			h.Get()
		} else {
			h.Get() // want `Get → receive from field done`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Set()
		<-l.Done()
		m.Set()
		<-m.Done() // want `receive from Done`
	})
	p.Go(ctx, func(ctx context.Context) {
		lib.Open()
		lib.Pass()
	})
	p.Go(ctx, func(ctx context.Context) {
		lib.Pass() // want `lib.Pass → .*Wait → receive from field ch`
		lib.Open()
	})
}

// Who waits for a mutex waits for what is done with it held, which is to wait for a future
// only if that is not done.

type guarded struct{ mu, other sync.Mutex }

func (u *guarded) quick(ctx context.Context, f *par.Future[int]) {
	<-f.Done()
	u.mu.Lock()
	f.Wait(ctx)
	u.mu.Unlock()
}

func (u *guarded) slow(ctx context.Context, f, g *par.Future[int]) {
	<-g.Done()
	u.other.Lock()
	f.Wait(ctx)
	u.other.Unlock()
}

func guards(ctx context.Context, p *par.Pool, u *guarded, f, g *par.Future[int]) {
	go u.quick(ctx, f)
	go u.slow(ctx, f, g)
	p.Go(ctx, func(ctx context.Context) {
		u.mu.Lock()
		u.mu.Unlock()
		u.other.Lock() // want `Lock`
		u.other.Unlock()
	})
}

package latched

import (
	"context"
	"errors"

	"github.com/parvet/parvet/runtime/par"
)

// What recovers from a panic may return before it has closed anything.

type risky struct {
	done  chan struct{}
	items chan int
}

func (r *risky) close(f func()) {
	defer func() { recover() }()
	f()
	close(r.done)
}

func (r *risky) closeFirst(f func()) {
	defer close(r.done)
	defer func() { recover() }()
	f()
}

func (r *risky) closeNext(f func()) {
	defer func() { recover() }()
	defer close(r.done)
	f()
}

func (r *risky) closeLast(f func()) {
	defer func() { recover() }()
	f()
	defer close(r.done)
}

func (r *risky) closeItems(f func()) {
	defer func() { recover() }()
	f()
	close(r.items)
}

func (r *risky) try(f func()) bool {
	defer func() { recover() }()
	f()
	close(r.done)
	return true
}

func (r *risky) tryNamed(f func()) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = true
		}
	}()
	f()
	close(r.done)
	return true
}

func (r *risky) run(f func()) error {
	defer func() { recover() }()
	f()
	close(r.done)
	return nil
}

func (r *risky) runNamed(f func()) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("panic")
		}
	}()
	f()
	close(r.done)
	return nil
}

func recovered(ctx context.Context, p *par.Pool, f func(), a, b, c, d, e *risky) {
	p.Go(ctx, func(ctx context.Context) {
		a.close(f)
		<-a.done // want `receive from field done`
		a.closeItems(f)
		<-a.items // want `receive from field items`
		b.closeFirst(f)
		<-b.done
		c.closeNext(f)
		<-c.done
		d.closeLast(f)
		<-d.done // want `receive from field done`
		func() {
			defer func() { recover() }()
			f()
			close(e.done)
		}()
		<-e.done // want `receive from field done`
	})
	p.Go(ctx, func(ctx context.Context) {
		if a.try(f) {
			<-a.done
		}
		if b.tryNamed(f) {
			<-b.done // want `receive from field done`
		}
		if err := c.run(f); err == nil {
			<-c.done // want `receive from field done`
		}
		if err := d.runNamed(f); err == nil {
			<-d.done
		}
	})
}

// What is deferred may say that all went well.

func (r *risky) set(yes bool) bool {
	if !yes {
		return false
	}
	close(r.done)
	return true
}

func (r *risky) setNamed(yes bool) (ok bool) {
	defer func() { ok = true }()
	return r.set(yes)
}

func (r *risky) setCounted(yes bool, n *int) (ok bool) {
	defer func() { *n++ }()
	return r.set(yes)
}

func (r *risky) setErr(yes bool) error {
	if !r.set(yes) {
		return errNot
	}
	return nil
}

func (r *risky) setForgiven(yes bool) (err error) {
	defer func() {
		if err == errNot {
			err = nil
		}
	}()
	return r.setErr(yes)
}

func (r *risky) setClosed(yes bool, f func() error) (err error) {
	defer func() {
		if err == nil {
			err = f()
		}
	}()
	return r.setErr(yes)
}

var errNot = errors.New("not")

func overruled(ctx context.Context, p *par.Pool, yes bool, n *int, f func() error, a, b, c, d *risky) {
	p.Go(ctx, func(ctx context.Context) {
		if a.setNamed(yes) {
			<-a.done // want `receive from field done`
		}
		if b.setCounted(yes, n) {
			<-b.done
		}
		if err := c.setForgiven(yes); err == nil {
			<-c.done // want `receive from field done`
		}
		if err := d.setClosed(yes, f); err == nil {
			<-d.done
		}
	})
}

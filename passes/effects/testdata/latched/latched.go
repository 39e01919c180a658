// Package latched waits for what has ended: latches and futures of another package.
package latched

import (
	"context"

	"example.com/effects/latched/lib"
	"github.com/parvet/parvet/runtime/par"
)

func latches(ctx context.Context, p *par.Pool, a, b, c, d, e, f *lib.Latch, yes bool) {
	before := lib.NewLatch()
	before.Set()
	p.Go(ctx, func(ctx context.Context) {
		a.Set()
		a.Wait()
		<-a.Done()
		b.Wait() // want `Latch\).Wait → receive from field ch`
		b.Wait() // it is open by now
		before.Wait()
		<-before.Done()
		c.SetIf(yes)
		c.Wait() // want `Latch\).Wait → receive from field ch`
		d.Wrong()
		d.Wait() // want `Latch\).Wait → receive from field ch`
		if yes {
			e.Close()
		}
		<-e.Done() // want `receive from Done`
		<-e.Done()
		e.Wait()
	})
	p.Go(ctx, func(ctx context.Context) {
		f.Wait() // want `Latch\).Wait → receive from field ch`
	})
	f.Set()
	p.Go(ctx, func(ctx context.Context) {
		if b.TrySet(yes) {
			b.Wait()
			d.Wait() // want `Latch\).Wait → receive from field ch`
		} else {
			b.Wait() // want `Latch\).Wait → receive from field ch`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range 3 {
			l := lib.NewLatch()
			defer l.Set()
			l.Wait() // want `Latch\).Wait → receive from field ch`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if yes {
			a.Set()
		} else {
			a.Close()
		}
		a.Wait()
	})
}

type job struct {
	lib.Holder
	latch *lib.Latch
	again *lib.Latch
	value lib.Latch
}

func newJob() *job {
	j := &job{latch: lib.NewLatch(), again: lib.NewLatch()}
	j.Holder.Other = lib.NewLatch()
	return j
}

func (j *job) renew() { j.again = lib.NewLatch() }

func (j *job) finish() {
	j.latch.Set()
	j.again.Set()
}

func (j *job) wait()      { j.latch.Wait() }
func (j *job) waitAgain() { j.again.Wait() }

func (j *job) run(ctx context.Context) { j.latch.Wait() }

func (j *job) late(ctx context.Context) { j.latch.Wait() } // want `Latch\).Wait → receive from field ch`

func embedded(ctx context.Context, p *par.Pool, j, k *job) {
	p.Go(ctx, func(ctx context.Context) {
		j.Set()
		j.Wait()
		j.Latch.Wait()
		<-j.Done()
		j.Other.Wait() // want `Latch\).Wait → receive from field ch`
		j.In.Wait()    // want `Latch\).Wait → receive from field ch`
		k.Wait()       // want `Latch\).Wait → receive from field ch`
		k.In.Set()
		k.In.Wait()
		k.In.Latch.Wait()
		k.value.Wait() // want `Latch\).Wait → receive from field ch`
	})
	j.finish()
	p.Go(ctx, j.run)
	p.Go(ctx, k.late)
	p.Go(ctx, func(ctx context.Context) {
		j.wait()
		j.waitAgain() // want `job\).waitAgain → .*Latch\).Wait → receive from field ch`
		k.wait()      // want `job\).wait → .*Latch\).Wait → receive from field ch`
	})
}

func renewed(ctx context.Context, p *par.Pool, r *lib.Renewed) {
	p.Go(ctx, func(ctx context.Context) {
		r.Set()
		r.Reset()
		r.Wait() // want `Renewed\).Wait → receive from field ch`
	})
	p.Go(ctx, func(ctx context.Context) {
		<-r.Done() // want `receive from Done`
		r.Reset()
		<-r.Done() // want `receive from Done`
	})
}

func variables(ctx context.Context, p *par.Pool, a, b *lib.Latch, yes bool) {
	p.Go(ctx, func(ctx context.Context) {
		l := a
		if yes {
			l = b
		}
		l.Set()
		l.Wait()
		a.Wait() // want `Latch\).Wait → receive from field ch`
		l = a
		l.Wait()
	})
	p.Go(ctx, func(ctx context.Context) {
		var l, m lib.Latch
		l.Set()
		l.Wait()
		m.Set()
		m = lib.Latch{}
		m.Wait() // want `Latch\).Wait → receive from field ch`
	})
}

func closures(ctx context.Context, p *par.Pool, a, b *lib.Latch) {
	p.Go(ctx, func(ctx context.Context) {
		set := func() { a.Set() }
		wait := func(l *lib.Latch) { l.Wait() }
		both := func() { a.Wait() }
		set()
		wait(a)
		wait(b) // want `closures.* → .*Latch\).Wait → receive from field ch`
		both()
	})
}

func choices(ctx context.Context, p *par.Pool, f, g *lib.Flagged, c, d *lib.Chosen) {
	p.Go(ctx, func(ctx context.Context) {
		f.Set()
		f.Wait()
		g.Wait() // want `Flagged\).Wait → receive from field ch`
		c.Set()
		c.Wait()
		d.Wait() // want `Chosen\).Wait → receive from field ch`
	})
}

var (
	global = lib.NewLatch()
	moving = lib.NewLatch()
)

func open() {
	global.Set()
	moving.Set()
}

func globals(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		open()
		global.Wait()
		moving.Wait() // want `Latch\).Wait → receive from field ch`
	})
}

func move() { moving = lib.NewLatch() }

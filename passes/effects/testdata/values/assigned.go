package values

import (
	"context"

	"example.com/effects/valueslib"
	"github.com/parvet/parvet/runtime/par"
)

// What a field was last assigned counts.

type waiter struct {
	wait func()
	n    int
}

type OpenWaiter struct{ Wait func() }

func newWaiter() *waiter { return &waiter{wait: nap} }

func NewOpenWaiter() *OpenWaiter { return &OpenWaiter{Wait: nap} }

func (w *waiter) reset() { w.wait = nap }

func overwritten(ctx context.Context, p *par.Pool) {
	c := newWaiter()
	c.wait = idle
	o := NewOpenWaiter()
	o.Wait = func() {}
	local := waiter{wait: nap}
	local.wait = idle
	whole := waiter{}
	whole = waiter{wait: nap, n: 1}
	whole.wait = idle
	p.Go(ctx, func(context.Context) {
		c.wait()
		o.Wait()
		local.wait()
		whole.wait()
	})
}

func overwrittenInside(ctx context.Context, p *par.Pool) {
	c := newWaiter()
	p.Go(ctx, func(context.Context) {
		c.wait = idle
		c.wait()
	})
}

func overwrittenInLoop(ctx context.Context, p *par.Pool) {
	c := newWaiter()
	for range 3 {
		c.wait = idle
		p.Go(ctx, func(context.Context) { c.wait() })
	}
}

func notOverwritten(ctx context.Context, p *par.Pool, yes bool) {
	perhaps := newWaiter()
	if yes {
		perhaps.wait = idle
	}
	p.Go(ctx, func(context.Context) { perhaps.wait() }) // want `: nap → time.Sleep \[probable\]$`

	later := newWaiter()
	p.Go(ctx, func(context.Context) { later.wait() }) // want `: nap → time.Sleep \[probable\]$`
	later.wait = idle

	again := waiter{wait: nap}
	again.wait = idle
	p.Go(ctx, func(context.Context) { again.wait() }) // want `: nap → time.Sleep \[probable\]$`
	again.wait = nap

	reset := newWaiter()
	reset.wait = idle
	reset.reset()
	p.Go(ctx, func(context.Context) { reset.wait() }) // want `: nap → time.Sleep \[probable\]$`

	other := newWaiter()
	newWaiter().wait = idle
	p.Go(ctx, func(context.Context) { other.wait() }) // want `: nap → time.Sleep \[probable\]$`

	resetInside := newWaiter()
	resetInside.wait = idle
	p.Go(ctx, func(context.Context) {
		resetInside.reset()
		resetInside.wait() // want `: nap → time.Sleep \[probable\]$`
	})

	inLoop := newWaiter()
	inLoop.wait = idle
	for range 3 {
		p.Go(ctx, func(context.Context) { inLoop.wait() }) // want `: nap → time.Sleep \[probable\]$`
		inLoop.reset()
	}
}

// Fields of fields are assigned one by one.

func assignedInside(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		var c valueslib.Config
		c.Hooks.Before = nap
		valueslib.CallBefore(&c) // want `: valueslib.CallBefore → nap → time.Sleep$`

		d := new(valueslib.Config)
		d.Hooks.After = nap
		d.Hooks.Before = idle
		valueslib.CallBefore(d)

		e := &valueslib.Config{Last: new(valueslib.Hooks)}
		e.Last.After = nap
		valueslib.CallLast(e) // want `: valueslib.CallLast → nap → time.Sleep$`

		var s valueslib.Service
		s.Config.Hooks.Before = nap
		s.Before() // want `: valueslib.\(\*Service\).Before → valueslib.\(\*Service\).before → nap → time.Sleep$`

		f := &valueslib.Config{Last: &valueslib.Hooks{After: idle, Before: nap}}
		f.Last.Before = nap
		valueslib.CallLast(f)
	})
}

// Two objects of a type from elsewhere are two.

func napTeller(ctx context.Context) {
	t := valueslib.NewTeller()
	t.Out = napDoer{}
	t.Tell()
}

func twoTellers(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		t := valueslib.NewTeller()
		t.Out = idleDoer{}
		t.Tell()
		napTeller(ctx) // want `: napTeller → valueslib.\(\*Teller\).Tell → napDoer.Do → nap → time.Sleep$`
	})
}

// A pointer to a function is a variable as well.

func pointerToFunc(ctx context.Context, p *par.Pool) {
	f, g := new(func()), new(func())
	*f, *g = nap, idle
	p.Go(ctx, func(context.Context) {
		(*f)() // want `: nap → time.Sleep$`
		(*g)()
	})
}

// A field of a generic type is another one in each instance.

type instance[T any] struct {
	v T
	f func(T)
	n func()
}

func instances(ctx context.Context, p *par.Pool, as []*instance[int], bs []*instance[string]) {
	as = append(as, &instance[int]{f: func(int) { nap() }})
	bs = append(bs, &instance[string]{f: func(string) {}, n: nap})
	p.Go(ctx, func(context.Context) {
		as[0].f(1) // want `: instances.func1 → nap → time.Sleep \[probable\]$`
		bs[0].f("")
		as[0].n() // want `: nap → time.Sleep \[probable\]$`
	})
}

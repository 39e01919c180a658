package values

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// What a literal calls that was kept somewhere is what its maker was passed.

type keptHooks struct {
	before, after, never func()
	all                  []func()
}

func (h *keptHooks) setBefore(f func()) { h.before = func() { f() } }

func (h *keptHooks) setAfter(f func()) { h.after = func() { f() } }

func (h *keptHooks) setNever(f func()) { h.never = func() { f() } }

func (h *keptHooks) add(f func()) {
	h.all = append(h.all, func() {
		defer func() { _ = recover() }()
		f()
	})
}

// addTwice passes on what it is passed.
func (h *keptHooks) addTwice(f func()) {
	h.add(f)
	h.add(f)
}

var wrappedBy = make(map[string]func())

func registerWrapped(name string, f func()) { wrappedBy[name] = func() { f() } }

type keptDoer struct{ do func() }

func (d *keptDoer) set(x interface{ Do() }) { d.do = func() { x.Do() } }

func setKept(h *keptHooks, d *keptDoer, e *keptDoer) {
	h.setBefore(nap)
	h.setAfter(idle)
	h.setNever(nap)
	h.addTwice(nap)
	registerWrapped("nap", nap)
	d.set(napDoer{})
}

func callKept(ctx context.Context, p *par.Pool, h *keptHooks, d *keptDoer) {
	p.Go(ctx, func(context.Context) {
		h.before() // want `: \(\*keptHooks\).setBefore.func1 → nap → time.Sleep \[probable\]$`
		h.after()
		for _, f := range h.all {
			f() // want `: \(\*keptHooks\).add.func1 → nap → time.Sleep \[probable\]$`
		}
		wrappedBy["nap"]() // want `: registerWrapped.func1 → nap → time.Sleep \[probable\]$`
		d.do()             // want `: \(\*keptDoer\).set.func1 → napDoer.Do → nap → time.Sleep \[probable\]$`
	})
}

// The calls that made it tell it from others, where they are seen.

func wrapAgain(f func()) func() { return func() { f() } }

type keptRetry struct{ slow, quick func() }

func retryWrapped(ctx context.Context, p *par.Pool) {
	r := &keptRetry{slow: wrapAgain(nap), quick: wrapAgain(idle)}
	p.Go(ctx, func(context.Context) {
		r.slow() // want `: wrapAgain.func1 → nap → time.Sleep$`
		r.quick()
	})
}

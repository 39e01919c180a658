// Package values calls functions by way of values of all kinds.
package values

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Second) }

func idle() {}

func flip() bool { return time.Now().Unix()%2 == 0 }

func variables(ctx context.Context, p *par.Pool) {
	f := idle
	if flip() {
		f = nap
	}
	once := nap
	var unset func()
	var late func()
	late = nap
	captured := nap
	p.Go(ctx, func(ctx context.Context) {
		f()     // want `: nap → time.Sleep \[probable\]$`
		once()  // want `: nap → time.Sleep$`
		late()  // want `: nap → time.Sleep$`
		unset() //
		g := captured
		g() // want `: nap → time.Sleep$`
		var h func()
		if flip() {
			h = nap
		}
		if h != nil {
			h() // want `: nap → time.Sleep$`
		}
		h = idle
		h() //
	})
}

// Unexported fields, and package-level variables.

type holder struct {
	run  func()
	skip func()
	Open func()
	next *holder
}

func fill(h *holder) {
	h.run = nap
	h.skip = idle
	h.next = &holder{run: nap}
}

var (
	global     = nap
	globalIdle = idle
	assigned   func()
)

func init() { assigned = nap }

func stored(ctx context.Context, p *par.Pool, h *holder) {
	local := holder{run: idle}
	p.Go(ctx, func(ctx context.Context) {
		h.run()      // want `: nap → time.Sleep \[probable\]$`
		h.next.run() // want `: nap → time.Sleep \[probable\]$`
		h.skip()     //
		global()     // want `: nap → time.Sleep \[probable\]$`
		globalIdle() //
		assigned()   // want `: nap → time.Sleep \[probable\]$`
		local.run()  //
	})
}

// Structs of functions, passed by value.

type hooks struct{ before, after func() }

func runHooks(h hooks) {
	h.before()
	h.after()
}

func callBefore(h hooks) { h.before() }

func callHooks(h *hooks) { h.after() }

func structs(ctx context.Context, p *par.Pool) {
	h := hooks{before: idle, after: nap}
	p.Go(ctx, func(ctx context.Context) {
		runHooks(h)                     // want `: runHooks → nap → time.Sleep \[probable\]$`
		callHooks(&hooks{after: nap})   // want `: callHooks → nap → time.Sleep \[probable\]$`
		h.after()                       // want `: nap → time.Sleep$`
		h.before()                      //
		callBefore(h)                   //
		callBefore(hooks{before: idle}) //
	})
}

// Methods as values and as expressions.

type sleeper struct{ d time.Duration }

func (s *sleeper) sleep()     { time.Sleep(s.d) }
func (s sleeper) valueNap()   { time.Sleep(s.d) }
func (s *sleeper) idle()      {}
func (s *sleeper) each(int)   { time.Sleep(s.d) }
func (s *sleeper) fn() func() { return s.sleep }

type embedding struct{ *sleeper }

type napper interface{ sleep() }

func methods(ctx context.Context, p *par.Pool, s *sleeper, em embedding) {
	bound := s.sleep
	byValue := s.valueNap
	expr := (*sleeper).sleep
	exprValue := sleeper.valueNap
	promoted := em.sleep
	iface := napper.sleep
	var n napper = s
	ifaceBound := n.sleep
	p.Go(ctx, func(ctx context.Context) {
		bound()                     // want `: \(\*sleeper\).sleep → time.Sleep$`
		byValue()                   // want `: sleeper.valueNap → time.Sleep$`
		expr(s)                     // want `: \(\*sleeper\).sleep → time.Sleep$`
		exprValue(*s)               // want `: sleeper.valueNap → time.Sleep$`
		promoted()                  // want `: \(\*sleeper\).sleep → time.Sleep$`
		embedding.sleep(em)         // want `: \(\*sleeper\).sleep → time.Sleep$`
		iface(s)                    // want `: napper.sleep → \(\*sleeper\).sleep → time.Sleep$`
		ifaceBound()                // want `: \(\*sleeper\).sleep → time.Sleep$`
		s.fn()()                    // want `: \(\*sleeper\).sleep → time.Sleep$`
		call(s.sleep)               // want `: call → \(\*sleeper\).sleep → time.Sleep$`
		call(s.idle)                //
		(*sleeper).idle(s)          //
		each(s.each)                // want `: each → \(\*sleeper\).each → time.Sleep$`
		callOn(s, (*sleeper).sleep) // want `: callOn → \(\*sleeper\).sleep → time.Sleep$`
		callOn(s, (*sleeper).idle)  //
	})
	p.Go(ctx, em.task)
}

func (s *sleeper) task(context.Context) { time.Sleep(s.d) } // want `: \(\*sleeper\).task → time.Sleep$`

func call(f func()) { f() }

func each(f func(int)) { f(1) }

func callOn(s *sleeper, f func(*sleeper)) { f(s) }

// Functions that functions return.

func makeNap() func() { return nap }

func makeClosure(d time.Duration) func() { return func() { time.Sleep(d) } }

func pick(b bool) func() {
	if b {
		return nap
	}
	return idle
}

func makeTwo() (func(), func()) { return nap, idle }

func wrapIt(f func()) func() { return func() { f() } }

func same(f func()) func() { return f }

func first(fs ...func()) func() { return fs[0] }

func curried() func() func() { return func() func() { return nap } }

func named(b bool) (f func(), err error) {
	f = nap
	return
}

func results(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		makeNap()()           // want `: nap → time.Sleep$`
		makeClosure(1)()      // want `: makeClosure.func1 → time.Sleep$`
		pick(true)()          // want `: nap → time.Sleep \[probable\]$`
		a, b := makeTwo()     //
		a()                   // want `: nap → time.Sleep$`
		b()                   //
		wrapIt(nap)()         // want `: wrapIt.func1 → nap → time.Sleep$`
		wrapIt(idle)()        //
		wrapIt(wrapIt(nap))() // want `: wrapIt.func1 → wrapIt.func1 → nap → time.Sleep$`
		same(nap)()           // want `: nap → time.Sleep$`
		same(idle)()          //
		first(nap)()          // want `: nap → time.Sleep \[probable\]$`
		first(idle)()         //
		curried()()()         // want `: nap → time.Sleep$`
		f, _ := named(true)   //
		f()                   // want `: nap → time.Sleep$`
	})
	p.Go(ctx, makeTask())
}

func makeTask() func(context.Context) {
	return func(context.Context) {
		time.Sleep(time.Second) // want `: time.Sleep$`
	}
}

// Variables of loops.

func loops(ctx context.Context, p *par.Pool) {
	for _, f := range []func(){nap, idle} {
		p.Go(ctx, func(ctx context.Context) {
			f() // want `: nap → time.Sleep \[probable\]$`
		})
	}
	for _, f := range []func(){idle} {
		p.Go(ctx, func(ctx context.Context) { f() })
	}
	for _, c := range []struct {
		name string
		run  func()
	}{{"a", nap}, {"b", idle}} {
		p.Go(ctx, func(ctx context.Context) {
			c.run() // want `: nap → time.Sleep \[probable\]$`
		})
	}
	for _, c := range []struct {
		name string
		run  func()
	}{{"a", idle}} {
		p.Go(ctx, func(ctx context.Context) { c.run() })
	}
}

package values

import (
	"context"

	"example.com/effects/valueslib"
	"github.com/parvet/parvet/runtime/par"
)

// What runs in a part of an argument.

type napDoer struct{}

func (napDoer) Do() { nap() } // want `^tell \(par.\(\*Pool\).Go\): napDoer.Do → nap → time.Sleep$`

type idleDoer struct{}

func (idleDoer) Do() {}

func napInt(int) { nap() }

func idleInt(int) {}

func parts(ctx context.Context, p *par.Pool) {
	valueslib.Run(ctx, p, valueslib.Config{
		Handle: func(int) {
			nap() // want `valueslib.Run \(par.\(\*Pool\).Go\): nap → time.Sleep$`
		},
		Hooks: valueslib.Hooks{Before: func() {
			nap() // nobody calls it
		}},
	})
	valueslib.RunGeneric(ctx, p, valueslib.Generic[string]{
		Handle: func(string) {
			nap() // want `valueslib.RunGeneric \(par.\(\*Pool\).Go\): nap → time.Sleep$`
		},
	})
	start(ctx, p, func(int) {
		nap() // want `start \(par.\(\*Pool\).Go\): nap → time.Sleep$`
	})
	p.Go(ctx, func(context.Context) {
		valueslib.Call(&valueslib.Config{Handle: napInt})                                             // want `: valueslib.Call → napInt → nap → time.Sleep$`
		valueslib.Call(&valueslib.Config{Handle: idleInt})                                            //
		valueslib.CallDefault(valueslib.Config{Handle: napInt})                                       // want `: valueslib.CallDefault → napInt → nap → time.Sleep$`
		valueslib.CallDefault(valueslib.Config{})                                                     //
		valueslib.CallBefore(&valueslib.Config{Handle: idleInt, Hooks: valueslib.Hooks{Before: nap}}) // want `: valueslib.CallBefore → nap → time.Sleep$`
		valueslib.CallBefore(&valueslib.Config{Handle: idleInt, Hooks: valueslib.Hooks{After: nap}})  //
		valueslib.CallTable(&valueslib.Config{Table: map[string]func(){"x": nap}})                    // want `: valueslib.CallTable → nap → time.Sleep \[probable\]$`
		valueslib.CallTable(&valueslib.Config{Table: map[string]func(){"x": idle}})                   //
		valueslib.CallAll([]valueslib.Hooks{{After: nap}})                                            // want `: valueslib.CallAll → nap → time.Sleep \[probable\]$`
		valueslib.CallDoer(&valueslib.Config{Doer: napDoer{}})                                        // want `: valueslib.CallDoer → napDoer.Do → nap → time.Sleep$`
		valueslib.CallDoer(&valueslib.Config{Doer: idleDoer{}})                                       //
		valueslib.CallPrivate(&valueslib.Config{Handle: napInt})                                      //
		callLocal(&localConfig{Handle: nap})                                                          // want `: callLocal → nap → time.Sleep$`
		callLocal(&localConfig{Handle: idle})                                                         //
		callPassed(napInt)                                                                            // want `: callPassed → valueslib.Call → napInt → nap → time.Sleep$`
		callPassed(idleInt)                                                                           //
		pass(&valueslib.Config{Handle: napInt})                                                       // want `: pass → valueslib.Call → napInt → nap → time.Sleep$`
		pass(&valueslib.Config{Handle: idleInt})                                                      //
	})
}

func start(ctx context.Context, p *par.Pool, f func(int)) {
	cfg := valueslib.Config{Handle: f}
	valueslib.Run(ctx, p, cfg)
}

func callPassed(f func(int)) { valueslib.Call(&valueslib.Config{Handle: f}) }

func pass(c *valueslib.Config) { valueslib.Call(c) }

// In the same package an exported field is like any other.

type localConfig struct{ Handle func() }

func callLocal(c *localConfig) { c.Handle() }

// Of what is kept somewhere it is known what this package stores there.

type optServer struct{ svc *valueslib.Service }

func newOptServer() *optServer {
	return &optServer{svc: &valueslib.Service{OnItem: nap, Config: valueslib.Config{Hooks: valueslib.Hooks{Before: idle}}}}
}

func services(ctx context.Context, p *par.Pool, s *optServer) {
	svc := &valueslib.Service{OnItem: idle}
	p.Go(ctx, func(context.Context) {
		s.svc.Item()           // want `: valueslib.\(\*Service\).Item → nap → time.Sleep \[probable\]$`
		s.svc.Before()         //
		svc.Item()             //
		theOpts.Opts.OnClose() // want `: nap → time.Sleep \[probable\]$`
		theOpts.Opts.OnOpen()  //
	})
}

type optHolder struct{ Opts *Opts }

type Opts struct{ OnOpen, OnClose func() }

var theOpts = newOptHolder()

func newOptHolder() *optHolder { return &optHolder{Opts: &Opts{OnOpen: idle, OnClose: nap}} }

func init() { valueslib.Hook = nap }

func hook(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		valueslib.Hook() // want `: nap → time.Sleep \[probable\]$`
	})
}

// What is stored is read from such a field.

type Reporter struct{ Out Sink }

type Sink interface{ Put() }

type napSink struct{}

func (napSink) Put() { nap() }

func (r *Reporter) sink() Sink { return r.Out }

func copySink(a, b *Reporter, fs map[string]*Opts) {
	a.Out = b.Out
	b.Out = a.sink()
	fs["a"].OnOpen = fs["b"].OnOpen
}

func newReporter() *Reporter { return &Reporter{Out: napSink{}} }

func report(ctx context.Context, p *par.Pool, all []*Reporter) {
	r := all[0]
	p.Go(ctx, func(context.Context) {
		theReporter.Out.Put()    // want `: napSink.Put → nap → time.Sleep \[probable\]$`
		theReporter.sink().Put() // want `: napSink.Put → nap → time.Sleep \[probable\]$`
		r.Out.Put()
	})
}

var theReporter = newReporter()

// What a function is passed and stores in an object is what that one's methods
// call. What another function is passed and stores is not passed by who takes it
// out.

func tell(ctx context.Context, p *par.Pool, d valueslib.Doer) {
	t := valueslib.NewTeller()
	t.Out = d
	p.Go(ctx, func(context.Context) {
		t.Tell()
	})
}

func telling(ctx context.Context, p *par.Pool) { tell(ctx, p, napDoer{}) }

func tellAny(ctx context.Context, p *par.Pool, t *valueslib.Teller) {
	p.Go(ctx, func(context.Context) {
		t.Tell()
	})
}

func setOut(t *valueslib.Teller, d valueslib.Doer) { t.Out = d }

func settingOut(t *valueslib.Teller) { setOut(t, slowDoer{}) }

type slowDoer struct{}

func (slowDoer) Do() { nap() }

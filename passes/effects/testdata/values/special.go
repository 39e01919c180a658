package values

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Literals of package-level variables, init, deferred closures and recover.

var (
	literal  = func() { time.Sleep(time.Second) }
	quiet    = func() {}
	onceFunc = sync.OnceFunc(nap)
	onceVal  = sync.OnceValue(slowInt)
	onceVals = sync.OnceValues(func() (int, error) { return slowInt(), nil })
	onceFast = sync.OnceValue(func() int { return 1 })
)

func init() {
	par.For(context.Background(), 3, func(lo, hi int) error {
		nap() // want `: nap → time.Sleep$`
		return nil
	})
}

type lazy struct {
	get  func() int
	fast func() int
	once sync.Once
}

func newLazy() *lazy {
	return &lazy{get: sync.OnceValue(slowInt), fast: sync.OnceValue(func() int { return 1 })}
}

func special(ctx context.Context, p *par.Pool, l *lazy) {
	p.Go(ctx, func(ctx context.Context) {
		literal() // want `: init.func1 → time.Sleep \[probable\]$`
		quiet()
		onceFunc()                // want `: nap → time.Sleep \[probable\]$`
		onceVal()                 // want `: slowInt → nap → time.Sleep \[probable\]$`
		onceVals()                // want `: .* → slowInt → nap → time.Sleep \[probable\]$`
		onceFast()                //
		l.get()                   // want `: slowInt → nap → time.Sleep \[probable\]$`
		l.fast()                  //
		sync.OnceValue(slowInt)() // want `: slowInt → nap → time.Sleep$`
	})
	p.Go(ctx, func(ctx context.Context) {
		defer nap()    // want `: nap → time.Sleep$`
		defer func() { // want `: special.func2.1 → nap → time.Sleep$`
			if r := recover(); r != nil {
				nap()
			}
		}()
		defer func() { recover() }()
		protected()       // want `: protected → protected.func1 → nap → time.Sleep$`
		harmlessRecover() //
		for range 3 {
			defer nap() // want `: nap → time.Sleep$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		stop := context.AfterFunc(ctx, nap)
		stop()
		t := time.AfterFunc(time.Second, nap)
		t.Stop()
		go nap()
		context.AfterFunc(ctx, func() {
			p.Go(ctx, func(context.Context) {
				nap() // want `: nap → time.Sleep$`
			})
		})
	})
	time.AfterFunc(time.Second, func() {
		p.Go(ctx, func(context.Context) {
			nap() // want `: nap → time.Sleep$`
		})
	})
	context.AfterFunc(ctx, starter(ctx, p))
	time.AfterFunc(time.Second, func() { hand(ctx, p, func() { nap() }) }) // want `: nap → time.Sleep$`
}

func hand(ctx context.Context, p *par.Pool, f func()) {
	p.Go(ctx, func(context.Context) { f() })
}

func starter(ctx context.Context, p *par.Pool) func() {
	return func() {
		p.Go(ctx, func(context.Context) {
			nap() // want `: nap → time.Sleep$`
		})
	}
}

func protected() (err error) {
	defer func() {
		if r := recover(); r != nil {
			nap()
			err = errors.New("failed")
		}
	}()
	idle()
	return nil
}

func harmlessRecover() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("failed")
		}
	}()
	return nil
}

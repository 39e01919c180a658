package a

import (
	"context"
	"net/http"
	"sync"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

// A critical section is as long as the callback that runs in it.

type lending struct {
	long, short, each, outer sync.Mutex
	n                        int
}

func (l *lending) withLong(f func()) {
	l.long.Lock()
	defer l.long.Unlock()
	f()
}

func (l *lending) withShort(f func()) {
	l.short.Lock()
	defer l.short.Unlock()
	f()
}

func (l *lending) withEach(fs ...func()) {
	l.each.Lock()
	for _, f := range fs {
		f()
	}
	l.each.Unlock()
}

// The callback goes through.
func (l *lending) nested(f func()) { l.withOuter(f) }

func (l *lending) withOuter(f func()) {
	l.outer.Lock()
	defer l.outer.Unlock()
	f()
}

func (l *lending) after(f func()) {
	l.short.Lock()
	l.n++
	l.short.Unlock()
	f()
}

func (l *lending) use() {
	l.withLong(func() { http.Get("x") })
	l.withShort(func() { l.n++ })
	l.withEach(func() {}, func() { http.Get("x") })
	l.nested(func() { http.Get("x") })
	l.after(func() { http.Get("x") })
}

func lends(ctx context.Context, p *par.Pool, l *lending, s *lib.Store) {
	s.With(func() { http.Get("x") })
	s.Quick(func() { l.n++ })
	p.Go(ctx, func(ctx context.Context) {
		l.long.Lock() // want `which is held across net/http.Get at callbacks.go`
		l.long.Unlock()
		l.short.Lock()
		l.short.Unlock()
		l.each.Lock() // want `which is held across net/http.Get at callbacks.go`
		l.each.Unlock()
		l.outer.Lock() // want `which is held across net/http.Get at callbacks.go`
		l.outer.Unlock()
		s.N() // want `lib.\(\*Store\).N → sync.\(\*Mutex\).Lock at lib.go:\d+, which is held across net/http.Get at callbacks.go`
		s.M()
	})
}

// Package guessed shows what is possible of functions of which nothing is known.
package guessed

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// Store is filled by other packages.
type Store interface {
	Get(ctx context.Context, key string) (string, error)
	Len(ctx context.Context) int
	Set(key string) error
}

// Hashes is a Store for all that is seen.
type Hashes interface {
	Sum(ctx context.Context, key string) (string, error)
}

// sealed can be filled by this package only, and is with what does not wait.
type sealed interface {
	sum(ctx context.Context) error
}

type plain struct{}

func (plain) sum(context.Context) error                           { return nil }
func (plain) Sum(_ context.Context, key string) (string, error)   { return key, nil }
func (plain) computes(_ context.Context, key string) (int, error) { return len(key), nil }

var _ sealed = plain{}

// OnEvict is set by other packages.
var OnEvict func(ctx context.Context, key string) error

// Logger neither takes a context nor fails.
var Logger func(string)

type server struct {
	store Store
	fetch func(context.Context) error
	known Hashes
}

func (s *server) run(ctx context.Context, p *par.Pool, keys []string, given Store, f func(context.Context) error) {
	p.Go(ctx, func(ctx context.Context) {
		s.store.Get(ctx, "a") // want `task passed to par.\(\*Pool\).Go may block: Store.Get, which takes a context and may fail, as what waits does; wrap it in par.Blocking`
		s.store.Len(ctx)
		s.store.Set("a")
		s.helper(ctx, "a")  // want `may block: \(\*server\).helper → .*Store.*Get`
		given.Get(ctx, "b") // want `may block: .*Store.*Get`
		f(ctx)              // want `may block: f,`
		s.fetch(ctx)        // want `may block: .*fetch,`
		OnEvict(ctx, "a")   // want `may block: .*OnEvict,`
		Logger("a")
		plain{}.computes(ctx, "a")
		var h sealed = plain{}
		h.sum(ctx)
		s.known.Sum(ctx, "a")
	})
	par.ForEach(ctx, keys, func(ctx context.Context, _ int, k *string) error {
		_, err := s.store.Get(ctx, *k) // want `may block: .*Store.*Get`
		return err
	})
}

func (s *server) helper(ctx context.Context, k string) { s.store.Get(ctx, k) }

func newServer() *server { return &server{known: plain{}} }

func items(ctx context.Context, stores []Store) {
	par.ForEach(ctx, stores, func(ctx context.Context, _ int, s *Store) error {
		_, err := (*s).Get(ctx, "a") // want `may block: .*Store.*Get`
		return err
	})
}

// Own are kept by this package, but its field is exported.
type Own struct{ Store Store }

func (o *Own) get(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		o.Store.Get(ctx, "a") // want `may block: .*Store.*Get`
	})
}

package newfuncs

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A function may be set through the variable or field that holds the pointer, long after
// the object was made.

type hooks struct{ Before, After func() }

var (
	late  = &hooks{After: func() {}}
	other = &hooks{Before: func() {}}
	lazy  = &sync.Pool{}
	soon  = &sync.Pool{}
)

func init() {
	late.Before = func() { time.Sleep(time.Second) }
	late.After = func() { time.Sleep(time.Minute) }
	lazy.New = func() any { time.Sleep(time.Hour); return nil }
	soon.New = func() any { return new(int) }
}

type server struct{ h, spare *hooks }

func newServer() *server {
	s := &server{h: &hooks{}, spare: &hooks{}}
	s.h.Before = func() { time.Sleep(time.Second) }
	return s
}

// arena embeds what is exported.
type arena struct{ sync.Pool }

func newArena() *arena {
	b := new(arena)
	b.Pool.New = func() any { time.Sleep(time.Second); return nil }
	return b
}

func through(ctx context.Context, p *par.Pool, s *server, b *arena) {
	p.Go(ctx, func(ctx context.Context) {
		late.Before() // want `init.* → time.Sleep \[probable\]`
		late.After()  // want `init.* → time.Sleep \[probable\]`
		other.Before()
		lazy.Get() // want `Get → .* → time.Sleep \[probable\]`
		soon.Get()
		s.h.Before() // want `newServer.* → time.Sleep \[probable\]`
		s.spare.Before()
		b.Get() // want `Get → .* → time.Sleep \[probable\]`
	})
}

// A constructor may get the function.

type stock struct{ of *sync.Pool }

func newStock(make func() any) *stock { return &stock{&sync.Pool{New: make}} }

type shelf struct{ of sync.Pool }

func newShelf(make func() any) *shelf {
	s := new(shelf)
	s.of.New = make
	return s
}

type rack struct{ of sync.Pool }

func newRack(make func() any) *rack { return &rack{of: sync.Pool{New: make}} }

func slowly() any { time.Sleep(time.Second); return nil }

func constructed(ctx context.Context, p *par.Pool) {
	a, b, c := newStock(slowly), newShelf(slowly), newRack(func() any { return new(int) })
	p.Go(ctx, func(ctx context.Context) {
		a.of.Get() // want `Get → slowly → time.Sleep \[probable\]`
		b.of.Get() // want `Get → slowly → time.Sleep \[probable\]`
		c.of.Get()
	})
}

// Package reached holds that all runs of a task want the same mutex if they come to it in
// the same way from what they have in common, whoever made what it is in.
package reached

import (
	"context"
	"sync"

	"example.com/mutex/lib"

	"github.com/parvet/parvet/runtime/par"
)

type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func newCounter() *counter { return &counter{n: map[string]int{}} }

func (c *counter) Inc(k string) {
	c.mu.Lock()
	c.n[k]++
	c.mu.Unlock()
}

type metrics interface{ Inc(string) }

type nop struct{}

func (nop) Inc(string) {}

type server struct {
	m      metrics
	inc    func(string)
	c      *counter
	shards []*counter
	byName map[string]metrics
	incs   map[string]func(string)
	fresh  func() *counter
	nested struct{ c *counter }
}

func newServer(quiet bool) *server {
	c := newCounter()
	s := &server{m: c, inc: c.Inc, c: c, fresh: newCounter, byName: map[string]metrics{}, incs: map[string]func(string){}}
	if quiet {
		s.m = nop{}
	}
	s.byName["a"], s.incs["a"] = newCounter(), newCounter().Inc
	return s
}

func (s *server) counter() *counter       { return s.c }
func (s *server) metrics() metrics        { return s.m }
func (s *server) shard(k string) *counter { return s.shards[len(k)%len(s.shards)] }
func (s *server) named(k string) metrics  { return s.byName[k] }
func (s *server) own() *counter           { return &counter{n: map[string]int{}} }
func (s *server) ownOr(none bool) *counter { // new for each, or the common one
	if none {
		return s.c
	}
	return newCounter()
}

var (
	std   metrics = newCounter()
	def           = newCounter()
	alter *counter
)

func defaultCounter() *counter { return def }

func each(ctx context.Context, ks []string, f func(k string)) error {
	return par.ForEach(ctx, ks, func(_ context.Context, _ int, k *string) error {
		f(*k)
		return nil
	})
}

// In common: an interface, a function, what a method returns, a variable.
func (s *server) common(ctx context.Context, ks []string) error {
	local := metrics(s.c)
	quiet := newServer(len(ks) > 100).m
	return par.ForEach(ctx, ks, func(_ context.Context, _ int, k *string) error {
		s.m.Inc(*k)              // want `takes the same lock for each item`
		s.inc(*k)                // want `takes the same lock for each item`
		s.counter().Inc(*k)      // want `takes the same lock for each item`
		s.metrics().Inc(*k)      // want `takes the same lock for each item`
		s.nested.c.Inc(*k)       // want `takes the same lock for each item`
		local.Inc(*k)            // want `takes the same lock for each item`
		quiet.Inc(*k)            // want `takes the same lock for each item`
		std.Inc(*k)              // want `takes the same lock for each item`
		defaultCounter().Inc(*k) // want `takes the same lock for each item`
		return nil
	})
}

// Each item has another one: by a key, an index, or made for it.
func (s *server) other(ctx context.Context, ks []string) error {
	return par.ForEach(ctx, ks, func(_ context.Context, i int, k *string) error {
		s.shards[i].Inc(*k)
		s.shard(*k).Inc(*k)
		s.named(*k).Inc(*k)
		s.byName[*k].Inc(*k)
		s.incs[*k](*k)
		s.own().Inc(*k)
		s.fresh().Inc(*k)
		s.ownOr(i > 0).Inc(*k)
		m := metrics(newCounter())
		m.Inc(*k)
		inc := newCounter().Inc
		inc(*k)
		return nil
	})
}

// worker is made for each item, around what they have in common or what they have not.
type worker struct {
	c  *counter
	m  metrics
	id int
}

func (w *worker) step(k string)    { w.c.Inc(k) }
func (w *worker) measure(k string) { w.m.Inc(k) }

func (s *server) around(ctx context.Context, ks []string) error {
	return par.ForEach(ctx, ks, func(_ context.Context, i int, k *string) error {
		w := &worker{c: s.c, id: i}
		w.step(*k)  // want `takes the same lock for each item`
		w.c.Inc(*k) // want `takes the same lock for each item`
		v := worker{m: s.m, id: i}
		v.measure(*k) // want `takes the same lock for each item`
		own := &worker{c: newCounter(), id: i}
		own.step(*k)
		own.c.Inc(*k)
		return nil
	})
}

// What replaces it in between is not known to be in common.
func (s *server) replaced(ctx context.Context, ks []string) error {
	return par.ForEach(ctx, ks, func(_ context.Context, i int, k *string) error {
		w := &worker{c: s.c, id: i}
		if i > 0 {
			w.c = newCounter()
		}
		w.c.Inc(*k)
		return nil
	})
}

// A literal that the task calls brings along what it captures.
func (s *server) literal(ctx context.Context, ks []string) error {
	var mu sync.Mutex
	n := 0
	count := func() {
		mu.Lock()
		n++
		mu.Unlock()
	}
	return par.ForEach(ctx, ks, func(_ context.Context, _ int, k *string) error {
		count() // want `takes the same lock for each item`
		var own sync.Mutex
		private := func() {
			own.Lock()
			defer own.Unlock()
		}
		private()
		return nil
	})
}

// A literal that another function makes, once for all.
func handler(m metrics) func(context.Context, int, *string) error {
	return func(_ context.Context, _ int, k *string) error {
		m.Inc(*k) // want `takes the same lock for each item`
		return nil
	}
}

func (s *server) made(ctx context.Context, ks []string) error {
	return par.ForEach(ctx, ks, handler(s.c))
}

// By way of a function that makes the tasks.
func (s *server) passed(ctx context.Context, ks []string) error {
	return each(ctx, ks, func(k string) {
		s.m.Inc(k) // want `takes the same lock for each item`
		s.shard(k).Inc(k)
	})
}

// The items themselves are interfaces.
func items(ctx context.Context, ms []metrics) error {
	return par.ForEach(ctx, ms, func(_ context.Context, _ int, m *metrics) error {
		(*m).Inc("a")
		return nil
	})
}

// One task has nobody to wait for in its own call.
func (s *server) one(ctx context.Context, p *par.Pool) error {
	return p.Go(ctx, func(context.Context) { s.m.Inc("a") })
}

// Another package knows what is in common.
func imported(ctx context.Context, ks []string) error {
	return par.ForEach(ctx, ks, func(_ context.Context, _ int, k *string) error {
		lib.Count(*k) // want `takes the same lock for each item`
		lib.CountNew(*k)
		return nil
	})
}

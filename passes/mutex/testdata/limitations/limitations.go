// Package limitations shows what the rule cannot see or takes on trust: the
// limits on its page, each next to a twin that comes out the other way. What is
// possible is reported with -tier=possible only.
package limitations

import (
	"context"
	"maps"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Where readers wait for a reader, a writer has to come along.

type registry struct {
	mu sync.RWMutex
	m  map[string]string
}

func (r *registry) load(name string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	os.ReadFile(name)
}

func (r *registry) get(name string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.m[name]
}

func (r *registry) put(name, value string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[name] = value
}

func readers(ctx context.Context, p *par.Pool, r *registry) {
	p.Go(ctx, func(context.Context) {
		r.get("a") // possible // want `which readers hold across`
	})
	p.Go(ctx, func(context.Context) {
		r.put("a", "b") // want `which is held across os.ReadFile`
	})
}

// A group of goroutines that only compute.

func sum(n int) int {
	if n == 0 {
		return 0
	}
	return n + sum(n-1)
}

func groups(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		var group sync.WaitGroup
		group.Go(func() { sum(10) })
		group.Wait() // possible // want `waits for other goroutines`
	})
	p.Go(ctx, func(context.Context) {
		var group sync.WaitGroup
		group.Go(func() { os.ReadFile("a") })
		group.Wait() // want `waits for other goroutines`
	})
}

// A lock that is held long, but not where anything shows that it is meanwhile.

type archive struct {
	mu sync.RWMutex
	n  int
}

func (a *archive) pack() {
	a.mu.Lock()
	defer a.mu.Unlock()
	os.WriteFile("a", nil, 0o600)
}

func (a *archive) size() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.n
}

type journal struct {
	mu sync.RWMutex
	n  int
}

func (j *journal) pack() {
	j.mu.Lock()
	defer j.mu.Unlock()
	os.WriteFile("a", nil, 0o600)
}

func (j *journal) size() int {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.n
}

func meanwhile(ctx context.Context, a *archive, j *journal, names []string) {
	a.pack()
	go j.pack()
	par.ForEach(ctx, names, func(context.Context, int, *string) error {
		a.size() // possible // want `which is held across os.WriteFile`
		j.size() // want `which is held across os.WriteFile`
		return nil
	})
}

// Of two objects, what one holds across a wait counts for the other, but for
// package-level variables, new objects, and structs that embed it.

type store struct {
	mu sync.Mutex
	n  int
}

func (s *store) save() {
	s.mu.Lock()
	defer s.mu.Unlock()
	os.WriteFile("a", nil, 0o600)
}

func (s *store) add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

type holder struct{ slow, quick *store }

var slowest, quickest store

func objects(ctx context.Context, p *par.Pool, h *holder, slow, quick *store) {
	slow.save()
	h.slow.save()
	p.Go(ctx, func(context.Context) {
		quick.add() // want `which is held across os.WriteFile`
	})
	p.Go(ctx, func(context.Context) {
		h.quick.add() // want `which is held across os.WriteFile`
	})
	own := new(store)
	p.Go(ctx, func(context.Context) {
		own.add() // not reported: nobody saves it
	})
}

// An object that the task has made counts as its own as long as the task has it in
// a variable. By way of a holder, an interface, a slice or a map it is one of many.

type adder interface{ add() }

func newAdder() adder { return new(store) }

func made(ctx context.Context, p *par.Pool, option func(*store)) {
	p.Go(ctx, func(context.Context) {
		own := new(store)
		own.add() // not reported: nobody else knows it
	})
	p.Go(ctx, func(context.Context) {
		own := holder{quick: new(store)}
		own.quick.add() // want `which is held across os.WriteFile`
	})
	p.Go(ctx, func(context.Context) {
		own := newAdder()
		own.add() // want `which is held across os.WriteFile`
	})
	p.Go(ctx, func(context.Context) {
		own := []*store{new(store)}
		own[0].add() // want `which is held across os.WriteFile`
	})
	p.Go(ctx, func(context.Context) {
		own := map[string]*store{"a": new(store)}
		own["a"].add() // want `which is held across os.WriteFile`
	})
	p.Go(ctx, func(context.Context) {
		own := new(store)
		option(own)
		own.add() // want `which is held across os.WriteFile`
	})
}

type account struct {
	mu sync.Mutex
	n  int
}

var slowly, quickly account

func variables(ctx context.Context, p *par.Pool) {
	slowly.mu.Lock()
	os.ReadFile("a")
	slowly.mu.Unlock()
	p.Go(ctx, func(context.Context) {
		slowly.mu.Lock() // want `which is held across os.ReadFile`
		slowly.mu.Unlock()
	})
	p.Go(ctx, func(context.Context) {
		quickly.mu.Lock() // not reported: it is another variable
		quickly.mu.Unlock()
	})
}

// Locks that are not contended as far as is known: of the item, one of many, local
// to the task; readers among themselves.

type item struct {
	mu sync.Mutex
	n  int
}

func (it *item) inc() {
	it.mu.Lock()
	it.n++
	it.mu.Unlock()
}

func contended(ctx context.Context, items []*item, shards []item, all *item, r *sync.RWMutex) {
	same := make([]*item, 3)
	for i := range same {
		same[i] = all
	}
	par.ForEach(ctx, same, func(_ context.Context, i int, it **item) error {
		(*it).inc() // not reported: though all the items are one
		return nil
	})
	par.ForEach(ctx, items, func(_ context.Context, i int, it **item) error {
		shards[i%1].inc() // not reported: though there is one shard
		return nil
	})
	par.ForEach(ctx, items, func(context.Context, int, **item) error {
		r.RLock() // not reported: readers keep out nobody
		r.RUnlock()
		return nil
	})
	par.ForEach(ctx, items, func(context.Context, int, **item) error {
		if all.mu.TryLock() { // not reported: does not wait
			all.mu.Unlock()
		}
		return nil
	})
	par.ForEach(ctx, items, func(context.Context, int, **item) error {
		all.inc() // want `the same lock for each item`
		return nil
	})
}

// A mutex that is locked on some of the paths only counts as held where one branch
// or one flag tells the paths apart.

type paths struct{ branch, flag, nested sync.Mutex }

func (s *paths) branches(safe bool) {
	if safe {
		s.branch.Lock()
	}
	os.ReadFile("a")
	if safe {
		s.branch.Unlock()
	}
}

func (s *paths) flags(n int) {
	locked := false
	if n > 1 && n < 10 {
		s.flag.Lock()
		locked = true
	}
	os.ReadFile("a")
	if locked {
		s.flag.Unlock()
	}
}

func (s *paths) nests(safe, really bool) {
	if safe {
		if really {
			s.nested.Lock()
		}
	}
	os.ReadFile("a")
	if safe && really {
		s.nested.Unlock()
	}
}

func some(ctx context.Context, p *par.Pool, s *paths) {
	p.Go(ctx, func(context.Context) {
		s.branch.Lock() // want `which is held across os.ReadFile`
		s.branch.Unlock()
	})
	p.Go(ctx, func(context.Context) {
		s.flag.Lock() // want `which is held across os.ReadFile`
		s.flag.Unlock()
	})
	p.Go(ctx, func(context.Context) {
		s.nested.Lock() // not reported: two conditions have to hold
		s.nested.Unlock()
	})
}

// A mutex that a branch chooses is neither of the two.

type either struct {
	first, second sync.Mutex
	n             int
}

func (e *either) do() {
	mu := &e.first
	if e.n > 0 {
		mu = &e.second
	}
	mu.Lock()
	defer mu.Unlock()
	os.ReadFile("a")
}

type one struct{ first sync.Mutex }

func (o *one) askFirst() {
	o.first.Lock()
	defer o.first.Unlock()
	os.ReadFile("a")
}

func chosen(ctx context.Context, p *par.Pool, e *either, o *one) {
	go e.do()
	go o.askFirst()
	p.Go(ctx, func(context.Context) {
		e.first.Lock() // not reported
		e.first.Unlock()
	})
	p.Go(ctx, func(context.Context) {
		o.first.Lock() // want `which is held across os.ReadFile`
		o.first.Unlock()
	})
}

// What the body of a range over a function defers runs when the function around it returns.

type index struct {
	mu    sync.Mutex
	names map[string]bool
}

func (x *index) loadFirst() {
	for range maps.Keys(x.names) {
		x.mu.Lock()
		defer x.mu.Unlock()
		break
	}
	os.ReadFile("a")
}

func (x *index) has(name string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.names[name]
}

type list struct {
	mu    sync.Mutex
	names map[string]bool
}

func (l *list) loadFirst() {
	for range l.names {
		l.mu.Lock()
		defer l.mu.Unlock()
		break
	}
	os.ReadFile("a")
}

func (l *list) has(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.names[name]
}

func deferred(ctx context.Context, p *par.Pool, x *index, l *list) {
	p.Go(ctx, func(context.Context) {
		x.has("a")
	})
	p.Go(ctx, func(context.Context) {
		l.has("a") // want `which is held across os.ReadFile`
	})
}

// Package meanwhile is about mutexes that are held long where no task comes, maybe
// at the same time.
package meanwhile

import (
	"context"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/meanwhile/store"
	"github.com/parvet/parvet/runtime/par"
)

// Before and after the work.

type index struct {
	mu sync.RWMutex
	m  map[string]int
}

func (x *index) lookup(name string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.m[name]
}

func (x *index) save() {
	x.mu.Lock()
	defer x.mu.Unlock()
	os.WriteFile("index", nil, 0o600)
}

func prune(x *index, names []string) error {
	x.save()
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			x.lookup(name)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	x.save()
	return nil
}

// Nobody waits for the tasks before that.

type late struct {
	mu sync.RWMutex
	m  map[string]int
}

func (x *late) lookup(name string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.m[name]
}

func (x *late) save() {
	x.mu.Lock()
	defer x.mu.Unlock()
	os.WriteFile("index", nil, 0o600)
}

func saveMeanwhile(x *late, names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			x.lookup(name) // want `\(\*late\).lookup → sync.\(\*RWMutex\).RLock at meanwhile.go:\d+, which is held across os.WriteFile`
			return nil
		})
	}
	x.save()
	return g.Wait()
}

// The tasks come there themselves.

type cache struct {
	mu sync.Mutex
	m  map[string][]byte
}

func (c *cache) get(name string) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.m[name]; !ok {
		c.m[name], _ = os.ReadFile(name)
	}
	return c.m[name]
}

func load(c *cache, names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			c.get(name) // want `\(\*cache\).get → sync.\(\*Mutex\).Lock at meanwhile.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

type flushed struct {
	mu    sync.Mutex
	lines []string
}

func (f *flushed) add(line string) {
	f.mu.Lock()
	f.lines = append(f.lines, line)
	f.mu.Unlock()
}

func (f *flushed) flush() {
	f.mu.Lock()
	defer f.mu.Unlock()
	os.WriteFile("lines", nil, 0o600)
}

func logAll(f *flushed, lines []string) error {
	var g errgroup.Group
	for i, line := range lines {
		g.Go(func() error {
			f.add(line) // want `\(\*flushed\).add → sync.\(\*Mutex\).Lock at meanwhile.go:\d+, which is held across os.WriteFile`
			if i%100 == 0 {
				f.flush() // want `\(\*flushed\).flush → sync.\(\*Mutex\).Lock at meanwhile.go:\d+, which is held across os.WriteFile`
			}
			return nil
		})
	}
	return g.Wait()
}

// Something that runs by itself does.

type table struct {
	mu sync.RWMutex
	m  map[string]int
}

func (t *table) get(name string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m[name]
}

func (t *table) refresh() {
	t.mu.Lock()
	defer t.mu.Unlock()
	http.Get("http://table")
}

func (t *table) run(ctx context.Context) {
	for ctx.Err() == nil {
		t.refresh()
		time.Sleep(time.Minute)
	}
}

func serve(ctx context.Context, t *table, names []string) error {
	go t.run(ctx)
	return par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		t.get(*name) // want `\(\*table\).get → sync.\(\*RWMutex\).RLock at meanwhile.go:\d+, which is held across net/http.Get`
		return nil
	})
}

// A function that another package keeps does.

type timed struct {
	mu sync.RWMutex
	m  map[string]int
}

func (t *timed) get(name string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m[name]
}

func (t *timed) refresh() {
	t.mu.Lock()
	defer t.mu.Unlock()
	http.Get("http://table")
}

func after(ctx context.Context, t *timed, names []string) error {
	timer := time.AfterFunc(time.Minute, t.refresh)
	defer timer.Stop()
	return par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		t.get(*name) // want `\(\*timed\).get → sync.\(\*RWMutex\).RLock at meanwhile.go:\d+, which is held across net/http.Get`
		return nil
	})
}

// One that is called before the call returns does not.

type visited struct {
	mu sync.RWMutex
	m  map[string]int
}

func (v *visited) get(name string) int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.m[name]
}

func (v *visited) load(name string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, err := os.ReadFile(name)
	return err
}

func visit(ctx context.Context, v *visited, names []string) error {
	var once sync.Once
	once.Do(func() { v.load("all") })
	return par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		v.get(*name)
		return nil
	})
}

// Tasks that queue up for the lock are told so, though nobody holds it long meanwhile.

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func (c *counter) save() {
	c.mu.Lock()
	defer c.mu.Unlock()
	os.WriteFile("n", nil, 0o600)
}

func count(ctx context.Context, c *counter, names []string) error {
	defer c.save()
	return par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		c.add() // want `takes the same lock for each item`
		return nil
	})
}

// A task that nobody waits for may run at any time; one that is waited for may not.

func submit(ctx context.Context, p *par.Pool, x *index) {
	p.Go(ctx, func(context.Context) {
		x.lookup("a") // want `\(\*index\).lookup → sync.\(\*RWMutex\).RLock at meanwhile.go:\d+, which is held across os.WriteFile`
	})
}

func result(ctx context.Context, p *par.Pool, x *index) (int, error) {
	f, err := par.Submit(ctx, p, func(context.Context) (int, error) {
		return x.lookup("a"), nil
	})
	if err != nil {
		return 0, err
	}
	return f.Wait(ctx)
}

// Mutexes of another package.

func foreign(s *store.Store, names []string) error {
	s.Reload()
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			s.Get(name)
			return nil
		})
	}
	return g.Wait()
}

func foreignMeanwhile(s *store.Store, names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			s.Get(name) // want `store.\(\*Store\).Get → sync.\(\*RWMutex\).RLock at store.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	s.Reload()
	return g.Wait()
}

func foreignSubmit(ctx context.Context, p *par.Pool, s *store.Store) {
	p.Go(ctx, func(context.Context) {
		s.Get("a") // want `store.\(\*Store\).Get → sync.\(\*RWMutex\).RLock at store.go:\d+, which is held across os.ReadFile`
	})
}

func served(ctx context.Context, s *store.Served, names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			s.Add() // want `store.\(\*Served\).Add → sync.\(\*Mutex\).Lock at store.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

// Each task has the mutex of its item: other runs of it hold others.

type peer struct {
	mu   sync.Mutex
	name string
}

func (p *peer) save() {
	p.mu.Lock()
	defer p.mu.Unlock()
	os.WriteFile(p.name, nil, 0o600)
}

func saveAll(ctx context.Context, peers []*peer) error {
	return par.ForEach(ctx, peers, func(ctx context.Context, i int, p **peer) error {
		(*p).save()
		return nil
	})
}

type shown struct {
	mu   sync.Mutex
	name string
}

func (s *shown) save() {
	s.mu.Lock()
	defer s.mu.Unlock()
	os.WriteFile(s.name, nil, 0o600)
}

func saveShown(ctx context.Context, all []*shown) error {
	go func() {
		for _, s := range all {
			s.save()
		}
	}()
	return par.ForEach(ctx, all, func(ctx context.Context, i int, s **shown) error {
		(*s).save() // want `\(\*shown\).save → sync.\(\*Mutex\).Lock at meanwhile.go:\d+, which is held across os.WriteFile`
		return nil
	})
}

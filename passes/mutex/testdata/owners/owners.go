// Package owners holds that mutexes of one field are told apart by the object that
// they belong to, where that is a package-level variable or new.
package owners

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

type cache struct {
	mu   sync.RWMutex
	data []byte
}

func newCache() *cache { return &cache{data: []byte("x")} }

func (c *cache) get() byte {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.data[0]
}

func (c *cache) load() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data, _ = os.ReadFile("x")
}

var (
	slow  cache
	quick cache
	both  [2]cache
	pair  struct{ slow, quick cache }

	slowPointer  = newCache()
	quickPointer = newCache()
)

func work(ctx context.Context) {
	slow.load()
	both[0].load()
	pair.slow.load()
	slowPointer.load()
}

func variables(ctx context.Context, p *par.Pool, given *cache) {
	go work(ctx)
	p.Go(ctx, func(context.Context) {
		quick.get()
		quick.mu.Lock()
		quick.mu.Unlock()
		both[1].get()
		pair.quick.get()
		quickPointer.get()

		slow.get()     // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		slow.mu.Lock() // want `for a lock: sync.\(\*RWMutex\).Lock`
		slow.mu.Unlock()
		both[0].get()     // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		pair.slow.get()   // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		slowPointer.get() // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		alias := &slow
		alias.get() // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		given.get() // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		for i := range both {
			both[i].get() // want `for a lock: .*get → sync.\(\*RWMutex\).RLock`
		}
	})
}

// An object that several variables point to has no name, nor has one that others
// store.

type table struct {
	mu   sync.Mutex
	data []byte
}

func newTable() *table { return new(table) }

func (t *table) get() {
	t.mu.Lock()
	defer t.mu.Unlock()
}

func (t *table) load() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.data, _ = os.ReadFile("x")
}

var (
	primary   = newTable()
	secondary = primary
	other     = newTable()
	set       *table
	Exported  = newTable()
)

func use(t *table) { set = t }

func aliases(ctx context.Context, p *par.Pool) {
	go secondary.load()
	p.Go(ctx, func(context.Context) {
		primary.get()   // want `for a lock: .*get → sync.\(\*Mutex\).Lock`
		secondary.get() // want `for a lock: .*get → sync.\(\*Mutex\).Lock`
		other.get()     // want `for a lock: .*get → sync.\(\*Mutex\).Lock`
		set.get()       // want `for a lock: .*get → sync.\(\*Mutex\).Lock`
		Exported.get()  // want `for a lock: .*get → sync.\(\*Mutex\).Lock`
	})
}

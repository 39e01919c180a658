package a

import (
	"context"
	"net/http"
	"os"
	"sync"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

// Contention.

var global sync.Mutex

type results struct {
	mu  sync.Mutex
	all []int
	sync.RWMutex
}

func (r *results) add(x int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, x)
}

func contention(ctx context.Context, xs []int, r *results) {
	var mu sync.Mutex
	sum := 0
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		mu.Lock() // want `^task passed to par.ForEach takes the same lock for each item, so the workers queue up for it: sync.\(\*Mutex\).Lock; use par.Reduce or the result of par.Map$`
		sum += *x
		mu.Unlock()
		r.add(*x)       // want `takes the same lock for each item, so the workers queue up for it: \(\*results\).add → sync.\(\*Mutex\).Lock at a.go:\d+; use par.Reduce`
		r.RLock()       // readers keep nobody out
		r.RUnlock()     //
		global.Lock()   // want `takes the same lock for each item`
		global.Unlock() //
		return nil
	})
	par.For(ctx, 10, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			r.add(i) // want `task passed to par.For takes the same lock for each item`
		}
		return nil
	})
}

type collector struct {
	mu sync.Mutex
	n  int
}

func (c *collector) visit(ctx context.Context, i int, x *int) error {
	c.mu.Lock() // want `takes the same lock for each item.*: \(\*collector\).visit → sync.\(\*Mutex\).Lock`
	c.n++
	c.mu.Unlock()
	return nil
}

func boundMethod(ctx context.Context, xs []int, c *collector) {
	par.ForEach(ctx, xs, c.visit)
}

type item struct {
	mu sync.Mutex
	n  int
}

func (it *item) inc() {
	it.mu.Lock()
	it.n++
	it.mu.Unlock()
}

type shard struct {
	sync.Mutex
	m map[int]int
}

func noContention(ctx context.Context, items []item, ptrs []*item, shards []shard, xs []int, byKey map[int]*item) {
	par.ForEach(ctx, items, func(ctx context.Context, i int, it *item) error {
		it.inc() // the item's own
		it.mu.Lock()
		it.mu.Unlock()
		shards[i%len(shards)].Lock() // one of many
		shards[i%len(shards)].Unlock()
		byKey[i].inc()
		var own sync.Mutex
		own.Lock()
		own.Unlock()
		local()
		if global.TryLock() {
			global.Unlock()
		}
		go global.Lock()
		return nil
	})
	par.ForEach(ctx, ptrs, func(ctx context.Context, i int, it **item) error {
		(*it).inc()
		return nil
	})
	par.For(ctx, len(items), func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			items[i].inc()
		}
		for i := range items[lo:hi] {
			it := &items[i]
			it.inc()
		}
		return nil
	})
}

func local() {
	var mu sync.Mutex
	mu.Lock()
	mu.Unlock()
}

// A short critical section in a task that runs once needs -mutex.short.

func coarse(ctx context.Context, p *par.Pool, r *results) {
	p.Go(ctx, func(ctx context.Context) {
		r.add(1)
		global.Lock()
		global.Unlock()
	})
}

// Long waits.

type cache struct {
	mu     sync.Mutex
	data   []byte
	early  sync.Mutex
	cond   sync.Mutex
	nested sync.Mutex
	rarely sync.Mutex
	ready  *sync.Cond
}

func (c *cache) refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data, _ = os.ReadFile("x")
}

func (c *cache) get() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.data
}

func (c *cache) unlockFirst() {
	c.early.Lock()
	data := c.data
	c.early.Unlock()
	os.WriteFile("x", data, 0o600)
}

func (c *cache) lockOnSomePaths(b bool) {
	if b {
		c.rarely.Lock()
		c.data = nil
		c.rarely.Unlock()
	}
	os.Remove("x")
}

func (c *cache) outer() {
	c.nested.Lock()
	c.get() // waits for c.mu, which is held across a file
	c.nested.Unlock()
}

func (c *cache) waitCond() {
	c.cond.Lock()
	for c.data == nil {
		c.ready.Wait() // unlocks meanwhile
	}
	c.cond.Unlock()
}

func long(ctx context.Context, p *par.Pool, c *cache, l *lib.Registry, xs []int) {
	p.Go(ctx, func(ctx context.Context) {
		c.get()           // want `^task passed to par.\(\*Pool\).Go may wait long for a lock: \(\*cache\).get → sync.\(\*Mutex\).Lock at a.go:\d+, which is held across os.ReadFile at a.go:\d+; unlock before that, or wrap it in par.Blocking or do it outside of the task$`
		c.nested.Lock()   // want `which is held across sync.\(\*Mutex\).Lock at a.go`
		c.nested.Unlock() //
		c.early.Lock()
		c.early.Unlock()
		c.rarely.Lock()
		c.rarely.Unlock()
		c.cond.Lock()
		c.cond.Unlock()
		l.Lookup()     // want `lib.\(\*Registry\).Lookup → sync.\(\*Mutex\).Lock at lib.go:\d+, which is held across net/http.Get at lib.go`
		l.Mu.RLock()   // want `which is held across net/http.Get at lib.go:\d+`
		l.Mu.RUnlock() //
		lib.Global()   // want `lib.Global → sync.\(\*Mutex\).Lock`
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		c.get() // want `takes the same lock for each item`
		return nil
	})
}

// Others that wait.

func others(ctx context.Context, p *par.Pool, c *sync.Cond, wg *sync.WaitGroup, once *sync.Once, xs []int) {
	p.Go(ctx, func(ctx context.Context) {
		wg.Wait()        // want `^task passed to par.\(\*Pool\).Go waits for other goroutines: sync.\(\*WaitGroup\).Wait; wrap it in par.Blocking or do it outside of the task$`
		c.Wait()         // want `waits for other goroutines: sync.\(\*Cond\).Wait`
		once.Do(func() { // want `may wait for a sync.Once: sync.\(\*Once\).Do, which runs net/http.Get at a.go:\d+; call it before the tasks start`
			http.Get("x")
		})
		once.Do(func() { xs = nil })
		once.Do(setup) // want `may wait for a sync.Once: sync.\(\*Once\).Do, which runs os.ReadFile`
		par.Blocking(ctx, func(ctx context.Context) error {
			wg.Wait()
			return nil
		})
		go wg.Wait()
	})
}

func setup() { os.ReadFile("x") }

// Functions that are called with the mutex held, or lock it for their caller.

type queue struct {
	mu    sync.Mutex
	other sync.Mutex
	third sync.Mutex
	ended chan struct{}
}

func (q *queue) put() {
	q.mu.Lock()
	if q.ended == nil {
		q.runNow()
		return
	}
	q.mu.Unlock()
}

// runNow is called with q.mu held, and lets go of it.
func (q *queue) runNow() {
	q.ended = nil
	q.mu.Unlock()
	<-q.ended
}

func (q *queue) acquire() { q.other.Lock() }

func (q *queue) release() { q.other.Unlock() }

func (q *queue) helpers() {
	q.acquire()
	q.ended = nil
	q.release()
	<-q.ended
	q.lockThird()
	<-q.ended
	q.third.Unlock()
}

func (q *queue) lockThird() { q.third.Lock() }

func balance(ctx context.Context, p *par.Pool, q *queue) {
	p.Go(ctx, func(ctx context.Context) {
		q.mu.Lock()
		q.mu.Unlock()
		q.other.Lock()
		q.other.Unlock()
		q.third.Lock() // want `which is held across receive from field ended`
		q.third.Unlock()
	})
}

// A literal that locks what belongs to the function around it.

func (c *collector) all(ctx context.Context, xs []int, other *collector) {
	inc := func() {
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	}
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		inc()    // want `takes the same lock for each item`
		func() { // want `takes the same lock for each item`
			other.mu.Lock()
			defer other.mu.Unlock()
			other.n++
		}()
		own := new(collector)
		func() {
			own.mu.Lock()
			own.mu.Unlock()
		}()
		return nil
	})
}

// Whose lock it is.

func newCollector() *collector { return new(collector) }

func owners(ctx context.Context, xs []int, shards []*collector, rw *sync.RWMutex) {
	acc := newCollector()
	first := shards[len(xs)]
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		acc.mu.Lock() // want `takes the same lock for each item`
		acc.mu.Unlock()
		first.mu.Lock() // want `takes the same lock for each item`
		first.mu.Unlock()
		own := newCollector()
		own.mu.Lock()
		own.mu.Unlock()
		rw.RLock() // want `takes the same lock for each item`
		rw.RUnlock()
		rw.Lock() // want `takes the same lock for each item`
		rw.Unlock()
		return nil
	})
}

// What a critical section contains.

type sections struct {
	order, offload, loop sync.Mutex
}

func (s *sections) deferred() {
	s.order.Lock()
	defer http.Get("x") // runs after the unlock
	defer s.order.Unlock()
}

func (s *sections) blocking(ctx context.Context, xs []int) {
	s.offload.Lock()
	par.Blocking(ctx, func(ctx context.Context) error { return nil })
	s.offload.Unlock()
	s.loop.Lock()
	defer s.loop.Unlock()
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error { return nil })
}

func critical(ctx context.Context, p *par.Pool, s *sections) {
	p.Go(ctx, func(ctx context.Context) {
		s.order.Lock()
		s.order.Unlock()
		s.offload.Lock() // want `which is held across par.Blocking at`
		s.offload.Unlock()
		s.loop.Lock() // want `which is held across par.ForEach at`
		s.loop.Unlock()
	})
	go p.Go(ctx, func(ctx context.Context) {
		http.Get("x")
		s.loop.Lock() // want `which is held across par.ForEach at`
		s.loop.Unlock()
	})
}

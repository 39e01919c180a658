package passed

import (
	"context"
	"sync"
	"time"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

// A mutex that is a parameter is another one at each call, and it is held as long as
// what that call passes takes.

var asleep, counting, asleep2, counting2, asleep3, counting3, asleep4, counting4 sync.Mutex

var counter int

func count() { counter++ }

func nap() { time.Sleep(time.Second) }

func locked(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

// lockedTwice passes both on.
func lockedTwice(mu *sync.Mutex, f func()) { locked(mu, f) }

type guarded struct {
	asleep, counting sync.Mutex
}

func lockedWriter(mu *sync.RWMutex, f func()) {
	mu.RLock()
	defer mu.RUnlock()
	f()
}

var readAsleep, readCounting sync.RWMutex

func napLocked(g *guarded) {
	locked(&asleep, nap)
	lockedTwice(&asleep2, nap)
	lib.Locked(&asleep3, nap)
	locked(&g.asleep, nap)
	lockedWriter(&readAsleep, nap)
	locked(&counting, count)
}

func lockedTasks(ctx context.Context, p *par.Pool, g *guarded) {
	p.Go(ctx, func(ctx context.Context) {
		locked(&asleep, count)       // want `may wait long for a lock: locked → .* which is held across time.Sleep`
		lockedTwice(&asleep2, count) // want `may wait long for a lock: lockedTwice → locked → .* which is held across time.Sleep`
		lib.Locked(&asleep3, count)  // want `may wait long for a lock: lib.Locked → .* which is held across time.Sleep`
		locked(&g.asleep, count)     // want `may wait long for a lock: locked → .* which is held across time.Sleep`
		readAsleep.Lock()            // want `may wait long for a lock: .* which is held across time.Sleep`
		readAsleep.Unlock()          //
		locked(&counting, count)     // held for the counting only
		lockedTwice(&counting2, count)
		lib.Locked(&counting3, count)
		locked(&g.counting, count)
		readCounting.Lock()
		readCounting.Unlock()
		counting4.Lock()
		counting4.Unlock()
		asleep4.Lock() // want `may wait long for a lock: .* which is held across time.Sleep`
		asleep4.Unlock()
	})
}

// What the function itself does it does with each of them.

func lockedNap(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	nap()
	f()
}

func napAlways() {
	lockedNap(&asleep4, count)
	locked(&counting4, count)
	lockedWriter(&readCounting, count)
}

// A struct that embeds a mutex is passed as a sync.Locker.

type embedding struct {
	n int
	sync.Mutex
}

type embeddingToo struct {
	n int
	sync.RWMutex
}

func holdLocker(l sync.Locker) {
	l.Lock()
	defer l.Unlock()
	time.Sleep(time.Minute)
}

func embedded(ctx context.Context, p *par.Pool, e *embedding, f *embeddingToo) {
	go holdLocker(e)
	p.Go(ctx, func(ctx context.Context) {
		e.Lock() // want `which is held across time.Sleep at`
		e.Unlock()
		f.Lock()
		f.Unlock()
	})
}

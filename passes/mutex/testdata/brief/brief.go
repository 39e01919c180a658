// Package brief is about mutexes that are held across what -max-wait excuses.
package brief

import (
	"context"
	"sync"
	"time"

	"example.com/mutex/lib"
	"github.com/parvet/parvet/runtime/par"
)

type cache struct {
	short, long, polled, after sync.Mutex
	once, slow                 sync.Once
}

func (c *cache) hold(done func() bool) {
	c.short.Lock()
	time.Sleep(10 * time.Millisecond)
	c.short.Unlock()

	c.long.Lock()
	time.Sleep(11 * time.Millisecond)
	c.long.Unlock()

	c.polled.Lock()
	for !done() {
		time.Sleep(time.Millisecond)
	}
	c.polled.Unlock()

	c.after.Lock()
	c.short.Lock()
	c.short.Unlock()
	c.after.Unlock()
}

func tasks(ctx context.Context, p *par.Pool, c *cache) {
	p.Go(ctx, func(context.Context) {
		c.short.Lock()
		c.short.Unlock()
		c.long.Lock() // want `may wait long for a lock: .* held across time.Sleep`
		c.long.Unlock()
		c.polled.Lock() // want `may wait long for a lock: .* held across time.Sleep`
		c.polled.Unlock()
		c.after.Lock()
		c.after.Unlock()
		lib.Brief()
		c.once.Do(func() { time.Sleep(time.Millisecond) })
		c.slow.Do(func() { time.Sleep(time.Second) }) // want `may wait for a sync.Once`
	})
}

package latched

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A cyclic is closed by methods that call one another.
type cyclic struct {
	once        sync.Once
	done, other chan struct{}
}

func (c *cyclic) close() { c.once.Do(func() { close(c.done) }) }

func (c *cyclic) first(n int) {
	c.close()
	c.second(n)
}

func (c *cyclic) second(n int) {
	if n > 0 {
		c.first(n - 1)
		return
	}
	c.close()
}

func (c *cyclic) either(n int) {
	if n > 1 {
		c.first(n)
		return
	}
	c.second(n)
}

func (c *cyclic) third(n int) {
	if n > 0 {
		c.fourth(n - 1)
	}
}

func (c *cyclic) fourth(n int) {
	c.third(n)
	if n > 1 {
		c.close()
	}
}

func recursive(ctx context.Context, p *par.Pool, a, b *cyclic, n int) {
	p.Go(ctx, func(ctx context.Context) {
		a.either(n)
		<-a.done
		<-a.other // want `receive from field other`
		b.third(n)
		<-b.done // want `receive from field done`
	})
}

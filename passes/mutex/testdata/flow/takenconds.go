package flow

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A helper that locks L of a condition variable itself unlocks that while it waits, and no
// mutex that its callers hold.

func awaitCond(c *sync.Cond, ready func() bool) {
	c.L.Lock()
	for !ready() {
		c.Wait()
	}
	c.L.Unlock()
}

// heldCond is called with L locked.
func heldCond(c *sync.Cond, ready func() bool) {
	for !ready() {
		c.Wait()
	}
}

// otherCond locks L of another one.
func otherCond(c, d *sync.Cond, ready func() bool) {
	d.L.Lock()
	for !ready() {
		c.Wait()
	}
	d.L.Unlock()
}

type condUser struct {
	across, around, other sync.Mutex
	n                     int
}

func (u *condUser) keep(c *sync.Cond) {
	u.across.Lock()
	awaitCond(c, func() bool { return u.n > 0 })
	u.across.Unlock()
}

func (u *condUser) lend(c *sync.Cond) {
	u.around.Lock()
	heldCond(c, func() bool { return u.n > 0 })
	u.around.Unlock()
}

func (u *condUser) either(c, d *sync.Cond) {
	u.other.Lock()
	otherCond(c, d, func() bool { return u.n > 0 })
	u.other.Unlock()
}

func takenConds(ctx context.Context, p *par.Pool, u *condUser, c, d *sync.Cond) {
	go u.keep(c)
	go u.lend(c)
	go u.either(c, d)
	p.Go(ctx, func(ctx context.Context) {
		u.across.Lock() // want `Wait`
		u.across.Unlock()
		u.around.Lock()
		u.around.Unlock()
		u.other.Lock()
		u.other.Unlock()
	})
}

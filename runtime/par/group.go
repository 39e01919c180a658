package par

import (
	"context"
	"sync/atomic"
)

// group is the state that all Scopes of one Run share.
type group struct {
	pool   *Pool
	seat   *seat // of the goroutine in Run
	ctx    stopContext
	out    outcome
	over   atomic.Bool // closed, to be read without the lock
	fifo   bool        // the owner takes the oldest child, too
	origin *origin     // with Label
	root   rootJoins

	// Under pool.mu.
	children []func(*Scope) error // spawned, not claimed; oldest first
	running  int                  // claimed, not ended
	skipped  bool                 // a child was dropped because the context had ended
	closed   bool                 // joined: nothing may be spawned any more
	place    offer
	wake     chan struct{} // not nil while the owner is parked
}

func (g *group) spawn(f func(*Scope) error) {
	p := g.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	g.checkOpen("Spawn")
	g.children = append(g.children, f)
	p.offer(g)
	p.dispatch()
	// A parked owner needs no token to go on, so it is the one who can always run the child: with all tokens held by blocked
	// workers above the cap nobody else would.
	if len(g.children) > 0 {
		g.wakeOwner()
	}
}

// refuse is spawn for a function that cannot run: the scope fails at once.
func (g *group) refuse(err error) {
	g.pool.mu.Lock()
	defer g.pool.mu.Unlock()
	g.checkOpen("Spawn")
	g.out.fail(err)
}

// checkOpen is called under pool.mu. Nothing may start in a scope whose owner is gone: the pool may be closed by now.
func (g *group) checkOpen(call string) {
	if g.closed {
		g.notOpen(call)
	}
}

func (g *group) notOpen(call string) { panic("par: " + call + " on a Scope whose Run has returned") }

// wakeOwner is called under pool.mu.
func (g *group) wakeOwner() {
	if g.wake != nil {
		close(g.wake)
		g.wake = nil
	}
}

func (g *group) listed() *offer { return &g.place }
func (g *group) more() bool     { return len(g.children) > 0 }

// claim gives a worker the oldest child, which is likely the largest piece of work.
func (g *group) claim() job {
	if g.dropIfCancelled() || len(g.children) == 0 {
		return nil
	}
	return g.oldest()
}

// oldest claims it. There must be one.
func (g *group) oldest() *child {
	f := g.children[0]
	g.children[0] = nil
	g.children = g.children[1:]
	g.running++
	return &child{g: g, f: f}
}

// claimOwn gives the owner the newest child, whose data are likely still in the cache, or the oldest one if the scope keeps the order.
func (g *group) claimOwn() *child {
	if g.dropIfCancelled() || len(g.children) == 0 {
		return nil
	}
	if len(g.children) == 1 {
		g.pool.withdraw(g)
	}
	if g.fifo {
		return g.oldest()
	}
	last := len(g.children) - 1
	f := g.children[last]
	g.children[last] = nil
	g.children = g.children[:last]
	g.running++
	return &child{g: g, f: f}
}

func (g *group) dropIfCancelled() bool {
	if len(g.children) == 0 || g.ctx.Err() == nil {
		return false
	}
	g.children = nil
	g.skipped = true
	g.pool.withdraw(g)
	return true
}

// join runs the children that nobody has claimed and parks until the others have ended. It may be called again after a Goexit has left it.
func (g *group) join(st *seat) {
	p := g.pool
	for {
		p.mu.Lock()
		if c := g.claimOwn(); c != nil {
			p.mu.Unlock()
			g.runOwn(c, st)
			continue
		}
		if g.running == 0 {
			g.closed = true
			g.over.Store(true)
			p.mu.Unlock()
			return
		}
		wake := make(chan struct{})
		g.wake = wake
		p.mu.Unlock()
		st.parkAt(wake)
	}
}

func (g *group) isClosed() bool {
	g.pool.mu.Lock()
	defer g.pool.mu.Unlock()
	return g.closed
}

// call runs f, Run's own function or a child, and notes how it ended.
func (g *group) call(f func(*Scope) error, st *seat, ctx context.Context) {
	g.out.protect(func() {
		s := &Scope{group: g, seat: st, ctx: ctx}
		defer s.release()
		if err := f(s); err != nil {
			g.out.fail(err)
		}
	})
}

// child is a spawned function that was claimed.
type child struct {
	g       *group
	f       func(*Scope) error
	skipped bool // the context had ended before f began
}

func (c *child) kind() kind   { return kindSpawn }
func (c *child) owner() *seat { return c.g.seat }

func (c *child) from() *origin { return c.g.origin }

func (c *child) within() context.Context { return &c.g.ctx }

func (c *child) run(st *seat) {
	if c.g.ctx.Err() != nil { // since the claim: a new worker takes a while to get here
		c.skipped = true
		return
	}
	st.beat()
	c.g.call(c.f, st, st.bind(&c.g.ctx))
}

func (c *child) done() {
	g := c.g
	g.running--
	g.skipped = g.skipped || c.skipped
	if g.running == 0 {
		g.wakeOwner()
	}
}

// runOne runs a child at the owner, if there is one that nobody has claimed.
func (g *group) runOne(st *seat) bool {
	g.pool.mu.Lock()
	c := g.claimOwn()
	g.pool.mu.Unlock()
	if c == nil {
		return false
	}
	g.runOwn(c, st)
	return true
}

// runOwn runs a child at the owner.
func (g *group) runOwn(c *child, st *seat) {
	defer func() {
		g.pool.mu.Lock()
		defer g.pool.mu.Unlock()
		c.done()
	}()
	c.run(st)
}

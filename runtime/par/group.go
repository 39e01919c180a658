package par

import "context"

// group is the state that all Scopes of one Run share.
type group struct {
	pool *Pool
	seat *seat // of the goroutine in Run
	ctx  context.Context
	out  outcome

	// Under pool.mu.
	children []func(*Scope) // spawned, not claimed; oldest first
	running  int            // claimed, not ended
	skipped  bool           // a child was dropped because the context had ended
	closed   bool           // joined: nothing may be spawned any more
	place    offer
	wake     chan struct{} // not nil while the owner is parked
}

func (g *group) spawn(f func(*Scope)) {
	p := g.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if g.closed {
		panic("par: Spawn on a Scope whose Run has returned")
	}
	g.children = append(g.children, f)
	p.offer(g)
	p.dispatch()
	// A parked owner needs no token to go on, so it is the one who can always run the child: with all tokens held by blocked
	// workers above the cap nobody else would.
	if len(g.children) > 0 {
		g.wakeOwner()
	}
}

// wakeOwner is called under pool.mu.
func (g *group) wakeOwner() {
	if g.wake != nil {
		close(g.wake)
		g.wake = nil
	}
}

func (g *group) owner() *seat   { return g.seat }
func (g *group) listed() *offer { return &g.place }
func (g *group) more() bool     { return len(g.children) > 0 }

// claim gives a worker the oldest child, which is likely the largest piece of work.
func (g *group) claim() job {
	if g.dropIfCancelled() || len(g.children) == 0 {
		return nil
	}
	f := g.children[0]
	g.children[0] = nil
	g.children = g.children[1:]
	g.running++
	return &child{g, f}
}

// claimOwn gives the owner the newest child, whose data are likely still in the cache.
func (g *group) claimOwn() func(*Scope) {
	if g.dropIfCancelled() || len(g.children) == 0 {
		return nil
	}
	last := len(g.children) - 1
	f := g.children[last]
	g.children[last] = nil
	g.children = g.children[:last]
	g.running++
	if last == 0 {
		g.pool.withdraw(g)
	}
	return f
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
		if f := g.claimOwn(); f != nil {
			p.mu.Unlock()
			g.runOwn(&child{g, f}, st)
			continue
		}
		if g.running == 0 {
			g.closed = true
			p.mu.Unlock()
			return
		}
		wake := make(chan struct{})
		g.wake = wake
		p.mu.Unlock()
		st.pause(stateWaiting)
		<-wake
		st.resume(stateWaiting)
	}
}

func (g *group) isClosed() bool {
	g.pool.mu.Lock()
	defer g.pool.mu.Unlock()
	return g.closed
}

// child is a spawned function that was claimed.
type child struct {
	g *group
	f func(*Scope)
}

func (c *child) kind() kind { return kindSpawn }

func (c *child) run(st *seat) {
	g := c.g
	g.out.protect(func() { c.f(&Scope{group: g, seat: st, ctx: withSeat(g.ctx, st)}) })
}

func (c *child) done(st *seat) {
	g := c.g
	g.running--
	if st != g.seat {
		g.pool.unhelp(g)
	}
	if g.running == 0 {
		g.wakeOwner()
	}
}

// runOwn runs a child at the owner.
func (g *group) runOwn(c *child, st *seat) {
	defer func() {
		g.pool.mu.Lock()
		defer g.pool.mu.Unlock()
		c.done(st)
	}()
	c.run(st)
}

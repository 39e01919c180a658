package par

import "context"

// Broadcast calls f once for each token of the pool, all at the same time: i counts from 0 up to n, which is the number of tokens. The calls may therefore wait for each other, at a
// barrier for instance. The caller's is the one with i = 0; each of the others has a worker of its own, which starts whether or not a token is free, so the pool is over by up to n-1 for
// as long as they take. A Broadcast within a Broadcast starts that many again.
//
// The first error, a panic or a [runtime.Goexit] cancels the context of all and is returned or raised once all have ended, as in [Pool.Run]. If ctx has ended already, no f runs. After
// [Pool.Close] the error is [ErrClosed], unless the caller is a task of the pool. A nil f gives an error that wraps [ErrInvalid].
func (p *Pool) Broadcast(ctx context.Context, f func(ctx context.Context, i, n int) error) error {
	if f == nil {
		return invalid("Broadcast: the function is nil")
	}
	st, inner, leave, err := p.enter(ctx, kindBroadcast, nil)
	if err != nil {
		return err
	}
	defer leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	g := &gang{pool: p, seat: st, f: f, n: p.width(), out: outcome{pool: p}}
	g.ctx.init(inner)
	defer g.ctx.end(nil)
	g.out.stops = &g.ctx
	g.start()
	joined := false
	defer func() {
		if !joined { // a Goexit on this goroutine
			g.join()
			g.out.raisePanic()
		}
	}()
	st.hostFor(ctx, func() { g.call(&g.ctx, 0) })
	g.join()
	joined = true
	g.out.raise()
	return g.out.err
}

// gang is a Broadcast. Unlike other fork-join work it is never offered: it starts at once, or its members could wait for one that nobody begins.
type gang struct {
	pool *Pool
	seat *seat // of the caller
	ctx  stopContext
	f    func(ctx context.Context, i, n int) error
	n    int
	out  outcome

	// Under pool.mu.
	running int
	wake    chan struct{} // not nil while the owner is parked
}

func (g *gang) start() {
	p := g.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	g.running = g.n - 1
	for i := 1; i < g.n; i++ {
		p.start(&member{g, i}, g.seat.lane)
	}
	p.reserve()
	if g.n > 1 {
		kick()
	}
}

func (g *gang) call(ctx context.Context, i int) {
	g.out.protect(func() {
		if err := g.f(ctx, i, g.n); err != nil {
			g.out.fail(err)
		}
	})
}

// join parks until all members have ended.
func (g *gang) join() {
	p := g.pool
	p.mu.Lock()
	if g.running == 0 {
		p.mu.Unlock()
		return
	}
	wake := make(chan struct{})
	g.wake = wake
	p.mu.Unlock()
	g.seat.parkAt(wake)
}

// member is one call of a Broadcast.
type member struct {
	g *gang
	i int
}

func (m *member) kind() kind   { return kindBroadcast }
func (m *member) owner() *seat { return m.g.seat }

func (m *member) within() context.Context { return &m.g.ctx }

func (m *member) run(st *seat) { m.g.call(st.bind(&m.g.ctx), m.i) }

func (m *member) done() {
	g := m.g
	g.running--
	if g.running == 0 && g.wake != nil {
		close(g.wake)
		g.wake = nil
	}
}

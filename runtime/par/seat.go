package par

import (
	"context"
	"sync/atomic"
)

// kind is the call that put a goroutine on a seat.
type kind int

const (
	kindRun kind = iota
	kindSpawn
	kindJoin
	kindLoop
	kindSubmit
	kindGo
	numKinds
)

var kindNames = [numKinds]string{"Run", "Spawn", "Join", "For", "Submit", "Go"}

// state of a seat: what it does with its token.
type state int

const (
	stateBusy    state = iota // holds it
	stateBlocked              // in Blocking: gave it back if the cap allowed
	stateWaiting              // at a join or a future: gave it back
	numStates
)

var stateNames = [numStates]string{"busy", "blocked", "waiting"}

// seat is one goroutine's place in a pool for the length of one task. It is new for each task, not for each
// worker: a context that outlives its task then finds a seat that is gone, instead of another task's.
type seat struct {
	pool  *Pool
	kind  kind
	outer *seat       // the seat that the same goroutine has in another pool (or, with pools nested twice, in this one)
	gone  atomic.Bool // written under pool.mu

	// How often the goroutine is inside Blocking and inside a wait, under pool.mu. They are counts, because calls nest
	// and because a task may share its context with goroutines of its own.
	blocks, waits int
}

func (st *seat) state() state {
	switch {
	case st.waits > 0:
		return stateWaiting
	case st.blocks > 0:
		return stateBlocked
	}
	return stateBusy
}

// sit puts a goroutine on a new seat, with a token whether or not one is free. The caller holds mu.
func (p *Pool) sit(k kind, outer *seat) *seat {
	st := &seat{pool: p, kind: k, outer: outer}
	p.count(st, 1)
	return st
}

// stand takes the seat away. The caller holds mu.
func (p *Pool) stand(st *seat) {
	p.count(st, -1)
	st.gone.Store(true)
}

func (p *Pool) count(st *seat, d int) {
	s := st.state()
	p.seats[s] += d
	p.kinds[st.kind][s] += d
}

// pause tells the pool, and the pools around it, that the goroutine stops running: others may have its token.
func (st *seat) pause(s state) {
	for ; st != nil; st = st.outer {
		p := st.pool
		p.mu.Lock()
		p.shift(st, s, 1)
		if s == stateBlocked {
			if p.seats[stateBlocked] > p.cfg.maxBlocked {
				p.counts.capped++
			} else {
				p.counts.compensated++
			}
		}
		p.dispatch()
		p.mu.Unlock()
	}
}

// resume takes the tokens back. It never waits for one: the goroutine may hold a lock that the others need, so the
// pool goes over by one, and the next worker that finishes a task finds no token left and retires.
func (st *seat) resume(s state) {
	for ; st != nil; st = st.outer {
		p := st.pool
		p.mu.Lock()
		p.shift(st, s, -1)
		if p.used() > p.cfg.width() {
			p.counts.over++
		}
		p.mu.Unlock()
	}
}

func (p *Pool) shift(st *seat, s state, d int) {
	gone := st.gone.Load()
	if !gone {
		p.count(st, -1)
	}
	if s == stateBlocked {
		st.blocks += d
	} else {
		st.waits += d
	}
	if !gone {
		p.count(st, 1)
	}
}

// enter gives the goroutine behind ctx a seat in p: the one that ctx carries if it is p's, else a new one for a guest from
// outside. Guests do not wait for a token either: they would only stand idle beside the work that they bring.
// The caller must call leave at the end.
func (p *Pool) enter(ctx context.Context, k kind) (st *seat, inner context.Context, leave func(), err error) {
	if err := p.check(); err != nil {
		return nil, nil, nil, err
	}
	cur := seatOf(ctx)
	if cur != nil && cur.pool == p {
		return cur, ctx, func() {}, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed && !cur.within(p) {
		return nil, nil, nil, ErrClosed
	}
	st = p.sit(k, cur)
	return st, withSeat(ctx, st), func() { p.leave(st) }, nil
}

func (p *Pool) leave(st *seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stand(st)
	p.dispatch()
	p.checkDrained()
}

// within says whether the goroutine of st runs a task of p.
func (st *seat) within(p *Pool) bool {
	for ; st != nil; st = st.outer {
		if st.pool == p && !st.gone.Load() {
			return true
		}
	}
	return false
}

type seatKey struct{}

func withSeat(ctx context.Context, st *seat) context.Context {
	return context.WithValue(ctx, seatKey{}, st)
}

// seatOf finds the seat that ctx carries, nil for a foreign context or for that of a task that has ended.
func seatOf(ctx context.Context) *seat {
	st, _ := ctx.Value(seatKey{}).(*seat)
	if st == nil || st.gone.Load() {
		return nil
	}
	return st
}

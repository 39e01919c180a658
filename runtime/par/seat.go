package par

import (
	"context"
	"fmt"
	"runtime/pprof"
	"sync/atomic"
)

// kind is the call that put a goroutine on a seat.
type kind int8

const (
	kindRun kind = iota
	kindSpawn
	kindJoin
	kindLoop
	kindRec
	kindBroadcast
	kindSubmit
	kindAfter
	kindGo
	numKinds
)

var kindNames = [numKinds]string{"Run", "Spawn", "Join", "For", "Rec", "Broadcast", "Submit", "SubmitAfter", "Go"}

// state of a seat: what it does with its token.
type state int

const (
	stateBusy      state = iota // holds it
	stateBlocked                // in Blocking: gave it back if the cap allowed
	stateWaiting                // at a join or a future: gave it back
	stateStalled                // found stalled by the watchdog: it was taken back if the cap allowed
	stateAbandoned              // its time was over: likewise
	numStates
)

var stateNames = [numStates]string{"busy", "blocked", "waiting", "stalled", "abandoned"}

// seat is one goroutine's place in a pool for the length of one task. It is new for each task, not for each
// worker: a context that outlives its task then finds a seat that is gone, instead of another task's.
type seat struct {
	pool  *Pool
	outer *seat // the seat that the same goroutine has in another pool (or, with pools nested twice, in this one)
	owner *seat // of a worker that runs a part of something: the seat that waits for it
	hands atomic.Pointer[hands]
	forks atomic.Pointer[forks]
	gone  atomic.Bool // written under pool.mu
	kind  kind
	lane  *Lane
	berth *berth // that it has come to, nil as a rule; written under pool.mu by its goroutine

	// Under pool.mu: how often somebody is inside Blocking and inside a wait by this seat's context.
	blocks, waits int32

	own seatContext // the first one that carries it

	watch
}

// state says how the seat counts: once, so that nothing more is given back than is held, however often the calls nest or
// a task's own goroutines share its context.
func (st *seat) state() state {
	switch {
	case st.abandoned:
		return stateAbandoned
	case st.waits > 0:
		return stateWaiting
	case st.blocks > 0:
		return stateBlocked
	case st.stalled:
		return stateStalled
	}
	return stateBusy
}

// around is the next seat to ask for what the goroutine is part of.
func (st *seat) around() *seat {
	if st.outer != nil {
		return st.outer
	}
	return st.owner
}

// sit puts a goroutine on a new seat, with a token whether or not one is free. The caller holds mu.
func (p *Pool) sit(k kind, outer *seat, l *Lane) *seat {
	st := &seat{pool: p, kind: k, outer: outer, lane: l}
	p.count(st, 1)
	p.enlist(st)
	return st
}

// stand takes the seat away. The caller holds mu.
func (p *Pool) stand(st *seat) {
	p.count(st, -1)
	st.gone.Store(true)
	p.delist(st)
}

func (p *Pool) count(st *seat, d int) {
	s := st.state()
	p.seats[s] += d
	p.kinds[st.kind][s] += d
	st.lane.seats[s] += d
}

// change alters one of the counts of a seat. The caller holds mu.
func (p *Pool) change(st *seat, n *int32, d int32) {
	if st.gone.Load() {
		*n += d
		return
	}
	p.count(st, -1)
	*n += d
	if st.since.Load() != 0 {
		p.alive(st)
	}
	p.count(st, 1)
}

// pause tells the pool, and the pools around it, that the goroutine stops running: others may have its token.
func (st *seat) pause(s state) {
	st.spread()
	for ; st != nil; st = st.outer {
		p := st.pool
		p.mu.Lock()
		p.shift(st, s, 1)
		p.rouseOf(st)
		if s == stateBlocked {
			if p.seats[stateBlocked] > p.cfg.maxBlocked {
				p.counts.capped++
				p.emitLazily(EventCapped, func() Event {
					e := st.event(EventCapped)
					e.Err = fmt.Errorf("MaxBlocked(%d): %d blocked", p.cfg.maxBlocked, p.seats[stateBlocked])
					return e
				})
			} else {
				p.counts.compensated++
			}
		}
		p.dispatch()
		p.mu.Unlock()
	}
}

// cede is pause for a goroutine that is about to wait for a task. If that has not begun, the waiter claims it: the task begins at once and in front of all others, with the waiter's token.
// For the waiter may hold a lock that those want which are before it. The task gets a goroutine of its own, see runNow, and as the waiter may give up waiting. What is returned is to be
// called at the end of the wait.
//
// A goroutine that is a part of a task of that pool claims also if it has no token there. One from outside does not: by rule 1 the task has begun if there was a token for it.
func (st *seat) cede(t *task) (end func()) {
	st.spread()
	end = func() {}
	heir := st.within(t.pool)
	for s := st; s != nil; s = s.outer {
		p := s.pool
		p.mu.Lock()
		p.shift(s, stateWaiting, 1)
		p.rouseOf(s)
		if s == st && s.waits > 1 {
			heir = false // others wait with this seat, and the first of them had its token
		}
		if heir && p == t.pool {
			heir = false
			end = p.inherit(t)
		}
		p.dispatch()
		p.mu.Unlock()
	}
	if p := t.pool; heir {
		p.mu.Lock()
		defer p.mu.Unlock()
		end = p.inherit(t)
		p.dispatch()
	}
	return end
}

// inherit begins a task for whoever is about to wait for it, or notes that it is to begin as soon as it is due. What is returned is to be called at the end of the wait. The caller holds mu and
// calls dispatch.
func (p *Pool) inherit(t *task) (end func()) {
	p.cede(t)
	if t.timer == nil {
		return func() {}
	}
	t.heirs++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		t.heirs--
	}
}

// cede begins a task that is in the queue, unless its lane is at its cap. Quotas do not hold it up, see hurry. The caller holds mu and calls dispatch.
func (p *Pool) cede(t *task) {
	if !t.queued || !t.lane.open() {
		return
	}
	p.unqueue(t)
	p.start(t, t.lane) // without a kick: the caller is about to make room on its processor
}

// resume takes the tokens back. It never waits for one: the goroutine may hold a lock that the others need, so the
// pool goes over by one, and the next worker that finishes a task finds no token left and retires.
func (st *seat) resume(s state) {
	for ; st != nil; st = st.outer {
		p := st.pool
		p.mu.Lock()
		p.shift(st, s, -1)
		if p.used() > p.width() {
			p.counts.over++
		}
		p.reserve()
		p.mu.Unlock()
	}
}

func (p *Pool) shift(st *seat, s state, d int32) {
	if s == stateBlocked {
		p.change(st, &st.blocks, d)
	} else {
		p.change(st, &st.waits, d)
	}
}

// enter gives the goroutine behind ctx a seat in p: the one that ctx carries if it is p's, else a new one for a guest from
// outside. Guests do not wait for a token either: they would only stand idle beside the work that they bring.
// A new seat is in lane l, or in the pool's own if l is nil. The caller must call leave at the end.
func (p *Pool) enter(ctx context.Context, k kind, l *Lane) (st *seat, inner context.Context, leave func(), err error) {
	if err := p.check(); err != nil {
		return nil, nil, nil, err
	}
	if ctx == nil {
		return nil, nil, nil, errNoContext
	}
	cur := seatOf(ctx)
	if cur != nil && cur.pool == p {
		if cur != seatIn(ctx) {
			ctx = withSeat(ctx, cur)
		}
		return cur, ctx, func() {}, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !cur.within(p) {
		if p.closed {
			return nil, nil, nil, ErrClosed
		}
		if err := p.saturated(); err != nil {
			return nil, nil, nil, err
		}
	}
	st = p.sit(k, cur, p.laneFor(l, cur))
	p.reserve()
	inner = st.bind(p.tag(ctx))
	if p.cfg.checked == nil {
		return st, inner, func() { p.leave(st) }, nil
	}
	p.bear(inner)
	return st, inner, func() {
		p.leave(st)
		pprof.SetGoroutineLabels(ctx)
	}, nil
}

func (p *Pool) leave(st *seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stand(st)
	p.dispatch()
	p.checkDrained()
}

// within says whether the goroutine of st runs a task of p, or part of one.
func (st *seat) within(p *Pool) bool {
	for ; st != nil; st = st.around() {
		if st.pool == p && !st.gone.Load() {
			return true
		}
	}
	return false
}

type seatKey struct{}

// seatContext is a context with a seat in it.
type seatContext struct {
	context.Context
	seat *seat
}

func (c *seatContext) Value(key any) any {
	if key == (seatKey{}) {
		return c.seat
	}
	return c.Context.Value(key)
}

// withSeat puts st in the place of the seat that ctx carries. A seat right on top of ctx is taken off, as nobody would see it any more: a
// task that hands its own context to the next task, and so on, must not make the chain of contexts longer each time.
func withSeat(ctx context.Context, st *seat) context.Context {
	if c, ok := ctx.(*seatContext); ok {
		ctx = c.Context
	}
	return &seatContext{ctx, st}
}

// bind is withSeat for the goroutine of st itself. The first time it needs no memory.
func (st *seat) bind(ctx context.Context) context.Context {
	if st.own.seat != nil {
		return withSeat(ctx, st)
	}
	if c, ok := ctx.(*seatContext); ok {
		ctx = c.Context
	}
	st.own = seatContext{ctx, st}
	return &st.own
}

// seatIn finds the seat that ctx carries, nil for a foreign context or for that of a task that has ended.
func seatIn(ctx context.Context) *seat {
	if ctx == nil { // who needs one says so
		return nil
	}
	st, _ := ctx.Value(seatKey{}).(*seat)
	if st == nil || st.gone.Load() {
		return nil
	}
	return st
}

// seatOf finds the seat of the goroutine that calls with ctx: the one that ctx carries, or for a helper its own.
func seatOf(ctx context.Context) *seat {
	st := seatIn(ctx)
	if st == nil {
		return nil
	}
	return st.here()
}

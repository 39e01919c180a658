package par

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// loop is the engine of For, ForEach, Map and Reduce: a range of indices from which the owner and its helpers cut chunks.
type loop struct {
	pool   *Pool
	seat   *seat // of the caller
	lent   *seat // the one that callbacks without a context may use on all goroutines; nil if there is none
	ctx    context.Context
	n      int
	limit  int // callbacks at the same time
	minLen int
	maxLen int
	width  int
	// body handles the items in [lo, hi). ctx is that of the participant. errUnstarted says that it left some out.
	body   func(ctx context.Context, lo, hi int) error
	origin *origin // with Label
	out    outcome

	next     atomic.Int64 // first index that nobody has claimed
	ended    atomic.Int64 // indices whose callbacks have ended well
	starting atomic.Int64 // participants that have not tried to claim a chunk yet

	// Under pool.mu.
	helpers int
	place   offer
	wake    chan struct{} // not nil while the owner is parked
}

// errUnstarted ends a chunk whose loop was cancelled between two items.
var errUnstarted = errors.New("par: loop was cancelled")

// runLoop runs body over [0, n). The caller takes part; the call returns when all callbacks have ended.
func runLoop(ctx context.Context, n int, c *callConfig, body func(ctx context.Context, lo, hi int) error) error {
	p := c.poolFor(ctx)
	st, inner, leave, err := p.enter(ctx, kindLoop, c.lane)
	if err != nil {
		return err
	}
	defer leave()
	from := labelled(c.label)
	st.rename(from)
	if err := ctx.Err(); err != nil {
		return err
	}
	inner, cancel := context.WithCancelCause(inner)
	defer cancel(nil)
	l := &loop{
		pool: p, seat: st, ctx: inner, n: n, limit: c.limit, minLen: c.minLen, maxLen: c.maxLen, width: p.width(),
		body: body, origin: from, out: outcome{pool: p, cancel: cancel},
	}
	if c.bare {
		l.lent = seatIn(ctx)
	}
	l.place.lane = p.laneFor(c.lane, st)
	l.starting.Store(1)
	l.share()
	joined := false
	defer func() {
		if !joined { // a Goexit on this goroutine
			l.join(st)
			l.out.raisePanic()
		}
	}()
	st.hostFor(ctx, func() { l.out.protect(func() { l.participate(inner, func() bool { return false }) }) })
	l.join(st)
	joined = true
	l.out.raise()
	if l.out.err != nil {
		return l.out.err
	}
	if l.ended.Load() < int64(n) {
		return ctx.Err()
	}
	return nil
}

// share offers the loop to the pool, unless it is a single chunk.
func (l *loop) share() {
	p := l.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	l.relist()
	p.dispatch()
}

// relist puts the loop into the ready list or takes it out. The caller holds the pool's lock.
func (l *loop) relist() {
	if l.more() {
		l.pool.offer(l)
	} else {
		l.pool.withdraw(l)
	}
}

func (l *loop) listed() *offer { return &l.place }

// more says whether one more helper would find a chunk, beside those that the participants who are about to begin will take.
func (l *loop) more() bool {
	left := l.n - int(l.next.Load())
	return left > int(l.starting.Load())*l.minLen && l.helpers < l.limit-1 && l.ctx.Err() == nil
}

func (l *loop) claim() job {
	if !l.more() {
		return nil
	}
	l.helpers++
	l.starting.Add(1)
	return (*helper)(l)
}

// helper is a loop as seen by a worker that takes a share of it.
type helper loop

func (h *helper) kind() kind   { return kindLoop }
func (h *helper) owner() *seat { return h.seat }

func (h *helper) from() *origin { return h.origin }

func (h *helper) within() context.Context { return h.ctx }

func (h *helper) run(st *seat) {
	l := (*loop)(h)
	defer l.lent.lend(st)()
	l.out.protect(func() { l.participate(withSeat(l.ctx, st), l.othersWait) })
}

func (h *helper) done() {
	l := (*loop)(h)
	l.helpers--
	if l.wake == nil {
		l.relist() // this helper may have left early
	} else if l.helpers == 0 {
		close(l.wake)
		l.wake = nil
	}
}

// othersWait tells a helper to leave after its chunk because other work waits for a token: a long loop must not keep all workers
// to itself. It is a hint, and leaving without need does no harm.
func (l *loop) othersWait() bool { return l.pool.othersWait(&l.place) }

func (l *loop) participate(ctx context.Context, leave func() bool) {
	watched := watchedIn(ctx)
	size := l.minLen
	for first := true; l.ctx.Err() == nil; first = false {
		lo, hi := l.cut(size)
		if first {
			l.starting.Add(-1)
		}
		if lo == hi {
			return
		}
		watched.beat()
		began := time.Now()
		switch err := l.body(ctx, lo, hi); err {
		case nil:
			l.ended.Add(int64(hi - lo))
		case errUnstarted:
			return
		default:
			l.out.fail(err)
			return
		}
		size = l.adapt(size, time.Since(began))
		if leave() {
			return
		}
	}
}

// cut claims up to size items, and towards the end no more than leaves something for the others.
func (l *loop) cut(size int) (lo, hi int) {
	for {
		lo := int(l.next.Load())
		left := l.n - lo
		if left == 0 {
			return lo, lo
		}
		k := min(left, max(l.minLen, min(size, left/2/l.width)))
		if l.next.CompareAndSwap(int64(lo), int64(lo+k)) {
			return lo, lo + k
		}
	}
}

// A chunk should take long enough to be worth its claim, and no longer: a slow item holds back only those that share its chunk.
const (
	chunkTooShort = 20 * time.Microsecond
	chunkTooLong  = 50 * time.Microsecond
)

func (l *loop) adapt(size int, took time.Duration) int {
	switch {
	case took < chunkTooShort && size <= l.n/2:
		size *= 2
	case took > chunkTooLong:
		size /= 2
	}
	return min(max(size, l.minLen), l.maxLen)
}

// join stops further helpers from coming and parks until those that came have ended.
func (l *loop) join(st *seat) {
	p := l.pool
	p.mu.Lock()
	p.withdraw(l)
	p.note()
	if l.helpers == 0 {
		p.mu.Unlock()
		return
	}
	wake := make(chan struct{})
	l.wake = wake
	p.mu.Unlock()
	st.pause(stateWaiting)
	<-wake
	st.resume(stateWaiting)
}

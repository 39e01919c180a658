package par

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"
)

// loop is the engine of For, ForEach, Map and Reduce: a range of indices from which the owner cuts chunks at the front and its helpers at the back. So each has
// neighbouring indices, and of loops over the same memory that follow each other, those whose memory is in the cache of its processor.
type loop struct {
	pool   *Pool
	seat   *seat // of the caller
	lent   *seat // the one that callbacks without a context may use on all goroutines; nil if there is none
	ctx    stopContext
	n      int
	limit  int // callbacks at the same time
	minLen int
	maxLen int
	width  int
	pace   pace // with which participants begin
	// body handles the items in [lo, hi). ctx is that of the participant. errUnstarted says that it left some out.
	body   func(ctx context.Context, lo, hi int) error
	origin *origin // with Label
	out    outcome

	rest     atomic.Uint64 // lo<<32 | hi: blocks that nobody has claimed
	block    int           // indices of a block: one, unless there are too many for half a word
	blocks   int
	ended    atomic.Int64 // indices whose callbacks have ended well
	starting atomic.Int64 // participants that have not tried to claim a chunk yet
	spent    atomic.Int64 // by the participants that have ended, in nanoseconds
	quiet    atomic.Bool  // nobody was told of it; written under pool.mu

	forward bool         // helpers cut at the front, too
	whole   bool         // the owner need leave nothing for others
	helpers atomic.Int32 // written under pool.mu

	// Under pool.mu.
	place offer
	hush  quietCall
	over  bool          // the owner is done, and nobody may come any more
	wake  chan struct{} // not nil while the owner is parked
}

// maxBlocks is how many blocks a loop has at most.
const maxBlocks = 1<<31 - 1

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
	l := &loop{
		pool: p, seat: st, n: n, limit: c.limit, minLen: c.minLen, maxLen: c.maxLen, width: p.width(),
		body: body, origin: from, forward: c.forward, out: outcome{pool: p},
	}
	l.ctx.init(inner)
	defer l.ctx.end(nil)
	l.out.stops = &l.ctx
	if c.bare {
		l.lent = seatIn(ctx)
	}
	l.place.lane = p.laneFor(c.lane, st)
	l.block = (n-1)/maxBlocks + 1
	l.blocks = (n-1)/l.block + 1
	l.rest.Store(uint64(l.blocks))
	l.starting.Store(1)
	expected := expect(c.entry, n)
	known := expected
	if !p.leavesAlone() { // guards want to see that it goes on, even if it is not as it was
		known = 0
	}
	l.pace = paceOf(n, known, l.minLen, l.maxLen)
	shared := n > l.minLen || n > l.maxLen
	if shared {
		l.share(expected)
	}
	joined := false
	defer func() {
		if !joined { // a Goexit on this goroutine
			l.join(st)
			l.out.raisePanic()
		}
	}()
	var lent *seat
	if l.lent != nil && l.lent.here() != st { // it has a seat here that ctx does not know
		lent = l.lent
	}
	st.hostFor(ctx, func() {
		defer lent.lend(st)()
		l.out.protect(func() { l.participate(&l.ctx, false, func() bool { return false }) })
	})
	if shared {
		l.join(st)
	}
	joined = true
	l.out.raise()
	if l.out.err != nil {
		return l.out.err
	}
	if l.ended.Load() < int64(n) {
		return ctx.Err()
	}
	if took := l.spent.Load(); took > 0 && c.entry != 0 {
		learnUsual(c.entry, n, took)
	}
	return nil
}

// share offers the loop to the pool, unless it is a single chunk, or is expected to be over before somebody could come.
func (l *loop) share(expected int64) {
	p := l.pool
	began := now()
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !l.more():
	case p.mayBeQuiet(expected, began):
		l.quiet.Store(true)
		l.whole = expected < worthAnswer && p.leavesAlone()
		p.hush(&l.hush, l, l.seat, began)
	default:
		p.offer(l)
		p.dispatch()
	}
}

// tell offers what is left of a quiet loop.
func (l *loop) tell() {
	p := l.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.hush.end(p) {
		l.relist()
		p.dispatch()
	}
	l.quiet.Store(false)
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
	left := l.left()
	return !l.over && left > 0 && (left-1)/l.minLen >= int(l.starting.Load()) && // left > starting*minLen, which may overflow
		int(l.helpers.Load()) < l.limit-1 && l.ctx.Err() == nil
}

// left is how many indices nobody has claimed.
func (l *loop) left() int {
	first, end := ends(l.rest.Load())
	return l.index(end) - l.index(first)
}

// ends reads the word rest.
func ends(rest uint64) (first, end int) { return int(rest >> 32), int(rest & (1<<32 - 1)) }

// index is where a block begins, or the end of the range for what comes after the last one.
func (l *loop) index(block int) int {
	if block == l.blocks {
		return l.n // not a product, which may overflow
	}
	return block * l.block
}

func (l *loop) claim() job {
	if !l.more() {
		return nil
	}
	l.helpers.Add(1)
	l.starting.Add(1)
	return (*helper)(l)
}

// helper is a loop as seen by a worker that takes a share of it.
type helper loop

func (h *helper) kind() kind   { return kindLoop }
func (h *helper) owner() *seat { return h.seat }

func (h *helper) from() *origin { return h.origin }

func (h *helper) within() context.Context { return &h.ctx }

func (h *helper) run(st *seat) {
	l := (*loop)(h)
	defer l.lent.lend(st)()
	l.out.protect(func() { l.participate(st.bind(&l.ctx), !l.forward, l.othersWait) })
}

func (h *helper) done() {
	l := (*loop)(h)
	last := l.helpers.Add(-1) == 0
	if !l.over {
		l.relist() // this helper may have left early
	} else if last && l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
}

// othersWait tells a helper to leave after its chunk because other work waits for a token: a long loop must not keep all workers
// to itself. It is a hint, and leaving without need does no harm.
func (l *loop) othersWait() bool { return l.pool.othersWait(&l.place) }

func (l *loop) participate(ctx context.Context, back bool, leave func() bool) {
	watched := watchedIn(ctx)
	pc := l.pace
	if l.whole {
		pc.size, pc.short = l.maxLen, l.maxLen
	}
	spent, well, began := int64(0), int64(0), now()
	defer func() { // at the end only: the others write to the same memory
		l.spent.Add(spent)
		l.ended.Add(well)
	}()
	for first := true; l.ctx.Err() == nil; first = false {
		lo, hi := l.cut(&pc, back)
		if first {
			l.starting.Add(-1)
		}
		if lo == hi {
			return
		}
		watched.beat()
		switch err := l.call(ctx, lo, hi); err {
		case nil:
			well += int64(hi - lo)
		case errUnstarted:
			return
		default:
			l.out.fail(err)
			return
		}
		ended := now()
		took := ended - began
		pc.learn(hi-lo, time.Duration(took))
		if !inBubble(ended) { // its clock is none
			spent += took
		}
		began = ended
		// The clock itself takes as long as some items do.
		if spent > worthAnswer && l.quiet.Load() && float64(took)*float64(l.left()) > float64(quietBelow)*float64(hi-lo) {
			l.tell()
		}
		if leave() {
			return
		}
	}
}

// call handles a chunk, in parts if one block has more than there may be in one.
func (l *loop) call(ctx context.Context, lo, hi int) error {
	for hi-lo > l.maxLen {
		if err := l.body(ctx, lo, lo+l.maxLen); err != nil {
			return err
		}
		if lo += l.maxLen; l.ctx.Err() != nil {
			return errUnstarted
		}
	}
	return l.body(ctx, lo, hi)
}

// cut claims a chunk, and towards the end no more than leaves something for the others.
func (l *loop) cut(pc *pace, back bool) (lo, hi int) {
	for {
		w := l.rest.Load()
		first, end := ends(w)
		if first == end {
			return 0, 0
		}
		lo, hi := l.index(first), l.index(end)
		k := min(end-first, (pc.next((hi-lo)/2/l.width)-1)/l.block+1)
		if rest := hi - l.index(first+k); rest < l.minLen && hi-lo <= l.maxLen {
			k = end - first
		}
		if back {
			if l.rest.CompareAndSwap(w, w-uint64(k)) {
				return l.index(end - k), hi
			}
		} else if l.rest.CompareAndSwap(w, w+uint64(k)<<32) {
			return lo, l.index(first + k)
		}
	}
}

// join stops further helpers from coming and waits until those that came have ended.
func (l *loop) join(st *seat) {
	p := l.pool
	p.mu.Lock()
	l.over = true
	if !l.hush.end(p) {
		p.withdraw(l)
		p.note()
	}
	p.mu.Unlock()
	for n := 0; l.helpers.Load() > 0; n++ { // to park takes longer than a short chunk
		if n == patience {
			l.park(st)
			return
		}
		spin()
		if n%64 == 63 {
			runtime.Gosched() // there may be one processor only
		}
	}
}

func (l *loop) park(st *seat) {
	p := l.pool
	p.mu.Lock()
	if l.helpers.Load() == 0 {
		p.mu.Unlock()
		return
	}
	wake := make(chan struct{})
	l.wake = wake
	p.mu.Unlock()
	st.parkAt(wake)
}

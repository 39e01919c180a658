package par

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"
)

// maxStrands is how many goroutines may work on one run of a Rec.
const maxStrands = 64

const (
	// beat is how often thieves ask for forks, all those of a run together. A fork that is asked for costs its owner some hundred nanoseconds.
	beat = int64(10 * time.Microsecond)
	// When what is stolen is not worth it, they ask less and less often.
	slowestBeat = 64 * beat
	worthIt     = int64(3 * time.Microsecond)
	// burst is how often they may ask at once after a quiet time.
	burst = 4
	// askFor is how long a helper looks for something to steal before it leaves.
	askFor = int64(lingerFor)
)

// recRun is a run of a Rec that is open to helpers.
type recRun[A, R any] struct {
	rec    *Rec[A, R]
	pool   *Pool
	seat   *seat // of the goroutine in Run
	ctx    stopContext
	leave  func()
	out    outcome
	limit  int     // strands
	origin *origin // with Label

	strands [maxStrands]atomic.Pointer[Strand[A, R]]
	used    atomic.Int32 // of strands
	hungry  atomic.Int32 // helpers that look for something to steal, or are about to begin
	ended   atomic.Bool
	crew    atomic.Int32 // helpers; written under pool.mu
	beat    atomic.Int64 // ns
	next    atomic.Int64 // when thieves may ask again

	// Under pool.mu.
	free  []*Strand[A, R] // whose helpers have left
	place offer
	wake  chan struct{} // not nil while the owner is parked in close
}

// share opens the run of s to helpers. It leaves s.run nil if the pool was closed.
func (s *Strand[A, R]) share() {
	if s.run != nil {
		return
	}
	if s.pool == nil {
		panic(strandOutside)
	}
	s.limit = min(s.limit, s.pool.width())
	st, inner, leave, err := s.pool.enter(s.outer, kindRec, s.lane)
	if err != nil {
		s.lim.Store(noForks)
		return
	}
	if s.plan != planShare && seatOf(s.outer) != st { // else the run is about to begin, in a frame of host
		st.moor(&s.berth)
	}
	from := labelled(s.label)
	st.rename(from)
	r := &recRun[A, R]{rec: s.rec, pool: s.pool, seat: st, leave: leave, limit: s.limit, origin: from}
	r.ctx.init(inner)
	r.out = outcome{pool: s.pool, stops: &r.ctx}
	r.place.lane = s.pool.laneFor(s.lane, st)
	r.beat.Store(max(beat, s.rec.beat.Load()/2))
	if r.beat.Load() > beat {
		r.next.Store(now()) // no burst
	}
	r.strands[0].Store(s)
	r.used.Store(1)
	s.run, s.seat, s.keep = r, st, someForks
	s.lim.Store(noForks)
	if s.limit > 1 {
		s.lim.Store(forkAsked)
	}
}

// close ends a run whose functions have all ended: it waits until the helpers have noticed.
func (r *recRun[A, R]) close(owner *Strand[A, R]) {
	p := r.pool
	defer r.leave()
	defer r.ctx.end(nil)
	r.ended.Store(true)
	r.rec.beat.Store(r.beat.Load())
	p.mu.Lock()
	p.withdraw(r)
	p.note()
	if r.crew.Load() > 0 {
		p.mu.Unlock()
		for i := 0; i < 200 && r.crew.Load() > 0; i++ {
			spin()
		}
		p.mu.Lock()
	}
	if r.crew.Load() > 0 {
		wake := make(chan struct{})
		r.wake = wake
		p.mu.Unlock()
		r.seat.parkAt(wake)
		p.mu.Lock()
	}
	p.mu.Unlock()
	for _, s := range r.free {
		s.reset()
		r.rec.strands.Put(s)
	}
}

// offer asks the pool for helpers.
func (r *recRun[A, R]) offer() {
	p := r.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.more() {
		p.offer(r)
		p.dispatch()
	}
}

func (r *recRun[A, R]) listed() *offer { return &r.place }

// more says whether there are forks for one more helper, beside those that look for some.
func (r *recRun[A, R]) more() bool {
	if r.ended.Load() || int(r.crew.Load()) >= r.limit-1 {
		return false
	}
	n := -int(r.hungry.Load())
	for i := range int(r.used.Load()) {
		if s := r.strands[i].Load(); s != nil {
			w := s.pub.Load()
			n += max(0, pubSplit(w)-pubNext(w))
		}
	}
	return n > 0
}

func (r *recRun[A, R]) claim() job {
	if !r.more() {
		r.ask() // they were taken back; there may be others soon
		return nil
	}
	var s *Strand[A, R]
	if n := len(r.free); n > 0 {
		s, r.free = r.free[n-1], r.free[:n-1]
	} else {
		if s, _ = r.rec.strands.Get().(*Strand[A, R]); s == nil {
			s = &Strand[A, R]{rec: r.rec, fn: r.rec.fn, frames: new([maxFrames]frame[A, R])}
		}
		s.pool, s.run, s.keep, s.limit = r.pool, r, someForks, r.limit
		s.lim.Store(upTo(someForks))
		r.strands[r.used.Load()].Store(s)
		r.used.Add(1)
	}
	r.crew.Add(1)
	r.hungry.Add(1)
	return &recHelper[A, R]{r, s}
}

// ask raises the limit of all strands: the next fork of each is published.
func (r *recRun[A, R]) ask() {
	for i := range int(r.used.Load()) {
		if s := r.strands[i].Load(); s.lim.Load() < forkAsked {
			s.lim.Store(forkAsked)
		}
	}
}

// request is ask, at most once a beat.
func (r *recRun[A, R]) request(t int64) {
	next, b := r.next.Load(), r.beat.Load()
	if t >= next && r.next.CompareAndSwap(next, max(next, t-burst*b)+b) {
		r.ask()
	}
}

// recHelper is a worker's share in a run.
type recHelper[A, R any] struct {
	r *recRun[A, R]
	s *Strand[A, R]
}

func (h *recHelper[A, R]) kind() kind   { return kindRec }
func (h *recHelper[A, R]) owner() *seat { return h.r.seat }

func (h *recHelper[A, R]) from() *origin { return h.r.origin }

func (h *recHelper[A, R]) within() context.Context { return &h.r.ctx }

func (h *recHelper[A, R]) run(st *seat) {
	r, s := h.r, h.s
	s.seat = st
	defer func() {
		s.part()
		r.hungry.Add(-1)
		r.ask() // whoever forks next finds that nobody is hungry, and asks the pool
	}()
	last, seed := now(), rand.Uint32()
	for n := 0; !r.ended.Load(); n++ {
		if r.steal(s, seed+uint32(n)) {
			last = now()
			if r.othersWait() {
				return
			}
			continue
		}
		if n%16 == 0 {
			t := now()
			if t-last > askFor || inBubble(t) && n > 1<<10 {
				return
			}
			r.request(t)
			if n%256 == 0 {
				runtime.Gosched()
			}
		}
		spin()
	}
}

func (r *recRun[A, R]) othersWait() bool { return r.pool.othersWait(&r.place) }

func (h *recHelper[A, R]) done() {
	r := h.r
	r.free = append(r.free, h.s)
	h.s.seat = nil
	if r.crew.Add(-1) == 0 && r.wake != nil {
		close(r.wake)
		r.wake = nil
	} else if r.more() {
		r.pool.offer(r)
	}
}

// steal calls the oldest fork of some other strand.
func (r *recRun[A, R]) steal(s *Strand[A, R], from uint32) bool {
	n := uint32(r.used.Load())
	for i := range n {
		v := r.strands[(from+i)%n].Load()
		if v == s {
			continue
		}
		if f := s.claim(v, nil); f != nil {
			r.hungry.Add(-1)
			defer r.hungry.Add(1)
			began := now()
			s.call(v, f)
			r.value(now() - began)
			return true
		}
	}
	return false
}

// value makes thieves of forks that are not worth it ask less often. A run whose left branches are trivial and whose right one is everything, a comb,
// would else be slowed down by those who take the trivial ones.
func (r *recRun[A, R]) value(took int64) {
	b := r.beat.Load()
	switch {
	case took < worthIt && b < slowestBeat:
		r.beat.CompareAndSwap(b, 2*b)
	case took > 2*worthIt && b > beat:
		r.beat.CompareAndSwap(b, beat)
	}
}

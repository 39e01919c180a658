package par

import (
	"context"
	"math/bits"
	"sync/atomic"
)

const (
	maxFrames = 512     // forks of one strand that wait at the same time; beyond them Fork says no
	forkAsked = 1 << 40 // limit of a strand that is asked for forks: the next one is published
	noForks   = -1
	oneFork   = 1
	someForks = 3
)

// Strand is one goroutine's part of a [Rec.Run]. A function of Rec gets the strand to use, and must use that one only, on its own goroutine, until it returns.
type Strand[A, R any] struct {
	// lim is the greatest number of waiting forks to which Fork adds one more. The owner polls it, others raise it. Zero lets one in: so the zero Strand gets to push, which knows.
	lim    atomic.Int64
	top    int // forks that wait
	split  int // those below are public, or were taken
	frames *[maxFrames]frame[A, R]
	fn     func(*Strand[A, R], A) R

	base   int // forks that belong to callers of the function that Run or a steal has called
	keep   int // forks to keep in private, in case that somebody asks
	high   int // frames in use so far
	pushes int
	began  int64
	plan   plan
	rec    *Rec[A, R]
	pool   *Pool
	outer  context.Context // of Run
	limit  int
	label  string        // with Label
	lane   *Lane         // with In
	run    *recRun[A, R] // nil as long as the run is private
	seat   *seat
	ctx    context.Context // made when somebody wants it
	disown func()          // not nil if it was made: those who wait with it publish the forks, see forks
	wake   chan struct{}   // where the owner is parked, see wait
	berth  berth           // of the root of a run

	_ [64]byte // what others write must not share a cache line with what the owner polls

	// pub is generation<<48 | tail<<24 | split: frames in [tail, split) are there to be taken. The generation tells one call of a function
	// from the next, see claim.
	pub atomic.Uint64
	_   [56]byte
}

// frame is a fork that waits.
type frame[A, R any] struct {
	arg    A
	res    R
	failed bool
	state  atomic.Uint32                // written by the owner before, by the thief after the call
	thief  atomic.Pointer[Strand[A, R]] // who has taken it
}

// States of a frame.
const (
	frameOpen   = iota // not ended
	frameParked        // not ended, and the owner is parked
	frameEnded
)

const (
	pubBits = 24
	pubMask = 1<<pubBits - 1
	pubGen  = 1 << (2 * pubBits)
	pubTail = 1 << pubBits
)

func pubSplit(w uint64) int { return int(w & pubMask) }
func pubNext(w uint64) int  { return int(w >> pubBits & pubMask) }

// Fork lets another worker call f(arg), if one is there or may come. If it returns true, the result must be fetched by [Strand.Await], after the last fork first; if false
// nobody can help just now, and the caller calls f itself:
//
//	if s.Fork(right) {
//		l := f(s, left)
//		return l + s.Await()
//	}
//	return f(s, left) + f(s, right)
func (s *Strand[A, R]) Fork(arg A) bool { return int64(s.top) <= s.lim.Load() && s.push(arg) }

// Await returns the result of the fork that was made last and not awaited yet: it calls f here if nobody has taken the fork, else it waits. Meanwhile it
// runs only what the one who took it has forked in turn. It panics if there is no such fork.
//
//go:noinline
func (s *Strand[A, R]) Await() R {
	t := s.top - 1
	if t >= s.split {
		s.top = t
		return s.fn(s, s.frames[t].arg)
	}
	return s.await(t)
}

// Join returns f(a) and f(b), which may run in parallel.
func (s *Strand[A, R]) Join(a, b A) (R, R) {
	if int64(s.top) <= s.lim.Load() && s.push(b) {
		ra := s.fn(s, a)
		return ra, s.Await()
	}
	if s.fn == nil {
		panic(strandOutside)
	}
	ra := s.fn(s, a)
	return ra, s.fn(s, b)
}

// Context returns the context of this part of the run. It carries the worker, and it is cancelled when the context of [Rec.Run] ends, after the first panic
// or Goexit, and when Run returns. Who waits with it on the strand's own goroutine, be it in [Blocking], [Sleep], [Future.Wait] or a call of this package, publishes the forks before, as [Strand.Blocking] does.
func (s *Strand[A, R]) Context() context.Context {
	if s.ctx == nil {
		s.share()
		if s.run == nil {
			return s.outer // the pool was closed meanwhile
		}
		s.check("Context")
		s.ctx, s.disown = withSeat(&s.run.ctx, s.seat), s.seat.adopt(s)
	}
	return s.ctx
}

// Blocking runs f, which may wait for something outside of the pool, and gives the token back meanwhile. The forks of this strand that wait are published before,
// so that others can go on with them. Errors are those of f; a nil f gives one that wraps [ErrInvalid].
func (s *Strand[A, R]) Blocking(f func() error) error {
	if f == nil {
		return invalid("Blocking: the function is nil")
	}
	s.share()
	if s.run == nil {
		return f()
	}
	s.check("Blocking")
	s.spread()
	s.seat.pause(stateBlocked)
	defer s.seat.resume(stateBlocked)
	defer blockedRegion(&s.run.ctx)()
	return f()
}

//go:noinline
func (s *Strand[A, R]) push(arg A) bool {
	if s.pool == nil {
		panic(strandOutside)
	}
	s.check("Fork")
	t := s.top
	if t >= maxFrames {
		return false
	}
	s.frames[t].arg = arg
	s.top = t + 1
	s.high = max(s.high, s.top)
	switch {
	case s.run == nil:
		s.consider()
	case s.lim.Load() >= forkAsked:
		s.publish(s.split + (s.top-s.split+1)/2)
	}
	return true
}

// consider makes a run public that has lasted longer than expected. The clock costs more than some hundred forks, so a run that is expected to
// be short looks at it seldom.
func (s *Strand[A, R]) consider() {
	s.pushes++
	if s.plan == planLook && s.pushes&(s.pushes-1) != 0 {
		return // to look at each would take longer than a short run, which then seemed to be worth sharing
	}
	if s.plan == planAlone {
		if !alonePushes(s.pushes) {
			return
		}
		if s.began == 0 {
			s.began = now()
			return
		}
	}
	if now()-s.began > s.plan.patience(s.pool) {
		s.share()
		if s.run != nil {
			s.publish(s.split + (s.top-s.split+1)/2)
		}
	}
}

// alonePushes are 1, 2, 8, 32 and so on: the second one comes when a balanced run is half over, later ones find out about a run that is not.
func alonePushes(n int) bool {
	return n&(n-1) == 0 && (n == 1 || bits.TrailingZeros(uint(n))%2 == 1)
}

// upTo is the limit of a strand that may have n forks.
func upTo(n int) int64 { return int64(min(n, maxFrames)) - 1 }

// publish lets others take the frames below split.
func (s *Strand[A, R]) publish(split int) {
	s.seat.beat()
	if s.limit < 2 {
		return // nobody may come, and the limit would let Fork queue what stays here
	}
	// The limit goes first: who asks after it was written is not overlooked.
	s.lim.Store(upTo(split + s.keep))
	for {
		o := s.pub.Load()
		if split <= pubSplit(o) {
			break
		}
		if s.pub.CompareAndSwap(o, o&^pubMask|uint64(split)) {
			s.split = split
			break
		}
	}
	if s.run.hungry.Load() == 0 {
		s.run.offer()
	}
}

// spread publishes all forks that wait.
func (s *Strand[A, R]) spread() {
	if s.top > s.split { // what was taken is not to be published again
		s.publish(s.top)
	}
}

// part ends what s has to do with the seat that it had.
func (s *Strand[A, R]) part() {
	if s.disown != nil {
		s.disown()
	}
	s.ctx, s.disown = nil, nil
}

// await is Await for a frame that is public. t is its index.
func (s *Strand[A, R]) await(t int) R {
	if t < s.base {
		panic("par: Await without a Fork")
	}
	f := &s.frames[t]
	if s.retract(t) {
		s.top = t
		return s.fn(s, f.arg)
	}
	s.wait(f, true)
	res := f.res
	if s.settle(t) {
		s.run.out.again()
	}
	return res
}

// retract takes the newest public frame back, unless it was taken.
func (s *Strand[A, R]) retract(t int) bool {
	for {
		o := s.pub.Load()
		if pubNext(o) > t {
			return false
		}
		if s.pub.CompareAndSwap(o, o&^pubMask|uint64(t)) {
			s.lower(t)
			return true
		}
	}
}

// settle makes a frame that a thief has ended free for the next fork, and says whether the call failed.
func (s *Strand[A, R]) settle(t int) (failed bool) {
	f := &s.frames[t]
	failed = f.failed
	f.failed = false
	f.thief.Store(nil)
	f.state.Store(frameOpen)
	s.top = t
	s.pub.Store(s.pub.Load()&^(pubGen-1) | uint64(t)<<pubBits | uint64(t)) // nobody can take anything just now
	s.lower(t)
	return failed
}

// lower moves the border between public and private frames down.
func (s *Strand[A, R]) lower(t int) {
	s.split = t
	if l := s.lim.Load(); l < forkAsked {
		s.lim.CompareAndSwap(l, upTo(t+s.keep))
	}
}

// unwind drops the forks that a function left behind which panicked, ended in Goexit or forgot them. It waits for those that others have begun.
func (s *Strand[A, R]) unwind(base int) {
	for s.top > base {
		t := s.top - 1
		switch {
		case t >= s.split:
			s.top = t
		case s.retract(t):
			s.top = t
		default:
			s.wait(&s.frames[t], false)
			s.settle(t)
		}
	}
}

func (s *Strand[A, R]) reset() {
	clear(s.frames[:s.high])
	s.high, s.top, s.split, s.base = 0, 0, 0, 0
	s.run, s.seat, s.outer, s.pool, s.lane, s.label = nil, nil, nil, nil, nil, ""
	s.pub.Store(0)
	s.lim.Store(forkAsked) // so that a Fork after Run gets to push, which knows
}

// check reports a strand that is used on a goroutine which is not its own.
func (s *Strand[A, R]) check(call string) {
	if s.pool.cfg.checked != nil && s.seat != nil {
		s.seat.checkHere(call + " of a Strand")
	}
}

const strandOutside = "par: a Strand is used outside of its Run"

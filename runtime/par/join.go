package par

import (
	"context"
	"sync/atomic"
)

// Join runs a at the caller and b on another worker if one is free, else at the caller after a, and returns when both have ended. Both run
// even if the scope is cancelled, because a half-done join has no result to give: look at s.Context() to stop early.
// What a or b spawn belongs to the scope of s: its [Pool.Run] joins it and returns its error.
//
// A panic in one of them is raised again at the caller as [*PanicError] once the other has ended; if a panics before b has started, b does not
// run, as in sequential code. [runtime.Goexit] ends the caller's goroutine likewise. Join panics if a or b is nil, before either
// has run, if the scope's Run has returned already, and if it notices that another goroutine than the task's uses the scope at the same time.
func Join(s *Scope, a, b func(*Scope)) {
	if a == nil || b == nil {
		panic("par: Join of a nil function")
	}
	s.check("Join")
	s.seat.beat()
	if s.group.over.Load() {
		s.group.notOpen("Join")
	}
	if s.seat.hands.Load() != nil { // helpers of a loop may use the scope at the same time
		joinShared(s, a, b)
		return
	}
	j := s.joins
	if j == nil {
		j = s.open()
	} else if next, _ := j.free(); next > 0 {
		j.verify(next)
	}
	t, ok := j.push(b)
	if !ok {
		joinShared(s, a, b)
		return
	}
	at := inA
	defer func() {
		if at != joined {
			j.fail(t, at, recover())
		}
	}()
	a(s)
	if j.pop(t) {
		at = inB
		b(s)
	} else {
		at = inOther
		j.await(t).raise()
	}
	at = joined
}

// Where a Join is.
const (
	inA     = iota
	inB     // at the owner
	inOther // b was taken, and has ended or is waited for
	joined
)

// fail ends a Join in which a panic happened, v, or else a Goexit: the other half must have ended before that goes on.
func (j *joins) fail(t, at int, v any) {
	p := j.group.pool
	var pe *PanicError
	if v != nil {
		pe = p.panicError(v)
	}
	if at == inA && !j.pop(t) {
		if out := j.await(t); pe == nil {
			pe = out.panicked
		}
	}
	if pe != nil {
		panic(pe)
	}
}

// joinShared is Join by way of the pool's lock, for a scope that several goroutines may use, or that has too many joins open.
func joinShared(s *Scope, a, b func(*Scope)) {
	st := s.seat.here()
	st.beat()
	f := &fork{group: s.group, seat: st, b: b, out: outcome{pool: s.group.pool}, place: offer{lane: s.group.place.lane}}
	f.share()
	joined := false
	defer func() {
		if !joined { // a Goexit in a on this goroutine
			f.join(st)
			f.out.raisePanic()
		}
	}()
	f.out.protect(func() { a(s) })
	mine := f.join(st)
	joined = true
	if mine && f.out.ok() {
		f.out.protect(func() { b(s) })
	}
	f.out.raise()
}

// Join2 is [Join] for functions that return something.
func Join2[A, B any](s *Scope, a func(*Scope) A, b func(*Scope) B) (A, B) {
	if a == nil || b == nil {
		panic("par: Join2 of a nil function")
	}
	var ra A
	var rb B
	Join(s, func(s *Scope) { ra = a(s) }, func(s *Scope) { rb = b(s) })
	return ra, rb
}

// fork is the second half of a Join.
type fork struct {
	group *group
	seat  *seat // of the goroutine in Join
	b     func(*Scope)
	out   outcome
	joins *joins // that it is of, nil if there are none,
	frame int    // as which frame

	// Under the pool's lock.
	claimed, ended bool
	over           atomic.Bool // ended, to be read without the lock
	place          offer
	wake           chan struct{} // not nil while the owner is parked
}

func (f *fork) share() {
	p := f.group.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	f.group.checkOpen("Join")
	p.offer(f)
	p.dispatch()
}

func (f *fork) listed() *offer { return &f.place }
func (f *fork) more() bool     { return !f.claimed }
func (f *fork) kind() kind     { return kindJoin }
func (f *fork) owner() *seat   { return f.seat }

func (f *fork) within() context.Context { return &f.group.ctx }

func (f *fork) claim() job {
	if f.claimed {
		return nil
	}
	f.claimed = true
	return f
}

func (f *fork) run(st *seat) {
	began := now()
	if f.joins != nil {
		defer f.joins.borrowers.borrow(f.frame)()
	}
	defer func() { f.group.root.stolen.Add(now() - began) }()
	f.out.protect(func() {
		s := &Scope{group: f.group, seat: st, ctx: st.bind(&f.group.ctx)}
		defer s.release()
		f.b(s)
	})
}

func (f *fork) done() {
	f.ended = true
	f.over.Store(true)
	if f.wake != nil {
		close(f.wake)
	}
}

// join takes b back for the owner if nobody has claimed it, and says so. Else it parks until the worker that did has ended it.
func (f *fork) join(st *seat) (mine bool) {
	p := f.group.pool
	p.mu.Lock()
	if !f.claimed {
		f.claimed = true
		p.withdraw(f)
		p.note()
		p.mu.Unlock()
		return true
	}
	if f.ended {
		p.mu.Unlock()
		return false
	}
	wake := make(chan struct{})
	f.wake = wake
	p.mu.Unlock()
	st.parkAt(wake)
	return false
}

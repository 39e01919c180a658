package par

import (
	"container/list"
	"time"
)

// To start a worker takes its starter some microseconds, and the worker begins after 10 to 20. A call that is expected to be over by then is quiet: it offers nothing, unless somebody lingers, and its owner does
// it all. What is expected is learnt (usual.go) and may be wrong, and the rest of such a call may even be what its owner waits for. So the owner offers the rest when it sees that there is more to do
// than it should, and if it waits where the pool knows of it, the pool does, and if it does not get to look, a timer does after a while. Rule 1 of SCHEDULER.md holds from then on.

const (
	// quietBelow is what a call that starts nobody is expected to take at most, in nanoseconds.
	quietBelow = int64(100 * time.Microsecond)
	// quietFor is how long it stays so when its owner does not look.
	quietFor = 10 * time.Millisecond
)

// quiets has the quiet calls of a pool, in the order in which they have begun. It is under pool.mu.
type quiets struct {
	calls list.List // of *quietCall
	timer *time.Timer
	armed bool
}

// quietCall is what a call keeps of it.
type quietCall struct {
	work  source
	seat  *seat // of its owner
	since int64
	elem  *list.Element // nil when it is not quiet
}

// mayBeQuiet says whether a call that begins now and is expected to take so long, zero if nobody knows, should start nobody. Those that come densely start one in the end, who lingers then. In a
// bubble none may: its time may stand still, and its timers are its own.
func (p *Pool) mayBeQuiet(expected, now int64) bool {
	switch {
	case expected <= 0 || expected >= quietBelow || inBubble(now):
		return false
	case expected < worthAnswer:
		return true
	}
	return p.lingering.Load() == 0 && !p.credit(expected)
}

// hush makes a call quiet that has begun at that time. The caller holds mu.
func (p *Pool) hush(q *quietCall, work source, owner *seat, began int64) {
	q.work, q.seat, q.since = work, owner, began
	q.elem = p.quiets.calls.PushBack(q)
	if p.quiets.armed {
		return
	}
	p.quiets.armed = true
	if p.quiets.timer == nil {
		p.quiets.timer = time.AfterFunc(quietFor, p.rouse)
	} else {
		p.quiets.timer.Reset(quietFor)
	}
}

// end takes a call off the list, and says whether it was there. The caller holds mu.
func (q *quietCall) end(p *Pool) bool {
	if q.elem == nil {
		return false
	}
	p.quiets.calls.Remove(q.elem)
	q.elem = nil
	return true
}

// rouse offers what has been quiet for too long.
func (p *Pool) rouse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := now()
	p.quiets.armed = false
	roused := false
	for e := p.quiets.calls.Front(); e != nil; e = p.quiets.calls.Front() {
		q := e.Value.(*quietCall)
		if left := quietFor - time.Duration(t-q.since); left > 0 {
			p.quiets.armed = true
			p.quiets.timer.Reset(left)
			break
		}
		q.rouse(p)
		roused = true
	}
	if roused { // else there is nothing that concerns this goroutine, which may be outside of a bubble that others are in
		p.dispatch()
	}
}

// rouse offers what is left of a call. The caller holds mu and calls dispatch.
func (q *quietCall) rouse(p *Pool) {
	q.end(p)
	q.work.listed().on.Store(offerNot) // before the look: who adds work looks at this afterwards
	if q.work.more() {
		p.offer(q.work)
	}
}

// rouseOf offers what is left of the quiet calls of a goroutine that is about to wait. The caller holds mu and calls dispatch.
func (p *Pool) rouseOf(st *seat) {
	var next *list.Element
	for e := p.quiets.calls.Front(); e != nil; e = next {
		next = e.Next()
		if q := e.Value.(*quietCall); q.seat == st {
			q.rouse(p)
		}
	}
}

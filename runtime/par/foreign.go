package par

import (
	"strings"
	"time"
)

// A task that waits for its own pool with a context from elsewhere keeps its token, and the pool does not know. If all tokens are held like that, and
// what they wait for has not begun, nothing goes on any more. To look at the stack of everybody who waits would find them at once, but for microseconds each. So the pool
// only notes that it happened, and looks when its queue has stood still for a while: then it takes a dump, in which the seats show (host.go) and what
// their goroutines are in. Who waits counts as waiting from then on.

// suspectAfter is how long the queue must stand still. The second look is for those who were about to park.
const (
	suspectAfter = int64(10 * time.Millisecond)
	suspectAgain = int64(200 * time.Millisecond)
)

// suspicion is what the pool has noted. It is under mu.
type suspicion struct {
	due   int64  // when to look, 0 for never
	looks int    // without a find, since somebody was about to park
	taken uint64 // places of the queue that became free until then
}

// suspect notes that somebody who is not known to sit in the pool is about to wait for it. The caller holds mu.
func (p *Pool) suspect() {
	s := &p.watched.suspicion
	s.looks = 0
	t := now()
	if s.due == 0 || inBubble(s.due) != inBubble(t) {
		s.due, s.taken = t+suspectAfter, p.taken
		p.plan(t, s.due)
	}
}

// suspect notes a wait for a task, if that has not begun.
func (t *task) suspect() {
	p := t.pool
	if p.backlog.Load() == 0 { // written when the task was queued, if it was
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.elem != nil {
		p.suspect()
	}
}

// stuck says that it is time for a look at t. The caller holds mu.
func (p *Pool) stuck(t int64) bool {
	s := &p.watched.suspicion
	switch {
	case s.due == 0:
		return false
	case p.queued+p.submitters() == 0 || s.looks > 1:
		s.due = 0
		return false
	case inBubble(s.due) == inBubble(t) && t < s.due:
		p.plan(t, s.due)
		return false
	}
	look := p.taken == s.taken && (!p.free() || p.claimable.Load() == 0)
	s.due, s.taken = t+suspectAfter, p.taken
	if look {
		s.looks++
		s.due = t + suspectAgain
	}
	p.plan(t, s.due)
	return look
}

// frames in which a goroutine waits for the pool without a seat of its own.
var parkFrames = [...]string{"/par.(*Future[...]).await(", "/par.(*Pool).await("}

// parkedIn says whether a stack is that of somebody who waits for the pool.
func parkedIn(stack string) bool {
	for _, f := range parkFrames {
		if strings.Contains(stack, f) {
			return true
		}
	}
	return false
}

// findParked marks the seats whose goroutines wait for the pool. The caller does not hold mu.
func (p *Pool) findParked() {
	p.mu.Lock()
	var busy []*seat
	for st := p.watched.first; st != nil; st = st.later {
		if s := st.state(); s == stateBusy || s == stateBlocked {
			busy = append(busy, st)
		}
	}
	p.mu.Unlock()
	dump := p.watched.dump()
	for _, st := range busy {
		stack := st.stackOf(dump)
		if !parkedIn(stack) {
			continue
		}
		p.mu.Lock()
		if !st.gone.Load() && st.waits == 0 {
			e := st.event(EventForeignWait)
			e.Rule, e.Wait, e.Stack = "selfwait", waitReason(stack), stack
			p.mark(st, e)
		}
		p.mu.Unlock()
	}
}

// mark counts a seat as waiting. The caller holds mu and calls dispatch.
func (p *Pool) mark(st *seat, e Event) {
	if st.parked {
		return
	}
	p.count(st, -1)
	st.parked = true
	p.count(st, 1)
	p.parked.Add(1)
	p.watched.suspicion.looks = 0
	p.counts.foreignWaits++
	p.emit(e)
}

// unmark ends it. The caller holds mu and counts the seat anew.
func (p *Pool) unmark(st *seat) {
	if st.parked {
		st.parked = false
		p.parked.Add(-1)
	}
}

// unpark is for whoever comes back from such a wait: it finds out whether it is one of those who are marked.
func (p *Pool) unpark() {
	if p.parked.Load() == 0 {
		return
	}
	for _, st := range p.hostedHere() {
		p.mu.Lock()
		if st.parked && !st.gone.Load() {
			p.count(st, -1)
			p.unmark(st)
			p.count(st, 1)
			if p.used() > p.width() {
				p.counts.over++
			}
			p.reserve()
		}
		p.mu.Unlock()
	}
}

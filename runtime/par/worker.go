package par

import (
	"container/list"
	"sync/atomic"
)

// job is work that one goroutine has claimed.
type job interface {
	kind() kind
	// run does the work. It may panic only if the program is to crash, and may end in Goexit.
	run(st *seat)
	// done tells those who wait for the job, after run has ended in either way. It is called under the pool's lock, in the section in which the
	// worker leaves its seat and claims its next job: who was told may rely on the worker being gone, see SCHEDULER.md.
	done()
	// owner is the seat of the goroutine that waits for the job, which is a part of what that does. Nil if there is none.
	owner() *seat
}

// namedJob is a job of a call that may have a Label.
type namedJob interface {
	from() *origin
}

// source is fork-join work that its owner offers to the pool: the second half of a join, the children of a scope,
// the rest of a loop. Its methods are called under the pool's lock.
type source interface {
	// claim takes one piece of the work, nil if none is left.
	claim() job
	// more says whether a further piece may be claimed now.
	more() bool
	// listed is where the source keeps its place in the ready list.
	listed() *offer
}

// offer is a source's place in the ready list, nil when it is not there.
type offer struct {
	lane *Lane // set when the source is made
	elem *list.Element
	on   atomic.Int64 // for who has not the lock: one of these
}

const (
	offerNot   = 0
	offerOn    = 1  // elem is not nil
	offerQuiet = -1 // its owner need not offer it, see quiet.go
)

// offer puts a source with work into the ready list, at the end. The caller holds mu and calls dispatch afterwards.
func (p *Pool) offer(s source) {
	if o := s.listed(); o.elem == nil {
		p.wakeLane(o.lane)
		o.elem = o.lane.ready.PushBack(s)
		o.on.Store(offerOn)
	}
}

// withdraw takes a source out of the ready list. The caller holds mu.
func (p *Pool) withdraw(s source) {
	if o := s.listed(); o.elem != nil {
		o.lane.ready.Remove(o.elem)
		o.elem = nil
		o.on.Store(offerNot)
	}
}

// dispatch starts workers as long as there are both a free token and unclaimed work. Everything that adds work or
// frees a token calls it before it unlocks: this is why neither is ever forgotten. The caller holds mu.
func (p *Pool) dispatch() {
	started := false
	for p.free() && !p.served() {
		j, l := p.take()
		if j == nil {
			break
		}
		p.start(j, l)
		started = true
	}
	if started {
		kick()
	}
	p.note()
}

// note brings the hint about waiting work up to date. The caller holds mu.
func (p *Pool) note() {
	all, open := 0, 0
	p.eachLane(func(l *Lane) {
		k, q := l.ready.Len(), l.queue.n+l.waiters.Len()
		all += k + q
		if !l.open() {
			return
		}
		if t := l.queue.front(); t == nil || p.fits(t) {
			k += q
		} else {
			k += l.queue.awaited
		}
		open += k
	})
	hint(&p.backlog, int64(all))
	hint(&p.claimable, int64(open))
}

// hint stores what has changed only: those who look out have the memory in their caches.
func hint(at *atomic.Int64, n int64) {
	if at.Load() != n {
		at.Store(n)
	}
}

// othersWait tells who works on an offer that other work could begin.
func (p *Pool) othersWait(o *offer) bool {
	own := o.on.Load()
	if o.lane.cap > 0 {
		own = 0 // it does not count while the lane is full
	}
	return p.claimable.Load() > own
}

// start runs a job on a worker of its own, whether or not a token is free. The caller holds mu.
func (p *Pool) start(j job, l *Lane) {
	p.workers++
	go p.work(j, p.employ(j, l), p.roster.take(&p.cfg))
}

// employ gives a worker the seat for a job. The caller holds mu.
func (p *Pool) employ(j job, l *Lane) *seat {
	st := p.sit(j.kind(), nil, l)
	st.owner = j.owner()
	switch j := j.(type) {
	case *task:
		st.task, st.origin = j, &j.origin
		p.hold(j)
		p.clockIn(j)
		if j.time != nil {
			j.time.claimed(j, st)
		}
	case namedJob:
		st.origin = j.from()
	}
	return st
}

// work is the life of a worker. It retires when nothing is left to do, when no token is left for it, or when
// a task ends its goroutine by Goexit.
func (p *Pool) work(j job, st *seat, n int) {
	begun := false
	defer func() {
		if t, ok := j.(*task); !begun || ok && t.crashing {
			return // nobody may go on, or the program might end in peace before it has crashed
		}
		p.retire(j, st, n)
	}()
	shedMarks()
	if p.cfg.onStart != nil {
		st.host(func() { p.cfg.call(p.cfg.onStart, n) }) // so that a wait in it is found
	}
	begun = true
	if p.cfg.checked != nil {
		p.noteWorker()
	}
	for j != nil {
		st.carry(j)
		var shift uint64
		var lingers bool
		if j, st, shift, lingers = p.next(j, st); lingers {
			j, st = p.linger(shift)
		}
	}
}

// next ends one task of a worker and gives it another one, if there is a token to run it with. If not, it may let it linger: in the same section, as another one would be in the way of who
// has waited for the task.
func (p *Pool) next(j job, st *seat) (_ job, _ *seat, shift uint64, lingers bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.dispatch()
	p.end(j, st)
	if p.free() {
		if j, l := p.take(); j != nil {
			return j, p.employ(j, l), 0, false
		}
	}
	return nil, nil, p.dismissed.Load(), p.mayLinger()
}

// end takes a worker off the seat of a job that it has run. The caller holds mu.
func (p *Pool) end(j job, st *seat) {
	p.stand(st)
	j.done()
}

// queueEvery is how often the queue comes before fork-join work. Work that was begun goes first, because somebody waits for
// it; but a stream of loops must not starve the queue.
const queueEvery = 4

// takeFrom claims the next piece of work of a lane, nil if there is none that may begin. The caller holds mu.
func (p *Pool) takeFrom(l *Lane) job {
	l.picks++
	if l.picks%queueEvery == 0 {
		if t := p.takeTask(l); t != nil {
			return t
		}
	}
	if j := p.takeOffer(l); j != nil {
		return j
	}
	if t := p.takeTask(l); t != nil {
		return t
	}
	return nil
}

// takeOffer claims a piece of the oldest offer and moves that offer to the end, so that sources take turns.
func (p *Pool) takeOffer(l *Lane) job {
	for e := l.ready.Front(); e != nil; e = l.ready.Front() {
		s := e.Value.(source)
		j := s.claim()
		if s.more() {
			l.ready.MoveToBack(e)
		} else {
			p.withdraw(s)
			if s.more() { // since then, see joins.push
				p.offer(s)
			}
		}
		if j != nil {
			p.counts.helped++
			return j
		}
	}
	return nil
}

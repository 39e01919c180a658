package par

import (
	"context"
	"sync/atomic"
	"time"
)

// What the watchdog has when no option says otherwise.
const (
	defaultGrace      = time.Second
	defaultMaxStalled = 64
)

// Watchdog makes the pool look after tasks that run for long without a sign of life: they began, forked, came back from [Blocking], [Sleep], a
// join, a future or [Scope.Yield], or began the last chunk of a loop, element of one whose chunks do not adapt, or visit of a walk, that long ago. After soft there is an [EventSlow], after hard an
// [EventStalled], and then the task counts as stalled, and another worker may run in its place, see [MaxStalled]. Both are checked to
// the millisecond. soft must be positive and hard no less. Without this option nothing is watched.
//
// An event carries the stack of the task's goroutine and what it waits for, except when dumps have had their share of the time, a hundredth, or in a
// program with more than 10,000 goroutines: a dump stops the program for some microseconds a goroutine. If the machine or the garbage collector is to blame, the event says
// so, and no worker is added, as that would only make it worse. Nothing is reported while a debugger is attached (on Linux; elsewhere the
// pool cannot tell), nor what runs in the first second, see [WatchdogGrace].
//
// It backs up the rules sleep, mutex, channel, syncio, longloop and selfwait of the linter, where these could not see the code.
func Watchdog(soft, hard time.Duration) Option {
	return Option{func(c *config) error {
		if soft <= 0 || hard < soft {
			return invalid("Watchdog(%v, %v): soft must be positive, and hard no less", soft, hard)
		}
		c.soft, c.hard = min(soft, forever), min(hard, forever)
		return nil
	}}
}

// WatchdogGrace sets for how long after the pool's first task the watchdog does not count yet, because starting programs are slow. The default is a second.
func WatchdogGrace(d time.Duration) Option {
	return Option{func(c *config) error {
		if d < 0 {
			return invalid("WatchdogGrace(%v): must not be negative", d)
		}
		c.grace = min(d, forever)
		return nil
	}}
}

// MaxStalled caps the compensation for blocking that was not declared: at most n extra workers run in place of tasks that the [Watchdog] found
// stalled. Such a task has its token back when it ends or shows a sign of life. Stalled tasks beyond the cap keep
// their tokens. Zero is no compensation; the default is 64. Replacements only delay a collapse: see [MaxAbandoned] and [Quarantine].
//
// It backs up the rules sleep, mutex, channel, syncio and longloop of the linter.
func MaxStalled(n int) Option {
	return Option{func(c *config) error {
		if n < 0 {
			return invalid("MaxStalled(%d): must not be negative", n)
		}
		c.maxStalled = n
		return nil
	}}
}

// watched is the list of all seats of a pool and the timer that looks after them. There is one timer, planned for what is due first; nobody sets one for
// a task. It is a function of its own goroutine only while it fires. Everything but dumped and load is under pool.mu.
type watched struct {
	first, last *seat

	timer   *time.Timer
	planned int64 // when it fires, 0 if it is not set
	bubble  bool  // it belongs to a bubble
	shift   uint64
	passing int   // passes under way
	graceAt int64 // when the first task began, if graced
	graced  bool

	// Only one pass at a time looks into the matter of culprits.
	looking bool
	dumped  time.Time // by when the dumps so far have had their share
	load    load
}

// watch is what a seat has for the watchdog. All but since is under pool.mu.
type watch struct {
	earlier, later *seat
	since          atomic.Int64 // when it last showed a sign of life, as now returns it; 0 if nobody watches
	late           atomic.Bool  // level is not 0
	level          int8         // thresholds passed since then
	stalled        bool         // counts as stalled
	abandoned      bool         // its task is
	origin         *origin      // what it is called, if anything
	task           *task        // of Submit and Go
}

// minPause is between two passes.
const minPause = int64(time.Millisecond)

// enlist puts a new seat into the list. The caller holds mu.
func (p *Pool) enlist(st *seat) {
	w := &p.watched
	if st.earlier = w.last; w.last != nil {
		w.last.later = st
	} else {
		w.first = st
	}
	w.last = st
	if p.cfg.watching() {
		p.alive(st)
	}
}

// delist takes a seat out. The caller holds mu.
func (p *Pool) delist(st *seat) {
	w := &p.watched
	if st.earlier != nil {
		st.earlier.later = st.later
	} else {
		w.first = st.later
	}
	if st.later != nil {
		st.later.earlier = st.earlier
	} else {
		w.last = st.earlier
	}
	st.earlier, st.later = nil, nil
	if st.level > 1 && !st.abandoned {
		p.recovered(st)
	}
	p.rest()
}

// rest lets go of the timer when nothing is left to watch. Outside of bubbles it stays for the next task: it costs nothing until
// it fires. The caller holds mu.
func (p *Pool) rest() {
	w := &p.watched
	if w.planned != 0 && w.first == nil && len(p.deadlines) == 0 && (w.bubble || p.closed) {
		w.timer.Stop()
		w.timer, w.planned = nil, 0
	}
}

// alive notes a sign of life. The caller holds mu.
func (p *Pool) alive(st *seat) {
	if st.level > 1 {
		p.recovered(st)
	}
	t := now()
	if w := &p.watched; !w.graced {
		w.graced, w.graceAt = true, t
	}
	if st.level > 0 {
		st.level, st.stalled = 0, false
		st.late.Store(false)
	}
	st.since.Store(t)
	if p.cfg.soft > 0 {
		p.plan(t, p.begin(st)+int64(p.cfg.soft))
	}
}

// begin is from when on the time of a seat counts. The grace of another bubble has nothing to say.
func (p *Pool) begin(st *seat) int64 {
	since, w := st.since.Load(), &p.watched
	if inBubble(since) != inBubble(w.graceAt) {
		return since
	}
	return max(since, w.graceAt+int64(p.cfg.grace))
}

// recovered is called under mu.
func (p *Pool) recovered(st *seat) {
	e := st.event(EventRecovered)
	e.Ran = time.Duration(now() - p.begin(st))
	p.emit(e)
}

// watchedIn is the seat that ctx carries, if the watchdog wants signs of life from it, else nil.
func watchedIn(ctx context.Context) *seat {
	if st := seatIn(ctx); st != nil && st.pool.cfg.watching() {
		return st
	}
	return nil
}

// beat is a sign of life from within a call, without the lock unless somebody waits for one. The receiver may be nil.
func (st *seat) beat() {
	if st == nil || st.since.Load() == 0 {
		return
	}
	st.since.Store(now())
	if !st.late.Load() {
		return
	}
	st.pool.mu.Lock()
	defer st.pool.mu.Unlock()
	if st.gone.Load() {
		return
	}
	st.pool.count(st, -1)
	st.pool.alive(st)
	st.pool.count(st, 1)
}

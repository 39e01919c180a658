package par

import (
	"fmt"
	"time"
)

// plan makes the timer fire at due, if it would not before. The caller holds mu.
func (p *Pool) plan(t, due int64) {
	w := &p.watched
	bubble := inBubble(t)
	if w.planned != 0 && w.bubble == bubble && w.planned <= due {
		return
	}
	due = max(due, t+minPause)
	d := time.Duration(due - t)
	if w.timer != nil && w.bubble == bubble {
		w.planned = due
		w.timer.Reset(d)
		return
	}
	// A timer belongs to its bubble: another one takes the place of the old one, whose passes have no say any more.
	if w.timer != nil && !w.bubble {
		w.timer.Stop()
	}
	w.shift++
	shift := w.shift
	w.planned, w.bubble = due, bubble
	w.timer = time.AfterFunc(d, func() { p.pass(shift) })
}

// culprit is a seat that passed a threshold.
type culprit struct {
	st    *seat
	since int64
	event Event
}

// pass is what the timer does: it looks at every seat, and plans the next pass if any seat has a threshold left to pass. A task that was found
// stalled gives no reason for one; so in a bubble that hangs time does not go on for ever, and testing/synctest reports the deadlock.
func (p *Pool) pass(shift uint64) {
	p.mu.Lock()
	w := &p.watched
	if w.shift != shift || w.planned == 0 {
		p.mu.Unlock()
		return
	}
	t := now()
	late := time.Duration(t - w.planned)
	w.planned = 0
	w.passing++
	found, after := p.overdue(t)
	found = append(found, p.lookAround(t)...)
	p.dispatch()
	look := len(found) > 0 && !w.looking
	w.looking = w.looking || look
	if !look {
		p.announce(found)
	}
	p.mu.Unlock()

	for _, f := range after {
		f()
	}
	if look {
		p.accuse(found, late)
	}

	p.mu.Lock()
	if look {
		w.looking = false
	}
	w.passing--
	p.dispatch()
	p.checkDrained()
	p.mu.Unlock()
}

// lookAround finds the seats that have passed a threshold, and plans for the others. The caller holds mu.
func (p *Pool) lookAround(t int64) (found []culprit) {
	w, soft, hard := &p.watched, int64(p.cfg.soft), int64(p.cfg.hard)
	if soft == 0 {
		return nil
	}
	next := int64(0)
	for st := w.first; st != nil; st = st.later {
		if st.state() != stateBusy || st.level > 1 {
			continue
		}
		since := p.begin(st)
		due, kind := since+soft, EventSlow
		if st.level == 1 || t >= since+hard {
			due, kind = since+hard, EventStalled
		}
		if t >= due {
			if !w.looking {
				e := st.event(kind)
				e.Ran = time.Duration(t - since)
				found = append(found, culprit{st, st.since.Load(), e})
			}
			due = since + hard
			if t >= due {
				due = t + soft // in case it is not found guilty
			}
		}
		if next == 0 || due < next {
			next = due
		}
	}
	if next != 0 {
		p.plan(t, next)
	}
	return found
}

// accuse finds out what the culprits do, and tells. It is called without mu.
func (p *Pool) accuse(found []culprit, late time.Duration) {
	if underDebugger() {
		p.acquit(found)
		return
	}
	w := &p.watched
	dump := w.dump(p.burst(found))
	cause := w.load.look(late, p.cfg.soft)
	for i := range found {
		c := &found[i]
		e := &c.event
		e.Stack = c.st.stackOf(dump)
		e.Wait = waitReason(e.Stack)
		if computing(e.Wait) {
			e.Cause = cause
		}
		if e.Cause == CauseCode {
			e.Rule = ruleOf(e.Wait, e.Stack)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range found {
		st := c.st
		if c.event.Kind == EventAbandoned {
			p.emit(c.event)
			continue
		}
		if st.gone.Load() || st.since.Load() != c.since || st.state() != stateBusy {
			continue // it lives
		}
		p.convict(st, c.event)
	}
	p.dispatch()
}

// convict counts and tells what was found about a seat. The caller holds mu and calls dispatch.
func (p *Pool) convict(st *seat, e Event) {
	if e.Rule == "selfwait" {
		return // it will soon look at itself, see foreign.go
	}
	p.emit(e)
	switch {
	case e.Cause != CauseCode:
		// A worker more would only make it worse. The time begins anew, in case that the task is to blame as well.
		p.counts.excused++
		p.alive(st)
	case e.Kind == EventSlow:
		p.counts.slow++
		p.blame(st)
		st.level = 1
		st.late.Store(true)
	default:
		p.counts.stalls++
		p.blame(st)
		st.level = 2
		st.late.Store(true)
		p.count(st, -1)
		st.stalled = true
		p.count(st, 1)
		if n := p.seats[stateStalled]; n > p.cfg.maxStalled {
			p.counts.stallsCapped++
			p.emitLazily(EventCapped, func() Event {
				e := st.event(EventCapped)
				e.Err = fmt.Errorf("MaxStalled(%d): %d stalled", p.cfg.maxStalled, n)
				return e
			})
		}
	}
}

// blame tells the call site of a slow task. The caller holds mu.
func (p *Pool) blame(st *seat) {
	if st.task != nil {
		p.judge(st.task, true)
	}
}

// acquit lets the time of all who were found begin anew: a debugger has held them.
func (p *Pool) acquit(found []culprit) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := now()
	for _, c := range found {
		c.st.since.CompareAndSwap(c.since, t)
	}
	p.announce(found)
}

// announce tells of the abandoned without their stacks. The caller holds mu.
func (p *Pool) announce(found []culprit) {
	for _, c := range found {
		if c.event.Kind == EventAbandoned {
			p.emit(c.event)
		}
	}
}

// event begins what is to be told about a seat. The caller holds mu.
func (st *seat) event(k EventKind) Event {
	e := Event{Kind: k, Lane: st.lane.name, Call: kindNames[st.kind]}
	if o := st.origin; o != nil {
		e.Label, e.Site = o.name(), o.site()
	}
	return e
}

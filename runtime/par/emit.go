package par

import "time"

// Of each kind of event burst come at once, then one in each interval: a flood of stalls must not become one of log lines.
const (
	eventBurst    = 10
	eventInterval = int64(time.Second)
	eventQueue    = 64 // events that wait for a slow hook
)

// herald takes events to the hooks. Everything is under pool.mu.
type herald struct {
	queue      []message
	delivering bool // a goroutine is at it
	limits     [numEventKinds]limit
}

// message is an event for the hooks, or for Checked, or for both.
type message struct {
	Event
	hook, fault bool
}

// limit is a token bucket.
type limit struct {
	credit     int64 // in nanoseconds
	last       int64
	suppressed int
}

// allow says whether an event may go out at time t.
func (l *limit) allow(t int64) bool {
	const full = eventBurst * eventInterval
	if l.last == 0 || t < l.last { // the first one, or the clock of another bubble
		l.credit = full
	} else {
		l.credit = min(full, l.credit+t-l.last)
	}
	l.last = t
	if l.credit < eventInterval {
		l.suppressed++
		return false
	}
	l.credit -= eventInterval
	return true
}

// emit counts on a goroutine of its own to call the hooks, since it is called under mu.
func (p *Pool) emit(e Event) { p.emitLazily(e.Kind, func() Event { return e }) }

// emitLazily makes the event only if it goes out: a flood of refusals must not cost more than a look at its limit.
func (p *Pool) emitLazily(k EventKind, event func() Event) {
	m := message{Event{}, p.cfg.onEvent != nil || p.cfg.logger != nil, p.cfg.checked != nil && k.fault()}
	if !m.hook && !m.fault {
		return
	}
	h := &p.herald
	l := &h.limits[k]
	m.hook = m.hook && l.allow(now())
	if m.hook && len(h.queue) >= eventQueue {
		p.counts.eventsDropped++
		m.hook = false
	}
	if !m.hook && !m.fault {
		return
	}
	m.Event = event()
	m.Time, m.Pool = time.Now(), p.cfg.name
	if m.hook {
		m.Suppressed, l.suppressed = l.suppressed, 0
	}
	h.queue = append(h.queue, m)
	if !h.delivering {
		h.delivering = true
		go p.deliver()
	}
}

// deliver ends when no event is left, so that a pool at rest has no goroutine.
func (p *Pool) deliver() {
	shedMarks()
	ended := false
	defer func() {
		if ended {
			return
		}
		// A hook that ends its goroutine ends this one, not the events.
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.herald.queue) > 0 {
			go p.deliver()
			return
		}
		p.endDelivery()
	}()
	for {
		p.mu.Lock()
		if len(p.herald.queue) == 0 {
			p.endDelivery()
			ended = true
			p.mu.Unlock()
			return
		}
		m := p.herald.queue[0]
		p.herald.queue = p.herald.queue[1:]
		p.mu.Unlock()
		if m.fault {
			p.cfg.checked(m.Event)
		}
		if m.hook && p.cfg.logger != nil {
			m.log(p.cfg.logger)
		}
		if m.hook && p.cfg.onEvent != nil {
			p.cfg.onEvent(m.Event)
		}
	}
}

// endDelivery is called under mu.
func (p *Pool) endDelivery() {
	p.herald.queue, p.herald.delivering = nil, false
	p.checkDrained()
}

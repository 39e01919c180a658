package par

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// ErrQuarantined is wrapped by every refusal of a task because of [Quarantine].
var ErrQuarantined = errors.New("par: call site is in quarantine")

// QuarantineError refuses a task of a call site in quarantine. It wraps [ErrQuarantined].
type QuarantineError struct {
	Site       string        // the label, or the name of the function
	RetryAfter time.Duration // until another task may try, always positive
}

// Error names the call site: "par: call site is in quarantine: resize, retry after 5s".
func (e *QuarantineError) Error() string {
	return fmt.Sprintf("%v: %s, retry after %v", ErrQuarantined, e.Site, e.RetryAfter)
}

// Unwrap returns [ErrQuarantined].
func (e *QuarantineError) Unwrap() error { return ErrQuarantined }

// Quarantine keeps call sites off whose tasks stall: once at least the given fraction of a site's recent tasks was slow, of at least samples tasks,
// its tasks are refused with a [*QuarantineError], those in the queue included, for the time of cooldown. Then one task may try: if it is not slow
// either, the site is free again, else it has to wait twice as long, up to 16 times cooldown. One that has not ended after that time, since it is in the queue or in [Blocking], lets another one try as well. Half is a good fraction and 10 to 20 a good number.
//
// Slow is a task above the soft threshold of [Watchdog], unless the machine or the garbage collector is to blame, and one that was abandoned, see
// [TaskTimeout]; one of the two options is needed. Older tasks count less and less: the weight of one is down to a third when 4 × samples have come after
// it. It is a fraction and not a number of strikes, because on a slow day every busy site collects strikes.
//
// A call site is the [Label] of [Submit] or [TrySubmit], else the function that was submitted, whatever it captured: closures of one func literal are one
// site. Tasks that compute for long cannot be told from tasks that lack a processor once the machine is busy: give such work a pool smaller than
// GOMAXPROCS. Where all tasks pass the same wrapper, give them labels. Loops and scopes are never refused: their callbacks hold up their own caller.
//
// It backs up the rules sleep, mutex, channel, syncio and longloop of the linter.
func Quarantine(fraction float64, samples int, cooldown time.Duration) Option {
	return Option{func(c *config) error {
		if !(fraction > 0 && fraction <= 1) || samples < 1 || cooldown <= 0 {
			return invalid("Quarantine(%v, %d, %v): needs a fraction above 0 and up to 1, samples and a time", fraction, samples, cooldown)
		}
		c.slowFraction, c.minSamples, c.cooldown = fraction, samples, min(cooldown, forever)
		return nil
	}}
}

const (
	maxSites    = 1024 // call sites that are known at the same time: labels may be made of what users send
	maxCooldown = 16   // in times of cooldown
	memory      = 4    // in times of samples
)

// siteKey is a label, or the entry of a function.
type siteKey struct {
	label string
	entry uintptr
}

// callSite is what is known of one. Everything else is under pool.mu.
type callSite struct {
	seen          int
	samples, slow float64      // weighted: newer tasks count more
	until         atomic.Int64 // 0 if it is free; written under mu
	cooldown      time.Duration
	probe         *task // it tries; nil if none does
	probeEnd      int64 // when another one may, if it has not ended
}

func (s *callSite) quarantined() bool { return s != nil && s.until.Load() != 0 }

// admit says whether a task may be submitted, as far as its call site is concerned. The caller holds mu, and must call dismissProbe if the task never
// runs.
func (p *Pool) admit(t *task) error {
	if p.cfg.slowFraction == 0 {
		return nil
	}
	s := p.siteFor(t.origin.key())
	t.callSite = s
	if !s.quarantined() {
		return nil
	}
	if wait := s.wait(); wait > 0 {
		p.counts.quarantined++
		return &QuarantineError{t.origin.name(), wait}
	}
	s.try(t)
	return nil
}

// wait is for how long no task may try. One that tries has the time of cooldown: it may wait in the queue or be in [Blocking], which is not slow, for as long as it likes,
// and must not keep its site in quarantine by that. The caller holds mu.
func (s *callSite) wait() time.Duration {
	until := s.until.Load()
	if s.probe != nil {
		until = max(until, s.probeEnd)
	}
	return max(0, time.Duration(until-now()))
}

// try lets t try. The caller holds mu.
func (s *callSite) try(t *task) {
	s.probe, t.probe = t, true
	s.probeEnd = now() + int64(s.cooldown)
}

// bar refuses a task that was submitted before its site came into quarantine, and says so.
func (t *task) bar() bool {
	p, s := t.pool, t.callSite
	if !s.quarantined() {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !s.quarantined() || t.probe {
		return false
	}
	wait := s.wait()
	if wait == 0 { // it has waited for longer than the cooldown
		s.try(t)
		return false
	}
	p.counts.quarantined++
	t.barred = true
	t.work.refuse(&QuarantineError{t.origin.name(), wait})
	return true
}

func (o *origin) key() siteKey {
	if l := o.label(); l != "" {
		return siteKey{label: l}
	}
	return siteKey{entry: o.entry}
}

// siteFor finds a call site, nil if there are too many.
func (p *Pool) siteFor(k siteKey) *callSite {
	if s := p.sites[k]; s != nil {
		return s
	}
	if p.sites == nil {
		p.sites = map[siteKey]*callSite{}
	}
	if len(p.sites) >= maxSites && !p.forgetSite() {
		return nil
	}
	s := &callSite{cooldown: p.cfg.cooldown}
	p.sites[k] = s
	return s
}

// forgetSite makes place: of a few sites, which the map gives in any order, it forgets the one that is known least.
func (p *Pool) forgetSite() bool {
	var least siteKey
	var found *callSite
	looked := 0
	for k, s := range p.sites {
		if (!s.quarantined() || s.stale()) && (found == nil || s.seen < found.seen) {
			least, found = k, s
		}
		if looked++; looked == 16 {
			break
		}
	}
	if found != nil {
		delete(p.sites, least)
	}
	return found != nil
}

// stale says that a site could have been free again for as long as it was in quarantine, and nobody has asked: its label may be one that is used once.
func (s *callSite) stale() bool { return s.probe == nil && now() > s.until.Load()+int64(s.cooldown) }

// judge notes how a task did, once. The caller holds mu.
func (p *Pool) judge(t *task, slow bool) {
	s := t.callSite
	if s == nil || t.judged {
		return
	}
	t.judged = true
	keep := 1 - 1/float64(memory*p.cfg.minSamples)
	s.samples, s.slow = s.samples*keep+1, s.slow*keep
	s.seen++
	if slow {
		s.slow++
	}
	tried := t.probe
	t.dismissProbe()
	switch {
	case tried && s.quarantined(): // else another one has set it free
		if slow {
			s.cooldown = min(2*s.cooldown, maxCooldown*min(p.cfg.cooldown, forever/maxCooldown), forever)
			p.quarantine(t)
			return
		}
		s.seen, s.samples, s.slow, s.cooldown = 0, 0, 0, p.cfg.cooldown
		s.until.Store(0)
		p.emit(t.event(EventReleased))
	case !s.quarantined() && slow && s.slow >= p.cfg.slowFraction*s.samples && s.seen >= p.cfg.minSamples:
		p.quarantine(t)
	}
}

// quarantine puts the site of a task into quarantine.
func (p *Pool) quarantine(t *task) {
	s := t.callSite
	s.until.Store(now() + int64(s.cooldown))
	e := t.event(EventQuarantined)
	e.Err = &QuarantineError{t.origin.name(), s.cooldown}
	p.counts.quarantines++
	p.emit(e)
}

// dismissProbe lets another task of the site try, if this one could not. The caller holds mu.
func (t *task) dismissProbe() {
	if !t.probe {
		return
	}
	t.probe = false
	if t.callSite.probe == t {
		t.callSite.probe = nil
	}
}

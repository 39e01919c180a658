package par

import "fmt"

// MemoryQuota bounds the memory that tasks which say by the call option [Memory] how much they need hold at the same time: the next one begins when it fits. bytes must be positive; there is no
// bound by default.
//
// Such tasks begin in the order of their lane: the first one that does not fit keeps all others that need memory waiting, in every lane, so a large one gets its turn. While its own lane is
// at its cap it keeps nobody waiting outside of that lane. Tasks that need none go on, but for those
// behind it in its own lane. What another task waits for with its own context does not wait for memory, because that task may be the one which holds it: the pool is over its quota then,
// and [Stats] counts that. So is it when a task submits to a full queue. An abandoned task holds what it has until it returns.
//
// It backs up the rules fanout and untrustedsize of the linter.
func MemoryQuota(bytes int64) Option {
	return Option{func(c *config) error {
		if bytes <= 0 {
			return invalid("MemoryQuota(%d): must be positive", bytes)
		}
		c.quota = bytes
		return nil
	}}
}

// Memory says how many bytes a task needs while it runs, see [MemoryQuota]. bytes must be positive and no more than the quota. A pool without a quota only counts them.
func Memory(bytes int64) CallOption { return positive(optMemory, "Memory", bytes) }

// quota is what tasks hold. It is under pool.mu.
type quota struct {
	held  int64
	first *task // it waits for memory; nobody overtakes it, unless its lane is at its cap
}

// fits says whether t may begin as far as memory is concerned. The caller holds mu.
func (p *Pool) fits(t *task) bool {
	if t.memory == 0 || p.cfg.quota == 0 || t.awaited {
		return true
	}
	return (!p.reserved() || p.quota.first == t) && t.memory <= p.cfg.quota-p.quota.held
}

// reserved says whether a task waits that nobody may overtake. One whose lane is at its cap could not begin if it had all the memory: it must not keep other lanes waiting.
// The caller holds mu.
func (p *Pool) reserved() bool { return p.quota.first != nil && p.quota.first.lane.open() }

// mayHold is fits for the task whose turn it is: if it does not fit, nobody overtakes it from now on. The caller holds mu.
func (p *Pool) mayHold(t *task) bool {
	if p.fits(t) {
		return true
	}
	if !p.reserved() {
		p.quota.first = t
		p.counts.memoryWaits++
		p.shortOfMemory(t, "wait")
	}
	return false
}

// reserve looks, after a task has been added or has left, or a lane may have come to its cap, who it is that nobody may overtake from now on. The caller holds mu.
func (p *Pool) reserve() {
	if p.cfg.quota > 0 {
		p.dispatch()
	}
}

// hold takes the memory of a task that begins. The caller holds mu.
func (p *Pool) hold(t *task) {
	p.unreserve(t)
	if t.memory == 0 {
		return
	}
	p.quota.held += t.memory
	if p.cfg.quota > 0 && p.quota.held > p.cfg.quota {
		p.counts.memoryOver++
		p.shortOfMemory(t, "over")
	}
}

// shortOfMemory tells of a task that waits for its memory, or has begun without. The caller holds mu.
func (p *Pool) shortOfMemory(t *task, how string) {
	p.emitLazily(EventMemory, func() Event {
		e := t.event(EventMemory)
		if how == "over" {
			e.Err = fmt.Errorf("begun over the quota: %d of %d bytes held", p.quota.held, p.cfg.quota)
		} else {
			e.Err = fmt.Errorf("needs %d bytes, %d of %d held", t.memory, p.quota.held, p.cfg.quota)
		}
		return e
	})
}

// unreserve is for a task that begins, or never will. The caller holds mu.
func (p *Pool) unreserve(t *task) {
	if p.quota.first == t {
		p.quota.first = nil
	}
}

// hurry lets a task overtake those that wait for memory, as a task waits for it that may hold what they need. That one may be of another pool, and then it gives no token back
// in this one that would start the task.
func (t *task) hurry() {
	p := t.pool
	if p.cfg.quota == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !t.awaited {
		t.awaited = true
		if t.queued {
			t.lane.queue.awaited++
		}
		p.unreserve(t)
		p.dispatch()
	}
}

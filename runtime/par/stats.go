package par

// Stats is a picture of a pool. All fields but Panics are read under one lock and fit together.
type Stats struct {
	// Workers is the number of tokens: what Workers or Resize set it to, or GOMAXPROCS at this moment.
	Workers int
	// Idle is the number of tokens that nobody uses.
	Idle int
	// Busy counts goroutines that run a task, callers from outside that take part in their own call included. It may be above
	// Workers: neither these callers nor those who come back from a wait have to wait for a token.
	Busy int
	// Blocked counts goroutines inside Blocking or Sleep.
	Blocked int
	// Stalled counts goroutines that the watchdog found stalled, see [Watchdog].
	Stalled int
	// Abandoned counts tasks that still run although their time is over, see [TaskTimeout].
	Abandoned int
	// Waiting counts goroutines that wait for their children, for a future or for a place in a queue.
	Waiting int
	// Goroutines counts the goroutines that belong to the pool. It is zero when the pool has nothing to do.
	Goroutines int

	// Running counts the tasks of Submit and Go that have begun and not ended, abandoned ones included.
	Running int
	// Queued counts the tasks of Submit and Go in the queue, QueueCap is how many fit.
	Queued, QueueCap int
	// Memory is what the tasks that run hold by [Memory], MemoryQuota how much they may.
	Memory, MemoryQuota int64
	// Delayed counts the tasks of SubmitAfter that are not due yet.
	Delayed int
	// Submitters counts the callers that wait for a place in the queue under the policy Block.
	Submitters int

	// The counters below only grow.

	// Submitted counts the tasks of Submit, TrySubmit, SubmitBatch, SubmitAfter and Go that were accepted, Completed those of them that ran to their end, a panic or Goexit
	// included, and NeverRan those that were accepted and ended without having begun: dropped, expired, late, or refused by a guard when they were due or about to begin. At any moment
	//
	//	Submitted = Completed + NeverRan + Running + Queued + Delayed
	//
	Submitted, Completed, NeverRan uint64
	// Refused counts the tasks that were not accepted: the call returned an error, whatever the reason, but for arguments that make no sense. So calls are Submitted + Refused, apart from
	// those that still wait for a place in the queue. The counters below say why for some of NeverRan and Refused; those of guards count both.
	Refused uint64
	// Rejected counts tasks refused with ErrQueueFull: because the queue is full, the tenant has its share of it (TenantFull of them), or because of [MaxDelayed]. Dropped
	// counts those resolved with ErrDropped, Expired those whose context ended after they were accepted and before they started.
	Rejected, TenantFull, Dropped, Expired uint64
	// CallerRan counts the tasks that found the queue full and ran while their caller waited.
	CallerRan uint64
	// Helped counts the pieces of fork-join work (children, halves of joins, shares of loops) that workers took over from their owners.
	Helped uint64
	// Compensated counts calls of Blocking and Sleep that gave a token back, Capped those that kept it because of MaxBlocked, StallsCapped the stalled tasks that
	// kept it because of MaxStalled.
	Compensated, Capped, StallsCapped uint64
	// Over counts how often a goroutine came back from a wait while all tokens were in use.
	Over uint64
	// Slow and Stalls count the tasks that the watchdog found above its soft and its hard threshold, Excused those for which
	// it blamed the machine or the garbage collector.
	Slow, Stalls, Excused uint64
	// TimedOut counts the tasks whose time was over before they had ended: in the call (they are Refused), in the queue (NeverRan) or while they ran, which are Abandonments.
	TimedOut, Abandonments uint64
	// Saturated counts refusals because of [MaxAbandoned], those of loops and scopes included.
	Saturated uint64
	// Quarantines counts how often a call site came into [Quarantine], Quarantined the tasks that were refused because of it.
	Quarantines, Quarantined uint64
	// SelfWaits counts waits that were refused with [ErrSelfWait], ForeignWaits the tasks that were found waiting for
	// a pool, their own or another one, with a context from elsewhere.
	SelfWaits, ForeignWaits uint64
	// MemoryWaits counts the tasks that had to wait although it was their turn, because their memory was not free, MemoryOver those that began although there was too little, see [MemoryQuota].
	MemoryWaits, MemoryOver uint64
	// LaneHeld counts the tasks that went into the queue while a token was free, because their lane was at its [LaneCap].
	LaneHeld uint64
	// EventsDropped counts the events that the hooks were too slow for.
	EventsDropped uint64
	// QueueTime is how long tasks waited from the moment when they were accepted, had to wait for a place in the queue or were due, until they began; RunTime how long those ran that have
	// ended. Both are empty without [Latencies].
	QueueTime, RunTime Histogram
	// Panics counts panics in tasks that were caught, each once.
	Panics uint64
}

type counters struct {
	submitted, completed, rejected, dropped, expired uint64
	callerRan, helped, compensated, capped, over     uint64
	slow, stalls, excused, eventsDropped             uint64
	timedOut, abandonments, saturated                uint64
	quarantines, quarantined                         uint64
	selfWaits, foreignWaits, memoryOver              uint64
	neverRan, refused, tenantFull, stallsCapped      uint64
	memoryWaits, laneHeld                            uint64
}

// Stats returns a picture of the pool. It takes the pool's lock for a moment and allocates nothing. A nil or zero Pool gives the zero Stats.
func (p *Pool) Stats() Stats {
	if !p.usable() {
		return Stats{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &p.counts
	width := p.width()
	return Stats{
		Workers:       width,
		Idle:          max(0, width-p.used()),
		Busy:          p.seats[stateBusy],
		Blocked:       p.seats[stateBlocked],
		Abandoned:     p.seats[stateAbandoned],
		Waiting:       p.seats[stateWaiting],
		Stalled:       p.seats[stateStalled],
		Goroutines:    p.workers,
		Queued:        p.queued,
		QueueCap:      p.cfg.queueCap,
		Memory:        p.quota.held,
		MemoryQuota:   p.cfg.quota,
		MemoryOver:    c.memoryOver,
		MemoryWaits:   c.memoryWaits,
		LaneHeld:      c.laneHeld,
		StallsCapped:  c.stallsCapped,
		TenantFull:    c.tenantFull,
		NeverRan:      c.neverRan,
		Refused:       c.refused,
		Running:       p.running(),
		QueueTime:     p.latencies.queued,
		RunTime:       p.latencies.ran,
		Delayed:       p.delayed,
		Submitters:    p.submitters(),
		Submitted:     c.submitted,
		Completed:     c.completed,
		Rejected:      c.rejected,
		Dropped:       c.dropped,
		Expired:       c.expired,
		CallerRan:     c.callerRan,
		Helped:        c.helped,
		Compensated:   c.compensated,
		Capped:        c.capped,
		Over:          c.over,
		Slow:          c.slow,
		Stalls:        c.stalls,
		Excused:       c.excused,
		TimedOut:      c.timedOut,
		Abandonments:  c.abandonments,
		Saturated:     c.saturated,
		Quarantines:   c.quarantines,
		Quarantined:   c.quarantined,
		SelfWaits:     c.selfWaits,
		ForeignWaits:  c.foreignWaits,
		EventsDropped: c.eventsDropped,
		Panics:        p.panics.Load(),
	}
}

// running counts the tasks that have begun and not ended. The caller holds mu.
func (p *Pool) running() (n int) {
	for _, k := range [...]kind{kindSubmit, kindAfter, kindGo} {
		for _, seats := range p.kinds[k] {
			n += seats
		}
	}
	return n
}

// refused counts a task that was not accepted, and returns why.
func (p *Pool) refused(err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts.refused++
	return err
}

package par

import (
	"container/list"
	"context"
)

// maxLanes bounds the lanes of a pool: whoever takes work looks at all of them.
const maxLanes = 64

// Lane is a part of a pool with a queue of its own: a bulkhead, so that one kind of work cannot keep others off, or a subpool for a part of the program. Make one with
// [Pool.NewLane], and hand it work by the call option [In], by [Lane.Run] and [Lane.Go]. What tasks of a lane fork and submit in the same pool belongs to it, unless it names another.
// Work without a lane is in that of the pool itself, which has weight 1 and no cap.
//
// When several lanes have work that waits, tokens that become free are dealt out by weight: a lane of weight 3 gets three times as many as one of weight 1. This is stride scheduling
// (Waldspurger and Weihl, 1995). What runs is not interrupted.
//
// It backs up the rules fanout and channel of the linter: what these did not see stays within the lane.
type Lane struct {
	pool          *Pool
	name          string
	weight        int
	cap, queueCap int

	// Under pool.mu.
	ready   list.List // of source: fork-join work that an owner would like to share
	queue   turns     // accepted, waiting for a token
	waiters list.List // of *submitter: not accepted yet, waiting for a place in the queue
	picks   uint
	seats   [numStates]int
	pass    float64 // its place in the stride schedule, in tokens per weight

	rejected, dropped, held uint64 // as in Stats
}

// LaneOption configures a lane in [Pool.NewLane].
type LaneOption struct{ set func(*Lane) error }

// LaneWeight sets the share of the lane in the tokens that become free. The default is 1.
func LaneWeight(n int) LaneOption {
	return LaneOption{func(l *Lane) error {
		if n < 1 {
			return invalid("LaneWeight(%d): must be positive", n)
		}
		l.weight = n
		return nil
	}}
}

// LaneCap bounds how many tasks of the lane run, are in [Blocking] or have stalled at the same time. Who waits for children or for a future does not count, or nested tasks could
// deadlock, and neither do abandoned tasks, for which [MaxAbandoned] is there. Callers from outside and those who come back from a wait are never held up: as the pool goes over its
// tokens by them, the lane goes over its cap. There is no cap by default.
func LaneCap(n int) LaneOption {
	return LaneOption{func(l *Lane) error {
		if n < 1 {
			return invalid("LaneCap(%d): must be positive", n)
		}
		l.cap = n
		return nil
	}}
}

// LaneQueue sets how many tasks may wait in the lane; the policy is that of the pool's [Queue], whose capacity is the default. With [DropOldest] it must be at least one.
func LaneQueue(capacity int) LaneOption {
	return LaneOption{func(l *Lane) error {
		if capacity < 0 || capacity == 0 && l.pool.cfg.policy == DropOldest {
			return invalid("LaneQueue(%d): too small", capacity)
		}
		l.queueCap = capacity
		return nil
	}}
}

// NewLane adds a lane to the pool, for as long as the pool lives. The name is for events and [Lane.Stats]. An empty name, an option out of range and a 65th lane are errors that wrap
// [ErrInvalid]; a closed pool gives [ErrClosed].
func (p *Pool) NewLane(name string, opts ...LaneOption) (*Lane, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if name == "" {
		return nil, invalid("NewLane: the name is empty")
	}
	l := &Lane{pool: p, name: name, weight: 1, queueCap: p.cfg.queueCap}
	for i, o := range opts {
		if o.set == nil {
			return nil, invalid("NewLane: option %d is the zero LaneOption", i)
		}
		if err := o.set(l); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return nil, ErrClosed
	case len(p.lanes) > maxLanes:
		return nil, invalid("NewLane: the pool has %d lanes already", maxLanes)
	case len(p.lanes) == 0:
		p.lanes = []*Lane{&p.base}
	}
	p.lanes = append(p.lanes, l)
	return l, nil
}

// Run is [Pool.Run] in the lane.
func (l *Lane) Run(ctx context.Context, f func(*Scope) error) error {
	if l == nil || l.pool == nil {
		return invalid("Lane.Run: the lane was not made by NewLane")
	}
	return l.pool.run(ctx, runCall{name: "Lane.Run", lane: l}, f)
}

// Go is [Pool.Go] in the lane.
func (l *Lane) Go(ctx context.Context, f func(context.Context)) error {
	if l == nil || l.pool == nil {
		return invalid("Lane.Go: the lane was not made by NewLane")
	}
	return l.pool.goIn(ctx, l, f)
}

// In runs the call in lane l, and so on the pool of l.
func In(l *Lane) CallOption {
	o := CallOption{kind: optLane, lane: l}
	if l == nil || l.pool == nil {
		o.err = invalid("In: the lane was not made by NewLane")
	}
	return o
}

// LaneStats is a picture of a lane. The fields mean what those of [Stats] do.
type LaneStats struct {
	Name                                       string
	Weight, Cap                                int // Cap is 0 without one
	Busy, Blocked, Stalled, Abandoned, Waiting int
	Queued, QueueCap, Submitters               int
	Rejected, Dropped, Held                    uint64 // Held is LaneHeld
}

// Stats returns a picture of the lane. A nil or zero Lane gives the zero LaneStats.
func (l *Lane) Stats() LaneStats {
	if l == nil || l.pool == nil {
		return LaneStats{}
	}
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	return LaneStats{
		Name: l.name, Weight: l.weight, Cap: l.cap,
		Busy: l.seats[stateBusy], Blocked: l.seats[stateBlocked], Stalled: l.seats[stateStalled], Abandoned: l.seats[stateAbandoned], Waiting: l.seats[stateWaiting],
		Queued: l.queue.n, QueueCap: l.queueCap, Submitters: l.waiters.Len(),
		Rejected: l.rejected, Dropped: l.dropped, Held: l.held,
	}
}

// open says whether the cap lets one more task run. The caller holds mu.
func (l *Lane) open() bool {
	return l.cap == 0 || l.seats[stateBusy]+l.seats[stateBlocked]+l.seats[stateStalled] < l.cap
}

func (l *Lane) hasWork() bool { return l.ready.Len()+l.queue.n+l.waiters.Len() > 0 }

// wakeLane must be called before work is added. A lane that had none has saved up nothing meanwhile. The caller holds mu.
func (p *Pool) wakeLane(l *Lane) {
	if len(p.lanes) > 0 && !l.hasWork() {
		l.pass = max(l.pass, p.stride)
	}
}

// take claims the next piece of work and says of which lane it is, nil if there is none that may begin. The caller holds mu.
func (p *Pool) take() (job, *Lane) {
	if len(p.lanes) == 0 {
		return p.takeFrom(&p.base), &p.base
	}
	var tried [maxLanes + 1]bool
	for {
		best := -1
		for i, l := range p.lanes {
			if !tried[i] && l.hasWork() && l.open() && (best < 0 || l.pass < p.lanes[best].pass) {
				best = i
			}
		}
		if best < 0 {
			return nil, nil
		}
		l := p.lanes[best]
		if j := p.takeFrom(l); j != nil {
			p.stride = l.pass
			l.pass += 1 / float64(l.weight)
			return j, l
		}
		tried[best] = true
	}
}

// laneFor is the lane of what is called with the seat cur at hand, if the call names none.
func (p *Pool) laneFor(asked *Lane, cur *seat) *Lane {
	if asked != nil {
		return asked
	}
	for st := cur; st != nil; st = st.around() { // by way of other pools, too
		if st.pool == p && !st.gone.Load() {
			return st.lane
		}
	}
	return &p.base
}

// eachLane calls f for all lanes, that of the pool first. The caller holds mu.
func (p *Pool) eachLane(f func(*Lane)) {
	if len(p.lanes) == 0 {
		f(&p.base)
	}
	for _, l := range p.lanes {
		f(l)
	}
}

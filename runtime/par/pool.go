package par

import (
	"sync/atomic"
)

// Pool is a set of tokens, the rights to run, and the work that waits for them. Make one with [New]; the zero Pool refuses
// all work with [ErrInvalid]. All methods may be called from any goroutine.
type Pool struct {
	cfg       config
	made      bool // by New
	isDefault bool

	mu        mutex
	base      Lane    // of work that names none
	lanes     []*Lane // base first, then those of NewLane; empty if there are none of these
	stride    float64 // that of the lane which was served last
	queued    int     // in the queues of all lanes
	quota     quota
	seats     [numStates]int
	kinds     [numKinds][numStates]int
	workers   int // goroutines of the pool that have not returned
	roster    roster
	delayed   int // tasks of SubmitAfter that are not due
	closed    bool
	closers   []chan struct{} // closed when the pool is drained
	counts    counters
	watched   watched
	quiets    quiets
	herald    herald
	checks    checks
	deadlines deadlines
	latencies latencies
	sites     map[siteKey]*callSite // with Quarantine
	taken     uint64                // how often a place in the queue became free
	overrun   int64                 // by how many nanoseconds abandoned tasks were late, on average

	// backlog is a hint that can be read without the lock: the length of the three lists of all lanes. claimable is that of what may begin if a token is free, as far as caps and memory are
	// concerned.
	backlog, claimable atomic.Int64
	panics             atomic.Uint64

	// size is what Workers or Resize asked for; written under mu.
	size atomic.Int64
	// shut is closed, to be read without the lock.
	shut atomic.Bool
	// lingering is how many workers look out for work. It is written under mu.
	lingering atomic.Int32
	// credits and lastCredit are those of history.go, in nanoseconds.
	credits, lastCredit atomic.Int64
	// dismissed counts how often those who linger were sent home. It is written under mu.
	dismissed atomic.Uint64
}

// New makes a pool. It starts no goroutine: workers start when there is work and retire when there is none.
// An option out of range is an error that wraps [ErrInvalid].
func New(opts ...Option) (*Pool, error) {
	c, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	p := newPool(c)
	register(p)
	return p, nil
}

func newPool(c config) *Pool {
	p := &Pool{cfg: c, made: true}
	if c.checked != nil {
		markUsed.Store(true)
	}
	p.size.Store(int64(c.workers))
	p.base = Lane{pool: p, weight: 1, queueCap: c.queueCap}
	return p
}

var defaultPool = newPool(defaultConfig())

func init() { defaultPool.isDefault = true }

// Default returns the pool of the whole program, with default options. Everybody shares it, so nobody may close it:
// [Pool.Close] returns [ErrDefaultPool]. When it has nothing to do it holds no goroutine.
func Default() *Pool { return defaultPool }

func (p *Pool) usable() bool { return p != nil && p.made }

func (p *Pool) check() error {
	if !p.usable() {
		return invalid("the pool is nil or was not made by New")
	}
	return nil
}

// free says whether a token is free. Blocked, stalled and abandoned seats up to their caps hold none, those above keep theirs.
// The caller holds mu.
func (p *Pool) free() bool { return p.used() < p.width() }

func (p *Pool) used() int {
	return p.seats[stateBusy] + max(0, p.seats[stateBlocked]-p.cfg.maxBlocked) + max(0, p.seats[stateStalled]-p.cfg.maxStalled) +
		max(0, p.seats[stateAbandoned]-p.cfg.maxAbandoned)
}

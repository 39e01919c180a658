package par

import (
	"fmt"
	"log/slog"
	"time"
)

// Policy says what happens to a task that finds the queue full.
// It is for callers from outside: a full queue never stops a worker of the same pool, its task runs at once while it waits.
type Policy int

const (
	// Block makes the caller wait for a place, until its context ends or the pool is closed.
	Block Policy = iota
	// Reject refuses the task with [ErrQueueFull].
	Reject
	// CallerRuns runs the task at once, while the caller waits for its end: the flood slows down its source. While the [Memory] that the task needs is not free, the caller waits for a place as under Block.
	CallerRuns
	// DropOldest drops the task that has waited longest: its future resolves with [ErrDropped].
	DropOldest
)

// String returns the name of the policy.
func (p Policy) String() string {
	switch p {
	case Block:
		return "Block"
	case Reject:
		return "Reject"
	case CallerRuns:
		return "CallerRuns"
	case DropOldest:
		return "DropOldest"
	}
	return fmt.Sprintf("Policy(%d)", int(p))
}

// What a pool has when no option says otherwise. The queue is bounded: an unbounded one only moves the
// overload into memory.
const (
	defaultQueue      = 1024
	defaultMaxBlocked = 256
	defaultMaxDelayed = 1024
)

// Option configures a pool in [New].
type Option struct{ set func(*config) error }

type config struct {
	workers    int
	queueCap   int
	policy     Policy
	maxBlocked int
	maxDelayed int
	quota      int64 // of memory, 0 without
	onPanic    func(*PanicError)
	name       string
	onStart    func(worker string)
	onExit     func(worker string)

	soft, hard, grace time.Duration // of the watchdog, soft is 0 without it
	maxStalled        int
	timeout           time.Duration // of a task, 0 without
	maxAbandoned      int
	slowFraction      float64 // of a call site in quarantine, 0 without
	minSamples        int
	cooldown          time.Duration
	sites             bool
	latencies, labels bool
	onEvent           func(Event)
	checked           func(Event)
	logger            *slog.Logger
}

// watching says whether times of tasks are taken.
func (c *config) watching() bool { return c.soft > 0 || c.timeout > 0 }

func defaultConfig() config {
	return config{queueCap: defaultQueue, maxBlocked: defaultMaxBlocked, maxDelayed: defaultMaxDelayed, grace: defaultGrace,
		maxStalled: defaultMaxStalled, maxAbandoned: defaultMaxAbandoned}
}

func newConfig(opts []Option) (config, error) {
	c := defaultConfig()
	c.grace = -1
	for i, o := range opts {
		if o.set == nil {
			return c, invalid("New: option %d is the zero Option", i)
		}
		if err := o.set(&c); err != nil {
			return c, err
		}
	}
	if c.slowFraction > 0 && c.soft == 0 && c.timeout == 0 {
		return c, invalid("Quarantine needs Watchdog or TaskTimeout, to know what is slow")
	}
	if c.checked != nil && c.soft == 0 {
		c.soft, c.hard = checkedThreshold, checkedThreshold
	}
	if c.grace < 0 && c.checked == nil {
		c.grace = defaultGrace
	}
	c.grace = max(c.grace, 0)
	return c, nil
}

// Workers sets the number of tokens, that is of tasks that run at the same time. Zero, the default, follows GOMAXPROCS.
func Workers(n int) Option {
	return Option{func(c *config) error {
		if n < 0 {
			return invalid("Workers(%d): must not be negative", n)
		}
		c.workers = n
		return nil
	}}
}

// Queue sets how many tasks of [Submit] and [Pool.Go] may wait for a token, and what happens to the next one.
// The default is Queue(1024, Block). A capacity of zero accepts a task only when a token is free; [DropOldest] needs at least one.
//
// It backs up the rule fanout of the linter.
func Queue(capacity int, policy Policy) Option {
	return Option{func(c *config) error {
		switch {
		case policy < Block || policy > DropOldest:
			return invalid("Queue(%d, %v): unknown policy", capacity, policy)
		case capacity < 0:
			return invalid("Queue(%d, %v): capacity must not be negative", capacity, policy)
		case capacity == 0 && policy == DropOldest:
			return invalid("Queue(0, DropOldest): there is nothing to drop without a place")
		}
		c.queueCap, c.policy = capacity, policy
		return nil
	}}
}

// MaxBlocked caps compensation: at most n extra workers run in place of those that are inside [Blocking] or [Sleep].
// Blocked workers beyond the cap keep their tokens, and [Stats] counts them as capped. Zero is no compensation; the default is 256.
// Waiting for one's own children or for a [Future] always gives the token back and is not capped, or nested tasks could deadlock.
//
// It backs up the rules sleep, mutex, channel, syncio and longloop of the linter, whose remedy Blocking and Sleep are.
func MaxBlocked(n int) Option {
	return Option{func(c *config) error {
		if n < 0 {
			return invalid("MaxBlocked(%d): must not be negative", n)
		}
		c.maxBlocked = n
		return nil
	}}
}

// OnPanic sets what is done with a panic in a task of [Pool.Go], for which nobody waits. Without it such a panic crashes
// the program, as one in a go statement does. The function is called on the goroutine that panicked; other tasks go on meanwhile.
// If it panics itself, nobody is left to ask, and the program crashes.
func OnPanic(f func(*PanicError)) Option {
	return Option{func(c *config) error {
		if f == nil {
			return invalid("OnPanic(nil): leave the option out to crash on panics")
		}
		c.onPanic = f
		return nil
	}}
}

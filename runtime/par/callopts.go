package par

import (
	"context"
	"math"
	"time"
)

// CallOption configures one parallel call.
type CallOption struct{ set func(*callConfig) error }

type callConfig struct {
	pool           *Pool
	limit          int
	minLen, maxLen int
	lane           *Lane   // with In, else nil
	origin         *origin // with a Label, else nil
	tenant         string
	memory         int64
	timeout        time.Duration
	forTasks       bool // one of the options makes sense for Submit only
	bare           bool // the callbacks get no context
	forLoops       bool // one of the options makes sense for loops only
}

// On runs the call on pool p. Without it a call from a task stays on the task's pool, and any other runs on [Default].
func On(p *Pool) CallOption {
	return CallOption{func(c *callConfig) error {
		if !p.usable() {
			return invalid("On: the pool is nil or was not made by New")
		}
		c.pool = p
		return nil
	}}
}

// Limit lets at most n callbacks of this loop be under way at the same time, the caller's and blocked ones included. n must be positive.
func Limit(n int) CallOption {
	return CallOption{func(c *callConfig) error {
		if n < 1 {
			return invalid("Limit(%d): must be positive", n)
		}
		c.limit, c.forLoops = n, true
		return nil
	}}
}

// MinLen makes each chunk of the loop at least n items long, except for the last. A loop of at most n items runs at the caller
// and wakes nobody. n must be positive; the default is 1.
func MinLen(n int) CallOption {
	return CallOption{func(c *callConfig) error {
		if n < 1 {
			return invalid("MinLen(%d): must be positive", n)
		}
		c.minLen, c.forLoops = n, true
		return nil
	}}
}

// MaxLen makes each chunk of the loop at most n items long. n must be positive; there is no limit by default.
func MaxLen(n int) CallOption {
	return CallOption{func(c *callConfig) error {
		if n < 1 {
			return invalid("MaxLen(%d): must be positive", n)
		}
		c.maxLen, c.forLoops = n, true
		return nil
	}}
}

const defaultMaxLen = math.MaxInt

func newCallConfig(opts []CallOption) (callConfig, error) {
	c := callConfig{limit: math.MaxInt, minLen: 1, maxLen: defaultMaxLen}
	for i, o := range opts {
		if o.set == nil {
			return c, invalid("call option %d is the zero CallOption", i)
		}
		if err := o.set(&c); err != nil {
			return c, err
		}
	}
	if c.lane != nil {
		if c.pool != nil && c.pool != c.lane.pool {
			return c, invalid("On names another pool than that of the lane %s", c.lane.name)
		}
		c.pool = c.lane.pool
	}
	if c.minLen > c.maxLen {
		return c, invalid("MinLen(%d) is above MaxLen(%d)", c.minLen, c.maxLen)
	}
	return c, nil
}

// poolFor finds the pool of a call: the one it names, else the one whose task makes it, else the default.
func (c *callConfig) poolFor(ctx context.Context) *Pool {
	if c.pool != nil {
		return c.pool
	}
	if st := seatOf(ctx); st != nil {
		return st.pool
	}
	return Default()
}

package par

import (
	"context"
	"math"
	"time"
)

// CallOption configures one parallel call. One that the call can do nothing with is an error that wraps [ErrInvalid], however little there is to do.
type CallOption struct {
	kind callOption
	n    int64
	name string
	pool *Pool
	lane *Lane
	err  error // why the option makes no sense
}

// callOption says which option it is. It is a number and not a function, or each call would put its callConfig on the heap.
type callOption int8

const (
	_ callOption = iota
	optPool
	optLimit
	optMinLen
	optMaxLen
	optLabel
	optTimeout
	optLane
	optTenant
	optMemory
)

type callConfig struct {
	pool           *Pool
	limit          int
	minLen, maxLen int
	lane           *Lane  // with In, else nil
	label          string // with Label
	tenant         string
	memory         int64
	timeout        time.Duration
	forTasks       bool    // one of the options makes sense for Submit only
	bare           bool    // the callbacks get no context
	entry          uintptr // of the function that is called for the items, zero if nobody shall learn how long it takes
	forward        bool    // what comes first in the range is wanted first
	forLoops       bool    // one of the options makes sense for loops only
}

// On runs the call on pool p. Without it a call from a task stays on the task's pool, and any other runs on [Default].
func On(p *Pool) CallOption {
	o := CallOption{kind: optPool, pool: p}
	if !p.usable() {
		o.err = invalid("On: the pool is nil or was not made by New")
	}
	return o
}

// Limit lets at most n callbacks of this loop be under way at the same time, the caller's and blocked ones included. n must be positive.
func Limit(n int) CallOption { return positive(optLimit, "Limit", int64(n)) }

// MinLen makes each chunk of the loop at least n items long, but for one where [MaxLen] is less than twice that. A loop of at most n items runs at the caller
// and wakes nobody. n must be positive; the default is 1. MinLen and MaxLen go with all loops; in those that have no chunks, which say so, there is nothing to bound.
func MinLen(n int) CallOption { return positive(optMinLen, "MinLen", int64(n)) }

// MaxLen makes each chunk of the loop at most n items long. n must be positive; there is no limit by default.
func MaxLen(n int) CallOption { return positive(optMaxLen, "MaxLen", int64(n)) }

func positive(kind callOption, name string, n int64) CallOption {
	o := CallOption{kind: kind, n: n}
	if n < 1 {
		o.err = invalid("%s(%d): must be positive", name, n)
	}
	return o
}

const defaultMaxLen = math.MaxInt

func newCallConfig(opts []CallOption) (callConfig, error) {
	c := callConfig{limit: math.MaxInt, minLen: 1, maxLen: defaultMaxLen}
	if len(opts) == 0 {
		return c, nil
	}
	for i := range opts {
		o := &opts[i]
		if o.err != nil {
			return c, o.err
		}
		switch o.kind {
		case optPool:
			c.pool = o.pool
		case optLimit:
			c.limit, c.forLoops = int(o.n), true
		case optMinLen:
			c.minLen, c.forLoops = int(o.n), true
		case optMaxLen:
			c.maxLen, c.forLoops = int(o.n), true
		case optLabel:
			c.label = o.name
		case optTimeout:
			c.timeout, c.forTasks = time.Duration(o.n), true
		case optLane:
			c.lane = o.lane
		case optTenant:
			c.tenant, c.forTasks = o.name, true
		case optMemory:
			c.memory, c.forTasks = o.n, true
		default:
			return c, invalid("call option %d is the zero CallOption", i)
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

// labelled is the origin of a call with that label, nil if it has none.
func labelled(label string) *origin {
	if label == "" {
		return nil
	}
	return &origin{asked: &asked{label: label}}
}

// poolFor finds the pool of a call: the one it names, else the one whose task makes it, else the default.
func (c *callConfig) poolFor(ctx context.Context) *Pool {
	if c.pool != nil {
		return c.pool
	}
	return poolOf(ctx)
}

// onlyPool is the pool of a call that has no options, or [On] and nothing else; nil for any other.
func onlyPool(ctx context.Context, opts []CallOption) *Pool {
	switch {
	case len(opts) == 0:
		return poolOf(ctx)
	case len(opts) == 1 && opts[0].kind == optPool && opts[0].err == nil:
		return opts[0].pool
	}
	return nil
}

// poolOf is the pool of a task's context, else the default one.
func poolOf(ctx context.Context) *Pool {
	if st := seatOf(ctx); st != nil {
		return st.pool
	}
	return defaultPool
}

package par

import (
	"context"
	"sync/atomic"
)

// crew bounds the tasks of a scope whose number nobody knows beforehand. Work that finds no place stays with the one who has it, so nothing ever
// waits for a place.
type crew struct {
	scope *Scope
	cap   int64
	busy  atomic.Int64
}

// perToken is how many tasks a crew has for each token: one that runs, and some that wait so that a worker need not.
const perToken = 4

// newCrew lets Limit(n) mean n callbacks at the same time, with the owner as one of them.
func newCrew(s *Scope, c *callConfig) *crew {
	return &crew{scope: s, cap: int64(min(perToken*min(s.group.pool.width(), maxShards), c.limit-1))}
}

// run is Run on the pool and in the lane of a call.
func (c *callConfig) run(ctx context.Context, f func(*Scope) error) error {
	return c.poolFor(ctx).run(ctx, runCall{name: "Run", lane: c.lane, label: c.label}, f)
}

// vacant says whether spawn would find a place just now.
func (c *crew) vacant() bool { return c.busy.Load() < c.cap }

// spawn runs f on another worker, or says that all places are taken.
func (c *crew) spawn(f func(*Scope) error) bool {
	if c.busy.Add(1) > c.cap {
		c.busy.Add(-1)
		return false
	}
	c.scope.Spawn(func(s *Scope) error {
		defer c.busy.Add(-1)
		return f(s)
	})
	return true
}

package par

import (
	"context"
	"math"
	"testing"
)

// No further helper is wanted where those who are about to begin take all there is, however long chunks are to be.
func TestLoopWantsNoMoreHelpers(t *testing.T) {
	p := pool(t, Workers(2))
	for _, c := range []struct {
		n, minLen, starting int
		more                bool
	}{
		{0, 1, 0, false},
		{1, 1, 0, true},
		{1, 1, 1, false},
		{9, 3, 3, false},
		{10, 3, 3, true},
		{math.MaxInt, math.MaxInt/2 + 1, 1, true},
		{math.MaxInt, math.MaxInt/2 + 1, 2, false},
		{math.MaxInt, math.MaxInt, 1, false},
		{math.MaxInt, math.MaxInt / 3, 3, true},
		{math.MaxInt, math.MaxInt/3 + 1, 3, false},
	} {
		l := &loop{pool: p, n: c.n, minLen: c.minLen, limit: 100, block: max(1, (c.n-1)/maxBlocks+1)}
		l.ctx.init(context.Background())
		if c.n > 0 {
			l.blocks = (c.n-1)/l.block + 1
		}
		l.rest.Store(uint64(l.blocks))
		l.starting.Store(int64(c.starting))
		if more := l.more(); more != c.more {
			t.Errorf("%d items, MinLen %d, %d about to begin: more is %v", c.n, c.minLen, c.starting, more)
		}
	}
}

package par

import (
	"context"
	"testing"
)

// A recursion whose forks were not worth stealing begins its next run with thieves that ask seldom, and not in a burst; but more often than they did at last, in case that it is another one.
func TestRecRemembersTheBeatOfItsThieves(t *testing.T) {
	p := pool(t, Workers(2))
	var begins, next, ends int64
	r := NewRec(func(s *Strand[int, int], n int) int {
		s.share()
		begins, next = s.run.beat.Load(), s.run.next.Load()
		s.run.beat.Store(ends)
		return n
	})
	last := int64(0)
	for _, ends = range []int64{beat, slowestBeat, slowestBeat / 2, beat, beat} {
		if _, err := r.Run(context.Background(), 1, On(p)); err != nil {
			t.Fatal(err)
		}
		if begins != max(beat, last/2) || (next > 0) != (begins > beat) {
			t.Errorf("after a run that ended with %d: begins with %d, next at %d", last, begins, next)
		}
		last = ends
	}
}

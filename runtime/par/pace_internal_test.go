package par

import (
	"testing"
	"time"
)

// What is known of a loop spares it the small chunks with which it would find out; but no first chunk is more than a fair share, and none of one whose guards watch it.
func TestLoopBeginsAtTheKnownPace(t *testing.T) {
	const n, item = 40_000, 10 << itemScale // 400 µs
	first := func(t *testing.T, p *Pool, n int, known int64) int {
		t.Helper()
		all, err := new(blocks).run(t, known, p, n, Limit(1))
		if err != nil {
			t.Fatal(err)
		}
		return all[0][1] - all[0][0]
	}
	p, watched := pool(t, Workers(2)), pool(t, Workers(2), Watchdog(time.Second, time.Second))
	quarter := int(chunkTime) / 4 / 10
	for _, c := range []struct {
		name        string
		p           *Pool
		n           int
		known       int64
		least, most int
	}{
		{"known", p, n, item, quarter * 9 / 10, quarter},
		{"a fair share", p, 1200, item, 250, 300}, // 12 µs
		{"dear items", p, n, dear, 1, 1},
		{"watched", watched, n, item, 1, 1},
	} {
		if k := first(t, c.p, c.n, c.known); k < c.least || k > c.most {
			t.Errorf("%s: the first chunk has %d items, want %d to %d", c.name, k, c.least, c.most)
		}
	}
}

func TestPaceOf(t *testing.T) {
	for _, c := range []struct {
		n           int
		expected    int64
		least, most int
		size, short int
	}{
		{1000, 0, 1, 1000, 1, 0},
		{1000, 1_000_000, 1, 1000, 5, 1},   // 1 µs an item
		{1000, 1_000, 1, 1000, 1000, 1000}, // one chunk
		{1000, 1_000_000, 50, 1000, 50, 1},
		{1000, 1_000, 1, 10, 10, 10},
		{1000, 1 << 50, 1, 1000, 1, 0},
	} {
		pc := paceOf(c.n, c.expected, c.least, c.most)
		if pc.size != c.size || pc.short != c.short || pc.least != c.least || pc.most != c.most {
			t.Errorf("%+v: %+v", c, pc)
		}
	}
}

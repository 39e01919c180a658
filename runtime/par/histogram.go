package par

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"time"
)

// Latencies makes the pool take the times of [Stats.QueueTime] and [Stats.RunTime]. It costs some hundred nanoseconds a task of [Submit], [TrySubmit], [SubmitAfter] and [Pool.Go].
func Latencies() Option {
	return Option{func(c *config) error {
		c.latencies = true
		return nil
	}}
}

// Histogram counts durations in buckets that double, each in four parts, so that a quantile is right to a fifth. It is a value: the difference of two pictures is what came between them,
// see [Histogram.Sub].
type Histogram struct {
	buckets [histogramSize]uint64
}

const (
	octaves       = 42 // up to 73 minutes
	histogramSize = 4 * octaves
)

// bucket is where a duration is counted: the position of its first bit, and the two after it.
func bucket(ns uint64) int {
	if ns < 4 {
		return int(ns)
	}
	n := bits.Len64(ns)
	return min(4*(n-2)+int(ns>>(n-3)&3), histogramSize-1)
}

// bucketEnd is the least number of nanoseconds above a bucket.
func bucketEnd(i int) uint64 {
	if i < 4 {
		return uint64(i) + 1
	}
	n, part := i/4+2, uint64(i%4)
	return (5 + part) << (n - 3)
}

func (h *Histogram) add(d int64) { h.buckets[bucket(uint64(max(d, 0)))]++ }

// Count is the number of durations.
func (h Histogram) Count() (n uint64) {
	for _, b := range h.buckets {
		n += b
	}
	return n
}

// Quantile is an upper bound of the shortest q of all durations, for q from 0 to 1: Quantile(0.99) is the time that all but one in a hundred stayed below. It is 0 if there are none. What is longer than
// an hour counts as an hour.
func (h Histogram) Quantile(q float64) time.Duration {
	n := h.Count()
	if n == 0 {
		return 0
	}
	left := max(1, uint64(float64(n)*q+0.5))
	for i, b := range h.buckets {
		if b >= left {
			return time.Duration(bucketEnd(i))
		}
		left -= b
	}
	return time.Duration(bucketEnd(histogramSize - 1))
}

// Sub is the histogram of what came after an earlier picture of the same pool.
func (h Histogram) Sub(earlier Histogram) Histogram {
	for i, b := range earlier.buckets {
		h.buckets[i] -= b
	}
	return h
}

// String gives the number and some quantiles: "3 (50% < 1.2ms, 99% < 5ms)".
func (h Histogram) String() string {
	n := h.Count()
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (50%% < %v, 99%% < %v)", n, h.Quantile(0.5), h.Quantile(0.99))
}

// MarshalJSON gives the number and some quantiles in nanoseconds.
func (h Histogram) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]uint64{
		"count": h.Count(), "p50": uint64(h.Quantile(0.5)), "p90": uint64(h.Quantile(0.9)), "p99": uint64(h.Quantile(0.99)), "max": uint64(h.Quantile(1)),
	})
}

// latencies is what a pool knows of its tasks. It is under pool.mu.
type latencies struct{ queued, ran Histogram }

// stamp notes when a task was accepted. The caller holds mu.
func (p *Pool) stamp(t *task) {
	if p.cfg.latencies {
		t.since = now()
	}
}

// clockIn ends the time in the queue, clockOut that of the run. The caller holds mu.
func (p *Pool) clockIn(t *task) {
	if p.cfg.latencies {
		n := now()
		p.latencies.queued.add(n - t.since)
		t.since = n
	}
}

func (p *Pool) clockOut(t *task) {
	if p.cfg.latencies && t.called {
		p.latencies.ran.add(now() - t.since)
	}
}

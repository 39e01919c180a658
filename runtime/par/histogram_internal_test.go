package par

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// Each duration is below the end of its bucket and not below that of the one before, and buckets are no wider than a quarter.
func TestHistogramBuckets(t *testing.T) {
	check := func(ns uint64) {
		i := bucket(ns)
		if ns >= bucketEnd(i) || i > 0 && ns < bucketEnd(i-1) {
			t.Fatalf("%d is in bucket %d, which ends at %d", ns, i, bucketEnd(i))
		}
		if i > 3 && float64(bucketEnd(i)) > 1.25*float64(bucketEnd(i-1)) {
			t.Fatalf("bucket %d from %d to %d", i, bucketEnd(i-1), bucketEnd(i))
		}
	}
	for ns := range uint64(5000) {
		check(ns)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		check(r.Uint64() >> (24 + r.IntN(40)))
	}
	if bucket(math.MaxUint64) != histogramSize-1 {
		t.Error("the longest duration is not in the last bucket")
	}
}

func TestHistogramQuantiles(t *testing.T) {
	var h Histogram
	if h.Count() != 0 || h.Quantile(0.5) != 0 || h.String() != "0" {
		t.Errorf("empty: %v", h)
	}
	for i := range 100 {
		h.add(int64(time.Duration(i+1) * time.Millisecond))
	}
	h.add(-5) // a clock that went back
	for q, want := range map[float64]time.Duration{0.5: 50 * time.Millisecond, 0.99: 99 * time.Millisecond, 1: 100 * time.Millisecond} {
		if got := h.Quantile(q); got < want || got > want*5/4 {
			t.Errorf("Quantile(%v) is %v, want %v", q, got, want)
		}
	}
	later := h
	later.add(int64(time.Hour))
	if d := later.Sub(h); d.Count() != 1 || d.Quantile(0) < time.Hour {
		t.Errorf("%v", d)
	}
}

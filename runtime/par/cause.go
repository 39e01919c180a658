package par

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// More runnable goroutines a processor than this are a saturated machine (the threshold of CockroachDB's admission control).
const runnablePerProc = 32

// A collector that takes more than this share of the processors is why tasks take long.
const gcShare = 0.25

// load looks at what the runtime measures. One is used by one goroutine at a time.
type load struct {
	samples   []metrics.Sample
	gc, total float64 // seconds of processors at the last look
}

// look returns the cause, for a task that only wants a processor, of its taking long. late is how long after its time the watchdog itself was
// woken: what keeps even a timer waiting keeps tasks waiting, too.
func (l *load) look(late, threshold time.Duration) Cause {
	if l.samples == nil {
		l.samples = []metrics.Sample{
			{Name: "/sched/goroutines/runnable:goroutines"},
			{Name: "/cpu/classes/gc/total:cpu-seconds"},
			{Name: "/cpu/classes/total:cpu-seconds"},
		}
	}
	metrics.Read(l.samples)
	runnable, gc, total := uint64(0), 0.0, 0.0
	if v := l.samples[0].Value; v.Kind() == metrics.KindUint64 {
		runnable = v.Uint64()
	}
	if v := l.samples[1].Value; v.Kind() == metrics.KindFloat64 {
		gc = v.Float64()
	}
	if v := l.samples[2].Value; v.Kind() == metrics.KindFloat64 {
		total = v.Float64()
	}
	// The classes are brought up to date at the end of each cycle: no change is no collection.
	spent, of := gc-l.gc, total-l.total
	l.gc, l.total = gc, total
	switch {
	case of > 0 && spent/of > gcShare:
		return CauseGC
	case runnable > uint64(runnablePerProc*runtime.GOMAXPROCS(0)), late > max(20*time.Millisecond, threshold/2):
		return CauseCPU
	}
	return CauseCode
}

package par

import (
	"sync/atomic"
	"time"
)

// plan is how a call that may be too short for helpers begins.
type plan int

const (
	planShare plan = iota // with helpers
	planLook              // alone; nothing is known, so look at the clock
	planAlone             // alone; it is expected to be over soon
)

const (
	// A worker that lingers answers at once: it is worth having for what takes longer than this.
	worthAnswer = int64(5 * time.Microsecond)
	// Starting one is not before it takes this long.
	worthStart = int64(50 * time.Microsecond)
)

// patience is how long a call that began alone goes on so, in nanoseconds.
func (plan) patience(p *Pool) int64 {
	if p.lingering.Load() > 0 {
		return worthAnswer
	}
	return worthStart
}

// history is how long the calls of one kind take, in nanoseconds. Writers may overwrite each other: it is an estimate.
type history struct {
	usual atomic.Int64 // zero: not known
	odd   atomic.Bool  // the last one took much longer
	calls atomic.Uint32
}

// plan decides how the next call begins.
func (h *history) plan(p *Pool) plan {
	u := h.usual.Load()
	switch {
	case u == 0:
		return planLook
	case u > planShare.patience(p):
		return planShare
	case u > worthAnswer && p.credit(u):
		return planShare
	case u > worthAnswer || h.calls.Add(1)%64 == 0:
		return planLook
	}
	return planAlone
}

// learn notes a call that began then, by the same clock as now; zero if nobody knows. One that was interrupted must not spoil the estimate, so what takes
// much longer than usual counts only the second time.
func (h *history) learn(pl plan, began int64) {
	if began == 0 {
		return
	}
	took := max(1, now()-began)
	u := h.usual.Load()
	switch {
	case u == 0:
		h.usual.Store(took)
	case took > 4*u && !h.odd.Load():
		h.odd.Store(true)
		h.usual.Store(2 * u)
		return
	case took > 4*u:
		h.usual.Store(took)
	default:
		h.usual.Store((3*u + took) / 4)
	}
	if h.odd.Load() {
		h.odd.Store(false)
	}
}

// credit says whether calls that are each too short to start a worker come so densely that one would pay, as it then lingers between them.
func (p *Pool) credit(took int64) bool {
	t := now()
	if last := p.lastCredit.Swap(t); t-last > int64(lingerFor)+took {
		p.credits.Store(took)
		return false
	}
	if p.credits.Add(took) < 2*worthStart {
		return false
	}
	p.credits.Store(0)
	return true
}

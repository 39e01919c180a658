package par

import (
	"errors"
	"fmt"
	"time"
)

// ErrSaturated is wrapped by every refusal because of [MaxAbandoned]. [SaturatedError] says when to try again. A full queue and [MaxDelayed] refuse with [ErrQueueFull], of which nobody can
// tell when it ends.
var ErrSaturated = errors.New("par: pool is saturated")

// SaturatedError refuses work that a pool with too many abandoned tasks could not run in time. It wraps [ErrSaturated].
type SaturatedError struct {
	RetryAfter time.Duration // an estimate of when it may be worth another try
	Reason     string        // the cap that was reached: "64 abandoned tasks"
}

// Error names the reason and the time: "par: pool is saturated: 64 abandoned tasks, retry after 2s".
func (e *SaturatedError) Error() string {
	return fmt.Sprintf("%v: %s, retry after %v", ErrSaturated, e.Reason, e.RetryAfter)
}

// Unwrap returns [ErrSaturated].
func (e *SaturatedError) Unwrap() error { return ErrSaturated }

// The estimate is kept in bounds: neither a busy loop nor for ever.
const (
	retrySoonest = 100 * time.Millisecond
	retryLatest  = time.Minute
)

// saturated refuses while as many tasks are abandoned as may be. The estimate is by how much abandoned tasks were late so far, of which a new one
// has on average half before it. The caller holds mu.
func (p *Pool) saturated() error {
	if p.seats[stateAbandoned] == 0 || p.seats[stateAbandoned] < p.cfg.maxAbandoned {
		return nil
	}
	p.counts.saturated++
	retry := time.Second
	if p.overrun > 0 {
		retry = time.Duration(p.overrun) / 2
	}
	err := &SaturatedError{
		RetryAfter: min(max(retry, retrySoonest), retryLatest).Round(time.Millisecond),
		Reason:     fmt.Sprintf("%d abandoned tasks", p.seats[stateAbandoned]),
	}
	p.emit(Event{Kind: EventSaturated, Err: err})
	return err
}

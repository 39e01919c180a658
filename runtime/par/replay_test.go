//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// replay is the attack on a server that runs each request as a task: requests come in at a fixed rate, whether or not the earlier ones have been answered, and one
// in tenth is the attacker's, whose callback sleeps for an hour. It counts the honest requests that were answered within a second.
func replay(t *testing.T, attack func(context.Context) (int, error), opts ...par.Option) (sent, answered int, s par.Stats) {
	p := newPool(t, append([]par.Option{par.Workers(4), par.Queue(64, par.Reject)}, opts...)...)
	var good atomic.Int64
	for i := range 10_000 {
		if i%10 == 0 {
			_, _ = par.Submit(bg, p, attack)
		}
		start := time.Now()
		sent++
		_, _ = par.Submit(bg, p, func(ctx context.Context) (int, error) {
			if err := par.Sleep(ctx, ms); err != nil {
				return 0, err
			}
			if time.Since(start) < time.Second {
				good.Add(1)
			}
			return 0, nil
		})
		time.Sleep(ms)
	}
	time.Sleep(time.Minute)
	return sent, int(good.Load()), p.Stats()
}

func attacker(context.Context) (int, error) { time.Sleep(time.Hour); return 0, nil }

func TestReplayOfTheStarvationAttack(t *testing.T) {
	guards := []par.Option{par.Watchdog(50*ms, 200*ms), par.WatchdogGrace(0), par.MaxStalled(32)}
	for _, c := range []struct {
		name     string
		min, max float64 // share of the honest requests that is answered
		opts     []par.Option
	}{
		// The control arms show that the attack is one, and that replacements only delay the end.
		{"no guards", 0, 0.01, nil},
		{"watchdog and replacements only", 0, 0.2, guards},
		{"with quarantine", 0.95, 1, append(guards, par.Quarantine(0.5, 8, 10*time.Second))},
		{"with timeout and quarantine", 0.95, 1, []par.Option{par.TaskTimeout(500 * ms), par.Quarantine(0.5, 4, 10*time.Second)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent, answered, s := replay(t, attacker, c.opts...)
				if share := float64(answered) / float64(sent); share < c.min || share > c.max {
					t.Errorf("answered %d of %d requests: %+v", answered, sent, s)
				}
				if c.min > 0 && s.Quarantines == 0 {
					t.Errorf("%+v", s)
				}
				t.Logf("answered %d of %d requests, %d of them refused or dropped: %+v", answered, sent, s.Rejected, s)
			})
		})
	}
}

// Without an attacker the same guards refuse nobody.
func TestReplayWithoutAttack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		honest := func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, ms) }
		sent, answered, s := replay(t, honest, par.Watchdog(50*ms, 200*ms), par.WatchdogGrace(0), par.TaskTimeout(500*ms), par.Quarantine(0.5, 8, 10*time.Second))
		if answered != sent || s.Quarantines+s.Rejected+s.TimedOut+s.Stalls != 0 {
			t.Errorf("answered %d of %d requests: %+v", answered, sent, s)
		}
	})
}

//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// wantSum checks what the documentation of Stats promises.
func wantSum(t *testing.T, p *par.Pool, submitted, refused uint64) {
	t.Helper()
	s := p.Stats()
	if s.Submitted != s.Completed+s.NeverRan+uint64(s.Running+s.Queued+s.Delayed) || s.Submitted != submitted || s.Refused != refused {
		t.Errorf("%d submitted, %d refused, want %d and %d: %+v", s.Submitted, s.Refused, submitted, refused, s)
	}
}

// Each task is counted once: as refused, or as accepted and in one of the states or ends of that.
func TestStatsAddUp(t *testing.T) {
	for _, policy := range []par.Policy{par.Block, par.Reject, par.CallerRuns, par.DropOldest} {
		t.Run(policy.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(1), par.Queue(1, policy), par.MaxDelayed(2), par.MaxAbandoned(2), par.Watchdog(100*ms, time.Second),
					par.WatchdogGrace(0), par.Quarantine(0.5, 1, time.Minute))
				calls, errs := 0, 0
				count := func(err error) {
					calls++
					if err != nil {
						errs++
					}
				}
				check := func() {
					t.Helper()
					synctest.Wait()
					wantSum(t, p, uint64(calls-errs), uint64(errs))
				}
				sub := func(ctx context.Context, f func(context.Context) (int, error), opts ...par.CallOption) {
					_, err := par.Submit(ctx, p, f, opts...)
					count(err)
				}
				nap := func(context.Context) (int, error) { time.Sleep(50 * ms); return 1, nil }
				short, cancel := context.WithTimeout(bg, 10*ms)
				defer cancel()
				for range 4 {
					sub(bg, nap)
					check()
					sub(short, nap)
					check()
					sub(bg, nap, par.Timeout(20*ms), par.Label("late"))
					check()
				}
				for range 3 {
					_, err := par.SubmitAfter(bg, p, 30*ms, nap)
					count(err)
					_, err = par.TrySubmit(bg, p, nap)
					count(err)
					count(p.Go(bg, func(context.Context) { time.Sleep(ms) }))
					_, err = par.SubmitBatch(bg, p, upTo(3), func(context.Context, int) (int, error) { return 1, nil })
					count(err)
					check()
				}
				time.Sleep(time.Second)
				check()
				for range 3 {
					sub(bg, slowSite, par.Timeout(ms), par.Label("slow"))
					sub(bg, slowSite, par.Timeout(ms))
					time.Sleep(5 * ms)
					check()
				}
				_, err := par.SubmitAfter(bg, p, ms, nap)
				count(err)
				time.Sleep(time.Minute)
				check()
				p.Close(bg)
				sub(bg, nap)
				check()
				if s := p.Stats(); s.Running+s.Queued+s.Delayed != 0 || s.NeverRan == 0 || s.Abandonments == 0 || s.Refused == 0 {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// Each guard tells what it does, and counts it.
func TestEachGuardTells(t *testing.T) {
	nap := func(context.Context) (int, error) { time.Sleep(time.Minute); return 1, nil }
	block := func(ctx context.Context) (int, error) { return 1, par.Sleep(ctx, time.Minute) }
	sub := func(p *par.Pool, f func(context.Context) (int, error), opts ...par.CallOption) {
		par.Submit(bg, p, f, opts...)
	}
	lane := func(p *par.Pool) *par.Lane { l, _ := p.NewLane("l", par.LaneCap(1)); return l }
	for name, c := range map[string]struct {
		opts []par.Option
		do   func(p *par.Pool)
		kind par.EventKind
		err  string
		of   func(s par.Stats) uint64
	}{
		"Reject": {[]par.Option{par.Queue(1, par.Reject)}, func(p *par.Pool) { sub(p, nap); sub(p, nap); sub(p, nap) },
			par.EventRejected, "par: queue is full: 1 of 1 places taken", func(s par.Stats) uint64 { return s.Rejected }},
		"TrySubmit": {[]par.Option{par.Queue(0, par.Block)}, func(p *par.Pool) { sub(p, nap); par.TrySubmit(bg, p, nap) },
			par.EventRejected, "par: queue is full: 0 of 0 places taken", func(s par.Stats) uint64 { return s.Rejected }},
		"Tenant": {[]par.Option{par.Queue(2, par.Reject)}, func(p *par.Pool) { sub(p, nap); sub(p, nap, par.Tenant("a")); sub(p, nap, par.Tenant("a")) },
			par.EventRejected, "par: queue is full: tenant a has its share of 2 places", func(s par.Stats) uint64 { return s.TenantFull }},
		"MaxDelayed": {[]par.Option{par.MaxDelayed(0)}, func(p *par.Pool) { par.SubmitAfter(bg, p, ms, nap) },
			par.EventRejected, "par: queue is full: MaxDelayed(0)", func(s par.Stats) uint64 { return s.Rejected }},
		"DropOldest": {[]par.Option{par.Queue(1, par.DropOldest)}, func(p *par.Pool) { sub(p, nap); sub(p, nap); sub(p, nap) },
			par.EventDropped, "par: task was dropped for a newer one: 1 places", func(s par.Stats) uint64 { return s.Dropped }},
		"MaxBlocked": {[]par.Option{par.MaxBlocked(0)}, func(p *par.Pool) { sub(p, block) },
			par.EventCapped, "MaxBlocked(0): 1 blocked", func(s par.Stats) uint64 { return s.Capped }},
		"MaxStalled": {[]par.Option{par.MaxStalled(0), par.Watchdog(time.Second, time.Second), par.WatchdogGrace(0)}, func(p *par.Pool) { sub(p, nap); time.Sleep(2 * time.Second) },
			par.EventCapped, "MaxStalled(0): 1 stalled", func(s par.Stats) uint64 { return s.StallsCapped }},
		"MemoryQuota": {[]par.Option{par.MemoryQuota(3), par.Workers(2)}, func(p *par.Pool) { sub(p, nap, par.Memory(2)); sub(p, nap, par.Memory(2)) },
			par.EventMemory, "needs 2 bytes, 2 of 3 held", func(s par.Stats) uint64 { return s.MemoryWaits }},
		"over the quota": {[]par.Option{par.MemoryQuota(3), par.Workers(2)}, func(p *par.Pool) {
			sub(p, func(ctx context.Context) (int, error) { return submit(t, ctx, p, nap, par.Memory(3)).Wait(ctx) }, par.Memory(1))
		}, par.EventMemory, "begun over the quota: 4 of 3 bytes held", func(s par.Stats) uint64 { return s.MemoryOver }},
		"LaneCap": {[]par.Option{par.Workers(2)}, func(p *par.Pool) { l := lane(p); sub(p, nap, par.In(l)); sub(p, nap, par.In(l)) },
			par.EventLaneFull, "LaneCap(1), 1 wait", func(s par.Stats) uint64 { return s.LaneHeld }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log events
				p := newPool(t, append([]par.Option{par.Workers(1), log.option()}, c.opts...)...)
				c.do(p)
				synctest.Wait()
				found := log.of(c.kind)
				if len(found) == 0 || found[len(found)-1].Err.Error() != c.err {
					t.Errorf("%v, want %s", log.all, c.err)
				}
				if s := p.Stats(); c.of(s) != 1 {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// A pool that has room tells nothing.
func TestGuardsAreSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(2), par.Queue(9, par.Reject), par.MemoryQuota(9), par.MaxBlocked(2), par.MaxDelayed(2), log.option())
		l := newLane(t, p, "l", par.LaneCap(2))
		for range 5 {
			submit(t, bg, p, func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, ms) }, par.Memory(4), par.In(l), par.Tenant("a")).Wait(bg)
		}
		par.SubmitAfter(bg, p, ms, honestSite)
		synctest.Wait()
		p.Close(bg)
		if len(log.all) > 0 {
			t.Errorf("%v", log.all)
		}
	})
}

// A flood of refusals is ten events at once, then one a second that says how many were left out.
func TestRefusalsDoNotFloodTheHook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(1), par.Queue(0, par.Reject), log.option())
		release := occupy(t, p)
		for range 1000 {
			par.Submit(bg, p, honestSite)
		}
		time.Sleep(time.Second)
		par.Submit(bg, p, honestSite, par.Tenant("last"))
		synctest.Wait()
		found := log.of(par.EventRejected)
		if len(found) != 11 || found[10].Suppressed != 990 || found[10].Tenant != "last" {
			t.Errorf("%d events: %+v", len(found), found)
		}
		if s := p.Stats(); s.Rejected != 1001 {
			t.Errorf("%+v", s)
		}
		release()
	})
}

// What a task of a lane submits in its pool belongs to the lane, also by way of another pool.
func TestLaneByWayOfAnotherPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(4)), newPool(t)
		l := newLane(t, p, "l", par.LaneCap(2))
		door := make(gate)
		wait := func(context.Context) (int, error) { door.wait(); return 0, nil }
		submit(t, bg, p, func(ctx context.Context) (int, error) {
			return 0, q.Run(ctx, func(s *par.Scope) error {
				for range 3 {
					submit(t, context.WithoutCancel(s.Context()), p, wait)
				}
				return nil
			})
		}, par.In(l)).Wait(bg)
		synctest.Wait()
		if s := l.Stats(); s.Busy != 2 || s.Queued != 1 {
			t.Errorf("%+v", s)
		}
		door.open()
	})
}

// A loop whose blocks are fixed shows signs of life at each element: slow elements are not a stall as long as none is slow by itself.
func TestFixedBlocksShowSignsOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(2), log.option())...)
		xs := upTo(200)
		nap := func(context.Context, int) (bool, error) { time.Sleep(20 * ms); return true, nil }
		if _, err := par.Filter(bg, xs, nap, par.On(p)); err != nil {
			t.Error(err)
		}
		_, err := par.Reduce(bg, xs, func() int { return 0 }, func(a, b int) int { time.Sleep(20 * ms); return a }, func(a, b int) int { return a }, par.On(p))
		wantErr(t, err, nil)
		synctest.Wait()
		if len(log.all) > 0 {
			t.Errorf("%v", log.all)
		}
		par.Filter(bg, upTo(2), func(context.Context, int) (bool, error) { time.Sleep(2 * time.Second); return true, nil }, par.On(p), par.Label("slow"))
		synctest.Wait()
		if found := log.of(par.EventStalled); len(found) == 0 || found[0].Label != "slow" {
			t.Errorf("%v", log.all)
		}
	})
}

// Label names the work of walks and of loops over sequences as that of others.
func TestLabelOfWalksAndSequences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(2), log.option())...)
		err := par.WalkTree(bg, 0, func(_ context.Context, n int) ([]int, error) {
			time.Sleep(2 * time.Second)
			if n > 0 {
				return nil, nil
			}
			return []int{1, 2}, nil
		}, par.On(p), par.Label("walk"))
		wantErr(t, err, nil)
		err = par.ForSeq(bg, func(yield func(int) bool) { yield(1) }, func(context.Context, int) error { time.Sleep(2 * time.Second); return nil }, par.On(p), par.Label("rows"))
		wantErr(t, err, nil)
		synctest.Wait()
		var labels []string
		for _, e := range log.of(par.EventStalled) {
			labels = append(labels, e.Label)
		}
		if all := strings.Join(labels, " "); strings.Count(all, "walk") != 3 || strings.Count(all, "rows") != 1 || len(labels) != 4 {
			t.Errorf("%v", labels)
		}
	})
}

//parvet:ignore channel,mutex,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func watchdog() []par.Option {
	return []par.Option{par.Watchdog(100*ms, time.Second), par.WatchdogGrace(0)}
}

func napper(context.Context) (int, error) { time.Sleep(5 * time.Second); return 7, nil }

func TestWatchdogNamesTheCulprit(t *testing.T) {
	for _, c := range []struct {
		name, wait, rule string
		block            func(g gate)
	}{
		{"sleep", "sleep", "sleep", func(gate) { time.Sleep(3 * time.Second) }},
		{"channel", "chan receive", "channel", func(g gate) { g.wait() }},
		{"select", "select", "channel", func(g gate) {
			select {
			case <-g:
			case <-make(gate):
			}
		}},
		{"group", "sync.WaitGroup.Wait", "mutex", func(g gate) {
			var wg sync.WaitGroup
			wg.Go(g.wait)
			wg.Wait()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log events
				p := newPool(t, append(watchdog(), par.Workers(1), par.SubmitSites(), log.option())...)
				g := make(gate)
				wantErr(t, p.Go(bg, func(context.Context) { c.block(g) }), nil)
				time.Sleep(2 * time.Second)
				for kind, ran := range map[par.EventKind]time.Duration{par.EventSlow: 100 * ms, par.EventStalled: time.Second} {
					found := log.of(kind)
					if len(found) != 1 {
						t.Fatalf("%d events %v", len(found), kind)
					}
					e := found[0]
					if e.Ran != ran || e.Wait != c.wait || e.Rule != c.rule || e.Call != "Go" || e.Cause != par.CauseCode {
						t.Errorf("%v", e)
					}
					for _, s := range []string{e.Stack, e.Site, e.Label} {
						if !strings.Contains(s, "TestWatchdogNamesTheCulprit") {
							t.Errorf("%v does not name the culprit: %q", e, s)
						}
					}
					if !strings.Contains(e.String(), "["+c.rule+"]") {
						t.Error(e)
					}
				}
				if s := p.Stats(); s.Stalled != 1 || s.Slow != 1 || s.Stalls != 1 || s.Idle != 1 || s.Busy != 0 {
					t.Errorf("%+v", s)
				}
				g.open()
				time.Sleep(2 * time.Second)
				if s := p.Stats(); s.Stalled != 0 || len(log.of(par.EventRecovered)) != 1 {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// Who waits as the pool wants it is no culprit, and neither are loops that get on.
func TestWatchdogLeavesGoodTasksAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(1), log.option())...)
		wantErr(t, p.Run(bg, func(s *par.Scope) error {
			for range 10 {
				time.Sleep(90 * ms)
				if err := par.Sleep(s.Context(), time.Minute); err != nil {
					return err
				}
				time.Sleep(90 * ms)
				fut, err := par.Submit(s.Context(), p, func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, time.Minute) })
				if err != nil {
					return err
				}
				if _, err := fut.Wait(s.Context()); err != nil {
					return err
				}
			}
			for range 50 { // the owner runs most of them itself
				s.Spawn(func(*par.Scope) error { time.Sleep(50 * ms); return nil })
				par.Join(s, func(*par.Scope) { time.Sleep(50 * ms) }, func(*par.Scope) { time.Sleep(20 * ms) })
			}
			visit := func(_ context.Context, n int) ([]int, error) {
				time.Sleep(50 * ms)
				return []int{n - 1}[:min(n, 1)], nil
			}
			if err := par.WalkTree(s.Context(), 50, visit); err != nil {
				return err
			}
			nap := func(int, int) int { time.Sleep(50 * ms); return 0 }
			if _, err := par.Scan(s.Context(), make([]int, 20), nap); err != nil {
				return err
			}
			if _, _, err := par.MinFunc(s.Context(), make([]int, 20), nap); err != nil {
				return err
			}
			if _, err := par.ChunkBy(s.Context(), make([]int, 20), func(int, int) bool { return nap(0, 0) == 0 }); err != nil {
				return err
			}
			return par.For(s.Context(), 50, func(lo, hi int) error { time.Sleep(time.Duration(hi-lo) * 10 * ms); return nil }, par.MaxLen(5))
		}), nil)
		wantErr(t, par.For(bg, 50, func(lo, hi int) error { time.Sleep(50 * ms); return nil }, par.MaxLen(1), par.On(p)), nil)
		wide := newPool(t, append(watchdog(), par.Workers(4), log.option())...)
		wantErr(t, wide.Run(bg, func(s *par.Scope) error { // two passes, and one task between them
			_, err := par.Scan(s.Context(), make([]int, 100), func(int, int) int { time.Sleep(50 * ms); return 0 })
			return err
		}), nil)
		if s := p.Stats(); s.Slow+s.Stalls != 0 || len(log.all) > 0 {
			t.Errorf("%+v\n%v", s, log.all)
		}
	})
}

// A caller from outside in its own loop, and a worker that helps it.
func TestWatchdogSeesLoops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(2), log.option())...)
		wantErr(t, par.ForEach(bg, make([]int, 2), func(context.Context, int, *int) error { time.Sleep(time.Minute); return nil },
			par.On(p), par.Label("resize")), nil)
		found := log.of(par.EventStalled)
		if len(found) != 2 {
			t.Fatalf("%v", log.all)
		}
		for _, e := range found {
			if e.Label != "resize" || e.Rule != "sleep" || !strings.Contains(e.Stack, "TestWatchdogSeesLoops") {
				t.Errorf("%v\n%s", e, e.Stack)
			}
		}
	})
}

// With all tokens in stalled tasks the others run nonetheless, as long as the cap allows.
func TestStalledTasksAreCompensated(t *testing.T) {
	for max, want := range map[int]bool{0: false, 1: false, 2: true} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, append(watchdog(), par.Workers(2), par.MaxStalled(max))...)
			a, b := submit(t, bg, p, napper), submit(t, bg, p, napper)
			fut := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
			if max == 1 {
				want = true // one of the two tokens is taken back
			}
			time.Sleep(1500 * ms)
			if _, _, ok := fut.Result(); ok != want {
				t.Errorf("MaxStalled(%d): done is %v", max, ok)
			}
			for _, f := range []*par.Future[int]{a, b} {
				if r, err := f.Wait(bg); r != 7 || err != nil {
					t.Error(r, err)
				}
			}
			_, _ = fut.Wait(bg)
		})
	}
}

func TestWatchdogGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Watchdog(100*ms, time.Second), par.WatchdogGrace(4500*ms))
		_, _ = submit(t, bg, p, napper).Wait(bg)
		if s := p.Stats(); s.Slow != 1 || s.Stalls != 0 {
			t.Errorf("%+v", s)
		}
		_, _ = submit(t, bg, p, napper).Wait(bg)
		if s := p.Stats(); s.Slow != 2 || s.Stalls != 1 {
			t.Errorf("after the grace: %+v", s)
		}
	})
}

// A pool may be watched in one bubble after the other and outside: no timer crosses a wall.
func TestWatchdogCrossesNoBubble(t *testing.T) {
	p := newPool(t, append(watchdog(), par.Workers(1))...)
	for i := range 3 {
		wantErr(t, p.Run(bg, func(*par.Scope) error { return nil }), nil)
		synctest.Test(t, func(t *testing.T) { // it ends with a timer set
			wantErr(t, p.Run(bg, func(*par.Scope) error { return nil }), nil)
		})
		synctest.Test(t, func(t *testing.T) {
			_, err := submit(t, bg, p, napper).Wait(bg)
			wantErr(t, err, nil)
			if s := p.Stats(); s.Stalls != uint64(i+1) {
				t.Errorf("round %d: %+v", i, s)
			}
		})
	}
}

// The timer of a pool at rest is no goroutine, and Close takes it away.
func TestWatchdogIsNoGoroutine(t *testing.T) {
	p := newPool(t, par.Watchdog(time.Hour, time.Hour))
	wantErr(t, par.For(bg, 1000, func(lo, hi int) error { return nil }, par.On(p)), nil)
	wantErr(t, p.Close(bg), nil)
	if s := p.Stats(); s.Goroutines != 0 {
		t.Errorf("%+v", s)
	}
}

// The source of a loop over a sequence counts as blocked, but a callback that the caller runs itself does not.
func TestCallbackAtTheCallerOfASequence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, loop := range map[string]func(p *par.Pool, seq iter.Seq[int], f func(context.Context, int) error) error{
			"ForSeq": func(p *par.Pool, seq iter.Seq[int], f func(context.Context, int) error) error {
				return par.ForSeq(bg, seq, f, par.On(p), par.Limit(1))
			},
			"Stream": func(p *par.Pool, seq iter.Seq[int], f func(context.Context, int) error) error {
				for _, err := range par.Stream(bg, seq, func(ctx context.Context, i int) (int, error) { return 0, f(ctx, i) }, par.On(p), par.Limit(1)) {
					if err != nil {
						return err
					}
				}
				return nil
			},
		} {
			for _, slowSource := range []bool{false, true} {
				var log events
				p := newPool(t, par.Workers(2), par.Watchdog(time.Second, time.Minute), par.WatchdogGrace(0), log.option())
				wantErr(t, loop(p, func(yield func(int) bool) {
					if slowSource {
						time.Sleep(2 * time.Second)
					}
					yield(1)
				}, func(context.Context, int) error {
					if !slowSource {
						time.Sleep(2 * time.Second)
					}
					return nil
				}), nil)
				wantErr(t, p.Close(bg), nil)
				if n := len(log.of(par.EventSlow)); n != 1 && !slowSource || n != 0 && slowSource {
					t.Errorf("%s, slow source %v: %d events", name, slowSource, n)
				}
			}
		}
	})
}

//parvet:ignore channel,mutex,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// events collects what a pool tells.
type events struct {
	mu  sync.Mutex
	all []par.Event
}

func (l *events) option() par.Option {
	return par.OnEvent(func(e par.Event) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.all = append(l.all, e)
	})
}

func (l *events) of(k par.EventKind) (out []par.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.all {
		if e.Kind == k {
			out = append(out, e)
		}
	}
	return out
}

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
			return par.For(s.Context(), 50, func(lo, hi int) error { time.Sleep(time.Duration(hi-lo) * 10 * ms); return nil }, par.MaxLen(5))
		}), nil)
		wantErr(t, par.For(bg, 50, func(lo, hi int) error { time.Sleep(50 * ms); return nil }, par.MaxLen(1), par.On(p)), nil)
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
		synctest.Test(t, func(t *testing.T) {
			_, err := submit(t, bg, p, napper).Wait(bg)
			wantErr(t, err, nil)
			if s := p.Stats(); s.Stalls != uint64(i+1) {
				t.Errorf("round %d: %+v", i, s)
			}
		})
	}
}

// A flood of events goes to the hooks as a trickle that says how much it leaves out.
func TestEventsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(100), log.option())...)
		for range 2 {
			_ = par.ForEach(bg, make([]int, 100), func(context.Context, int, *int) error { time.Sleep(500 * ms); return nil },
				par.On(p), par.MaxLen(1))
			time.Sleep(10 * time.Second)
		}
		if s := p.Stats(); s.Slow != 200 {
			t.Errorf("%d slow", s.Slow)
		}
		found := log.of(par.EventSlow)
		if len(found) != 20 || found[10].Suppressed != 90 {
			t.Errorf("%d events: %v", len(found), found)
		}
	})
}

// A hook is called outside of the lock, may be slow, and Close waits for it; one that ends its goroutine ends nothing else.
func TestHookMayUseThePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *par.Pool
		var done []par.EventKind
		p = newPool(t, append(watchdog(), par.Workers(1), par.OnEvent(func(e par.Event) {
			_ = p.Stats()
			time.Sleep(time.Hour)
			done = append(done, e.Kind)
			goexit()
		}))...)
		_, _ = submit(t, bg, p, napper).Wait(bg)
		ctx, cancel := context.WithTimeout(bg, time.Minute)
		defer cancel()
		err := p.Close(ctx)
		wantErr(t, err, context.DeadlineExceeded)
		if err == nil || !strings.Contains(err.Error(), "1 hook busy") {
			t.Error(err)
		}
		wantErr(t, p.Close(bg), nil)
		if len(done) != 3 {
			t.Errorf("%v", done)
		}
	})
}

func TestLogger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var buf bytes.Buffer
		p := newPool(t, append(watchdog(), par.Workers(1), par.Logger(slog.New(slog.NewTextHandler(&buf, nil))))...)
		_, _ = submit(t, bg, p, napper).Wait(bg)
		wantErr(t, p.Close(bg), nil)
		out := buf.String()
		for _, want := range []string{`level=WARN msg="par: stalled task"`, `level=INFO msg="par: stalled task recovered"`,
			"rule=sleep", "wait=sleep", "label=par_test.napper", "ran=1s", "call=Submit", "stack="} {
			if !strings.Contains(out, want) {
				t.Errorf("no %s in\n%s", want, out)
			}
		}
	})
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

//parvet:ignore channel,mutex,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func newLane(t testing.TB, p *par.Pool, name string, opts ...par.LaneOption) *par.Lane {
	t.Helper()
	l, err := p.NewLane(name, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// order makes tasks that note in which order they ran, while something holds the only token.
type order struct {
	t   *testing.T
	p   *par.Pool
	got []string
}

func (o *order) add(name string, opts ...par.CallOption) error {
	_, err := par.Submit(bg, o.p, func(context.Context) (int, error) { o.got = append(o.got, name); return 0, nil }, opts...)
	return err
}

func (o *order) want(s string) {
	o.t.Helper()
	synctest.Wait()
	if got := strings.Join(o.got, ""); got != s {
		o.t.Errorf("ran in the order %s, want %s", got, s)
	}
}

// A lane at its cap leaves the other tokens to others, and nobody to wait in vain.
func TestLaneCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		l := newLane(t, p, "slow", par.LaneCap(2), par.LaneQueue(9))
		hold := make(gate)
		for range 5 {
			wantErr(t, l.Go(bg, func(context.Context) { hold.wait() }), nil)
		}
		synctest.Wait()
		want := par.LaneStats{Name: "slow", Weight: 1, Cap: 2, Busy: 2, Queued: 3, QueueCap: 9, Held: 3}
		if s := l.Stats(); s != want {
			t.Errorf("%+v", s)
		}
		if n, err := submit(t, bg, p, func(context.Context) (int, error) { return 7, nil }).Wait(bg); n != 7 || err != nil {
			t.Error(n, err)
		}
		if s := p.Stats(); s.Busy != 2 || s.Idle != 2 || s.Queued != 3 {
			t.Errorf("%+v", s)
		}
		hold.open()
		synctest.Wait()
		if s := p.Stats(); s.Completed != 6 || s.Goroutines != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// Who is in Blocking counts, who waits for another task does not, or this would hang.
func TestLaneCapCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		l := newLane(t, p, "one", par.LaneCap(1))
		var nest func(ctx context.Context, depth int) (int, error)
		nest = func(ctx context.Context, depth int) (int, error) {
			if s := l.Stats(); s.Busy != 1 {
				t.Errorf("at %d: %+v", depth, s)
			}
			if depth == 0 {
				return 0, nil
			}
			fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { return nest(ctx, depth-1) }) // in the lane of its task
			if err != nil {
				return 0, err
			}
			n, err := fut.Wait(ctx)
			return n + 1, err
		}
		n, err := submit(t, bg, p, func(ctx context.Context) (int, error) { return nest(ctx, 20) }, par.In(l)).Wait(bg)
		if n != 20 || err != nil {
			t.Error(n, err)
		}
		var now, top atomic.Int32
		for range 3 {
			wantErr(t, l.Go(bg, func(ctx context.Context) {
				top.Store(max(top.Load(), now.Add(1)))
				defer now.Add(-1)
				wantErr(t, par.Sleep(ctx, time.Second), nil)
			}), nil)
		}
		time.Sleep(5 * time.Second)
		if top.Load() != 1 || p.Stats().Completed != 24 {
			t.Errorf("%d at the same time, %+v", top.Load(), p.Stats())
		}
	})
}

// Without a queue a task waits with its caller until the lane is below its cap.
func TestLaneWithoutQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		l := newLane(t, p, "one", par.LaneCap(1), par.LaneQueue(0))
		began := time.Now()
		for i := range 3 {
			wantErr(t, l.Go(bg, func(ctx context.Context) { time.Sleep(time.Second) }), nil)
			if d := time.Since(began); d != time.Duration(i)*time.Second {
				t.Errorf("task %d was accepted after %v", i, d)
			}
		}
		if _, err := par.TrySubmit(bg, p, napper, par.In(l)); err != par.ErrQueueFull {
			t.Error(err)
		}
	})
}

// Tokens are dealt out by weight, and a lane that had nothing to do has saved nothing up.
func TestLaneWeights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		heavy, light := newLane(t, p, "heavy", par.LaneWeight(3)), newLane(t, p, "light")
		o := &order{t: t, p: p}
		release := occupy(t, p)
		for range 6 {
			wantErr(t, o.add("h", par.In(heavy)), nil)
		}
		release()
		o.want("hhhhhh")
		release = occupy(t, p)
		for range 40 {
			wantErr(t, o.add("h", par.In(heavy)), nil)
			wantErr(t, o.add("l", par.In(light)), nil)
		}
		release()
		synctest.Wait()
		first := strings.Join(o.got[6:46], "")
		if h := strings.Count(first, "h"); h < 29 || h > 31 || strings.HasPrefix(first, "ll") || len(o.got) != 86 {
			t.Errorf("of the first 40 claims %d were of the lane with weight 3: %s", h, strings.Join(o.got, ""))
		}
	})
}

// Loops, recursions and scopes in a lane: the caller from outside is one of those who count.
func TestLaneCapsHelpers(t *testing.T) {
	for name, run := range map[string]func(p *par.Pool, l *par.Lane, item func()) error{
		"ForEach": func(p *par.Pool, l *par.Lane, item func()) error {
			return par.ForEach(bg, upTo(20), func(context.Context, int, *int) error { item(); return nil }, par.In(l))
		},
		"ForSeq": func(p *par.Pool, l *par.Lane, item func()) error {
			return par.ForSeq(bg, slices.Values(upTo(20)), func(context.Context, int) error { item(); return nil }, par.In(l))
		},
		"Run": func(p *par.Pool, l *par.Lane, item func()) error {
			return l.Run(bg, func(s *par.Scope) error {
				for range 20 {
					s.Spawn(func(*par.Scope) error { item(); return nil })
				}
				return nil
			})
		},
		"in a task of another lane": func(p *par.Pool, l *par.Lane, item func()) error {
			return p.Run(bg, func(s *par.Scope) error {
				return par.ForEach(s.Context(), upTo(20), func(context.Context, int, *int) error { item(); return nil }, par.In(l), par.Limit(3))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(8))
				l := newLane(t, p, "three", par.LaneCap(3))
				var now, top atomic.Int32
				wantErr(t, run(p, l, func() {
					k := now.Add(1)
					defer now.Add(-1)
					for old := top.Load(); k > old && !top.CompareAndSwap(old, k); old = top.Load() {
					}
					time.Sleep(ms)
				}), nil)
				if k := top.Load(); k != 3 {
					t.Errorf("%d at the same time", k)
				}
			})
		})
	}
}

func TestTenantsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		o := &order{t: t, p: p}
		release := occupy(t, p)
		for range 5 {
			wantErr(t, o.add("a", par.Tenant("alice")), nil)
		}
		for range 2 {
			wantErr(t, o.add("b", par.Tenant("bob")), nil)
		}
		wantErr(t, o.add("-"), nil)
		release()
		o.want("ab-abaaa")
	})
}

// A tenant fills the queue only as far as it leaves as much to others.
func TestTenantLeavesRoom(t *testing.T) {
	for policy, want := range map[par.Policy]string{par.Reject: "abaabba-", par.DropOldest: "", par.Block: ""} {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(1), par.Queue(8, policy))
			o := &order{t: t, p: p}
			release := occupy(t, p)
			accepted := 0
			for range 10 {
				if policy == par.Block {
					go func() { wantErr(t, o.add("a", par.Tenant("alice")), nil) }()
					synctest.Wait()
					continue
				}
				if err := o.add("a", par.Tenant("alice")); err == nil {
					accepted++
				} else {
					wantErr(t, err, par.ErrQueueFull)
				}
			}
			if s := p.Stats(); s.Queued != 4 {
				t.Errorf("%v: %+v", policy, s)
			}
			before := p.Stats()
			wantErr(t, o.add("b", par.Tenant("bob")), nil) // finds a place, whatever alice does
			wantErr(t, o.add("b", par.Tenant("bob")), nil)
			wantErr(t, o.add("-"), nil)
			s := p.Stats()
			if s.Dropped != before.Dropped || s.Queued != 7 || s.Submitters != before.Submitters {
				t.Errorf("%v: %+v", policy, s)
			}
			switch {
			case policy == par.Reject && (accepted != 4 || s.Rejected != 6):
				t.Errorf("%d accepted, %+v", accepted, s)
			case policy == par.DropOldest && (accepted != 10 || s.Dropped != 6):
				t.Errorf("%d accepted, %+v", accepted, s)
			case policy == par.Block && s.Submitters != 6:
				t.Errorf("%+v", s)
			}
			release()
			synctest.Wait()
			if want = "ab-abaa"; policy != par.Block && strings.Join(o.got, "") != want {
				t.Errorf("%v: %v", policy, o.got)
			}
			if policy == par.Block && (len(o.got) != 13 || strings.Join(o.got[:3], "") != "ab-") {
				t.Errorf("%v: %v", policy, o.got)
			}
		})
	}
}

// A full queue drops what the longest line has waited for longest.
func TestDropOldestOfTheLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(4, par.DropOldest))
		release := occupy(t, p)
		o := &order{t: t, p: p}
		wantErr(t, o.add("b", par.Tenant("bob")), nil)
		for i := range 3 {
			wantErr(t, o.add(fmt.Sprint(i)), nil)
		}
		wantErr(t, o.add("3"), nil)
		release()
		o.want("b123")
	})
}

func TestLaneIsRefused(t *testing.T) {
	p, q := newPool(t, par.Queue(1, par.DropOldest)), newPool(t)
	l := newLane(t, p, "lane")
	for name, o := range map[string]par.LaneOption{
		"zero": {}, "weight": par.LaneWeight(0), "cap": par.LaneCap(0), "queue": par.LaneQueue(-1), "nothing to drop": par.LaneQueue(0),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.NewLane("x", o)
			wantErr(t, err, par.ErrInvalid)
		})
	}
	_, err := p.NewLane("")
	wantErr(t, err, par.ErrInvalid)
	_, err = (*par.Pool)(nil).NewLane("x")
	wantErr(t, err, par.ErrInvalid)
	f := func(context.Context) (int, error) { t.Error("called"); return 0, nil }
	_, err = par.Submit(bg, q, f, par.In(l))
	wantErr(t, err, par.ErrInvalid)
	for _, o := range []opts{{par.In(nil)}, {par.In(new(par.Lane))}, {par.In(l), par.On(q)}, {par.Tenant("x")}, {par.Memory(1)}, {par.Tenant("")}, {par.Memory(0)}} {
		wantErr(t, par.For(bg, 1, func(int, int) error { t.Error("called"); return nil }, o...), par.ErrInvalid)
	}
	wantErr(t, new(par.Lane).Run(bg, func(*par.Scope) error { return nil }), par.ErrInvalid)
	wantErr(t, (*par.Lane)(nil).Go(bg, func(context.Context) {}), par.ErrInvalid)
	if (*par.Lane)(nil).Stats() != (par.LaneStats{}) {
		t.Error("a nil lane has statistics")
	}
	for i := range 63 {
		newLane(t, p, fmt.Sprint(i))
	}
	_, err = p.NewLane("one too many")
	wantErr(t, err, par.ErrInvalid)
	wantErr(t, q.Close(bg), nil)
	_, err = q.NewLane("late")
	wantErr(t, err, par.ErrClosed)
}

// Close drains all lanes, and refuses those who wait for a place in one.
func TestCloseDrainsLanes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		l := newLane(t, p, "one", par.LaneCap(1), par.LaneQueue(1))
		hold := make(gate)
		task := func(context.Context) { hold.wait() }
		wantErr(t, l.Go(bg, task), nil)
		wantErr(t, l.Go(bg, task), nil)
		refused := make(chan error)
		go func() { refused <- l.Go(bg, task) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		err := p.Close(ctx)
		if err == nil || err.Error() != "par: Close: context deadline exceeded, 1 Go busy, 1 Go queued remain" {
			t.Error(err)
		}
		wantErr(t, <-refused, par.ErrClosed)
		hold.open()
		wantErr(t, p.Close(bg), nil)
		if s := p.Stats(); s.Completed != 2 {
			t.Errorf("%+v", s)
		}
	})
}

// A task at the cap of its lane that waits with a foreign context is found, though tokens are free.
func TestForeignWaitAtLaneCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(4))
		l := newLane(t, p, "one", par.LaneCap(1))
		fut := submit(t, bg, p, func(context.Context) (int, error) {
			return submit(t, bg, p, func(context.Context) (int, error) { return 7, nil }, par.In(l)).Wait(bg)
		}, par.In(l))
		if n, err := fut.Wait(bg); n != 7 || err != nil {
			t.Error(n, err)
		}
		if s := p.Stats(); s.ForeignWaits != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestEventsNameTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, append(watchdog(), par.Workers(2), par.Name("web"), log.option())...)
		_, err := submit(t, bg, p, napper, par.In(newLane(t, p, "uploads"))).Wait(bg)
		wantErr(t, err, nil)
		found := log.of(par.EventStalled)
		if len(found) != 1 || found[0].Lane != "uploads" || found[0].Pool != "web" || !strings.Contains(found[0].String(), "in pool web") {
			t.Errorf("%v", log.all)
		}
	})
}

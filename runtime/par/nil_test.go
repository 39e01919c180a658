//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What cannot be used is refused by name, not with a nil dereference.
func TestNilContexts(t *testing.T) {
	p := newPool(t)
	var none context.Context
	id := func(_ context.Context, x int) (int, error) { return x, nil }
	fut := submit(t, bg, p, func(context.Context) (int, error) { return 1, nil })
	_, err := fut.Wait(bg)
	wantErr(t, err, nil)
	calls := map[string]func() error{
		"Submit":      func() error { _, err := par.Submit(none, p, honestSite); return err },
		"TrySubmit":   func() error { _, err := par.TrySubmit(none, p, honestSite); return err },
		"SubmitAfter": func() error { _, err := par.SubmitAfter(none, p, 1, honestSite); return err },
		"SubmitBatch": func() error { _, err := par.SubmitBatch(none, p, upTo(2), id); return err },
		"Go":          func() error { return p.Go(none, func(context.Context) {}) },
		"Run":         func() error { return p.Run(none, func(*par.Scope) error { return nil }) },
		"Broadcast":   func() error { return p.Broadcast(none, func(context.Context, int, int) error { return nil }) },
		"Close":       func() error { return p.Close(none) },
		"For":         func() error { return par.For(none, 10, func(lo, hi int) error { return nil }) },
		"Map":         func() error { _, err := par.Map(none, upTo(3), id); return err },
		"Reduce": func() error {
			_, err := par.Reduce(none, upTo(3), func() int { return 0 }, func(a, b int) int { return a }, func(a, b int) int { return a })
			return err
		},
		"WalkTree": func() error {
			return par.WalkTree(none, 1, func(context.Context, int) ([]int, error) { return nil, nil })
		},
		"Rec": func() error {
			_, err := par.NewRec(func(*par.Strand[int, int], int) int { return 1 }).Run(none, 1)
			return err
		},
		"Blocking":    func() error { return par.Blocking(none, func(context.Context) error { return nil }) },
		"Sleep":       func() error { return par.Sleep(none, 1) },
		"Future.Wait": func() error { _, err := fut.Wait(none); return err },
		"zero Future": func() error { _, err := new(par.Future[int]).Wait(bg); return err },
		"nil Future":  func() error { _, err := (*par.Future[int])(nil).Wait(bg); return err },
		"zero Batch":  func() error { return new(par.Batch[int]).Wait(bg) },
		"nil Batch":   func() error { return (*par.Batch[int])(nil).Wait(bg) },
		"its Result":  func() error { _, err := new(par.Batch[int]).Result(0); return err },
		"zero Rec":    func() error { _, err := new(par.Rec[int, int]).Run(bg, 1); return err },
		"nil Rec":     func() error { _, err := (*par.Rec[int, int])(nil).Run(bg, 1); return err },
	}
	block := func(lo, hi int) error { return nil }
	for range 100 {
		par.For(bg, 10, block)
	}
	calls["short For"] = func() error { return par.For(none, 10, block) }
	for name, call := range calls {
		t.Run(name, func(t *testing.T) { wantErr(t, call(), par.ErrInvalid) })
	}
	if s := p.Stats(); s.Submitted != 1 {
		t.Errorf("%+v", s)
	}
}

// Where there is no error to return, the panic is a sentence.
func TestMisuseIsToldInWords(t *testing.T) {
	var scope *par.Scope
	var escaped *par.Strand[int, int]
	rec := par.NewRec(func(s *par.Strand[int, int], n int) int { escaped = s; return n })
	if _, err := rec.Run(bg, 1); err != nil {
		t.Fatal(err)
	}
	half := func(*par.Scope) {}
	for name, f := range map[string]func(){
		"zero Local":       func() { new(par.Local[int]).Use(func(*int) {}) },
		"nil Local":        func() { (*par.Local[int])(nil).Use(func(*int) {}) },
		"nil function":     func() { par.NewLocal(func() int { return 1 }).Use(nil) },
		"nil Scope":        func() { scope.Spawn(func(*par.Scope) error { return nil }) },
		"nil Scope, nil f": func() { scope.Spawn(nil) },
		"zero Scope":       func() { new(par.Scope).Spawn(func(*par.Scope) error { return nil }) },
		"its Context":      func() { new(par.Scope).Context() },
		"its Yield":        func() { new(par.Scope).Yield() },
		"its Blocking":     func() { new(par.Scope).Blocking(func() error { return nil }) },
		"Join":             func() { par.Join(scope, half, half) },
		"Strand after Run": func() { escaped.Fork(1) },
		"its Join":         func() { escaped.Join(1, 2) },
		"its Await":        func() { escaped.Await() },
		"its Context too":  func() { escaped.Context() },
		"its Blocking too": func() { escaped.Blocking(func() error { return nil }) },
		"zero Strand":      func() { new(par.Strand[int, int]).Await() },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if v, ok := recover().(string); !ok || !strings.HasPrefix(v, "par: ") {
					t.Errorf("%v", v)
				}
			}()
			f()
		})
	}
	// The strand that was used after its end is as good as new for the next run.
	if n, err := rec.Run(bg, 7); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// A root that cannot be a key panics as a node does that is found later.
func TestWalkGraphOfWhatCannotBeHashed(t *testing.T) {
	for name, roots := range map[string][]any{"root": {[]int{1}}, "node": {1}} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if pe, ok := recover().(*par.PanicError); !ok || !strings.Contains(pe.Error(), "unhashable type []int") {
					t.Errorf("%v", pe)
				}
			}()
			par.WalkGraph(bg, roots, func(context.Context, any) ([]any, error) { return []any{[]int{2}}, nil })
		})
	}
}

// The longest durations are long, and not over at once.
func TestLongestDurations(t *testing.T) {
	for name, f := range map[string]func(*testing.T){"bubble": func(t *testing.T) { synctest.Test(t, longest) }, "real": longest} {
		t.Run(name, f)
	}
}

func longest(t *testing.T) {
	var log events
	slow := func(context.Context) (int, error) { time.Sleep(5 * ms); return 1, nil }
	for name, opts := range map[string][]par.Option{
		"TaskTimeout": {par.TaskTimeout(math.MaxInt64)},
		"grace":       {par.Watchdog(ms, ms), par.WatchdogGrace(math.MaxInt64)},
		"hard":        {par.Watchdog(time.Hour, math.MaxInt64), par.WatchdogGrace(0)},
		"both":        {par.Watchdog(math.MaxInt64, math.MaxInt64), par.WatchdogGrace(math.MaxInt64)},
		"cooldown":    {par.TaskTimeout(time.Hour), par.Quarantine(0.5, 1, math.MaxInt64)},
	} {
		p := newPool(t, append(opts, log.option())...)
		if _, err := submit(t, bg, p, slow).Wait(bg); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, err := submit(t, bg, p, slow, par.Timeout(math.MaxInt64)).Wait(bg)
		wantErr(t, err, nil)
		wantErr(t, p.Close(bg), nil)
	}
	if len(log.all) > 0 {
		t.Errorf("%v", log.all)
	}
	p := newPool(t, par.Quarantine(0.5, 1, math.MaxInt64), par.Watchdog(time.Second, time.Second))
	late := func(ctx context.Context) (int, error) { <-ctx.Done(); return 1, nil }
	_, err := submit(t, bg, p, late, par.Timeout(100*ms)).Wait(bg) // so that it begins in time
	wantErr(t, err, par.ErrTaskTimeout)
	for range 3 {
		_, err = par.Submit(bg, p, late)
		var q *par.QuarantineError
		if !errors.As(err, &q) || q.RetryAfter < 365*24*time.Hour {
			t.Errorf("%v", err)
		}
	}
}

package par_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func TestInvalidOptions(t *testing.T) {
	for name, o := range map[string]par.Option{
		"zero":            {},
		"Workers(-1)":     par.Workers(-1),
		"Queue(-1)":       par.Queue(-1, par.Block),
		"unknown policy":  par.Queue(1, par.Policy(17)),
		"negative policy": par.Queue(1, par.Policy(-1)),
		"nothing to drop": par.Queue(0, par.DropOldest),
		"MaxBlocked(-1)":  par.MaxBlocked(-1),
		"OnPanic(nil)":    par.OnPanic(nil),
		"OnEvent(nil)":    par.OnEvent(nil),
		"Checked(nil)":    par.Checked(nil),
		"Logger(nil)":     par.Logger(nil),
		"Watchdog(0)":     par.Watchdog(0, 1),
		"hard below soft": par.Watchdog(2, 1),
		"grace below 0":   par.WatchdogGrace(-1),
		"Name":            par.Name(""),
		"OnWorkerStart":   par.OnWorkerStart(nil),
		"OnWorkerExit":    par.OnWorkerExit(nil),
		"MaxStalled(-1)":  par.MaxStalled(-1),
		"MaxDelayed(-1)":  par.MaxDelayed(-1),
	} {
		p, err := par.New(o)
		if p != nil {
			t.Errorf("%s: got a pool", name)
		}
		wantErr(t, err, par.ErrInvalid)
	}
}

func TestInvalidCallOptions(t *testing.T) {
	p := newPool(t)
	for name, opts := range map[string][]par.CallOption{
		"zero":            {{}},
		"On(nil)":         {par.On(nil)},
		"Label":           {par.Label("")},
		"Limit(0)":        {par.Limit(0)},
		"MinLen(0)":       {par.MinLen(0)},
		"MaxLen(0)":       {par.MaxLen(0)},
		"MinLen > MaxLen": {par.MinLen(3), par.MaxLen(2)},
	} {
		calls := map[string]error{}
		xs := []int{1}
		calls["For"] = par.For(bg, 1, func(int, int) error { return nil }, opts...)
		calls["ForEach"] = par.ForEach(bg, xs, func(context.Context, int, *int) error { return nil }, opts...)
		_, calls["Map"] = par.Map(bg, xs, func(context.Context, int) (int, error) { return 0, nil }, opts...)
		_, calls["Reduce"] = par.Reduce(bg, xs, func() int { return 0 }, func(int, int) int { return 0 }, func(int, int) int { return 0 }, opts...)
		_, calls["Submit"] = par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil }, opts...)
		for call, err := range calls {
			t.Run(call+" "+name, func(t *testing.T) { wantErr(t, err, par.ErrInvalid) })
		}
	}
	q := newPool(t)
	for _, o := range []par.CallOption{par.Limit(1), par.MinLen(1), par.MaxLen(1), par.On(q)} {
		_, err := par.Submit(bg, p, func(context.Context) (int, error) { return 0, nil }, o)
		wantErr(t, err, par.ErrInvalid)
	}
	if s := p.Stats(); s.Submitted != 0 {
		t.Errorf("a task with bad options was accepted: %+v", s)
	}
}

// What a call can do nothing with is refused, also where there is nothing to do, and when a For has been learnt to be short.
func TestOptionsOfAnotherCall(t *testing.T) {
	visit := func(context.Context, int) ([]int, error) { return nil, nil }
	one := func(yield func(int) bool) { yield(1) }
	id := func(_ context.Context, x int) (int, error) { return x, nil }
	block := func(lo, hi int) error { return nil }
	for range 100 {
		par.For(bg, 10, block)
	}
	stream := func(opts ...par.CallOption) (err error) {
		for _, err = range par.Stream(bg, one, id, opts...) {
			_ = err
		}
		return err
	}
	mapped := func(_ any, err error) error { return err }
	calls := map[string]func(...par.CallOption) error{
		"For":       func(o ...par.CallOption) error { return par.For(bg, 10, block, o...) },
		"empty For": func(o ...par.CallOption) error { return par.For(bg, 0, block, o...) },
		"empty Map": func(o ...par.CallOption) error { return mapped(par.Map(bg, nil, id, o...)) },
		"Map":       func(o ...par.CallOption) error { return mapped(par.Map(bg, upTo(3), id, o...)) },
		"empty ForEach": func(o ...par.CallOption) error {
			return par.ForEach(bg, nil, func(context.Context, int, *int) error { return nil }, o...)
		},
		"empty Reduce": func(o ...par.CallOption) error {
			return mapped(par.Reduce(bg, nil, func() int { return 0 }, func(a, b int) int { return a }, func(a, b int) int { return a }, o...))
		},
		"empty Filter": func(o ...par.CallOption) error {
			return mapped(par.Filter(bg, nil, func(context.Context, int) (bool, error) { return true, nil }, o...))
		},
		"empty Sort": func(o ...par.CallOption) error { return par.Sort(bg, []int(nil), o...) },
		"empty ForMap": func(o ...par.CallOption) error {
			return par.ForMap(bg, map[int]int(nil), func(context.Context, int, int) error { return nil }, o...)
		},
		"WalkTree":        func(o ...par.CallOption) error { return par.WalkTree(bg, 1, visit, o...) },
		"WalkGraph":       func(o ...par.CallOption) error { return par.WalkGraph(bg, []int{1}, visit, o...) },
		"empty WalkGraph": func(o ...par.CallOption) error { return par.WalkGraph(bg, nil, visit, o...) },
		"ForSeq": func(o ...par.CallOption) error {
			return par.ForSeq(bg, one, func(context.Context, int) error { return nil }, o...)
		},
		"MapSeq": func(o ...par.CallOption) error { return mapped(par.MapSeq(bg, one, id, o...)) },
		"Stream": stream,
	}
	for name, call := range calls {
		for option, o := range map[string]par.CallOption{"Timeout": par.Timeout(time.Hour), "Tenant": par.Tenant("a"), "Memory": par.Memory(1)} {
			t.Run(name+" "+option, func(t *testing.T) { wantErr(t, call(o), par.ErrInvalid) })
		}
		t.Run(name, func(t *testing.T) {
			wantErr(t, call(par.Limit(2), par.MinLen(2), par.MaxLen(3), par.Label("label"), par.On(par.Default())), nil)
		})
	}
}

func TestNilFunctions(t *testing.T) {
	p := newPool(t)
	xs := []int{1}
	wantErr(t, p.Run(bg, nil), par.ErrInvalid)
	wantErr(t, p.Run(bg, func(s *par.Scope) error { s.Spawn(nil); return nil }), par.ErrInvalid)
	wantErr(t, p.Go(bg, nil), par.ErrInvalid)
	wantErr(t, par.For(bg, 1, nil), par.ErrInvalid)
	wantErr(t, par.ForEach(bg, xs, nil), par.ErrInvalid)
	wantErr(t, par.Blocking(bg, nil), par.ErrInvalid)
	_, err := par.Map[int, int](bg, xs, nil)
	wantErr(t, err, par.ErrInvalid)
	_, err = par.Reduce[int, int](bg, xs, nil, nil, nil)
	wantErr(t, err, par.ErrInvalid)
	_, err = par.Submit[int](bg, p, nil)
	wantErr(t, err, par.ErrInvalid)
	wantErr(t, p.Run(bg, func(s *par.Scope) error { return s.Blocking(nil) }), par.ErrInvalid)
}

func TestWorkersZeroFollowsGOMAXPROCS(t *testing.T) {
	p := newPool(t, par.Workers(0))
	old := runtime.GOMAXPROCS(3)
	defer runtime.GOMAXPROCS(old)
	if n := p.Stats().Workers; n != 3 {
		t.Errorf("%d workers", n)
	}
	runtime.GOMAXPROCS(5)
	if n := p.Stats().Workers; n != 5 {
		t.Errorf("%d workers", n)
	}
}

func TestPolicyString(t *testing.T) {
	for p, want := range map[par.Policy]string{par.Block: "Block", par.Reject: "Reject", par.CallerRuns: "CallerRuns",
		par.DropOldest: "DropOldest", 9: "Policy(9)"} {
		if p.String() != want {
			t.Errorf("%d is %s", int(p), p)
		}
	}
}

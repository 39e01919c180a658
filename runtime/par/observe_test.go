//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"bytes"
	"context"
	"encoding/json"
	"expvar"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Time is that of the bubble, so it is known to the bucket.
func TestLatencies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Block), par.Latencies())
		nap := func(context.Context) (int, error) { time.Sleep(time.Second); return 0, nil }
		for range 3 { // the third one waits for a place
			submit(t, bg, p, nap)
		}
		_, _ = par.SubmitAfter(bg, p, time.Minute, nap)
		time.Sleep(2 * time.Minute)
		s := p.Stats()
		for q, want := range map[float64]time.Duration{0.5: 0, 0.75: time.Second, 1: 2 * time.Second} {
			if got := s.QueueTime.Quantile(q); got < want || got > want*5/4+1 {
				t.Errorf("%v of the tasks waited less than %v, want %v", q, got, want)
			}
		}
		if got := s.RunTime.Quantile(1); s.RunTime.Count() != 4 || s.QueueTime.Count() != 4 || got < time.Second || got > time.Second*5/4 {
			t.Errorf("%v, %v", s.RunTime, s.QueueTime)
		}
	})
	p := newPool(t)
	_, _ = submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
	if s := p.Stats(); s.RunTime.Count()+s.QueueTime.Count() != 0 {
		t.Errorf("times without the option: %+v", s)
	}
}

func TestPoolIsAVariable(t *testing.T) {
	p := newPool(t, par.Workers(3), par.Name("thumbs"), par.Latencies())
	newLane(t, p, "uploads", par.LaneWeight(2))
	_, _ = submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }).Wait(bg)
	wantErr(t, p.Close(bg), nil)
	var v expvar.Var = p
	var got struct {
		Name      string
		Workers   int
		Completed int
		Panics    *int
		RunTime   map[string]int
		Lanes     []par.LaneStats
	}
	if err := json.Unmarshal([]byte(v.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != "thumbs" || got.Workers != 3 || got.Completed != 1 || got.Panics == nil || got.RunTime["count"] != 1 ||
		len(got.Lanes) != 1 || got.Lanes[0].Weight != 2 {
		t.Errorf("%s", v)
	}
	if s := (*par.Pool)(nil).String(); !json.Valid([]byte(s)) {
		t.Error(s)
	}
}

// Workers carry the labels of the caller and their own while they work, and none later.
func TestProfileLabels(t *testing.T) {
	p := newPool(t, par.Workers(2), par.Name("thumbs"), par.ProfileLabels())
	l := newLane(t, p, "uploads")
	profile := func() string {
		var b bytes.Buffer
		if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
			t.Error(err)
		}
		return b.String()
	}
	want := func(call, task string) {
		t.Helper()
		got := profile()
		for _, label := range []string{`"user":"alice"`, `"par.pool":"thumbs"`, `"par.lane":"uploads"`, `"par.call":"` + call + `"`, task} {
			if !strings.Contains(got, label) {
				t.Errorf("%s: no label %s in\n%s", call, label, got)
			}
		}
	}
	pprof.Do(bg, pprof.Labels("user", "alice"), func(ctx context.Context) {
		_, _ = submit(t, ctx, p, func(context.Context) (int, error) { want("Submit", `"par.task":"resize"`); return 0, nil }, par.In(l), par.Label("resize")).Wait(ctx)
		wantErr(t, par.ForEach(ctx, upTo(2), meetTwice(func() { want("For", `"par.task":"loop"`) }), par.In(l), par.Label("loop")), nil)
		wantErr(t, l.Run(ctx, func(s *par.Scope) error {
			s.Spawn(func(*par.Scope) error { want("Spawn", ""); return nil })
			return s.Blocking(func() error {
				for p.Stats().Helped < 2 {
					time.Sleep(ms)
				}
				return nil
			})
		}), nil)
	})
	wantErr(t, p.Close(bg), nil)
	if got := profile(); strings.Contains(got, "par.call") {
		t.Errorf("labels are left:\n%s", got)
	}
}

// meetTwice is a callback for two items, so that one of them is surely a helper's: it calls f while both are under way.
func meetTwice(f func()) func(context.Context, int, *int) error {
	met := make(chan bool)
	return func(_ context.Context, i int, _ *int) error {
		if i == 0 {
			<-met
			f()
			<-met
			return nil
		}
		met <- true
		met <- true
		return nil
	}
}

func TestTraceRegions(t *testing.T) {
	if trace.IsEnabled() {
		t.Skip("a trace is being taken")
	}
	p := newPool(t, par.Workers(2))
	var b bytes.Buffer
	if err := trace.Start(&b); err != nil {
		t.Fatal(err)
	}
	_, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
		return 0, par.Sleep(ctx, ms)
	}).Wait(bg)
	trace.Stop()
	wantErr(t, err, nil)
	for _, region := range []string{"par.Submit", "par.Blocking"} {
		if !bytes.Contains(b.Bytes(), []byte(region)) {
			t.Errorf("no region %s in the trace", region)
		}
	}
}

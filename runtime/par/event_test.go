//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

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

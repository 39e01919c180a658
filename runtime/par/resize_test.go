//parvet:ignore channel,mutex tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

func TestResize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		doors := make([]gate, 6)
		for i := range doors {
			doors[i] = make(gate)
			wantErr(t, p.Go(bg, func(context.Context) { doors[i].wait() }), nil)
		}
		busy := func(n, queued int) {
			t.Helper()
			synctest.Wait()
			if s := p.Stats(); s.Busy != n || s.Queued != queued {
				t.Errorf("%d busy and %d queued, want %d and %d", s.Busy, s.Queued, n, queued)
			}
		}
		busy(1, 5)
		wantErr(t, p.Resize(4), nil) // starts what waits
		busy(4, 2)
		wantErr(t, p.Resize(2), nil) // interrupts nothing
		busy(4, 2)
		doors[0].open()
		doors[1].open()
		busy(2, 2) // they were surplus
		doors[2].open()
		busy(2, 1)
		if s := p.Stats(); s.Workers != 2 {
			t.Errorf("%+v", s)
		}
		for _, d := range doors[3:] {
			d.open()
		}
	})
}

func TestResizeIsRefused(t *testing.T) {
	p := newPool(t, par.Workers(3))
	wantErr(t, p.Resize(-1), par.ErrInvalid)
	wantErr(t, (*par.Pool)(nil).Resize(1), par.ErrInvalid)
	wantErr(t, new(par.Pool).Resize(1), par.ErrInvalid)
	wantErr(t, par.Default().Resize(1), par.ErrDefaultPool)
	if n := p.Stats().Workers; n != 3 {
		t.Errorf("%d workers", n)
	}
}

// hooked notes the calls of the hooks, by worker.
type hooked struct {
	mu     sync.Mutex
	at     map[string]string // goroutines of those that have started and not ended
	starts map[string]int
	t      *testing.T
}

func (h *hooked) options() []par.Option {
	h.at, h.starts = map[string]string{}, map[string]int{}
	return []par.Option{
		par.OnWorkerStart(func(w string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			if h.at[w] != "" {
				h.t.Errorf("two workers are called %s", w)
			}
			h.at[w] = goid()
			h.starts[w]++
		}),
		par.OnWorkerExit(func(w string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			if h.at[w] != goid() {
				h.t.Errorf("%s ends on goroutine %s and has started on %s", w, goid(), h.at[w])
			}
			delete(h.at, w)
		}),
	}
}

func (h *hooked) here() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range h.at {
		if id == goid() {
			return true
		}
	}
	return false
}

func TestWorkerHooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{t: t}
		p := newPool(t, append(h.options(), par.Workers(2), par.Name("thumbs"))...)
		for range 3 {
			hold := make(gate)
			for range 2 {
				wantErr(t, p.Go(bg, func(context.Context) {
					if !h.here() {
						t.Error("a task runs on a worker that has not started")
					}
					hold.wait()
					goexit()
				}), nil)
			}
			synctest.Wait()
			hold.open()
			synctest.Wait()
			if len(h.at) != 0 {
				t.Errorf("workers without work: %v", h.at)
			}
		}
		if len(h.starts) != 2 || h.starts["thumbs-0"] != 3 || h.starts["thumbs-1"] != 3 {
			t.Errorf("%v", h.starts)
		}
	})
}

// Close returns after the last hook.
func TestCloseWaitsForExitHook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{t: t}
		p := newPool(t, append(h.options(), par.Workers(3))...)
		wantErr(t, par.ForEach(bg, make([]int, 20), func(ctx context.Context, _ int, _ *int) error { return par.Sleep(ctx, ms) }, par.On(p)), nil)
		wantErr(t, p.Close(bg), nil)
		if len(h.at) != 0 || len(h.starts) < 2 {
			t.Errorf("%v are left of %v", h.at, h.starts)
		}
	})
}

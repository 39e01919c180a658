//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// faults runs f with a checked pool and gives what was reported until it was closed.
func faults(t *testing.T, f func(p *par.Pool), opts ...par.Option) (all []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		stop := make(chan struct{}) // what is left behind may go then
		p := newPool(t, append([]par.Option{par.Checked(func(e par.Event) {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, e.String())
			if e.Kind == par.EventLeak && !strings.Contains(e.Stack, "par_test.") {
				t.Errorf("not the stack of what was left behind:\n%s", e.Stack)
			}
		}), par.Workers(2)}, opts...)...)
		stray = stop
		f(p)
		synctest.Wait()
		wantErr(t, p.Close(bg), nil)
		close(stop)
	})
	return all
}

// stray is closed at the end of faults.
var stray chan struct{}

func leave() { stop := stray; go func() { <-stop }() }

// leaveGrandchild leaves behind a goroutine whose creator has ended.
func leaveGrandchild() {
	var wg sync.WaitGroup
	stop := stray
	wg.Go(func() { go func() { <-stop }() })
	wg.Wait()
}

//go:noinline
func deep(n int, f func()) {
	if n > 0 {
		deep(n-1, f)
		return
	}
	f()
}

// Goroutines that are left behind are found wherever the task ran, and also those that others have started for it.
func TestCheckedFindsLeaks(t *testing.T) {
	one := upTo(1)
	each := func(f func()) func(p *par.Pool) {
		return func(p *par.Pool) {
			par.ForEach(bg, one, func(context.Context, int, *int) error { f(); return nil }, par.On(p))
		}
	}
	for name, c := range map[string]struct {
		do   func(p *par.Pool)
		want int
	}{
		"none": {func(p *par.Pool) {
			each(func() { done := make(chan int); go func() { close(done) }(); <-done })(p)
			submit(t, bg, p, honestSite).Wait(bg)
		}, 0},
		"by the caller itself": {func(p *par.Pool) { leave(); each(func() {})(p); leave(); leaveGrandchild() }, 0},
		"by another pool's task": {func(p *par.Pool) {
			q := newPool(t, par.Workers(2))
			each(func() {})(p)
			q.Run(bg, func(*par.Scope) error { leave(); return nil })
			q.Close(bg)
		}, 0},
		"by a task": {func(p *par.Pool) {
			submit(t, bg, p, func(context.Context) (int, error) { leave(); leave(); return 0, nil }).Wait(bg)
		}, 2},
		"by a loop": {each(leave), 1},
		"by a Run":  {func(p *par.Pool) { p.Run(bg, func(*par.Scope) error { leave(); return nil }) }, 1},
		"by a child": {func(p *par.Pool) {
			p.Run(bg, func(s *par.Scope) error { s.Spawn(func(*par.Scope) error { leave(); return nil }); return nil })
		}, 1},
		"a grandchild": {func(p *par.Pool) {
			submit(t, bg, p, func(context.Context) (int, error) { leaveGrandchild(); return 0, nil }).Wait(bg)
		}, 1},
		"a grandchild of a loop": {each(leaveGrandchild), 1},
		"after a nested call": {func(p *par.Pool) {
			submit(t, bg, p, func(ctx context.Context) (int, error) {
				q := newPool(t)
				q.Run(ctx, func(*par.Scope) error { return nil })
				q.Close(bg)
				leaveGrandchild()
				return 0, nil
			}).Wait(bg)
		}, 1},
		"with labels": {func(p *par.Pool) {
			submit(t, bg, p, func(ctx context.Context) (int, error) {
				pprof.Do(ctx, pprof.Labels("a", "b"), func(context.Context) { leaveGrandchild() })
				leaveGrandchild()
				return 0, nil
			}).Wait(bg)
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			found := faults(t, c.do)
			if n := strings.Count(strings.Join(found, "\n"), "par: leak [poollife]: chan receive"); n != c.want || len(found) != n {
				t.Errorf("%d leaks, want %d: %q", n, c.want, found)
			}
		})
	}
}

// What is right is not reported, however deep the stack and however it was given up.
func TestCheckedIsNotWrong(t *testing.T) {
	for name, do := range map[string]func(p *par.Pool){
		"deep stack": func(p *par.Pool) {
			p.Run(bg, func(s *par.Scope) error {
				for _, n := range []int{10, 60, 150, 500} {
					deep(n, func() { s.Spawn(func(*par.Scope) error { return nil }) })
				}
				return nil
			})
		},
		"deep Strand": func(p *par.Pool) {
			par.NewRec(func(s *par.Strand[int, int], n int) int {
				if n == 0 {
					return 1
				}
				a, b := s.Join(0, n-1)
				return a + b
			}).Run(bg, 300, par.On(p))
		},
		"delayed and given up": func(p *par.Pool) {
			ctx, cancel := context.WithCancel(bg)
			par.SubmitAfter(ctx, p, time.Hour, honestSite)
			cancel()
		},
	} {
		t.Run(name, func(t *testing.T) {
			if found := faults(t, do); len(found) > 0 {
				t.Errorf("%q", found)
			}
		})
	}
}

// What nobody looked at is reported when the task ran, or never ran for another reason than its own context.
func TestCheckedLostErrors(t *testing.T) {
	found := faults(t, func(p *par.Pool) {
		ctx, cancel := context.WithCancel(bg)
		submit(t, ctx, p, func(ctx context.Context) (int, error) { cancel(); return 0, ctx.Err() })
		submit(t, bg, p, func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, time.Hour) }, par.Timeout(ms), par.Label("late"))
	})
	if all := strings.Join(found, "\n"); len(found) != 3 || strings.Count(all, "nobody looked at") != 2 || !strings.Contains(all, "abandoned task") {
		t.Errorf("%q", found)
	}
}

// A strand on another goroutine and a fork that is not awaited are reported, whatever the number of workers.
func TestCheckedStrands(t *testing.T) {
	for _, n := range []int{1, 2} {
		found := faults(t, func(p *par.Pool) {
			par.NewRec(func(s *par.Strand[int, int], n int) int {
				if n == 0 {
					return 0
				}
				var wg sync.WaitGroup
				var forked bool
				wg.Go(func() { forked = s.Fork(0) })
				wg.Wait()
				if forked {
					s.Await()
				}
				return n
			}).Run(bg, 1, par.On(p), par.Limit(1))
		}, par.Workers(n))
		if len(found) != 1 || !strings.Contains(found[0], "misuse [poollife]: Rec, Fork of a Strand on a goroutine that is not its task's") {
			t.Errorf("%d workers: %q", n, found)
		}
		found = faults(t, func(p *par.Pool) {
			defer func() {
				if v := recover(); v == nil {
					t.Error("the missing Await is no panic")
				}
			}()
			par.NewRec(func(s *par.Strand[int, int], n int) int { s.Fork(n - 1); return n }).Run(bg, 0, par.On(p))
		}, par.Workers(n))
		if len(found) != 1 || !strings.Contains(found[0], "misuse [poollife]: a function of Rec returned before it awaited") {
			t.Errorf("%d workers: %q", n, found)
		}
	}
}

// Each fault is told once, however many close the pool, and to each option.
func TestCheckedTellsOnce(t *testing.T) {
	var second int
	found := faults(t, func(p *par.Pool) {
		submit(t, bg, p, func(context.Context) (int, error) { leave(); return 0, errors.New("lost") })
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { p.Close(bg) })
		}
		wg.Wait()
	}, par.Checked(func(par.Event) { second++ }))
	if len(found) != 2 || second != 2 {
		t.Errorf("%q, %d", found, second)
	}
}

package par_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// sweepCall is a call whose callbacks, n of them if exact, call f.
type sweepCall struct {
	name            string
	exact, fallible bool
	reads           bool // a source: its owner waits now and then, and comes back without a token, so two callbacks may run at a time
	run             func(ctx context.Context, p *par.Pool, n int, f hook) error
}

// sweepCalls are all calls that run functions and wait for them.
func sweepCalls() (all []sweepCall) {
	for _, c := range calls {
		reads := strings.Contains(c.name, "Seq") || c.name == "Stream"
		all = append(all, sweepCall{c.name, c.fallible, c.fallible, reads, func(ctx context.Context, p *par.Pool, n int, f hook) error { return c.run(ctx, n, f, par.On(p)) }})
	}
	add := func(name string, exact, fallible bool, run func(ctx context.Context, p *par.Pool, n int, f hook) error) {
		all = append(all, sweepCall{name, exact, fallible, false, run})
	}
	add("For", true, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		return par.For(ctx, n, func(lo, hi int) error {
			for range hi - lo {
				if err := f(ctx); err != nil {
					return err
				}
			}
			return nil
		}, par.On(p))
	})
	add("ForEach", true, true, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		return par.ForEach(ctx, upTo(n), func(ctx context.Context, _ int, _ *int) error { return f(ctx) }, par.On(p))
	})
	add("Map", true, true, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		out, err := par.Map(ctx, upTo(n), func(ctx context.Context, x int) (int, error) { return x, f(ctx) }, par.On(p))
		return unless(err, out == nil)
	})
	add("Reduce", true, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		r, err := par.Reduce(ctx, upTo(n), zero, func(a, b int) int { _ = f(ctx); return a + b }, func(a, b int) int { return a + b }, par.On(p))
		if err == nil && r != n*(n-1)/2 {
			err = fmt.Errorf("the sum is %d", r)
		}
		return unless(err, r == 0 || err != nil && errors.Is(err, context.Canceled) == false)
	})
	add("identity and merge", false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		r, err := par.ReduceRange(ctx, n, func() int { _ = f(ctx); return 0 }, func(a, b int) int { return a + b }, func(a, b int) int { _ = f(ctx); return a + b }, par.On(p))
		if err == nil && r != n*(n-1)/2 {
			err = fmt.Errorf("the sum is %d", r)
		}
		return err
	})
	add("the source of MapSeq", false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		out, err := par.MapSeq(ctx, source(n, f), func(_ context.Context, x int) (int, error) { return x, nil }, par.On(p))
		if err == nil && !slices.Equal(out, upTo(n)) {
			err = fmt.Errorf("the result is %v", out)
		}
		return err
	})
	add("merge of FoldSeq", false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		r, err := par.FoldSeq(ctx, source(n, f), func() int { _ = f(ctx); return 0 }, func(_ context.Context, a, x int) (int, error) { return a + x, nil }, func(a, b int) (int, error) { _ = f(ctx); return a + b, nil }, par.On(p))
		if err == nil && r != n*(n-1)/2 {
			err = fmt.Errorf("the sum is %d", r)
		}
		return err
	})
	add("the source and the body of Stream", false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		sum := 0
		for r, err := range par.Stream(ctx, source(n, f), func(_ context.Context, x int) (int, error) { return x, nil }, par.On(p)) {
			if err != nil {
				return err
			}
			_ = f(ctx)
			sum += r
		}
		if sum != n*(n-1)/2 {
			return fmt.Errorf("the sum is %d", sum)
		}
		return nil
	})
	for name, sort := range map[string]func(ctx context.Context, xs []int, compare func(a, b int) int, o ...par.CallOption) error{"long SortFunc": par.SortFunc[int], "long SortStableFunc": par.SortStableFunc[int]} {
		add(name, false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
			xs := mixed(5 * n)
			compare := compareWith(func(ctx context.Context) error { return f(ctx) })
			defer func() {
				got := slices.Sorted(slices.Values(xs))
				if !slices.Equal(got, slices.Sorted(slices.Values(mixed(5*n)))) {
					panic("other elements")
				}
			}()
			err := sort(ctx, xs, compare, par.On(p), par.MinLen(1), par.MaxLen(8))
			if err == nil && !slices.IsSorted(xs) {
				return errors.New("not sorted")
			}
			return err
		})
	}
	add("Run", true, true, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		return p.Run(ctx, func(s *par.Scope) error {
			for range n - 1 {
				s.Spawn(func(s *par.Scope) error { return f(s.Context()) })
			}
			return f(s.Context())
		})
	})
	add("Join", false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		var join func(s *par.Scope, n int)
		join = func(s *par.Scope, n int) {
			if n < 2 {
				_ = f(s.Context())
				return
			}
			par.Join(s, func(s *par.Scope) { join(s, n/2) }, func(s *par.Scope) { join(s, n-n/2) })
		}
		return p.Run(ctx, func(s *par.Scope) error { join(s, n); return nil })
	})
	add("Rec", false, false, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		r := par.NewRec(func(s *par.Strand[int, int], n int) int {
			if n < 2 {
				_ = f(s.Context())
				return n
			}
			a, b := s.Join(n/2, n-n/2)
			return a + b
		})
		k, err := r.Run(ctx, n, par.On(p))
		if err == nil && k != n {
			err = fmt.Errorf("the result is %d", k)
		}
		return err
	})
	add("Broadcast", false, true, func(ctx context.Context, p *par.Pool, _ int, f hook) error {
		return p.Broadcast(ctx, func(ctx context.Context, _, _ int) error { return f(ctx) })
	})
	add("Submit", false, true, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		var futs []*par.Future[int]
		var first error
		for i := range n {
			fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { return i, f(ctx) }, par.Timeout(time.Hour))
			if err != nil {
				first = err
				break // what was submitted before runs on
			}
			futs = append(futs, fut)
		}
		for _, fut := range futs {
			<-fut.Done()
			if _, err, _ := fut.Result(); err != nil && first == nil {
				first = err
			}
		}
		return first
	})
	add("SubmitBatch", true, true, func(ctx context.Context, p *par.Pool, n int, f hook) error {
		b, err := par.SubmitBatch(ctx, p, upTo(n), func(ctx context.Context, x int) (int, error) { return x, f(ctx) })
		if err != nil {
			return err
		}
		<-b.Done()
		for i := range b.Len() {
			if r, err := b.Result(i); err != nil {
				return err
			} else if r != i {
				return fmt.Errorf("result %d is %d", i, r)
			}
		}
		return nil
	})
	return all
}

// source yields the numbers below n, and calls f before each.
func source(n int, f hook) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if _ = f(bg); !yield(i) {
				return
			}
		}
	}
}

// moment is a context that ends when it is asked for the k-th time.
type moment struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func newMoment(k int) *moment {
	m := new(moment)
	m.Context, m.cancel = context.WithCancel(bg)
	m.left.Store(int64(k))
	return m
}

func (m *moment) Err() error {
	if m.left.Add(-1) == 0 {
		m.cancel()
	}
	return m.Context.Err()
}

const sweepItems = 12

// sweepPool is newPool without a look at the goroutines, which takes longer than all the rest.
func sweepPool(t *testing.T, opts ...par.Option) *par.Pool {
	p, err := par.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(bg); err != nil {
			t.Errorf("Close: %v", err)
		}
		if s := p.Stats(); s.Busy+s.Blocked+s.Waiting+s.Goroutines+s.Queued+s.Submitters != 0 {
			t.Errorf("a closed pool is not empty: %+v", s)
		}
	})
	return p
}

// Whenever the context of a call ends, the call returns all of its result, or the error.
func TestContextsEndAtEachMoment(t *testing.T) {
	for _, c := range sweepCalls() {
		for width := range 3 {
			t.Run(fmt.Sprint(c.name, "/", width+1), func(t *testing.T) {
				for k := 1; k < 200; k++ {
					var asked bool
					synctest.Test(t, func(t *testing.T) {
						p := sweepPool(t, par.Workers(width+1))
						ctx := newMoment(k)
						defer ctx.cancel()
						var began, after atomic.Int64
						returned := atomic.Bool{}
						err := c.run(ctx, p, sweepItems, func(context.Context) error {
							began.Add(1)
							if returned.Load() {
								after.Add(1)
							}
							return nil
						})
						returned.Store(true)
						asked = ctx.left.Load() <= 0
						switch {
						case err != nil && !errors.Is(err, context.Canceled):
							t.Errorf("moment %d: %v", k, err)
						case err == nil && c.exact && began.Load() != sweepItems:
							t.Errorf("moment %d: no error, but %d of %d have run", k, began.Load(), sweepItems)
						case err != nil && !asked:
							t.Errorf("moment %d: %v, but it has not come", k, err)
						}
						synctest.Wait()
						if after.Load() > 0 {
							t.Errorf("moment %d: callbacks after the return", k)
						}
					})
					if !asked {
						return
					}
				}
			})
		}
	}
}

// deeds are what a callback does all of a sudden.
var deeds = []struct {
	name string
	do   func(cancel func(), p *par.Pool)
}{
	{"panic", func(func(), *par.Pool) { panic(errBoom) }},
	{"Goexit", func(func(), *par.Pool) { goexit() }},
	{"cancel", func(cancel func(), _ *par.Pool) { cancel() }},
	{"Close", func(_ func(), p *par.Pool) {
		go func() { _ = p.Close(bg) }()
		synctest.Wait()
	}},
}

// Whatever the k-th callback of a call does, the call ends as it should, after all others that had begun, and nothing is left in the pool.
func TestEachCallbackDoesSomethingElse(t *testing.T) {
	for _, c := range sweepCalls() {
		for _, d := range deeds {
			for width := range 3 {
				t.Run(fmt.Sprint(c.name, "/", d.name, "/", width+1), func(t *testing.T) {
					for k := int64(1); k < 100; k++ {
						var done bool
						synctest.Test(t, func(t *testing.T) { done = sweepOne(t, c, d.name, d.do, k, width+1) })
						if !done {
							return
						}
					}
				})
			}
		}
	}
}

func sweepOne(t *testing.T, c sweepCall, deed string, do func(func(), *par.Pool), k int64, width int) (done bool) {
	p := sweepPool(t, par.Workers(width))
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	var began, running atomic.Int64
	var wg sync.WaitGroup
	var err error
	var raised any
	ended := "Goexit"
	wg.Go(func() {
		defer func() {
			if raised = recover(); raised != nil {
				ended = "panic"
			}
			if n := running.Load(); n != 0 {
				t.Errorf("callback %d: %d run after the call has ended", k, n)
			}
		}()
		err = c.run(ctx, p, sweepItems, func(context.Context) error {
			running.Add(1)
			defer running.Add(-1)
			if began.Add(1) == k {
				do(cancel, p)
			}
			return nil
		})
		ended = "return"
	})
	wg.Wait()
	if began.Load() < k {
		if ended != "return" || err != nil {
			t.Errorf("callback %d never ran, but: %s, %v, %v", k, ended, err, raised)
		}
		return false
	}
	switch deed {
	case "panic":
		if pe, _ := raised.(*par.PanicError); (pe == nil || pe.Value != errBoom) && !errors.Is(err, errBoom) {
			t.Errorf("callback %d: %s, %v, %v", k, ended, err, raised)
		}
	case "Goexit":
		if ended != "Goexit" && !errors.Is(err, par.ErrGoexit) {
			t.Errorf("callback %d: %s, %v, %v", k, ended, err, raised)
		}
	default:
		complete := !c.exact || began.Load() == sweepItems
		switch {
		case ended != "return":
			t.Errorf("callback %d: %s, %v", k, ended, raised)
		case deed == "Close" && err != nil && !errors.Is(err, par.ErrClosed):
			t.Errorf("callback %d: %v", k, err)
		case deed == "cancel" && err != nil && !errors.Is(err, context.Canceled):
			t.Errorf("callback %d: %v", k, err)
		case err == nil && !complete:
			t.Errorf("callback %d: no error, but %d of %d have run", k, began.Load(), sweepItems)
		case deed == "cancel" && width == 1 && c.fallible && c.exact && !c.reads && began.Load() != k:
			t.Errorf("callback %d: %d have run, though one at a time looks before each", k, began.Load())
		}
	}
	return true
}

// The same, in parallel and without a clock that stands still: what is learnt of functions, and those who linger, are not in bubbles.
func TestCallbacksDoSomethingElseInParallel(t *testing.T) {
	for _, c := range sweepCalls() {
		for _, d := range deeds[:3] {
			t.Run(fmt.Sprint(c.name, "/", d.name), func(t *testing.T) {
				for range 3 {
					for _, k := range []int64{1, 2, 7, sweepItems, 1000} {
						sweepOne(t, c, d.name, d.do, k, 3)
					}
				}
			})
		}
	}
}

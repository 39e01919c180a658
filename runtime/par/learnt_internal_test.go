//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// learntShort are calls of functions that were learnt to be short. In the last one the first callback calls wait and a later one signal.
var learntShort = map[string]func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error{
	"ForEach": func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error {
		return ForEach(ctx, make([]int, 2), expected(func(ctx context.Context, i int, _ *int) error {
			if i == 0 {
				first(ctx)
			} else {
				later(ctx)
			}
			return nil
		}), On(p))
	},
	"Map": func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error {
		_, err := Map(ctx, []int{0, 1}, expected(func(ctx context.Context, i int) (int, error) {
			if i == 0 {
				first(ctx)
			} else {
				later(ctx)
			}
			return 0, nil
		}), On(p))
		return err
	},
	"Join": func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error {
		return p.Run(ctx, expected(func(s *Scope) error {
			Join(s, func(s *Scope) { first(s.Context()) }, func(s *Scope) { later(s.Context()) })
			return nil
		}))
	},
	"joins in a child": func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error {
		return p.Run(ctx, expected(func(s *Scope) error {
			Join(s, func(*Scope) {}, func(*Scope) {})
			s.Spawn(func(s *Scope) error {
				Join(s, func(s *Scope) { first(s.Context()) }, func(s *Scope) { later(s.Context()) })
				return nil
			})
			return nil
		}))
	},
	"Rec": func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error {
		r := NewRec(func(s *Strand[int, int], n int) int {
			switch n {
			case 0:
				if s.Fork(2) {
					_ = s.Blocking(func() error { first(context.Background()); return nil })
					s.Await()
				} else {
					later(context.Background())
				}
			case 2:
				later(s.Context())
			}
			return 0
		})
		r.usual.usual.Store(100)
		_, err := r.Run(ctx, 0, On(p))
		return err
	},
}

// What is expected to be short and waits for another part of itself, by whatever means, goes on: from outside and in a task, with others in the queue, and while the pool is being closed.
func TestLearntToBeShortAndBlocksNonetheless(t *testing.T) {
	for name, call := range learntShort {
		for _, where := range []string{"outside", "task", "closing"} {
			for _, how := range []string{"channel", "Blocking", "Wait", "cancel", "panic"} {
				t.Run(fmt.Sprint(name, "/", where, "/", how), func(t *testing.T) { blockShort(t, call, where, how) })
			}
		}
	}
}

func blockShort(t *testing.T, call func(ctx context.Context, p *Pool, first, later func(ctx context.Context)) error, where, how string) {
	p := pool(t, Workers(2))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan struct{})
	var closing sync.WaitGroup
	first := func(ctx context.Context) {
		if where == "closing" {
			closing.Go(func() {
				if err := p.Close(context.Background()); err != nil {
					t.Error(err)
				}
			})
			for !p.shut.Load() {
				time.Sleep(time.Microsecond)
			}
		}
		switch how {
		case "channel":
			<-done
		case "Blocking":
			_ = Blocking(ctx, func(context.Context) error { <-done; return nil })
		case "Wait":
			fut, err := Submit(ctx, p, func(context.Context) (int, error) { <-done; return 1, nil })
			if err == nil {
				_, err = fut.Wait(ctx)
			} else {
				<-done
			}
			if err != nil && !errors.Is(err, ErrClosed) {
				t.Error(err)
			}
		case "cancel":
			<-done
		case "panic":
			<-done
			panic("boom")
		}
	}
	later := func(context.Context) {
		if how == "cancel" {
			cancel()
		}
		close(done)
	}
	var err error
	var raised any
	run := func(ctx context.Context) {
		defer func() { raised = recover() }()
		err = call(ctx, p, first, later)
	}
	if where == "task" {
		ended := make(chan struct{})
		if err := p.Go(ctx, func(ctx context.Context) { defer close(ended); run(ctx) }); err != nil {
			t.Fatal(err)
		}
		<-ended
	} else {
		run(ctx)
	}
	closing.Wait()
	if err != nil && (how != "cancel" || !errors.Is(err, context.Canceled)) {
		t.Error(err)
	}
	if _, ok := raised.(*PanicError); ok != (how == "panic") {
		t.Errorf("raised: %v", raised)
	}
}

// All that learns at once, with functions whose calls are short as a rule, and now and then block, panic or are cancelled, from outside and in tasks, while the pool changes its size and is closed at the end.
func TestShortCallsOfAllKindsAtOnce(t *testing.T) {
	p := pool(t, Workers(2))
	rec := NewRec(func(s *Strand[int, int], n int) int {
		if n < 2 {
			return n
		}
		a, b := s.Join(n-1, n-2)
		return a + b
	})
	odd := func(i int) bool { return i%50 == 49 }
	kinds := []func(ctx context.Context, i int) error{
		func(ctx context.Context, i int) error {
			sum := make([]int, 10)
			err := For(ctx, len(sum), func(lo, hi int) error {
				for k := lo; k < hi; k++ {
					sum[k]++
				}
				if odd(i) && lo == 0 {
					return Sleep(ctx, 100*time.Microsecond)
				}
				return nil
			}, On(p))
			return complete(err, sum, 1)
		},
		func(ctx context.Context, i int) error {
			ran := make([]int, 20)
			err := ForEach(ctx, ran, func(ctx context.Context, k int, n *int) error {
				*n++
				if odd(i) && k == 0 {
					return Blocking(ctx, func(context.Context) error { time.Sleep(50 * time.Microsecond); return nil })
				}
				return nil
			}, On(p))
			return complete(err, ran, 1)
		},
		func(ctx context.Context, i int) error {
			ran := make([]int, 4)
			err := p.Run(ctx, func(s *Scope) error {
				Join(s, func(s *Scope) {
					Join(s, func(*Scope) { ran[0]++ }, func(*Scope) { ran[1]++ })
				}, func(s *Scope) {
					if odd(i) {
						_ = Sleep(s.Context(), 50*time.Microsecond)
					}
					Join(s, func(*Scope) { ran[2]++ }, func(*Scope) { ran[3]++ })
				})
				return nil
			})
			return complete(err, ran, 1)
		},
		func(ctx context.Context, i int) error {
			n := 8
			if odd(i) {
				n = 16
			}
			r, err := rec.Run(ctx, n, On(p))
			if err == nil && r != map[int]int{8: 21, 16: 987}[n] {
				err = fmt.Errorf("fib(%d) is %d", n, r)
			}
			return err
		},
	}
	var callers sync.WaitGroup
	for c := range 8 {
		callers.Go(func() {
			for i := range 100 {
				call := kinds[(c+i)%len(kinds)]
				ctx, cancel := context.WithCancel(context.Background())
				if i%20 == 7 {
					go cancel()
				}
				var err error
				if c%2 == 0 {
					err = call(ctx, i)
				} else {
					var fut *Future[int]
					if fut, err = Submit(ctx, p, func(ctx context.Context) (int, error) { return 0, call(ctx, i) }); err == nil {
						_, err = fut.Wait(context.Background())
					}
				}
				if err != nil && (i%20 != 7 || !errors.Is(err, context.Canceled)) {
					t.Error(err)
				}
				cancel()
				if c == 0 && i%10 == 0 {
					if err := p.Resize(1 + i/10%4); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	callers.Wait()
}

// complete says whether each part has run that often, if there is no error.
func complete(err error, ran []int, times int) error {
	for i, n := range ran {
		if err == nil && n != times {
			return fmt.Errorf("part %d has run %d times", i, n)
		}
	}
	return err
}

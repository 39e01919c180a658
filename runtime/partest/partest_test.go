//parvet:ignore channel,sleep tests block tasks on purpose, to see what is found

package partest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
	"github.com/parvet/parvet/runtime/partest"
)

var bg = context.Background()

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	messages []string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = append(r.messages, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); panic(r) }

// run is one test with a pool.
func (r *recorder) run(f func(p *par.Pool), opts ...par.Option) {
	f(partest.New(r, opts...))
	for _, c := range r.cleanups {
		c()
	}
}

func submit(p *par.Pool, f func(ctx context.Context) error) *par.Future[int] {
	fut, err := par.Submit(bg, p, func(ctx context.Context) (int, error) { return 0, f(ctx) })
	if err != nil {
		panic(err)
	}
	return fut
}

func TestGoodCodePasses(t *testing.T) {
	good := func(t *testing.T) {
		p := partest.New(t, par.Workers(2))
		err := par.ForEach(bg, make([]int, 100), func(ctx context.Context, i int, _ *int) error {
			if i%10 == 0 {
				return par.Sleep(ctx, time.Millisecond)
			}
			return nil
		}, par.On(p))
		if err != nil {
			t.Error(err)
		}
		err = p.Run(bg, func(s *par.Scope) error {
			s.Spawn(func(s *par.Scope) error { return s.Yield() })
			par.Join(s, func(*par.Scope) {}, func(*par.Scope) {})
			return par.For(s.Context(), 8, func(int, int) error {
				return s.Blocking(func() error { return nil })
			}, par.MaxLen(1))
		})
		if err != nil {
			t.Error(err)
		}
		fut := submit(p, func(context.Context) error { return errors.New("seen") })
		if _, err := fut.Wait(bg); err == nil {
			t.Error("no error")
		}
	}
	t.Run("outside", good)
	t.Run("in a bubble", func(t *testing.T) { synctest.Test(t, good) })
}

func TestFaultsFail(t *testing.T) {
	for _, c := range []struct {
		name string
		want []string // each in one message, in this order
		test func(p *par.Pool)
		opts []par.Option
	}{
		{"stall", []string{"stalled task [sleep]: Go partest_test.TestFaultsFail"}, func(p *par.Pool) {
			_ = p.Go(bg, func(context.Context) { time.Sleep(3 * time.Second) })
		}, nil},
		{"stall of a channel", []string{"stalled task [channel]"}, func(p *par.Pool) {
			c := make(chan int)
			_ = p.Go(bg, func(context.Context) { <-c })
			time.Sleep(5 * time.Second)
			close(c)
		}, nil},
		{"abandoned", []string{"abandoned task [sleep]"}, func(p *par.Pool) {
			_, _ = submit(p, func(context.Context) error { time.Sleep(time.Second); return nil }).Wait(bg)
		}, []par.Option{par.TaskTimeout(time.Millisecond)}},
		{"survivor", []string{"stalled task [sleep]", "leak [poollife]: par: Close: context deadline exceeded, 1 Go stalled remain"}, func(p *par.Pool) {
			_ = p.Go(bg, func(context.Context) { time.Sleep(time.Minute) })
		}, nil},
		{"self wait", []string{"wait for itself [selfwait]"}, func(p *par.Pool) {
			var fut *par.Future[int]
			set := make(chan int)
			fut = submit(p, func(ctx context.Context) error { <-set; _, err := fut.Wait(ctx); return err })
			close(set)
			_, _ = fut.Wait(bg)
		}, nil},
		{"foreign context", []string{"wait with a foreign context [selfwait]"}, func(p *par.Pool) {
			_, _ = submit(p, func(context.Context) error {
				_, err := submit(p, func(context.Context) error { return nil }).Wait(bg)
				return err
			}).Wait(bg)
		}, []par.Option{par.Workers(1)}},
		{"escaped scope", []string{"misuse [poollife]: Run", "misuse [poollife]: Run"}, func(p *par.Pool) {
			_ = p.Run(bg, func(s *par.Scope) error {
				var wg sync.WaitGroup
				wg.Go(func() { s.Spawn(func(*par.Scope) error { return nil }) })
				wg.Go(func() { _ = s.Yield() })
				wg.Wait()
				return nil
			})
		}, nil},
		{"Close in a task", []string{"misuse [poollife]: Close in a task"}, func(p *par.Pool) {
			_, _ = submit(p, func(ctx context.Context) error { return p.Close(ctx) }).Wait(bg)
		}, nil},
		{"lost error", []string{"misuse [poollife]: nobody looked at a future that failed: boom"}, func(p *par.Pool) {
			submit(p, func(context.Context) error { return errors.New("boom") })
		}, nil},
		{"lost panic", []string{"misuse [poollife]: nobody looked at a future that failed: par: task panicked: boom"}, func(p *par.Pool) {
			submit(p, func(context.Context) error { panic("boom") })
		}, nil},
		{"stray goroutine", []string{"leak [poollife]: chan receive, a task has left a goroutine behind"}, func(p *par.Pool) {
			stop := make(chan int)
			time.AfterFunc(time.Minute, func() { close(stop) })
			_ = p.Go(bg, func(context.Context) { go func() { <-stop }() })
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &recorder{TB: t}
				r.run(c.test, c.opts...)
				ok := len(r.messages) == len(c.want)
				for i := range min(len(r.messages), len(c.want)) {
					ok = ok && strings.Contains(r.messages[i], c.want[i])
				}
				if !ok {
					t.Errorf("got %q, want %q", r.messages, c.want)
				}
				time.Sleep(2 * time.Minute) // what survives the test says nothing any more
				if len(r.messages) != len(c.want) {
					t.Errorf("after the end: %q", r.messages)
				}
			})
		})
	}
}

func TestBadOptionsFail(t *testing.T) {
	r := &recorder{TB: t}
	defer func() {
		if recover() != any(r) || len(r.messages) != 1 {
			t.Errorf("%q", r.messages)
		}
	}()
	r.run(func(*par.Pool) {}, par.Workers(-1))
}

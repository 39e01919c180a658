//go:build interleave

//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/internal/interleave"
)

// The small programs that TestInterleavings tries in all orders. They run only as it compiles them: with points at all operations of sync and sync/atomic.

var bg = context.Background()

var scenarios = map[string]struct {
	preemptions int
	run         func() error
}{
	"joins":    {2, joinsScenario},
	"linger":   {2, lingerScenario},
	"loop":     {2, loopScenario},
	"quiet":    {2, quietScenario},
	"spawn":    {2, spawnScenario},
	"resize":   {2, resizeScenario},
	"close":    {2, closeScenario},
	"queue":    {2, queueScenario},
	"strand":   {2, strandScenario},
	"leapfrog": {2, leapfrogScenario},
}

func TestScenarios(t *testing.T) {
	runtime.GOMAXPROCS(1)
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := interleave.Options{Preemptions: s.preemptions}
				for env, n := range map[string]*int{"INTERLEAVE_RUNS": &o.Runs, "INTERLEAVE_RANDOM": &o.Random, "INTERLEAVE_PREEMPTIONS": &o.Preemptions} {
					if text := os.Getenv(env); text != "" {
						if _, err := fmt.Sscan(text, n); err != nil {
							t.Fatal(env, err)
						}
					}
				}
				rep, err := interleave.Explore(o, s.run)
				if err != nil {
					fmt.Printf("interleave: %s, run %d: %v\n", name, rep.Runs+1, err)
					os.Exit(1) // the bubble holds goroutines that are stuck
				}
				fmt.Printf("interleave: %s: %d runs, %d steps, complete %v\n", name, rep.Runs, rep.Steps, rep.Complete)
				if rep.Steps < 10*rep.Runs {
					t.Error("there are no points")
				}
			})
		})
	}
}

// once counts how often each of a few things has happened.
type once []int

func (o once) at(i int) func(*Scope) { return func(*Scope) { o[i]++ } }

func (o once) check() error {
	for i, n := range o {
		if n != 1 {
			return fmt.Errorf("part %d has run %d times", i, n)
		}
	}
	return nil
}

func mustPool(opts ...Option) *Pool {
	p, err := New(opts...)
	if err != nil {
		panic(err)
	}
	return p
}

// The deque of joins: halves are taken back, or taken by a worker that comes and goes. Within a join whose other half may end at any time there is at last one
// whose half must be taken, as the first waits for it.
func joinsScenario() error {
	p, ran := mustPool(Workers(2)), make(once, 5)
	err := p.Run(bg, func(s *Scope) error {
		Join(s, func(s *Scope) {
			Join(s, ran.at(0), ran.at(1))
			taken := make(chan struct{})
			Join(s, func(*Scope) { <-taken; ran[2]++ }, func(*Scope) { close(taken); ran[3]++ })
		}, ran.at(4))
		return nil
	})
	return errors.Join(err, ran.check(), p.Close(bg))
}

// Those who linger: work comes from two sides while a worker looks out for it, leaves, or is sent home.
func lingerScenario() error {
	p, ran := mustPool(Workers(2)), make(once, 3)
	do := func(i int) {
		done := make(chan struct{})
		if err := p.Go(bg, func(context.Context) { ran[i]++; close(done) }); err != nil {
			panic(err)
		}
		<-done
	}
	do(0)
	var wg sync.WaitGroup
	wg.Go(func() { do(1) })
	do(2)
	wg.Wait()
	return errors.Join(ran.check(), p.Close(bg))
}

// The range of a loop: each index once, all before the loop returns, and a helper that must come, as the owner waits for it.
func loopScenario() error {
	p, ran := mustPool(Workers(2)), make(once, 4)
	taken, returned := make(chan struct{}), false
	err := ForEach(bg, ran, func(_ context.Context, i int, n *int) error {
		switch i {
		case 0:
			<-taken
		case 1:
			close(taken)
		}
		*n++
		if returned {
			return errors.New("an item runs after the loop has returned")
		}
		return nil
	}, On(p), MaxLen(1))
	returned = true
	return errors.Join(err, ran.check(), p.Close(bg))
}

// quietTried says whether calls may be quiet.
var quietTried bool

// A quiet Run and a quiet loop are roused at any time, while their owner waits for what nobody else was told of.
func quietScenario() error {
	quietTried = true
	defer func() { quietTried = false }()
	p, ran := mustPool(Workers(2)), make(once, 8)
	rouse := sync.OnceFunc(func() { go p.rouse() })
	run := func(s *Scope) error {
		Join(s, ran.at(0), ran.at(1))
		rouse()
		Join(s, ran.at(2), ran.at(3))
		taken := make(chan struct{})
		Join(s, func(*Scope) { <-taken }, func(*Scope) { close(taken) })
		return nil
	}
	usualOf(entryOf(run)).Store(&usual{entry: entryOf(run), item: 1 << itemScale})
	err := p.Run(bg, run)

	rouse = sync.OnceFunc(func() { go p.rouse() })
	taken := make(chan struct{})
	item := func(_ context.Context, i int, _ *int) error {
		switch ran[4+i]++; i {
		case 0:
			rouse()
			<-taken
		case 1:
			close(taken)
		}
		return nil
	}
	usualOf(entryOf(item)).Store(&usual{entry: entryOf(item), item: 1 << itemScale})
	err = errors.Join(err, ForEach(bg, ran[4:], item, On(p), MaxLen(1)))
	return errors.Join(err, ran.check(), p.Close(bg))
}

// A child spawns another one and waits for it. It has the only token, so its owner, which may be parked by then, is the one who can run it.
func spawnScenario() error {
	p, ran := mustPool(Workers(1)), make(once, 2)
	err := p.Run(bg, func(s *Scope) error {
		began := make(chan struct{})
		s.Spawn(func(s *Scope) error {
			close(began)
			done := make(chan struct{})
			s.Spawn(func(*Scope) error { ran[1]++; close(done); return nil })
			<-done
			ran[0]++
			return nil
		})
		return s.Blocking(func() error { <-began; return nil })
	})
	return errors.Join(err, ran.check(), p.Close(bg))
}

// A pool of one token gets a second one: the task that has the first waits for one in the queue.
func resizeScenario() error {
	p, ran := mustPool(Workers(1)), make(once, 2)
	second, done := make(chan struct{}), make(chan struct{})
	submit := func(f func(context.Context)) {
		if err := p.Go(bg, f); err != nil {
			panic(err)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := p.Resize(2); err != nil {
			panic(err)
		}
	})
	submit(func(context.Context) { <-second; ran[0]++; close(done) })
	submit(func(context.Context) { close(second); ran[1]++ })
	wg.Wait()
	<-done
	return errors.Join(p.Resize(1), p.Close(bg), ran.check())
}

// Close comes at any time of a task, of a guest and of a submitter that waits: what was accepted runs, what was refused does not, and all get an answer.
func closeScenario() error {
	p := mustPool(Workers(1), Queue(0, Block))
	ran, accepted := make([]int, 3), make([]int, 3)
	var wg sync.WaitGroup
	try := func(i int, f func() error) {
		wg.Go(func() {
			switch err := f(); {
			case err == nil:
				accepted[i]++
			case !errors.Is(err, ErrClosed):
				panic(err)
			}
		})
	}
	task := func(i int) func() error {
		return func() error { return p.Go(bg, func(context.Context) { ran[i]++ }) }
	}
	try(0, task(0))
	try(1, task(1))
	try(2, func() error { return p.Run(bg, func(*Scope) error { ran[2]++; return nil }) })
	err := p.Close(bg)
	wg.Wait()
	for i := range ran {
		if ran[i] != accepted[i] {
			return fmt.Errorf("task %d has run %d times and was accepted %d times", i, ran[i], accepted[i])
		}
	}
	return errors.Join(err, p.Close(bg))
}

// The context of a submitter ends while it waits for a place, and while its task waits in the queue.
func queueScenario() error {
	p := mustPool(Workers(1), Queue(1, Block))
	door := make(chan struct{})
	if err := p.Go(bg, func(context.Context) { <-door }); err != nil {
		return err
	}
	// A context each: package context ends the children of one in no order.
	ctx, cancel := make([]context.Context, 2), make([]context.CancelFunc, 2)
	ran, ended := make([]int, 2), make([]error, 2)
	var wg sync.WaitGroup
	for i := range ran {
		ctx[i], cancel[i] = context.WithCancel(bg)
		wg.Go(func() {
			fut, err := Submit(ctx[i], p, func(context.Context) (int, error) { ran[i]++; return 0, nil })
			if err == nil {
				<-fut.Done() // Wait would look after a while whether something goes on, by a timer
				_, err, _ = fut.Result()
			}
			ended[i] = err
		})
	}
	wg.Go(func() {
		for _, c := range cancel {
			interleave.Point("cancels")
			c()
		}
	})
	interleave.Point("opens the door")
	close(door)
	wg.Wait()
	err := p.Close(bg)
	for i := range ran {
		if ran[i] > 1 || ran[i] == 1 && ended[i] != nil && !errors.Is(ended[i], context.Canceled) || ran[i] == 0 && !errors.Is(ended[i], context.Canceled) {
			return fmt.Errorf("task %d has run %d times, its error is %v", i, ran[i], ended[i])
		}
	}
	return err
}

// The frames of a strand: forks are published when somebody asks, taken by a thief or taken back, and waited for.
func strandScenario() error {
	p := mustPool(Workers(2))
	r := NewRec(func(s *Strand[int, int], n int) int {
		if n < 2 {
			return n
		}
		s.Context() // opens the run to others
		if s.Fork(n - 2) {
			a := r0(s, n-1)
			return a + s.Await()
		}
		return r0(s, n-1) + r0(s, n-2)
	})
	n, err := r.Run(bg, 4, On(p))
	if n != 3 {
		err = errors.Join(err, fmt.Errorf("fib(4) is %d", n))
	}
	return errors.Join(err, p.Close(bg))
}

func r0(s *Strand[int, int], n int) int { return s.fn(s, n) }

// Who waits for a fork that was taken takes what the thief has forked in turn, and nothing else.
func leapfrogScenario() error {
	p, ran := mustPool(Workers(2)), make(once, 6)
	r := NewRec(func(s *Strand[int, int], n int) int {
		ran[n]++
		s.Context()
		sum := 1
		if n == 0 || n == 2 {
			if s.Fork(n + 2) {
				sum += r0(s, n+1)
				return sum + s.Await()
			}
			sum += r0(s, n+1) + r0(s, n+2)
		}
		if n == 4 {
			sum += r0(s, 5)
		}
		return sum
	})
	n, err := r.Run(bg, 0, On(p))
	if n != 6 {
		err = errors.Join(err, fmt.Errorf("%d calls", n))
	}
	return errors.Join(err, ran.check(), p.Close(bg))
}

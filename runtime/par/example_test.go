//parvet:ignore channel,syncio examples print, and show what the pool does with tasks that block

package par_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func Example() {
	ctx := context.Background()
	words := []string{"bread", "and", "butter"}
	lengths, err := par.Map(ctx, words, func(ctx context.Context, w string) (int, error) {
		return len(w), nil
	})
	fmt.Println(lengths, err)
	// Output: [5 3 6] <nil>
}

func ExampleNew() {
	p, err := par.New(par.Workers(4), par.Queue(100, par.Reject), par.MaxBlocked(8))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close(context.Background())
	fmt.Println(p.Stats().Workers, p.Stats().Goroutines)

	_, err = par.New(par.Workers(-1))
	fmt.Println(err)
	// Output:
	// 4 0
	// par: invalid argument: Workers(-1): must not be negative
}

func ExampleDefault() {
	fmt.Println(par.Default().Close(context.Background()))
	// Output: par: the default pool cannot be closed or resized
}

func ExamplePool_Close() {
	p, _ := par.New(par.Workers(1))
	hold := make(chan struct{})
	_ = p.Go(context.Background(), func(context.Context) { <-hold })
	_ = p.Go(context.Background(), func(context.Context) {})

	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	fmt.Println(p.Close(ctx))

	close(hold)
	fmt.Println(p.Close(context.Background()))
	// Output:
	// par: Close: context deadline exceeded, 1 Go busy, 1 Go queued remain
	// <nil>
}

func ExamplePool_Run() {
	parts := make([]string, 2)
	err := par.Default().Run(context.Background(), func(s *par.Scope) error {
		for i := range parts {
			s.Spawn(func(*par.Scope) error { parts[i] = strings.Repeat("x", i+1); return nil })
		}
		return nil
	}) // all that was spawned has ended
	fmt.Println(parts, err)
	// Output: [x xx] <nil>
}

func ExampleScope_Spawn() {
	sums := make([]int, 3)
	_ = par.Default().Run(context.Background(), func(s *par.Scope) error {
		s.Spawn(func(s *par.Scope) error {
			sums[0] = 1
			s.Spawn(func(*par.Scope) error { sums[1] = 2; return nil }) // a child may spawn, too
			return nil
		})
		sums[2] = 3
		return nil
	})
	fmt.Println(sums)
	// Output: [1 2 3]
}

func ExampleScope_Spawn_error() {
	err := par.Default().Run(context.Background(), func(s *par.Scope) error {
		s.Spawn(func(*par.Scope) error { return errors.New("no paper") })
		return nil
	})
	fmt.Println(err)
	// Output: no paper
}

func ExampleScope_Context() {
	err := par.Default().Run(context.Background(), func(s *par.Scope) error {
		return par.For(s.Context(), 10, func(lo, hi int) error { return nil })
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleScope_Yield() {
	ctx, cancel := context.WithCancel(context.Background())
	err := par.Default().Run(ctx, func(s *par.Scope) error {
		for i := 0; ; i++ {
			if err := s.Yield(); err != nil {
				return err
			}
			if i == 1000 {
				cancel()
			}
		}
	})
	fmt.Println(err)
	// Output: context canceled
}

func ExampleScope_Blocking() {
	answer := make(chan int, 1)
	answer <- 42
	_ = par.Default().Run(context.Background(), func(s *par.Scope) error {
		return s.Blocking(func() error {
			fmt.Println(<-answer)
			return nil
		})
	})
	// Output: 42
}

func ExampleJoin() {
	var left, right int
	_ = par.Default().Run(context.Background(), func(s *par.Scope) error {
		par.Join(s,
			func(*par.Scope) { left = 1 },
			func(*par.Scope) { right = 2 },
		)
		return nil
	})
	fmt.Println(left + right)
	// Output: 3
}

func ExampleJoin2() {
	var fib func(s *par.Scope, n int) int
	fib = func(s *par.Scope, n int) int {
		if n < 2 {
			return n
		}
		a, b := par.Join2(s,
			func(s *par.Scope) int { return fib(s, n-1) },
			func(s *par.Scope) int { return fib(s, n-2) },
		)
		return a + b
	}
	_ = par.Default().Run(context.Background(), func(s *par.Scope) error {
		fmt.Println(fib(s, 15))
		return nil
	})
	// Output: 610
}

func ExampleFor() {
	squares := make([]int, 6)
	err := par.For(context.Background(), len(squares), func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			squares[i] = i * i
		}
		return nil
	})
	fmt.Println(squares, err)
	// Output: [0 1 4 9 16 25] <nil>
}

func ExampleForEach() {
	prices := []float64{1, 2.5, 4}
	err := par.ForEach(context.Background(), prices, func(ctx context.Context, i int, price *float64) error {
		*price *= 2
		return nil
	}, par.Limit(2))
	fmt.Println(prices, err)
	// Output: [2 5 8] <nil>
}

func ExampleForEach_panic() {
	defer func() {
		var pe *par.PanicError
		if err, _ := recover().(error); errors.As(err, &pe) {
			fmt.Println("recovered:", pe.Value)
		}
	}()
	_ = par.ForEach(context.Background(), make([]int, 10), func(ctx context.Context, i int, _ *int) error {
		if i == 7 {
			panic("seven")
		}
		return nil
	})
	// Output: recovered: seven
}

func ExampleMap() {
	out, err := par.Map(context.Background(), []int{1, 2, 3}, func(ctx context.Context, x int) (string, error) {
		return fmt.Sprintf("#%d", x), nil
	})
	fmt.Println(out, err)
	// Output: [#1 #2 #3] <nil>
}

func ExampleReduce() {
	sum, err := par.Reduce(context.Background(), []int{1, 2, 3, 4},
		func() int { return 0 },
		func(acc, x int) int { return acc + x },
		func(a, b int) int { return a + b },
	)
	fmt.Println(sum, err)
	// Output: 10 <nil>
}

func ExampleSubmit() {
	ctx := context.Background()
	fut, err := par.Submit(ctx, par.Default(), func(ctx context.Context) (int, error) { return 6 * 7, nil })
	if err != nil { // refused
		fmt.Println(err)
		return
	}
	fmt.Println(fut.Wait(ctx))
	// Output: 42 <nil>
}

func ExampleFuture_Wait() {
	hold := make(chan struct{})
	fut, _ := par.Submit(context.Background(), par.Default(), func(context.Context) (string, error) { <-hold; return "late", nil })
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := fut.Wait(ctx) // abandons the result, not the task
	fmt.Println(err)
	close(hold)
	fmt.Println(fut.Wait(context.Background()))
	// Output:
	// context deadline exceeded
	// late <nil>
}

func ExampleFuture_Result() {
	fut, _ := par.Submit(context.Background(), par.Default(), func(context.Context) (int, error) { panic("a bug") })
	<-fut.Done()
	_, err, ok := fut.Result() // does not raise
	var pe *par.PanicError
	fmt.Println(errors.As(err, &pe), pe.Value, ok)
	// Output: true a bug true
}

func ExamplePool_Go() {
	p, _ := par.New(par.OnPanic(func(pe *par.PanicError) { fmt.Println("hook:", pe.Value) }))
	_ = p.Go(context.Background(), func(context.Context) { panic("a bug") })
	_ = p.Close(context.Background())
	// Output: hook: a bug
}

func ExampleBlocking() {
	p, _ := par.New(par.Workers(1))
	defer p.Close(context.Background())
	hold := make(chan int)
	recv, _ := par.Submit(context.Background(), p, func(ctx context.Context) (v int, err error) {
		err = par.Blocking(ctx, func(context.Context) error { v = <-hold; return nil })
		return v, err
	})
	// The only token is free for the one who sends.
	_ = p.Go(context.Background(), func(ctx context.Context) {
		_ = par.Blocking(ctx, func(context.Context) error { hold <- 5; return nil })
	})
	fmt.Println(recv.Wait(context.Background()))
	// Output: 5 <nil>
}

func ExampleSleep() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	fmt.Println(par.Sleep(ctx, time.Hour))
	// Output: context deadline exceeded
}

func ExamplePool_Stats() {
	p, _ := par.New(par.Workers(2))
	_ = p.Run(context.Background(), func(s *par.Scope) error {
		st := p.Stats()
		fmt.Println(st.Busy, "busy,", st.Idle, "idle,", st.Queued, "queued")
		return nil
	})
	// Output: 1 busy, 1 idle, 0 queued
}

func ExampleSubmitAfter() {
	p, _ := par.New(par.Workers(1))
	ctx, cancel := context.WithCancel(context.Background())
	retry, _ := par.SubmitAfter(ctx, p, time.Millisecond, func(context.Context) (string, error) { return "second try", nil })
	fmt.Println(retry.Wait(ctx))

	never, _ := par.SubmitAfter(ctx, p, time.Hour, func(context.Context) (string, error) { return "too late", nil })
	cancel() // or Close would wait for an hour
	_, err := never.Wait(context.Background())
	fmt.Println(err)
	_ = p.Close(context.Background())
	// Output:
	// second try <nil>
	// context canceled
}

func ExamplePool_Resize() {
	p, _ := par.New(par.Workers(2))
	defer p.Close(context.Background())
	fmt.Println(p.Resize(8), p.Stats().Workers)
	fmt.Println(p.Resize(-1))
	// Output:
	// <nil> 8
	// par: invalid argument: Resize(-1): must not be negative
}

func ExampleOnWorkerStart() {
	p, _ := par.New(par.Workers(1), par.Name("render"),
		par.OnWorkerStart(func(w string) { fmt.Println(w, "begins") }), // such as runtime.LockOSThread
		par.OnWorkerExit(func(w string) { fmt.Println(w, "ends") }))
	_ = p.Go(context.Background(), func(context.Context) { fmt.Println("a task") })
	_ = p.Close(context.Background())
	// Output:
	// render-0 begins
	// a task
	// render-0 ends
}

func ExamplePool_Broadcast() {
	p, _ := par.New(par.Workers(3))
	defer p.Close(context.Background())
	met := make(chan int, 3)
	err := p.Broadcast(context.Background(), func(ctx context.Context, i, n int) error {
		met <- i
		for len(met) < n { // all are under way, so they may wait for each other
			if err := par.Sleep(ctx, time.Millisecond); err != nil {
				return err
			}
		}
		return nil
	})
	fmt.Println(len(met), err)
	// Output: 3 <nil>
}

func ExamplePool_RunFIFO() {
	p, _ := par.New(par.Workers(1))
	defer p.Close(context.Background())
	_ = p.RunFIFO(context.Background(), func(s *par.Scope) error {
		for i := range 3 {
			s.Spawn(func(*par.Scope) error { fmt.Println(i); return nil })
		}
		return nil
	})
	// Output:
	// 0
	// 1
	// 2
}

func ExampleLane() {
	p, _ := par.New(par.Workers(4))
	defer p.Close(context.Background())
	// Thumbnails may use two of the four tokens, and get one in four when others wait as well.
	thumbs, err := p.NewLane("thumbs", par.LaneCap(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := p.NewLane("pages", par.LaneWeight(3)); err != nil {
		fmt.Println(err)
		return
	}
	doubled, err := par.Map(context.Background(), []int{1, 2, 3}, func(_ context.Context, x int) (int, error) { return 2 * x, nil }, par.In(thumbs))
	fmt.Println(doubled, err, thumbs.Stats().Cap)
	// Output: [2 4 6] <nil> 2
}

func ExampleTenant() {
	p, _ := par.New(par.Workers(1))
	ctx := context.Background()
	hold := make(chan struct{})
	_ = p.Go(ctx, func(context.Context) { <-hold })
	for _, who := range []string{"alice", "alice", "alice", "bob"} {
		_, _ = par.Submit(ctx, p, func(context.Context) (int, error) { fmt.Println(who); return 0, nil }, par.Tenant(who))
	}
	close(hold)
	_ = p.Close(ctx)
	// Output:
	// alice
	// bob
	// alice
	// alice
}

func ExampleMemoryQuota() {
	p, _ := par.New(par.MemoryQuota(1 << 30))
	defer p.Close(context.Background())
	decode := func(context.Context) (string, error) { return fmt.Sprint(p.Stats().Memory>>20, " MB are in use"), nil }
	fut, _ := par.Submit(context.Background(), p, decode, par.Memory(300<<20))
	fmt.Println(fut.Wait(context.Background()))
	_, err := par.Submit(context.Background(), p, decode, par.Memory(2<<30))
	fmt.Println(err)
	// Output:
	// 300 MB are in use <nil>
	// par: invalid argument: Submit: Memory(2147483648) is above the quota of 1073741824
}

func ExamplePool_String() {
	p, _ := par.New(par.Workers(4), par.Name("thumbs"), par.Latencies())
	var v interface{ String() string } = p // an expvar.Var: expvar.Publish("thumbs", p)
	fmt.Println(v.String()[:36])
	// Output: {"Name":"thumbs","Workers":4,"Idle":
}

func ExampleSubmitBatch() {
	p, _ := par.New()
	defer p.Close(context.Background())
	b, err := par.SubmitBatch(context.Background(), p, []int{4, 0, 2}, func(_ context.Context, x int) (int, error) {
		if x == 0 {
			return 0, errors.New("division by zero")
		}
		return 100 / x, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("first error:", b.Wait(context.Background()))
	for r, err := range b.All() {
		fmt.Println(r, err)
	}
	// Output:
	// first error: division by zero
	// 25 <nil>
	// 0 division by zero
	// 50 <nil>
}

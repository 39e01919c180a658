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

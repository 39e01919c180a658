//parvet:ignore channel,syncio examples print, and show what the pool does with tasks that block

package par_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

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

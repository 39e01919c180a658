//parvet:ignore channel,sleep,syncio examples show what the pool does with tasks that block, leak and fail

package par_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func ExampleTrySubmit() {
	ctx := context.Background()
	p, _ := par.New(par.Workers(1), par.Queue(1, par.Block))
	hold := make(chan struct{})
	_ = p.Go(ctx, func(context.Context) { <-hold })
	task := func(context.Context) (string, error) { return "done", nil }
	fut, _ := par.TrySubmit(ctx, p, task) // there is a place in the queue
	_, err := par.TrySubmit(ctx, p, task) // here Submit would wait
	fmt.Println(err, errors.Is(err, par.ErrQueueFull))
	close(hold)
	fmt.Println(fut.Wait(ctx))
	_ = p.Close(ctx)
	// Output:
	// par: queue is full true
	// done <nil>
}

func ExampleQueue() {
	ctx := context.Background()
	p, _ := par.New(par.Workers(1), par.Queue(1, par.DropOldest))
	hold := make(chan struct{})
	_ = p.Go(ctx, func(context.Context) { <-hold })
	task := func(context.Context) (string, error) { return "done", nil }
	older, _ := par.Submit(ctx, p, task)
	newer, _ := par.Submit(ctx, p, task)
	close(hold)
	_, err := older.Wait(ctx)
	fmt.Println(err)
	fmt.Println(newer.Wait(ctx))
	_ = p.Close(ctx)
	// Output:
	// par: task was dropped for a newer one
	// done <nil>
}

func ExampleLaneQueue() {
	ctx := context.Background()
	p, _ := par.New(par.Workers(1), par.Queue(1024, par.Reject))
	mail, _ := p.NewLane("mail", par.LaneQueue(1))
	hold := make(chan struct{})
	_ = p.Go(ctx, func(context.Context) { <-hold })
	task := func(context.Context) {}
	fmt.Println(mail.Go(ctx, task))
	fmt.Println(mail.Go(ctx, task)) // the lane is full
	fmt.Println(p.Go(ctx, task))    // the rest of the pool is not
	close(hold)
	_ = p.Close(ctx)
	// Output:
	// <nil>
	// par: queue is full
	// <nil>
}

func ExampleMaxDelayed() {
	ctx, cancel := context.WithCancel(context.Background())
	p, _ := par.New(par.MaxDelayed(1))
	task := func(context.Context) (int, error) { return 1, nil }
	_, err := par.SubmitAfter(ctx, p, time.Hour, task)
	fmt.Println(err)
	_, err = par.SubmitAfter(ctx, p, time.Hour, task)
	fmt.Println(errors.Is(err, par.ErrQueueFull))
	cancel()
	_ = p.Close(context.Background())
	// Output:
	// <nil>
	// true
}

func ExampleOn() {
	p, _ := par.New(par.Workers(2))
	defer p.Close(context.Background())
	squares, err := par.MapRange(context.Background(), 5, func(_ context.Context, i int) (int, error) { return i * i, nil }, par.On(p))
	fmt.Println(squares, err)
	// Output: [0 1 4 9 16] <nil>
}

func ExampleMaxLen() {
	// Chunks of four indices at most, and of no less than two but at the end.
	err := par.For(context.Background(), 10, func(lo, hi int) error {
		if hi-lo > 4 {
			return errors.New("too long")
		}
		return nil
	}, par.MinLen(2), par.MaxLen(4))
	fmt.Println(err)
	// Output: <nil>
}

func ExampleLogger() {
	ctx := context.Background()
	noTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime}))
	p, _ := par.New(par.Name("mail"), par.MaxDelayed(0), par.Logger(log))
	_, _ = par.SubmitAfter(ctx, p, time.Second, func(context.Context) (int, error) { return 1, nil }, par.Label("remind"))
	_ = p.Close(ctx)
	// Output: level=WARN msg="par: rejected task" pool=mail call=SubmitAfter label=remind error="par: queue is full: MaxDelayed(0)"
}

// What partest.New does for a test.
func ExampleChecked() {
	p, _ := par.New(par.Checked(func(e par.Event) { fmt.Println(e.Kind, e.Rule, e.Err) }))
	ctx := context.Background()
	_, _ = par.Submit(ctx, p, func(context.Context) (int, error) { return 0, errors.New("disk is full") })
	_ = p.Close(ctx)
	// Output: misuse poollife nobody looked at a future that failed: disk is full
}

func ExampleSubmitSites() {
	p, _ := par.New(par.Workers(1), par.SubmitSites(), par.WatchdogGrace(0), par.Watchdog(5*time.Millisecond, 10*time.Millisecond), par.OnEvent(func(e par.Event) {
		if e.Kind == par.EventStalled {
			fmt.Println(strings.Contains(e.Site, "option_example_test.go:"))
		}
	}))
	_ = p.Go(context.Background(), func(context.Context) { time.Sleep(200 * time.Millisecond) })
	_ = p.Close(context.Background())
	// Output: true
}

func ExampleProfileLabels() {
	p, _ := par.New(par.Workers(1), par.Name("thumbs"), par.ProfileLabels())
	ctx := pprof.WithLabels(context.Background(), pprof.Labels("tenant", "alice"))
	_ = p.Go(ctx, func(context.Context) {
		var profile strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&profile, 1)
		for _, label := range []string{`"par.pool":"thumbs"`, `"par.call":"Go"`, `"tenant":"alice"`} {
			fmt.Println(strings.Contains(profile.String(), label))
		}
	})
	_ = p.Close(context.Background())
	// Output:
	// true
	// true
	// true
}

func ExampleHistogram_Sub() {
	ctx := context.Background()
	p, _ := par.New(par.Latencies())
	run := func() {
		_ = p.Run(ctx, func(s *par.Scope) error {
			fut, err := par.Submit(s.Context(), p, func(context.Context) (int, error) { return 1, nil })
			if err != nil {
				return err
			}
			_, err = fut.Wait(s.Context())
			return err
		})
	}
	run()
	before := p.Stats().RunTime
	run()
	run()
	_ = p.Close(ctx)
	lately := p.Stats().RunTime.Sub(before)
	fmt.Println(before.Count() <= 1, lately.Count() >= 2, lately.Quantile(0.99) < time.Minute)
	// Output: true true true
}

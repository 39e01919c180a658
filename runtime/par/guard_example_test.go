package par_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A callback that ignores its context cannot be stopped, but nobody has to wait for it.
func ExampleTimeout() {
	p, err := par.New(par.Workers(1), par.MaxAbandoned(8))
	if err != nil {
		panic(err)
	}
	done := make(chan struct{})
	fut, err := par.Submit(context.Background(), p, func(context.Context) (string, error) {
		<-done //parvet:ignore channel a stand-in for code that hangs
		return "late", nil
	}, par.Timeout(10*time.Millisecond))
	if err != nil {
		panic(err)
	}
	_, err = fut.Wait(context.Background())
	fmt.Println(err, errors.Is(err, par.ErrTaskTimeout), p.Stats().Abandoned)
	close(done)
	// Output: par: task timed out true 1
}

// The watchdog tells which task blocks its worker, and why.
func ExampleWatchdog() {
	p, err := par.New(par.Workers(1), par.WatchdogGrace(0), par.Watchdog(5*time.Millisecond, 10*time.Millisecond), par.OnEvent(func(e par.Event) {
		if e.Kind == par.EventStalled {
			fmt.Println(e.Call, e.Label, e.Wait, e.Rule)
		}
	}))
	if err != nil {
		panic(err)
	}
	_, err = par.Submit(context.Background(), p, func(context.Context) (int, error) {
		time.Sleep(200 * time.Millisecond) //parvet:ignore sleep what the example shows
		return 0, nil
	}, par.Label("import"))
	if err != nil {
		panic(err)
	}
	if err := p.Close(context.Background()); err != nil {
		panic(err)
	}
	// Output: Submit import sleep sleep
}

// Tasks of one origin hang; the others go on.
func ExampleQuarantine() {
	ctx := context.Background()
	p, err := par.New(par.Workers(1), par.TaskTimeout(5*time.Millisecond), par.Quarantine(0.5, 3, time.Minute))
	if err != nil {
		panic(err)
	}
	release := make(chan struct{})
	defer close(release)
	for range 5 {
		fut, err := par.Submit(ctx, p, func(context.Context) (int, error) {
			<-release //parvet:ignore channel a stand-in for code that hangs
			return 0, nil
		}, par.Label("plugin"))
		if errors.Is(err, par.ErrQuarantined) {
			fmt.Println("plugin is in quarantine")
			continue
		}
		_, err = fut.Wait(ctx)
		fmt.Println(err)
	}
	fut, err := par.Submit(ctx, p, func(context.Context) (string, error) { return "fine", nil }, par.Label("core"))
	if err != nil {
		panic(err)
	}
	fmt.Println(fut.Wait(ctx))
	// Output:
	// par: task timed out
	// par: task timed out
	// par: task timed out
	// plugin is in quarantine
	// plugin is in quarantine
	// fine <nil>
}

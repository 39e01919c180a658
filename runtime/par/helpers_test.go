//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

var (
	bg      = context.Background()
	errBoom = errors.New("boom")
)

// newPool makes a pool that is closed at the end of the test and must leave nothing behind.
func newPool(t testing.TB, opts ...par.Option) *par.Pool {
	t.Helper()
	p, err := par.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(bg); err != nil {
			t.Errorf("Close: %v", err)
		}
		s := p.Stats()
		if s.Busy != 0 || s.Blocked != 0 || s.Waiting != 0 || s.Goroutines != 0 || s.Queued != 0 || s.Submitters != 0 {
			t.Errorf("a closed pool is not empty: %+v", s)
		}
		checkNoWorkers(t)
	})
	return p
}

// workers counts the goroutines in this process that a pool has started, hooks and the watchdog included.
func workers() int {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			stacks := string(buf[:n])
			return strings.Count(stacks, "created by github.com/parvet/parvet/runtime/par.(*Pool).") + strings.Count(stacks, "runtime/par.(*Pool).pass(")
		}
		buf = make([]byte, 2*len(buf))
	}
}

// checkNoWorkers fails if workers remain. Close returns when the last one is about to end, so it looks more than once.
// It is for tests that run alone.
func checkNoWorkers(t testing.TB) {
	t.Helper()
	n := 0
	for range 100_000 {
		if n = workers(); n == 0 {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d workers remain", n)
}

// goid tells goroutines apart.
func goid() string {
	buf := make([]byte, 64)
	buf = buf[:runtime.Stack(buf, false)]
	return string(bytes.Fields(buf)[1])
}

// caught returns what f panicked with.
func caught(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// exits says whether f ended its goroutine by Goexit.
func exits(f func()) (exited bool) {
	var wg sync.WaitGroup
	wg.Go(func() {
		exited = true
		f()
		exited = false
	})
	wg.Wait()
	return exited
}

func wantErr(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	}
}

// gate is a door that tasks wait at, undeclared.
type gate chan struct{}

func (g gate) wait() { <-g }
func (g gate) open() { close(g) }

// occupy makes a task of p that runs until the returned function is called.
func occupy(t testing.TB, p *par.Pool) (release func()) {
	t.Helper()
	g := make(gate)
	if err := p.Go(bg, func(context.Context) { g.wait() }); err != nil {
		t.Fatal(err)
	}
	return g.open
}

const ms = time.Millisecond

// ctxAfter is an undeclared wait: the pool does not know of it.
func ctxAfter(_ context.Context, d time.Duration) <-chan time.Time { return time.After(d) }

// Package partest helps to test code that uses package par.
//
//	func TestThumbnails(t *testing.T) {
//		pool := partest.New(t)
//		... // code that uses pool
//	}
//
// The pool is a checked one: the test fails if a task stalls, is abandoned, waits for its own pool in a way that only luck resolves, leaves a goroutine
// behind, or if the pool is misused; see [par.Checked]. The message has the rule of the linter in brackets, and the stack of the culprit. At the end
// of the test the pool is closed, and the test fails if that does not empty it.
//
// It works in [testing/synctest] bubbles: make the pool in the bubble, and time is the bubble's: a task that waits undeclared for two seconds stalls, and the test
// takes no time at all.
package partest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// patience is for how long the end of a test waits for the tasks that still run.
const patience = 10 * time.Second

// New makes a pool with the given options that is checked and closed at the end of the test. Options that are out of range fail the test at once. Add
// [par.Watchdog] for other thresholds than two seconds.
func New(t testing.TB, opts ...par.Option) *par.Pool {
	t.Helper()
	r := &reporter{t: t}
	p, err := par.New(append([]par.Option{par.Checked(r.report)}, opts...)...)
	if err != nil {
		t.Fatalf("partest: %v", err)
	}
	t.Cleanup(func() {
		t.Helper()
		defer r.end()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := p.Close(ctx); err != nil {
			t.Errorf("par: leak [poollife]: %v", err)
		}
	})
	return p
}

// reporter fails the test, as long as there is one: a task that survives it may still stall.
type reporter struct {
	mu    sync.Mutex
	t     testing.TB
	ended bool
}

func (r *reporter) report(e par.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		r.t.Errorf("%v\n%s", e, e.Stack)
	}
}

func (r *reporter) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}

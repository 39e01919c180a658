//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

// Without a hook, or with one that panics, a panic in a task of Go crashes the program and shows where it happened, whoever ran the task.
func TestPanicInGoCrashes(t *testing.T) {
	const env = "PAR_TEST_CRASH"
	if how := os.Getenv(env); how != "" {
		crash(how)
		return
	}
	for i := range 30 { // the program must not win a race against its crash
		how := [...]string{"worker", "caller", "hook", "start", "exit"}[i%5]
		cmd := exec.Command(os.Args[0], "-test.run=^TestPanicInGoCrashes$")
		cmd.Env = append(os.Environ(), env+"="+how)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%s: the program survived:\n%s", how, out)
		}
		if s := string(out); !strings.Contains(s, "panic: a bug") || !strings.Contains(s, "culprit") {
			t.Errorf("%s: the crash does not name the culprit:\n%s", how, out)
		}
	}
}

func crash(how string) {
	opts := []par.Option{par.Workers(1), par.Queue(0, par.CallerRuns)}
	if how == "hook" { // it fails in the same way as the task
		opts = append(opts, par.OnPanic(func(*par.PanicError) { culprit(bg) }))
	}
	switch how { // the task is fine, the worker is not
	case "start":
		opts = append(opts, par.OnWorkerStart(func(string) { culprit(bg) }))
	case "exit":
		opts = append(opts, par.OnWorkerExit(func(string) { culprit(bg) }))
	}
	p, err := par.New(opts...)
	if err != nil {
		panic(err)
	}
	defer func() { _ = recover() }() // a caller that swallows panics must not swallow this one
	if how == "caller" {
		hold := make(gate)
		if err := p.Go(bg, func(context.Context) { hold.wait() }); err != nil {
			panic(err)
		}
	}
	task := culprit
	if how == "start" || how == "exit" {
		task = func(context.Context) {}
	}
	if err := p.Go(bg, task); err != nil {
		panic(err)
	}
	if how == "caller" {
		os.Exit(0) // never reached: the call does not return
	}
	_ = p.Close(bg) // does not return before the crash either
	os.Exit(0)
}

// A hook that ends its goroutine does not crash the program: the task has ended.
func TestGoexitInHookEndsTheTask(t *testing.T) {
	p := newPool(t, par.Workers(1), par.OnPanic(func(*par.PanicError) { goexit() }))
	wantErr(t, p.Go(bg, culprit), nil)
	wantErr(t, p.Close(bg), nil)
	if s := p.Stats(); s.Completed != 1 || s.Panics != 1 {
		t.Errorf("%+v", s)
	}
}

func culprit(context.Context) { panic("a bug") }

// Package folded has lines that lead to several operations.
package folded

import (
	"context"
	"errors"
	"net/http"
	"os"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func load(name string) error { _, err := os.ReadFile(name); return err }

func store(name string) error { return os.WriteFile(name, nil, 0o600) }

func list(name string) error { return through(name) }

func through(name string) error { _, err := os.ReadDir(name); return err }

func get(url string) error { _, err := http.Get(url); return err }

func oneLine(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		_ = errors.Join(list("c"), load("a"), store("b")) // want `^task passed to par.\(\*Pool\).Go blocks on a file: load → os.ReadFile at folded.go:\d+, and 2 more like it; wrap it in par.Blocking or do it outside of the task$`
	})
}

func oneEach(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		// Other kinds.
		_ = errors.Join(load("a"), get("b")) // want `a file: load → os.ReadFile at folded.go:\d+; wrap` `the network: get → net/http.Get at folded.go:\d+; wrap`
		// Other lines.
		_ = errors.Join(
			load("a"), // want `a file: load → os.ReadFile at folded.go:\d+; wrap`
			load("b")) // want `a file: load → os.ReadFile at folded.go:\d+; wrap`
		// Other rules.
		_ = errors.Join(load("a"), late()) // want `a file: load → os.ReadFile at folded.go:\d+; wrap`
	})
}

func late() error { time.Sleep(time.Hour); return nil }

// Two tasks on a line are two.
func twoTasks(ctx context.Context, p *par.Pool) {
	p.Run(ctx, func(s *par.Scope) error {
		par.Join(s, func(*par.Scope) { load("a") }, func(*par.Scope) { load("b"); store("b") }) // want `a file: load → os.ReadFile at folded.go:\d+; wrap` `a file: load → os.ReadFile at folded.go:\d+, and 1 more like it; wrap`
		return nil
	})
}

// What a call may lead to, by several of the functions in a table.
func table(ctx context.Context, p *par.Pool) {
	steps := map[string]func(string) error{"list": list, "load": load, "store": store, "get": get}
	p.Go(ctx, func(context.Context) {
		steps["x"]("y") // want `a file: load → os.ReadFile at folded.go:\d+, and 2 more like it; wrap` `the network: get → net/http.Get at folded.go:\d+; wrap`
	})
	// What is less sure is left out.
	p.Go(ctx, func(context.Context) {
		_ = errors.Join(steps["x"]("y"), list("a")) // want `a file: list → through → os.ReadDir at folded.go:\d+; wrap` `the network: get → net/http.Get`
	})
}

// What stands in the task itself is the shortest.
func nested(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		_ = errors.Join(load("a"), os.Remove("a"), store("a")) // want `a file: os.Remove, and 2 more like it; wrap`
	})
}

// The fix of each rewrites the line, so there is one report here too.
func mended(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) { os.Remove("a"); os.Remove("b"); load("c") }) // want `a file: os.Remove, and 2 more like it; wrap`
}

// Silenced lines count for nothing.
func silenced(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		//parvet:ignore syncio it is a pipe
		_ = errors.Join(load("a"), load("b"))
	})
}

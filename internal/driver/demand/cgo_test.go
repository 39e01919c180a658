package demand_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/driver/govet"
)

// TestCgo: packages that use cgo are not left to go vet, and what is found in them
// is where it was written. Without a C compiler the go command leaves out files
// with cgo.
func TestCgo(t *testing.T) {
	out, err := exec.Command("go", "env", "CGO_ENABLED", "CC").Output()
	if err != nil {
		t.Fatal(err)
	}
	enabled, cc, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if enabled != "1" {
		t.Skip("cgo is not enabled")
	}
	if _, err := exec.LookPath(strings.Fields(cc)[0]); err != nil {
		t.Skipf("there is no C compiler: %v", err)
	}
	dir := module(t)
	write(t, dir, "b/b.go", `package b

// typedef struct { int hours; } nap;
// static int twice(int x) { return 2 * x; }
import "C"

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Nap is a struct of C.
type Nap C.nap

func Work() { C.twice(1); time.Sleep(time.Hour) }

//parvet:blocking db
func Query(n Nap) {}

func Run(ctx context.Context, p *par.Pool, n Nap) error {
	Do(func() { Query(n) })
	return p.Go(ctx, func(ctx context.Context) {
		time.Sleep(time.Duration(C.twice(n.hours)) * time.Hour) // a line with C in it
		_ = C.twice(1); plain(); C.twice(2)
	})
}

func Do(f func()) { par.Default().Go(context.Background(), func(context.Context) { f() }) }
`)
	write(t, dir, "b/plain.go", "package b\n\nimport \"time\"\n\nfunc plain() { time.Sleep(time.Hour) }\n")
	write(t, dir, "b/c.c", "int nothing(void) { return 0; }\n")
	write(t, dir, "b/b_test.go", `package b

import (
	"context"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func Test(t *testing.T) {
	par.Default().Go(t.Context(), func(context.Context) { Work(); time.Sleep(time.Hour) })
}
`)
	// What its tests import is another variant of b for them.
	write(t, dir, "d/d.go", "package d\n\nimport \"example.com/m/b\"\n\nfunc Nap() { b.Work() }\n")
	write(t, dir, "b/x_test.go", `package b_test

import (
	"context"
	"testing"

	"example.com/m/d"
	"github.com/parvet/parvet/runtime/par"
)

func Test2(t *testing.T) {
	par.Default().Go(t.Context(), func(context.Context) { d.Nap() })
}
`)
	// One with cgo in all files.
	write(t, dir, "e/e.go", "package e\n\nimport \"C\"\n\n//parvet:ignore sleep there is none\nfunc Work() C.int { return 1 }\n")
	for _, pattern := range []string{"./...", "./a", "./b", "./d"} {
		req := driver.Request{Dir: dir, Patterns: []string{pattern}, ToolFlags: []string{"-tier=possible"}}
		want := lines(t, govet.Driver{Tool: tool}, req)
		if len(want) == 0 != (pattern == "./d") {
			t.Errorf("go vet finds %d in %s", len(want), pattern)
		}
		cache := t.TempDir()
		for _, run := range []string{"first run", "second run"} {
			d := &demand.Driver{Analyzers: analyzer.All(), Cache: cache, Otherwise: none{t}}
			compare(t, "go vet", want, run, lines(t, d, req))
		}
	}
}

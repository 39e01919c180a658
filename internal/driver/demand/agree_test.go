package demand_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/vettool"
	"github.com/parvet/parvet/passes/effects"
)

var tool string // parvet as a vet tool

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "parvet-agree-")
	if err != nil {
		panic(err)
	}
	tool = filepath.Join(dir, "parvet")
	if out, err := exec.Command("go", "build", "-o", tool, "github.com/parvet/parvet/cmd/parvet").CombinedOutput(); err != nil {
		panic(string(out))
	}
	vettool.Guard(analyzer.All())
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// none is a driver for requests that must not be left to another one.
type none struct{ t *testing.T }

func (n none) Run(context.Context, driver.Request) (*driver.Result, error) {
	n.t.Error("the request was left to another driver")
	return new(driver.Result), nil
}

// TestAgree: on the whole corpus both drivers find the same, in every field, and
// so does what is kept of a run; and the checker of x/tools finds the same (see
// compareInProcess). More trees, separated as in PATH, may be named in
// PARVET_TREES.
func TestAgree(t *testing.T) {
	trees, err := filepath.Glob("../../../passes/*/testdata/go.mod")
	if err != nil || len(trees) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	more, err := filepath.Glob("../../../passes/*/testdata/*/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	trees = append(trees, more...)
	for i, mod := range trees {
		trees[i] = filepath.Dir(mod)
	}
	trees = append(trees, "../../..", "../../../testdata/attacks", "../../../runtime")
	trees = append(trees, filepath.SplitList(os.Getenv("PARVET_TREES"))...)

	flags := []string{"-cpupools=all", "-max-wait=0s", "-tier=possible"}
	set := effects.Analyzer.Flags.Set
	t.Cleanup(func() { set("cpupools", ""); set("max-wait", "10ms"); set("tier", "probable") })
	if err := set("cpupools", "all"); err != nil {
		t.Fatal(err)
	}
	if err := set("max-wait", "0s"); err != nil {
		t.Fatal(err)
	}
	if err := set("tier", "possible"); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, dir := range trees {
		name := strings.ReplaceAll(strings.TrimPrefix(filepath.ToSlash(dir), "../../../"), "/", "_") // a slash is special to -run
		t.Run(name, func(t *testing.T) {
			dir, err := filepath.Abs(dir)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				download := exec.Command("go", "mod", "download")
				download.Dir = dir
				if out, err := download.CombinedOutput(); err != nil {
					t.Skipf("what the module needs cannot be downloaded: %v\n%s", err, out)
				}
			}
			req := driver.Request{Dir: dir, Patterns: []string{"./..."}, ToolFlags: flags}
			want := lines(t, govet.Driver{Tool: tool}, req)
			ours := &demand.Driver{Analyzers: analyzer.All(), Cache: t.TempDir(), Otherwise: none{t}}
			compare(t, "go vet", want, "first run", lines(t, ours, req))
			compare(t, "go vet", want, "second run", lines(t, ours, req))
			if inWorkspace(dir) {
				compareInProcess(t, dir, trees, want)
			}
			found += len(want)
			req.NoTests = true
			compare(t, "go vet", slices.DeleteFunc(want, ofTests), "run without tests", slices.DeleteFunc(lines(t, ours, req), ofTests))
		})
	}
	if found == 0 {
		t.Error("nothing was found anywhere")
	}
}

// ofTests reports whether a line is about a test.
func ofTests(line string) bool {
	var f finding.Finding
	if err := json.Unmarshal([]byte(line), &f); err != nil {
		panic(err)
	}
	return strings.HasSuffix(f.File, "_test.go") || strings.HasSuffix(f.Task.File, "_test.go")
}

// lines returns what a driver says, one JSON value a line.
func lines(t *testing.T, d driver.Driver, req driver.Request) []string {
	t.Helper()
	res, err := d.Run(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	add := func(v any) {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(line))
	}
	for _, f := range res.Findings {
		add(f)
	}
	for _, f := range res.Failures {
		add(f)
	}
	return all
}

func compare(t *testing.T, oneName string, one []string, otherName string, other []string) {
	t.Helper()
	only := func(a, b []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) }), "\n")
	}
	if s := only(one, other); s != "" {
		t.Errorf("only %s has\n%s", oneName, s)
	}
	if s := only(other, one); s != "" {
		t.Errorf("only the %s has\n%s", otherName, s)
	}
	if !slices.Equal(one, other) && !t.Failed() {
		t.Errorf("%s and the %s have another order", oneName, otherName)
	}
}

package effects

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
)

// A function that the engine cannot analyse is named, and the others keep
// their tasks, at whichever step it fails.
func TestPanicInOneFunction(t *testing.T) {
	defer func(f func(*ssa.Function)) { beforeStep = f }(beforeStep)
	steps := 0
	tasks := func(fail int) (n int, reports []string) {
		steps = 0
		beforeStep = func(fn *ssa.Function) {
			if fn.Name() == "global" {
				if steps++; steps == fail {
					panic("no luck\nwith it")
				}
			}
		}
		for _, r := range analysistest.Run(quiet{t}, analysistest.TestData(), Analyzer, "./flow") {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			n += len(r.Result.(*Result).Tasks)
			for _, d := range r.Diagnostics {
				if d.Category == finding.InternalError {
					reports = append(reports, d.Message)
				}
			}
		}
		return n, reports
	}
	all, reports := tasks(0)
	if all == 0 || steps == 0 || len(reports) != 0 {
		t.Fatalf("without a panic: %d tasks, reports %q", all, reports)
	}
	for fail := range steps {
		fail++
		n, reports := tasks(fail)
		if n < all-1 {
			t.Errorf("a panic in step %d leaves %d of %d tasks", fail, n, all)
		}
		if len(reports) != 1 || !strings.Contains(reports[0], "so global is not analysed: no luck with it;") {
			t.Errorf("a panic in step %d is reported as %q", fail, reports)
		}
	}
}

// quiet ignores the expectations in the files: they are those of another test.
type quiet struct{ *testing.T }

func (quiet) Errorf(string, ...any) {}

// Steps that would be in one another without end are given up, like others that
// fail, before the stack ends.
func TestTooDeep(t *testing.T) {
	defer func(n int) { maxNesting = n }(maxNesting)
	maxNesting = 1
	found := false
	for _, r := range analysistest.Run(quiet{t}, analysistest.TestData(), Analyzer, "./flow") {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		for _, d := range r.Diagnostics {
			found = found || d.Category == finding.InternalError && strings.Contains(d.Message, "without end")
		}
	}
	if !found {
		t.Error("no function is given up")
	}
}

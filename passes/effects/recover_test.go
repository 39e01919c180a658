package effects

import (
	"slices"
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

// A panic while annotations are read costs the tasks that these make, and no
// others, and is reported.
func TestPanicInAnnotations(t *testing.T) {
	defer func(f func()) { beforeNotes = f }(beforeNotes)
	for _, dir := range []string{"./flow", "./annotated/..."} {
		tasks := func() (n int, reports []string) {
			for _, r := range analysistest.Run(quiet{t}, analysistest.TestData(), Analyzer, dir) {
				if r.Err != nil {
					t.Fatal(r.Err)
				}
				n += len(r.Result.(*Result).Tasks)
				for _, d := range r.Diagnostics {
					reports = append(reports, d.Message)
				}
			}
			return n, reports
		}
		beforeNotes = func() {}
		all, reports := tasks()
		if all == 0 || len(reports) > 0 {
			t.Fatalf("without a panic: %d tasks of %s, reports %q", all, dir, reports)
		}
		beforeNotes = func() { panic("no luck\nwith it") }
		left, reports := tasks()
		if annotated := dir != "./flow"; annotated == (left == all) {
			t.Errorf("a panic leaves %d of %d tasks of %s", left, all, dir)
		}
		const want = "internal error in parvet, so the annotations of the package are left out: no luck with it; please report it with them"
		if len(reports) == 0 || slices.ContainsFunc(reports, func(s string) bool { return s != want }) {
			t.Errorf("a panic in %s is reported as %q", dir, reports)
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

package demand_test

import (
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/driver/govet"
)

// TestTrimmed: with -trimpath, go vet shows one checkout what it has said in
// another one. What parvet makes of that names the files of its own checkout, as
// the driver of its own does.
func TestTrimmed(t *testing.T) {
	t.Setenv("GOFLAGS", "-trimpath")
	var first []string
	for _, dir := range []string{sharedModule(t), sharedModule(t)} {
		req := driver.Request{Dir: dir, Patterns: []string{"./..."}}
		got := lines(t, govet.Driver{Tool: tool}, req)
		compare(t, "go vet", got, "own driver", lines(t, &demand.Driver{Analyzers: analyzer.All(), Otherwise: none{t}}, req))
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], dir, "")
		}
		if first != nil {
			compare(t, "first checkout", first, "second checkout", got)
		} else if first = got; len(first) != 5 {
			t.Errorf("%d findings, want 5", len(first))
		}
		// Of what is not asked for nothing is shown, though it is analysed.
		req.Patterns = []string{"./b"}
		if got := lines(t, govet.Driver{Tool: tool}, req); len(got) > 0 {
			t.Errorf("package b has findings: %q", got)
		}
		req.Patterns = []string{"./a/a.go"}
		if got := lines(t, govet.Driver{Tool: tool}, req); len(got) != 1 || !strings.Contains(got[0], dir) {
			t.Errorf("a file has findings %q", got)
		}
	}
}

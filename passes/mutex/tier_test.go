package mutex_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/mutex"
)

// silent keeps the expectations out of a run that has none.
type silent struct{ *testing.T }

func (silent) Errorf(string, ...any) {}

// TestTier compares the tier of each report with the comment at its line.
func TestTier(t *testing.T) {
	found := 0
	for _, r := range analysistest.Run(silent{t}, analysistest.TestData(), mutex.Analyzer, "./tier") {
		for _, d := range r.Diagnostics {
			p := r.Pass.Fset.Position(d.Pos)
			src, err := os.ReadFile(p.Filename)
			if err != nil {
				t.Fatal(err)
			}
			_, want, _ := strings.Cut(strings.Split(string(src), "\n")[p.Line-1], "// ")
			if len(d.Related) == 0 || !strings.Contains(d.Related[0].Message, want) || want == "" {
				t.Errorf("line %d: want tier %q, have %v", p.Line, want, d.Related)
			}
			found++
		}
	}
	if found != 9 {
		t.Errorf("found %d reports, want 9", found)
	}
}

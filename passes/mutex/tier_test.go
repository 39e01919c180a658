package mutex_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/internal/flagtest"
	"github.com/parvet/parvet/passes/mutex"
)

// silent keeps the expectations out of a run that has none.
type silent struct{ *testing.T }

func (silent) Errorf(string, ...any) {}

// TestTier compares the tier of each report with the comment at its line.
func TestTier(t *testing.T) {
	flagtest.Set(t, "tier", "possible")
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
	if found != 12 {
		t.Errorf("found %d reports, want 12", found)
	}
}

// TestLeastSure holds that what is less sure than -tier says is not reported, by
// any driver.
func TestLeastSure(t *testing.T) {
	for tier, want := range map[string][]string{
		"definite": {"definite"},
		"probable": {"definite", "probable"},
		"possible": {"definite", "possible", "probable"},
	} {
		flagtest.Set(t, "tier", tier)
		seen := make(map[string]bool)
		for _, r := range analysistest.Run(silent{t}, analysistest.TestData(), mutex.Analyzer, "./tier") {
			for _, d := range r.Diagnostics {
				for _, name := range []string{"definite", "probable", "possible"} {
					if strings.Contains(d.Related[0].Message, name) {
						seen[name] = true
					}
				}
			}
		}
		if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, want) {
			t.Errorf("-tier=%s reports the tiers %q, want %q", tier, got, want)
		}
	}
	if err := effects.Analyzer.Flags.Set("tier", "certain"); err == nil {
		t.Error("-tier=certain is accepted")
	}
}

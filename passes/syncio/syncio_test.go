package syncio_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/internal/flagtest"
	"github.com/parvet/parvet/passes/internal/limitstest"
	"github.com/parvet/parvet/passes/syncio"
)

func Test(t *testing.T) {
	flagtest.Set(t, "tier", "possible")
	analysistest.Run(t, analysistest.TestData(), syncio.Analyzer, "./...")
}

// TestAnnotatedPools holds that a task which is not said to be for CPU work is
// reported like that of a modelled pool: if the user wants all of them.
func TestAnnotatedPools(t *testing.T) {
	for value, want := range map[string]int{"": 1, "all": 2} {
		flagtest.Set(t, "cpupools", value)
		got := 0
		for _, r := range analysistest.Run(quiet{t}, analysistest.TestData(), syncio.Analyzer, "./annotatedany") {
			got += len(r.Diagnostics)
		}
		if got != want {
			t.Errorf("-cpupools=%s reports %d tasks, want %d", value, got, want)
		}
	}
}

// quiet ignores the expectations in the files: they are those of another test.
type quiet struct{ *testing.T }

func (quiet) Errorf(string, ...any) {}

func TestLimitations(t *testing.T) { limitstest.Run(t, syncio.Analyzer) }

package effects_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
)

// longWaits shows the waits that matter, without locks of short sections.
var longWaits = &analysis.Analyzer{
	Name:     "longwaits",
	Doc:      "report all that may hold up a task for long",
	Requires: []*analysis.Analyzer{effects.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, t := range pass.ResultOf[effects.Analyzer].(*effects.Result).Tasks {
			for _, b := range t.Blocks {
				if !b.Waits() || b.Doubtful() {
					continue
				}
				path := ""
				for _, h := range b.Path.Hops {
					if path != "" {
						path += " → "
					}
					path += effects.ShortName(h.Func, pass.Pkg.Path())
				}
				pass.Reportf(b.Pos, "%s", path)
			}
		}
		return nil, nil
	},
}

func TestTasksSettled(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), longWaits, "./settled")
}

// TestLatches is about what has ended in another package.
func TestLatches(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), longWaits, "./latched")
}

package effects_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
)

// tasks shows what the engine found, with no rule between.
var tasks = &analysis.Analyzer{
	Name:     "tasks",
	Doc:      "report everything that may block a task",
	Requires: []*analysis.Analyzer{effects.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, t := range pass.ResultOf[effects.Analyzer].(*effects.Result).Tasks {
			for _, b := range t.Blocks {
				var hops []string
				for i, h := range b.Path.Hops {
					if i == effects.HeadHops && b.Path.Gap > 0 {
						hops = append(hops, fmt.Sprintf("… %d more", b.Path.Gap))
					}
					hops = append(hops, effects.ShortName(h.Func, pass.Pkg.Path()))
				}
				pass.Reportf(b.Pos, "%s: %s", t.Entry, strings.Join(hops, " → "))
			}
		}
		return nil, nil
	},
}

func TestTasks(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), tasks, "./wrap", "./tested")
}

func TestFacts(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), effects.Analyzer, "./lib", "./deep")
}

package effects_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
)

// handed is tasks, and shows how each came to be one.
var handed = &analysis.Analyzer{
	Name:     "handed",
	Doc:      "report how tasks are handed over, and what may block them",
	Requires: []*analysis.Analyzer{effects.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		res := pass.ResultOf[effects.Analyzer].(*effects.Result)
		for _, t := range res.Tasks {
			for _, b := range t.Blocks {
				text := t.Handed()
				if t.CPU && t.Pool.Pool != "cpu" {
					text += " [cpu]"
				}
				if t.Each {
					text += " [each]"
				}
				var hops []string
				for _, h := range b.Path.Hops {
					hops = append(hops, effects.ShortName(h.Func, pass.Pkg.Path()))
				}
				text += ": " + strings.Join(hops, " → ")
				if b.Path.Dynamic() > 0 {
					text += " [probable]"
				}
				if b.Bound == effects.Ctx || b.Bound == effects.Timed {
					text += fmt.Sprintf(" [%s]", b.Bound)
				}
				pass.Reportf(b.Pos, "%s", text)
			}
		}
		for _, p := range res.Problems {
			pass.Reportf(p.Pos, "%s", p.Message)
		}
		return nil, nil
	},
}

func TestAnnotations(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), handed, "./annotated/...")
}

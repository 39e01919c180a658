package directive_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/passes/internal/limitstest"
)

// Test holds the reports of all rules against the expectations, so that they
// also say what is silenced. A driver shows the reports of the analyzers that
// it is given, not of those that they require; so one analyzer runs them all.
func Test(t *testing.T) {
	suite := &analysis.Analyzer{Name: "suite", Doc: "suite: run all rules"}
	for _, a := range analyzer.All() {
		suite.Requires = append(suite.Requires, a)
		suite.Requires = append(suite.Requires, a.Requires...)
	}
	suite.Run = func(pass *analysis.Pass) (any, error) {
		for _, a := range analyzer.All()[1:] {
			p := *pass
			p.Analyzer = a
			if _, err := a.Run(&p); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	analysistest.Run(t, analysistest.TestData(), suite, "./...")
}

// TestLimitations holds the page against the limits that Test has looked at.
func TestLimitations(t *testing.T) { limitstest.Page(t, "directive") }

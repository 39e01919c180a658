package channel

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/internal/fix"
	"github.com/parvet/parvet/passes/internal/rule"
)

//go:embed doc.go
var doc string

// Analyzer reports tasks of CPU pools that wait for a channel without a bound.
var Analyzer = &analysis.Analyzer{
	Name:     "channel",
	Doc:      rule.MustDoc(doc, "channel"),
	URL:      rule.URL("channel"),
	Requires: rule.Requires(),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	return rule.Starvation(pass, judge)
}

func judge(op rule.Operation) (rule.Report, bool) {
	r := rule.Report{Severity: finding.Error, Fix: (*fix.Site).Channel}
	if op.Bound != effects.Forever {
		return r, false
	}
	var remedy string
	switch op.Kind {
	case models.Send:
		remedy = "return the result, or send in a select with a case for the end of the context"
	case models.Recv:
		remedy = "receive before the task is handed over, or in a select with a case for the end of the context"
	case models.Select:
		remedy = "add a case for the end of the context"
	default:
		return r, false
	}
	r.Message = fmt.Sprintf("task %s may wait forever for another goroutine: %s; %s", op.Task.Handed(), op.Trail(""), remedy)
	return r, true
}

package sleep

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/fix"
	"github.com/parvet/parvet/passes/internal/rule"
)

//go:embed doc.go
var doc string

// Analyzer reports tasks of CPU pools that sleep.
var Analyzer = &analysis.Analyzer{
	Name:     "sleep",
	Doc:      rule.MustDoc(doc, "sleep"),
	URL:      rule.URL("sleep"),
	Requires: rule.Requires(),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	return rule.Starvation(pass, judge)
}

func judge(op rule.Operation) (rule.Report, bool) {
	r := rule.Report{Severity: finding.Error}
	switch op.Kind {
	case models.Sleep:
		r.Fix = (*fix.Site).Sleep
		detail := ""
		if op.For > 0 {
			detail = op.For.String()
		}
		r.Message = fmt.Sprintf("task %s sleeps, so its worker idles: %s; %s", op.Task.Handed(), op.Trail(detail), remedy(op))
	case models.Yield:
		r.Message = fmt.Sprintf("task %s waits busily, so its worker does nothing else: %s; "+
			"let who ends the wait start the rest of the work instead", op.Task.Handed(), op.Trail(""))
	default:
		return r, false
	}
	return r, true
}

func remedy(op rule.Operation) string {
	if s := op.Task.Pool.Offers.Sleep; s != "" {
		return "use " + s + " or wait outside of the task"
	}
	return "wait outside of the task"
}

package longloop

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/rule"
)

//go:embed doc.go
var doc string

// Analyzer reports tasks of CPU pools that never end.
var Analyzer = &analysis.Analyzer{
	Name:     "longloop",
	Doc:      rule.MustDoc(doc, "longloop"),
	URL:      rule.URL("longloop"),
	Requires: rule.Requires(),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	return rule.Starvation(pass, judge)
}

func judge(op rule.Operation) (rule.Report, bool) {
	r := rule.Report{Severity: finding.Error}
	if op.Kind != models.Loop {
		return r, false
	}
	detail := ""
	if op.Cause != nil {
		detail = "around " + op.Cause.Func
	}
	r.Message = fmt.Sprintf("task %s never ends, so its worker is lost: %s; leave it when the context ends", op.Task.Handed(), op.Trail(detail))
	return r, true
}

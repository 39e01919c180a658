package syncio

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

// Analyzer reports tasks of CPU pools that wait for input or output.
var Analyzer = &analysis.Analyzer{
	Name:     "syncio",
	Doc:      rule.MustDoc(doc, "syncio"),
	URL:      rule.URL("syncio"),
	Requires: rule.Requires(),
	Run:      run,
}

// what names the other side of each kind of input and output. Of what is only
// said to block, it is not known.
var what = map[models.Kind]string{
	models.File:     "a file",
	models.Net:      "the network",
	models.Process:  "a process",
	models.DB:       "a database",
	models.Stdio:    "the terminal",
	models.Blocking: "",
}

func run(pass *analysis.Pass) (any, error) {
	return rule.Starvation(pass, judge)
}

func judge(op rule.Operation) (rule.Report, bool) {
	r := rule.Report{Severity: finding.Error, Fix: (*fix.Site).Blocking}
	side, ok := what[op.Kind]
	if !ok || op.Bound <= effects.Short {
		return r, false
	}
	detail := ""
	switch {
	case op.Bound == effects.Ctx:
		detail = "until its context ends"
	case op.Bound == effects.Timed && op.For > 0:
		detail = "for up to " + op.For.String()
	}
	if op.Guessed() {
		r.Message = fmt.Sprintf("task %s may block: %s, which takes a context and may fail, as what waits does; %s", op.Task.Handed(), op.Trail(""), op.Blocking())
		return r, true
	}
	if side != "" {
		side = " on " + side
	}
	r.Message = fmt.Sprintf("task %s blocks%s: %s; %s", op.Task.Handed(), side, op.Trail(detail), op.Blocking())
	return r, true
}

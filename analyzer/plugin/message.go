package parvet

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
)

// found is a diagnostic of the suite, read.
type found struct {
	finding.Finding
	diagnostic analysis.Diagnostic
	fix        *edits // the first one that it suggests; nil if there is none to make
}

// reporter gathers what is found in a package and reports it.
type reporter struct {
	pass  *analysis.Pass
	found []found
	err   error
}

func (r *reporter) add(d analysis.Diagnostic) {
	f := found{diagnostic: d}
	at := r.pass.Fset.Position(d.Pos)
	f.Position = finding.Position{File: at.Filename, Line: at.Line, Column: at.Column}
	f.Rule, f.Message, f.URL = d.Category, d.Message, d.URL
	if len(d.Related) > 0 {
		var sentences []string
		for _, related := range d.Related {
			sentences = append(sentences, related.Message)
		}
		if err := f.ParseRelated(sentences); err != nil && r.err == nil {
			r.err = fmt.Errorf("%s: %w", f.Position, err)
		}
	}
	r.found = append(r.found, f)
}

// report reports what was found, in the order of the command. What golangci-lint
// would lose or tell apart is in the message: the rule, the path and the page.
func (r *reporter) report() error {
	slices.SortStableFunc(r.found, func(a, b found) int { return finding.Compare(a.Finding, b.Finding) })
	r.chooseFixes()
	for i := range r.found {
		f := &r.found[i]
		d := analysis.Diagnostic{Pos: f.diagnostic.Pos, End: f.diagnostic.End, Category: f.Rule, URL: f.URL, Message: message(r.pass.Pkg.Path(), &f.Finding)}
		if f.fix != nil {
			d.SuggestedFixes = f.fix.suggest(f.diagnostic.SuggestedFixes[0].Message)
		}
		r.pass.Report(d)
	}
	return r.err
}

// message returns all that is to be shown of a finding in a package, in one line:
//
//	sleep: task passed to par.ForEach sleeps: wait → time.Sleep at a.go:9; … (path:
//	par.ForEach at a.go:4:2 → wait at a.go:5:3 → time.Sleep at a.go:9:2; probable; https://…)
func message(pkg string, f *finding.Finding) string {
	var notes []string
	if f.Task.Entry != "" {
		path := []string{f.Task.Entry + place(pkg, f.Task.Position)}
		for _, h := range f.Trace {
			path = append(path, h.Func+place(pkg, h.Position))
		}
		notes = append(notes, "path: "+strings.Join(path, " → "))
	}
	for _, t := range f.Also {
		notes = append(notes, fmt.Sprintf("also %s %s%s", t.Way, t.Entry, place(pkg, t.Position)))
	}
	if f.Tier != "" && f.Tier != finding.Definite {
		notes = append(notes, string(f.Tier))
	}
	if f.URL != "" {
		notes = append(notes, f.URL)
	}
	message := f.Rule + ": " + f.Message
	if len(notes) > 0 {
		message += " (" + strings.Join(notes, "; ") + ")"
	}
	return message
}

// place returns " at " and a position: with the name of the file relative to the
// package, or below an import path if it is elsewhere, since what is kept of a run
// must not depend on where the module lies. What nobody has written has no place.
func place(pkg string, p finding.Position) string {
	if p.Line == 0 {
		return ""
	}
	p.File = strings.TrimPrefix(p.File, pkg+"/")
	p.Column = max(1, p.Column) // a //line directive gives none
	return " at " + p.String()
}

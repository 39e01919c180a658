package demand

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/passes/effects"
)

// inOrder returns the analyzers and all that they require, each after what it
// requires.
func inOrder(roots []*analysis.Analyzer) []*analysis.Analyzer {
	var all []*analysis.Analyzer
	var add func(a *analysis.Analyzer)
	add = func(a *analysis.Analyzer) {
		if slices.Contains(all, a) {
			return
		}
		for _, req := range a.Requires {
			add(req)
		}
		all = append(all, a)
	}
	for _, a := range roots {
		add(a)
	}
	return all
}

// run runs the analyzers on a package and returns what they report.
func (pr *program) run(p *listed) ([]byte, error) {
	full, err := pr.checker.check(p)
	if err != nil {
		return nil, err
	}
	results := make(map[*analysis.Analyzer]any)
	reports := make(map[string][]analysis.Diagnostic)
	for _, a := range pr.analyzers {
		pass := pr.pass(p, full, a)
		for _, req := range a.Requires {
			pass.ResultOf[req] = results[req]
		}
		if pr.roots[a] {
			pass.Report = func(d analysis.Diagnostic) { reports[a.Name] = append(reports[a.Name], d) }
		}
		if results[a], err = a.Run(pass); err != nil {
			return nil, fmt.Errorf("analyzer %s failed on %s: %w", a.Name, p.ImportPath, err)
		}
	}
	return govet.Encode(pr.checker.fset, p.ImportPath, reports)
}

// checkModels returns what the engine reports of the user's models about the
// imports of a package that need not be analysed.
func (pr *program) checkModels(p *listed) ([]byte, error) {
	pkg, err := pr.checker.api(p)
	if err != nil {
		return nil, err
	}
	files, err := pr.checker.parse(p)
	if err != nil {
		return nil, err
	}
	var found []analysis.Diagnostic
	pass := pr.pass(p, &checked{files: files, pkg: pkg}, effects.Analyzer)
	pass.Report = func(d analysis.Diagnostic) { found = append(found, d) }
	effects.CheckModels(pass)
	return govet.Encode(pr.checker.fset, p.ImportPath, map[string][]analysis.Diagnostic{effects.Analyzer.Name: found})
}

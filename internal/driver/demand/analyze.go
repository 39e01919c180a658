package demand

import (
	"bytes"
	"fmt"
	"os"
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

// worthAnalyzing reports whether the analyzers may report something about a
// package: it may hand over a task, has a directive, or the user has described
// it.
func (pr *program) worthAnalyzing(p *listed) bool {
	return p.pools || p.directives() || effects.Described(p.path())
}

// markPools marks the packages that may hand over a task: they can reach, by
// what they import, a package that has such functions.
func (g *graph) markPools() {
	done := make(map[*listed]bool)
	var mark func(p *listed)
	mark = func(p *listed) {
		if done[p] {
			return
		}
		done[p] = true
		p.pools = effects.HandsOver(p.path())
		for q := range g.imports(p) {
			mark(q)
			p.pools = p.pools || q.pools
		}
	}
	for _, p := range g.packages {
		mark(p)
	}
}

// directives reports whether a file of the package may have a directive.
func (p *listed) directives() bool {
	return slices.ContainsFunc(p.files(), func(name string) bool {
		src, err := os.ReadFile(name)
		return err != nil || bytes.Contains(src, []byte("parvet:"))
	})
}

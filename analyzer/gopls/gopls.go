// Package gopls is the rules as gopls runs them: parvet gopls install compiles
// it into a gopls. Their names there are parvet_RULE, since gopls has analyzers
// of its own.
package gopls

import (
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/rule"
)

// Prefix is what the names of the rules have in gopls.
const Prefix = "parvet_"

// An Analyzer is a rule, and how gopls is to show what it reports.
type Analyzer struct {
	*analysis.Analyzer
	Off      bool // unless switched on by the setting analyses
	Severity int  // as in the Language Server Protocol
}

// Analyzers returns the rules and one that is about the settings, and sets up the
// process for those of the workspace. The engine is not among them: it runs
// because the rules require it.
var Analyzers = sync.OnceValue(func() []Analyzer {
	s, err := load()
	if err == nil {
		err = s.apply()
	}
	rename(s.hash(err))
	all := []Analyzer{{Analyzer: checker(err), Severity: 1}}
	for _, a := range analyzer.All() {
		if _, ok := rule.Find(analyzer.Rules(), a.Name); ok { // not the engine
			all = append(all, Analyzer{s.named(a), !s.on[a.Name], s.severity(a.Name)})
		}
	}
	return all
})

// named returns the rule under its name in gopls. It reports what the settings
// show.
func (s *settings) named(a *analysis.Analyzer) *analysis.Analyzer {
	named := *a
	named.Name = Prefix + a.Name
	named.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.Analyzer = a
		p.Report = func(d analysis.Diagnostic) {
			if s.shows(pass.Fset.Position(d.Pos).Filename, a.Name) {
				pass.Report(d)
			}
		}
		return a.Run(&p)
	}
	return &named
}

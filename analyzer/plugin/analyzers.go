package parvet

import (
	"crypto/sha256"
	"fmt"
	"os"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
)

// build returns the analyzer that reports what the rules find, and one that does
// nothing but carry the hash of the files with models, if there is one: golangci-lint
// keeps findings and facts under the settings and the names of the analyzers, and
// what stands in such a file is in neither.
func build(report map[string]bool, models string) []*analysis.Analyzer {
	c := cloner{suffix: "", clones: make(map[*analysis.Analyzer]*analysis.Analyzer)}
	if models != "" {
		c.suffix = "_" + models
	}
	var rules []*analysis.Analyzer
	for _, a := range analyzer.All() {
		rules = append(rules, c.clone(a))
	}
	known := make(map[string]bool)
	for _, r := range analyzer.Rules() {
		known[r.ID] = true
	}
	root := &analysis.Analyzer{
		Name:     Name,
		Doc:      "parvet finds the calls that stall a worker pool",
		URL:      "https://github.com/parvet/parvet",
		Requires: rules,
		Run: func(pass *analysis.Pass) (any, error) {
			r := reporter{pass: pass}
			for _, a := range rules {
				for _, d := range pass.ResultOf[a].(*outcome).diagnostics {
					if !known[d.Category] || report[d.Category] {
						r.add(d)
					}
				}
			}
			return nil, r.report()
		},
	}
	all := []*analysis.Analyzer{root}
	if models != "" {
		all = append(all, &analysis.Analyzer{
			Name: Name + "_models" + c.suffix,
			Doc:  "parvet's models, which findings depend on",
			Run:  func(*analysis.Pass) (any, error) { return nil, nil },
		})
	}
	return all
}

// An outcome is what an analyzer of the suite comes to in a package.
type outcome struct {
	result      any
	diagnostics []analysis.Diagnostic
}

// nolinter is the set of directives of a package.
type nolinter interface{ LeaveNolint() }

// cloner makes analyzers that keep what they report for who requires them. The
// suite's own stay as they are: golangci-lint changes some that it is given, and
// their names would not do, see build.
type cloner struct {
	suffix string
	clones map[*analysis.Analyzer]*analysis.Analyzer
}

func (c *cloner) clone(a *analysis.Analyzer) *analysis.Analyzer {
	if b := c.clones[a]; b != nil {
		return b
	}
	b := &analysis.Analyzer{
		Name:             Name + "_" + a.Name + c.suffix,
		Doc:              a.Doc,
		URL:              a.URL,
		RunDespiteErrors: a.RunDespiteErrors,
		ResultType:       reflect.TypeFor[*outcome](),
		FactTypes:        a.FactTypes,
	}
	c.clones[a] = b
	for _, req := range a.Requires {
		b.Requires = append(b.Requires, c.clone(req))
	}
	b.Run = func(pass *analysis.Pass) (any, error) {
		var o outcome
		p := *pass
		p.Analyzer = a
		p.ResultOf = make(map[*analysis.Analyzer]any)
		for _, req := range a.Requires {
			p.ResultOf[req] = pass.ResultOf[c.clones[req]].(*outcome).result
		}
		p.Report = func(d analysis.Diagnostic) { o.diagnostics = append(o.diagnostics, d) }
		var err error
		if o.result, err = a.Run(&p); err != nil {
			return nil, err
		}
		if set, ok := o.result.(nolinter); ok {
			set.LeaveNolint()
		}
		return &o, nil
	}
	return b
}

// hash returns a short hash of the contents of files, or "" if there are none.
func hash(files []string) (string, error) {
	if len(files) == 0 {
		return "", nil
	}
	h := sha256.New()
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%d\n%s", len(data), data)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8]), nil
}

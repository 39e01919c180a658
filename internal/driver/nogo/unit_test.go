package nogo_test

import (
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/parvet/parvet/analyzer"
)

// asUnit is the first argument of a process that analyses one package.
const asUnit = "analyse-unit"

// A unit is what such a process is told of its package.
type unit struct {
	unitchecker.Config

	Roots []string                     // names of analyzers
	Flags map[string]map[string]string // by analyzer
	Gone  string                       // the working directory, which is removed first
}

// analyse analyses a package as nogo does, and does not return. Types, facts and
// the order of the analyzers are unitchecker's, which does with them what nogo
// does: it reads both from files, and writes facts in the same way.
func analyse(file string) {
	if env := os.Environ(); len(env) > 0 {
		fail(fmt.Errorf("the environment is %q, want none", env))
	}
	data, err := os.ReadFile(file)
	if err != nil {
		fail(err)
	}
	var u unit
	if err := json.Unmarshal(data, &u); err != nil {
		fail(err)
	}
	if err := os.Remove(u.Gone); err != nil {
		fail(err)
	}
	var roots []*analysis.Analyzer
	for _, name := range u.Roots {
		a := find(name)
		roots = append(roots, a)
		// The flags of what a root requires are set too, and no deeper.
		for _, a := range append([]*analysis.Analyzer{a}, a.Requires...) {
			for name, value := range u.Flags[a.Name] {
				if err := a.Flags.Set(name, value); err != nil {
					fail(err)
				}
			}
		}
	}
	seen := make(map[*analysis.Analyzer]bool)
	for _, a := range roots {
		restrict(a, seen)
	}
	os.Args = []string{"nogo", "-json", file} // of which unitchecker reads its own part
	unitchecker.Main(roots...)
}

// restrict has a and all that it requires run with what nogo provides.
func restrict(a *analysis.Analyzer, seen map[*analysis.Analyzer]bool) {
	if seen[a] {
		return
	}
	seen[a] = true
	for _, req := range a.Requires {
		restrict(req, seen)
	}
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.Module, p.ReadFile, p.OtherFiles, p.IgnoredFiles, p.TypeErrors = nil, nil, nil, nil, nil
		p.Report = func(d analysis.Diagnostic) {
			d.Related = nil
			pass.Report(d)
		}
		return run(&p)
	}
}

func find(name string) *analysis.Analyzer {
	for _, a := range analyzer.All() {
		if a.Name == name {
			return a
		}
	}
	fail(fmt.Errorf("no analyzer %s", name))
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

package effects_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// corpus loads the packages in the testdata of all passes, with the source of
// all that they import. It does so once, for it takes seconds.
var corpus = sync.OnceValues(func() ([]*packages.Package, error) {
	mods, err := filepath.Glob(filepath.Join("..", "*", "testdata", "go.mod"))
	if err != nil || len(mods) == 0 {
		return nil, fmt.Errorf("no testdata: %v", err)
	}
	// What stands for modules of others, which those of testdata import.
	others, err := filepath.Glob(filepath.Join("..", "*", "testdata", "*", "*", "go.mod"))
	if err != nil {
		return nil, err
	}
	// One workspace over all modules, so that what they share is loaded once.
	work := "go 1.26.0\n"
	var patterns []string
	for _, mod := range append(append(mods, others...), filepath.Join("..", "..", "runtime", "go.mod")) {
		dir, err := filepath.Abs(filepath.Dir(mod))
		if err != nil {
			return nil, err
		}
		work += fmt.Sprintf("use %q\n", dir)
		if filepath.Base(dir) == "testdata" {
			data, err := os.ReadFile(mod)
			if err != nil {
				return nil, err
			}
			path, _, _ := strings.Cut(strings.TrimPrefix(string(data), "module "), "\n")
			patterns = append(patterns, path+"/...")
		}
	}
	tmp, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	file := filepath.Join(tmp, "go.work")
	if err := os.WriteFile(file, []byte(work), 0o666); err != nil {
		return nil, err
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Env: append(os.Environ(), "GOWORK="+file)}, patterns...)
	if err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %v", p.PkgPath, p.Errors[0])
		}
	}
	slices.SortFunc(pkgs, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	return pkgs, nil
})

// analyze runs an analyzer on packages, with those that they import.
func analyze(t testing.TB, pkgs []*packages.Package, as ...*analysis.Analyzer) *checker.Graph {
	t.Helper()
	graph, err := checker.Analyze(as, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for act := range graph.All() {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
	}
	return graph
}

func corpusOf(t testing.TB) []*packages.Package {
	t.Helper()
	pkgs, err := corpus()
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

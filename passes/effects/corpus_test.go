package effects_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/parvet/parvet/internal/corpus"
)

// loaded is the corpus, in the order of the paths. It is loaded once.
var loaded = sync.OnceValues(func() ([]*packages.Package, error) {
	pkgs, err := corpus.Load(filepath.Join("..", ".."), false)
	slices.SortFunc(pkgs, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	return pkgs, err
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
	pkgs, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

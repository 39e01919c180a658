package analyzer_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/rule"
)

func TestAll(t *testing.T) {
	all := analyzer.All()
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range all {
		names = append(names, a.Name)
	}
	// Effects comes first, the rules follow as in their index.
	want := append([]string{"effects"}, rule.IDs(analyzer.Rules())...)
	if !slices.Equal(names, want) {
		t.Errorf("All() is %v, want %v", names, want)
	}
	if !slices.IsSorted(want[1:]) {
		t.Errorf("the rules are not sorted: %v", want[1:])
	}
}

// TestURL checks that the index and the diagnostics lead to the same page.
func TestURL(t *testing.T) {
	for _, a := range analyzer.All()[1:] {
		r, ok := rule.Find(analyzer.Rules(), a.Name)
		if !ok || r.URL != a.URL {
			t.Errorf("rule %s has page %q, its analyzer %q", a.Name, r.URL, a.URL)
		}
	}
}

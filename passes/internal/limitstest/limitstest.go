// Package limitstest holds the limits that the pages of the rules state against
// programs that show them.
package limitstest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/internal/flagtest"
)

// Run analyses testdata/limitations, where comments say what is reported: "want",
// as ever, and "possible" before it where that takes -tier=possible.
func Run(t *testing.T, a *analysis.Analyzer) {
	t.Helper()
	lines := Page(t, a.Name)
	flagtest.Set(t, "tier", "possible")
	for _, r := range analysistest.Run(t, analysistest.TestData(), a, "./limitations") {
		for _, d := range r.Diagnostics {
			p := r.Pass.Fset.Position(d.Pos)
			line := lines[filepath.Base(p.Filename)][p.Line-1]
			said := len(d.Related) > 0 && strings.Contains(d.Related[0].Message, "possible")
			if said != strings.Contains(line, possible) {
				t.Errorf("%s: the report is possible: %v", p, said)
			}
		}
	}
}

const possible = "// possible // want "

// Page checks that each program in testdata/limitations has something that is "not
// reported", or only possible; and a twin that is, for else nobody knows whether it
// is looked at. The page of the rule has a link to it. Page returns the lines of the
// files.
func Page(t *testing.T, rule string) map[string][]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "rules", rule+".md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "limitations", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	lines := make(map[string][]string)
	shown := 0
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(src)
		lines[filepath.Base(name)] = strings.Split(text, "\n")
		wanted := strings.Count(text, "// want ")
		if wanted == 0 {
			continue // what the others need
		}
		shown++
		if wanted == strings.Count(text, possible) || !strings.Contains(text, possible) && !strings.Contains(text, "not reported") {
			t.Errorf("%s has nothing that is not reported, or no twin that is", name)
		}
		if link := "(../../passes/" + rule + "/" + filepath.ToSlash(name) + ")"; !strings.Contains(string(page), link) {
			t.Errorf("the page of %s has no link %s", rule, link)
		}
	}
	if shown == 0 {
		t.Error("no limit is shown")
	}
	return lines
}

package rules_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/docs/rules"
)

func TestPages(t *testing.T) {
	pages := 0
	for _, r := range analyzer.Rules() {
		text, at := read(t, r.ID+".md"), 0
		for _, heading := range []string{"# " + r.ID, "## What it does", "## Why is this bad", "## Example", "## Use instead", "## Known limits", "## Options"} {
			i := strings.Index(text[at:], heading+"\n")
			if i < 0 {
				t.Errorf("%s.md: no %q in its place", r.ID, heading)
				continue
			}
			at += i
		}
		if wild := strings.Contains(text, "\n## In the wild\n"); !wild && len(r.CWE) > 0 {
			t.Errorf("%s.md tells of no incident", r.ID)
		}
		if fixes := strings.Contains(text, "\n## Fix\n"); fixes != r.Fix {
			t.Errorf("%s.md has a section about fixes: %v, the rule has fixes: %v", r.ID, fixes, r.Fix)
		}
		pages++
	}
	files, err := fs.Glob(rules.Pages, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != pages+1 {
		t.Errorf("there are %d pages of %d rules and an index: %v", len(files), pages, files)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := rules.Pages.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

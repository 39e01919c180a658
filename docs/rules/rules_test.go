package rules_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/docs/rules"
	"github.com/parvet/parvet/internal/rule"
)

// TestIndex checks that the index is what "parvet rules -format markdown"
// prints.
func TestIndex(t *testing.T) {
	text := read(t, "README.md")
	i := strings.Index(text, "| ")
	if i < 0 {
		t.Fatal("README.md has no table")
	}
	if got, want := text[i:], rule.Markdown(analyzer.Rules()); got != want {
		t.Errorf("the table of README.md is\n%s\nwant\n%s", got, want)
	}
}

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

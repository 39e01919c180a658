package html_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/html"
	"github.com/parvet/parvet/internal/rule"
)

// TestPages: pages of the rules that found something are in the page, and their
// links lead to the web.
func TestPages(t *testing.T) {
	const markdown = "# r\n\n[s](s.md#x) [up](../u.md) [bad](javascript:x) ![picture](p.png) <b>raw</b>\n\n| a | b |\n| - | - |\n| 1 | `2` |\n"
	r := html.Report{
		Dir:      t.TempDir(),
		Findings: []finding.Finding{{Rule: "r", URL: "https://example.org/docs/rules/r.md"}, {Rule: "../r", URL: "x"}},
		Rules:    []rule.Rule{{ID: "r"}, {ID: "s"}},
		Pages:    fstest.MapFS{"r.md": {Data: []byte(markdown)}, "s.md": {Data: []byte("# s")}},
	}
	text, doc := page(t, r)
	sealed(t, doc)
	for _, want := range []string{
		`<template id="page-r"><h2>r</h2>`,
		`<a href="https://example.org/docs/rules/s.md#x" target="_blank" rel="noopener noreferrer">s</a>`,
		`<a href="https://example.org/docs/u.md" target="_blank" rel="noopener noreferrer">up</a> bad picture `,
		"<td><code>2</code></td>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	if n := strings.Count(text, "<template"); n != 1 {
		t.Errorf("there are %d pages, want that of r only", n)
	}
}

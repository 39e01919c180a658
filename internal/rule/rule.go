// Package rule describes rules: what their index shows of them.
package rule

import (
	"fmt"
	"strings"

	"github.com/parvet/parvet/internal/finding"
)

// A Rule is one line of the index.
type Rule struct {
	ID       string           // name of the analyzer and category of its diagnostics
	Title    string           // what it reports, in a few words
	Severity finding.Severity // of its worst findings
	Tier     finding.Tier     // the least sure that it reports by default
	Default  bool             // is reported unless disabled
	Fix      bool             // suggests fixes
	Flags    []string         // the flags that concern it, besides those that choose rules
	CWE      []int            // the weaknesses that it finds, as numbered by the Common Weakness Enumeration, the closest first
	URL      string           // of its page
}

// Find returns the rule of that id.
func Find(rules []Rule, id string) (Rule, bool) {
	for _, r := range rules {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}

// IDs returns the ids of rules, in their order.
func IDs(rules []Rule) []string {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	return ids
}

// columns are the headings of the index.
var columns = []string{"rule", "what it reports", "severity", "tier", "default", "fix"}

func (r *Rule) cells() []string {
	return []string{r.ID, r.Title, string(r.Severity), string(r.Tier), yes(r.Default), yes(r.Fix)}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// Text returns the index as a table in columns.
func Text(rules []Rule) string {
	rows := [][]string{columns}
	for _, r := range rules {
		rows = append(rows, r.cells())
	}
	width := make([]int, len(columns))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&line, "%-*s  ", width[i], cell)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// Markdown returns the index as a table in Markdown, each id a link to the
// page beside it.
func Markdown(rules []Rule) string {
	var b strings.Builder
	row := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	row(columns)
	b.WriteString(strings.Repeat("| --- ", len(columns)) + "|\n")
	for _, r := range rules {
		cells := r.cells()
		cells[0] = fmt.Sprintf("[%s](%s.md)", r.ID, r.ID)
		row(cells)
	}
	return b.String()
}

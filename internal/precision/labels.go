package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
)

// verdicts are the labels that there are, in the order of the columns.
var verdicts = []string{"right", "debatable", "wrong"}

// A label is what a reader thought of a finding. A file of labels has one in
// each line: verdict, rule, position, operation and reason, with tabs between.
// Lines that begin with # are comments.
type label struct {
	verdict string
	key     string
	reason  string
}

// key names a finding by what stays when the path to the operation changes.
func key(f finding.Finding) string {
	op := ""
	if n := len(f.Trace); n > 0 {
		last := f.Trace[n-1]
		op = fmt.Sprintf("%s at %s:%d", last.Func, path.Base(last.File), last.Line)
	}
	return fmt.Sprintf("%s\t%s:%d:%d\t%s", f.Rule, f.File, f.Line, f.Column, op)
}

func parseLabels(src string) ([]label, error) {
	var all []label
	for n, fields := range rows(src) {
		if len(fields) != 5 {
			return nil, fmt.Errorf("%d: %d columns, want verdict, rule, position, operation and reason", n, len(fields))
		}
		if !slices.Contains(verdicts, fields[0]) {
			return nil, fmt.Errorf("%d: verdict %q, want one of %s", n, fields[0], strings.Join(verdicts, ", "))
		}
		all = append(all, label{fields[0], strings.Join(fields[1:4], "\t"), fields[4]})
	}
	return all, nil
}

// rows yields the lines of a table with their numbers, but for comments.
func rows(src string) func(yield func(int, []string) bool) {
	return func(yield func(int, []string) bool) {
		n := 0
		for line := range strings.Lines(src) {
			n++
			line = strings.TrimRight(line, "\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if !yield(n, strings.Split(line, "\t")) {
				return
			}
		}
	}
}

// sample returns n of the findings, or all if n is 0. The choice is random but
// for each finding the same, so that a better parvet does not mean to read all
// anew.
func sample(found []finding.Finding, n int) []finding.Finding {
	if n == 0 || n >= len(found) {
		return found
	}
	lot := func(f finding.Finding) string {
		sum := sha256.Sum256([]byte(key(f)))
		return string(sum[:])
	}
	chosen := slices.Clone(found)
	slices.SortStableFunc(chosen, func(a, b finding.Finding) int { return cmp.Compare(lot(a), lot(b)) })
	return chosen[:n]
}

// compare prints how labels and findings differ, and counts the labels of the
// findings that there are. Of a sample, the labels of other findings are no
// loss.
func compare(w io.Writer, labels []label, found []finding.Finding, sampled bool) {
	byKey := make(map[string]label)
	for _, l := range labels {
		byKey[l.key] = l
	}
	counts := make(map[string]int)
	byRule := make(map[string]map[string]int)
	unlabelled := 0
	for _, f := range found {
		l, ok := byKey[key(f)]
		if !ok {
			unlabelled++
			fmt.Fprintf(w, "unlabelled\t%s\t%s\n", key(f), f.Message)
			continue
		}
		counts[l.verdict]++
		if byRule[f.Rule] == nil {
			byRule[f.Rule] = make(map[string]int)
		}
		byRule[f.Rule][l.verdict]++
		if l.verdict != "right" {
			fmt.Fprintf(w, "%s\t%s\t%s\n", l.verdict, l.key, l.reason)
		}
	}
	if !sampled {
		present := make(map[string]bool)
		for _, f := range found {
			present[key(f)] = true
		}
		for _, l := range labels {
			if !present[l.key] {
				fmt.Fprintf(w, "vanished\t%s\t%s\n", l.verdict, l.key)
			}
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		fmt.Fprintf(w, "%s: %s\n", rule, tally(byRule[rule]))
	}
	fmt.Fprintf(w, "%d findings: %s, %d unlabelled\n", len(found), tally(counts), unlabelled)
}

func tally(counts map[string]int) string {
	var parts []string
	for _, v := range verdicts {
		parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
	}
	return strings.Join(parts, ", ")
}

package show

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
)

// Summary returns the line that closes the output.
func Summary(fs []finding.Finding, failures int) string {
	s := "no findings"
	if len(fs) > 0 {
		packages := make(map[string]bool)
		rules := make(map[string]int)
		fixes := 0
		for _, f := range fs {
			if len(f.Fixes) > 0 {
				fixes++
			}
			packages[filepath.Dir(f.File)] = true // p_test counts as p
			rules[f.Rule]++
		}
		s = fmt.Sprintf("%s in %s: %s", Count(len(fs), "finding"), Count(len(packages), "package"), byRule(rules))
		if fixes > 0 {
			s += fmt.Sprintf("; -fix mends %d", fixes)
		}
	}
	if failures > 0 {
		s += "; " + Count(failures, "failure")
	}
	return s
}

// byRule lists the most frequent first.
func byRule(rules map[string]int) string {
	ids := make([]string, 0, len(rules))
	for id := range rules {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(rules[b]-rules[a], cmp.Compare(a, b)) })
	for i, id := range ids {
		ids[i] = fmt.Sprintf("%d %s", rules[id], id)
	}
	return strings.Join(ids, ", ")
}

// Count returns a number of things in words, such as "2 files".
func Count(n int, what string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(what, "x"):
		what += "es"
	default:
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

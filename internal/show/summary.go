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
		for _, f := range fs {
			packages[filepath.Dir(f.File)] = true // p_test counts as p
			rules[f.Rule]++
		}
		s = fmt.Sprintf("%s in %s: %s", count(len(fs), "finding"), count(len(packages), "package"), byRule(rules))
	}
	if failures > 0 {
		s += "; " + count(failures, "failure")
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

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

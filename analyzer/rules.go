package analyzer

import (
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
)

// A Rule is one line of the index of rules.
type Rule = rule.Rule

// Rules returns the index: what there is to report, sorted by id.
func Rules() []Rule {
	rules := []Rule{
		{ID: "channel", Title: "tasks that send, receive, range or select without a bound", Severity: finding.Error, Fix: true, Flags: []string{"cpupools"}, CWE: []int{833, 400}},
		{ID: "directive", Title: "//parvet: comments that have no effect", Severity: finding.Warning, Tier: finding.Definite},
		{ID: "longloop", Title: "tasks with a loop that they cannot leave", Severity: finding.Error, Flags: []string{"cpupools"}, CWE: []int{835, 400}},
		{ID: "mutex", Title: "tasks that wait for a lock or a group", Severity: finding.Error, Fix: true, Flags: []string{"mutex.short", "max-wait", "cpupools"}, CWE: []int{667, 833, 400}},
		{ID: "sleep", Title: "tasks that sleep, wait for a timer, or spin", Severity: finding.Error, Fix: true, Flags: []string{"max-wait", "cpupools"}, CWE: []int{400}},
		{ID: "syncio", Title: "tasks that do file, network, process, database or terminal I/O", Severity: finding.Error, Fix: true, Flags: []string{"cpupools"}, CWE: []int{400}},
	}
	for i := range rules {
		r := &rules[i]
		r.Default = true
		if r.Tier == "" {
			r.Tier = finding.Probable
		}
		r.URL = "https://github.com/parvet/parvet/blob/main/docs/rules/" + r.ID + ".md"
	}
	return rules
}

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
		{ID: "channel", Title: "sends, receives, ranges or selects without a bound", Severity: finding.Error},
		{ID: "mutex", Title: "waits for a lock or a group", Severity: finding.Error},
		{ID: "sleep", Title: "sleeps, waits for a timer, or spins", Severity: finding.Error},
		{ID: "syncio", Title: "does file, network, process, database or terminal I/O", Severity: finding.Error},
	}
	for i := range rules {
		r := &rules[i]
		r.Tier, r.Default = finding.Probable, true
		r.URL = "https://github.com/parvet/parvet/blob/main/docs/rules/" + r.ID + ".md"
	}
	return rules
}

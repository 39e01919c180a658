package cli

import (
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

// TestFilterTests holds that -tests=false also drops what only a test makes a
// task, though the operation is in the program.
func TestFilterTests(t *testing.T) {
	at := func(report, task string) finding.Finding {
		return finding.Finding{Tier: finding.Definite, Position: finding.Position{File: report},
			Task: finding.Task{Position: finding.Position{File: task}}}
	}
	all := func() []finding.Finding {
		return []finding.Finding{at("a.go", "a.go"), at("a.go", "a_test.go"), at("a_test.go", "a_test.go")}
	}
	for tests, want := range map[bool]int{true: 3, false: 1} {
		o := options{tests: tests, tier: finding.Probable}
		if got := o.filter(all()); len(got) != want || got[0].Task.File != "a.go" {
			t.Errorf("with tests %v, shows %v, want %d", tests, got, want)
		}
	}
}

package finding_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

func TestSort(t *testing.T) {
	at := func(file string, line, column int, rule string) finding.Finding {
		return finding.Finding{Rule: rule, Position: finding.Position{File: file, Line: line, Column: column}}
	}
	otherTask := at("a.go", 1, 2, "sleep")
	otherTask.Task.Line = 7
	want := []finding.Finding{
		at("a.go", 1, 2, "mutex"), at("a.go", 1, 2, "sleep"), otherTask, at("a.go", 1, 10, "sleep"), at("a.go", 2, 1, "sleep"), at("b.go", 1, 1, "sleep"),
	}
	mixed := []finding.Finding{want[5], want[1], want[4], want[3], want[2], want[0], want[1], want[5]}
	got := finding.Sort(mixed)
	key := func(f finding.Finding) string { b, _ := json.Marshal(f); return string(b) }
	if !slices.EqualFunc(got, want, func(a, b finding.Finding) bool { return key(a) == key(b) }) {
		t.Errorf("sorted as %+v", got)
	}
}

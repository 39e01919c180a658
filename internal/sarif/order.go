package sarif

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// tidy sorts what is in a run by what a log says of it, and drops repetitions:
// so a merger of logs, which knows nothing else, makes what one run would have
// made.
func (r *Run) tidy() {
	slices.SortStableFunc(r.Results, func(a, b Result) int {
		if c := compareResults(a, b); c != 0 {
			return c
		}
		// Of repetitions that differ a little, the order of the logs must not
		// say which one is kept.
		return compareText(a, b)
	})
	r.Results = slices.CompactFunc(r.Results, func(a, b Result) bool { return compareResults(a, b) == 0 })
	for i := range r.Invocations {
		inv := &r.Invocations[i]
		inv.Notifications = unique(inv.Notifications)
		inv.Warnings = unique(inv.Warnings)
	}
}

// compareResults orders results as finding.Sort does findings.
func compareResults(a, b Result) int {
	return cmp.Or(
		comparePlaces(a.place(), b.place()),
		cmp.Compare(a.RuleID, b.RuleID),
		cmp.Compare(a.Message.Text, b.Message.Text),
		comparePlaces(a.task().Physical, b.task().Physical),
		cmp.Compare(a.task().text(), b.task().text()),
	)
}

func (r *Result) place() *PhysicalLocation {
	if len(r.Locations) == 0 {
		return nil
	}
	return r.Locations[0].Physical
}

// task returns the first step of the way.
func (r *Result) task() Location {
	if len(r.CodeFlows) == 0 || len(r.CodeFlows[0].Threads) == 0 || len(r.CodeFlows[0].Threads[0].Locations) == 0 {
		return Location{}
	}
	return r.CodeFlows[0].Threads[0].Locations[0].Location
}

func (l Location) text() string {
	if l.Message == nil {
		return ""
	}
	return l.Message.Text
}

func comparePlaces(a, b *PhysicalLocation) int {
	var none PhysicalLocation
	a, b = cmp.Or(a, &none), cmp.Or(b, &none)
	var start Region
	ra, rb := cmp.Or(a.Region, &start), cmp.Or(b.Region, &start)
	return cmp.Or(
		cmp.Compare(a.Artifact.Base, b.Artifact.Base),
		cmp.Compare(a.Artifact.URI, b.Artifact.URI),
		cmp.Compare(ra.StartLine, rb.StartLine),
		cmp.Compare(ra.StartColumn, rb.StartColumn),
	)
}

// unique sorts notifications by their whole text.
func unique(ns []Notification) []Notification {
	slices.SortStableFunc(ns, compareText)
	return slices.CompactFunc(ns, func(a, b Notification) bool { return compareText(a, b) == 0 })
}

// compareText compares the JSON forms.
func compareText[T any](a, b T) int {
	one, _ := json.Marshal(a) // of strings, numbers and what is made of them
	two, _ := json.Marshal(b)
	return bytes.Compare(one, two)
}

package sarif

import (
	"cmp"
	"encoding/json"
	"slices"
)

// tidy sorts what is in a run by what a log says of it, and drops repetitions:
// so a merger of logs, which knows nothing else, makes what one run would have
// made.
func (r *Run) tidy() {
	slices.SortStableFunc(r.Results, compareResults)
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
	key := func(n Notification) string {
		data, _ := json.Marshal(n) // of strings only
		return string(data)
	}
	slices.SortStableFunc(ns, func(a, b Notification) int { return cmp.Compare(key(a), key(b)) })
	return slices.CompactFunc(ns, func(a, b Notification) bool { return key(a) == key(b) })
}

package effects

import (
	"fmt"
	"time"

	"golang.org/x/tools/go/ssa"
)

// maxWait is the longest wait that is not worth a report.
var maxWait = wait(10 * time.Millisecond)

func init() {
	Analyzer.Flags.Var(&maxWait, "max-wait",
		"longest wait of a constant duration that is not reported, unless it is repeated")
}

// wait is a flag: a duration of at least 0.
type wait time.Duration

func (w *wait) String() string { return time.Duration(*w).String() }

func (w *wait) Set(s string) error {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return fmt.Errorf("want a duration of 0 or more, such as 10ms, have %q", s)
	}
	*w = wait(d)
	return nil
}

// Brief reports whether the operation ends so soon that -max-wait excuses it.
// One that is repeated does not: how often is unknown, and its waits add up.
func (e *Effect) Brief() bool {
	return e.Bound == Timed && e.For > 0 && e.For <= time.Duration(maxWait) && !e.Repeats
}

// order puts false first.
func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// size tells what an outcome has by now, so that what is added can be found.
type size struct{ effects, calls, invokes int }

func (o *outcome) size() size { return size{len(o.effects), len(o.calls), len(o.invokes)} }

// repeat marks what has been added since.
func (o *outcome) repeat(since size) {
	for i := range o.effects[since.effects:] {
		o.effects[since.effects+i].Repeats = true
	}
	for i := range o.calls[since.calls:] {
		o.calls[since.calls+i].Repeats = true
	}
	for i := range o.invokes[since.invokes:] {
		o.invokes[since.invokes+i].Repeats = true
	}
}

// recursive reports whether a call of t in fn may come back to fn: recursion
// repeats as a loop does.
func (e *engine) recursive(fn *ssa.Function, t target) bool {
	part, ok := e.graph.parts[t.fn]
	return ok && part == e.graph.parts[fn]
}

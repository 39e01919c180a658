package mutex

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/internal/fix"
	"github.com/parvet/parvet/passes/internal/rule"
)

//go:embed doc.go
var doc string

// Analyzer reports tasks of CPU pools that wait for locks.
var Analyzer = &analysis.Analyzer{
	Name:     "mutex",
	Doc:      rule.MustDoc(doc, "mutex"),
	URL:      rule.URL("mutex"),
	Requires: rule.Requires(),
	Run:      run,
}

var short bool

func init() {
	Analyzer.Flags.BoolVar(&short, "short", false, "also report locks with short critical sections in tasks that run once")
}

func run(pass *analysis.Pass) (any, error) {
	return rule.Starvation(pass, judge)
}

func judge(op rule.Operation) (rule.Report, bool) {
	switch op.Kind {
	case models.Lock, models.RLock:
		return lock(op)
	case models.Once:
		return rule.Report{
			Severity: finding.Error,
			Message: fmt.Sprintf("task %s may wait for a sync.Once: %s, which runs %s; %s",
				op.Task.Handed(), op.Trail(""), op.Because(), "call it before the tasks start"),
		}, true
	case models.Cond, models.GroupWait, models.Sem:
		if op.Bound <= effects.Short {
			return rule.Report{}, false
		}
		r := rule.Report{
			Severity: finding.Error,
			Message: fmt.Sprintf("task %s waits for other goroutines: %s; %s",
				op.Task.Handed(), op.Trail(""), op.Blocking()),
		}
		if op.Kind != models.Cond { // whose lock is held around the call
			r.Fix = (*fix.Site).Blocking
		}
		return r, true
	}
	return rule.Report{}, false
}

func lock(op rule.Operation) (rule.Report, bool) {
	switch {
	case op.Bound > effects.Short && op.Cause.Readers:
		return rule.Report{
			Severity: finding.Error,
			Message: fmt.Sprintf("task passed to %s may wait long for a lock: %s, which readers hold across %s while a writer waits and keeps others out; unlock before that, or %s",
				op.Task.Entry, op.Trail(""), op.Because(), op.Blocking()),
		}, true
	case op.Bound > effects.Short:
		return rule.Report{
			Severity: finding.Error,
			Message: fmt.Sprintf("task %s may wait long for a lock: %s, which is held across %s; unlock before that, or %s",
				op.Task.Handed(), op.Trail(""), op.Because(), op.Blocking()),
		}, true
	case op.Contended && !readers(op):
		return rule.Report{
			Severity: finding.Warning,
			Fix:      (*fix.Site).Collect,
			Message: fmt.Sprintf("task %s takes the same lock for each item, so the workers queue up for it: %s; %s",
				op.Task.Handed(), op.Trail(""), op.Collect()),
		}, true
	case (!op.Task.Each || op.Contended) && !op.Lock.Alone && !op.Free:
		return rule.Report{
			Severity: finding.Info,
			Message: fmt.Sprintf("task %s takes a lock: %s; keep the critical section short",
				op.Task.Handed(), op.Trail("")),
		}, short
	}
	return rule.Report{}, false
}

// readers reports whether the tasks take the lock for reading only, but for few, so
// that hardly any of them keeps another one out.
func readers(op rule.Operation) bool {
	for i := range op.Task.Blocks {
		if b := &op.Task.Blocks[i]; b.Kind == models.Lock && b.Lock.Key == op.Lock.Key && !(b.Seldom && op.Kind == models.RLock) {
			return false
		}
	}
	return true
}

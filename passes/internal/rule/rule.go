// Package rule holds what the rules about tasks share: which operations they
// are asked about, and how a report is put.
package rule

import (
	"fmt"
	"go/token"
	"path"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/internal/directives"
	"github.com/parvet/parvet/passes/internal/fix"
)

// A Report is what a rule says of an operation.
type Report struct {
	Severity finding.Severity
	Message  string // without the rule's id, and without a period

	// Fix is asked for the fixes if the operation is written in the task. It
	// may be nil.
	Fix func(*fix.Site) []analysis.SuggestedFix
}

// Requires returns what Starvation needs of the analyzers that call it.
func Requires() []*analysis.Analyzer {
	return []*analysis.Analyzer{effects.Analyzer, directives.Analyzer}
}

// URL returns the address of a rule's page.
func URL(id string) string {
	return "https://github.com/parvet/parvet/blob/main/docs/rules/" + id + ".md"
}

// Starvation asks judge about every operation that may hold up a task of a CPU
// pool, and reports what it says, unless a directive silences it.
//
// What judge says without wanting it reported counts for the directives, as do
// the tasks of other pools and what -max-wait and -tier leave out: whether a
// directive has an effect must not depend on flags.
func Starvation(pass *analysis.Pass, judge func(Operation) (Report, bool)) (any, error) {
	res := pass.ResultOf[effects.Analyzer].(*effects.Result)
	set := pass.ResultOf[directives.Analyzer].(*directives.Set)
	var reports []reported
	for _, t := range res.Tasks {
		for i := range t.Blocks {
			b := &t.Blocks[i]
			op := Operation{Task: t, Block: b, pkg: pass.Pkg.Path(), place: effects.Position(pass.Fset, pass.Pkg.Path(), b.Pos)}
			r, ok := judge(op)
			if r.Message != "" && !set.Ignored(pass.Analyzer.Name, op.Pos) && ok && t.CPU && !b.Brief() && effects.Shown(op.tier()) {
				reports = append(reports, reported{op: op, Report: r})
			}
		}
	}
	suggest(pass, reports)
	for _, r := range fold(reports) {
		if r.op.more > 0 {
			r.Report, _ = judge(r.op) // the message says so
		}
		r.report(pass)
	}
	return nil, nil
}

// An Operation is one that may hold up a task.
type Operation struct {
	Task *effects.Task
	*effects.Block
	pkg   string
	place finding.Position // of the report
	more  int              // how many others are shown by this one, see fold
	also  []*effects.Task  // where else the task of those others is handed over, by place
}

// Name returns the short name of the operation.
func (op Operation) Name() string { return effects.ShortName(op.Path.Last().Func, op.pkg) }

// Trail returns the path to the operation in one line, as in
//
//	load → (*client).get → net/http.(*Client).Do (network) at client.go:41
//
// The place is left out where it is that of the report. If the report stands for
// others too, it ends with ", and 3 more like it".
func (op Operation) Trail(detail string) string {
	var b strings.Builder
	for i, h := range op.hops() {
		if i > 0 {
			b.WriteString(" → ")
		}
		b.WriteString(h.Func)
	}
	if detail != "" {
		fmt.Fprintf(&b, " (%s)", detail)
	}
	if at := op.Path.Last().Pos; at.File != op.place.File || at.Line != op.place.Line {
		fmt.Fprintf(&b, " at %s", Place(at))
	}
	if op.more > 0 {
		fmt.Fprintf(&b, ", and %d more like it", op.more)
	}
	return b.String()
}

// Place returns a position as messages name it.
func Place(p finding.Position) string {
	return fmt.Sprintf("%s:%d", path.Base(p.File), p.Line)
}

// Because returns what makes the wait long, as in "os.ReadFile at cache.go:20".
func (op Operation) Because() string {
	return effects.ShortName(op.Cause.Func, op.pkg) + " at " + Place(op.Cause.Pos)
}

// Blocking returns the remedy for an operation that has to wait.
func (op Operation) Blocking() string {
	if b := op.Task.Pool.Offers.Blocking; b != "" {
		return "wrap it in " + b + " or do it outside of the task"
	}
	return "do it outside of the task"
}

// Collect returns the remedy for tasks that gather their results.
func (op Operation) Collect() string {
	if c := op.Task.Pool.Offers.Collect; c != "" {
		return "use " + c
	}
	return "let each task keep its own result and merge them afterwards"
}

// tier returns how sure the path is, and what makes the wait at its end long.
func (op Operation) tier() finding.Tier {
	switch {
	case op.Doubtful():
		return finding.Possible
	case op.Path.Dynamic() > 0 || op.Cause != nil && op.Cause.Dynamic:
		return finding.Probable
	}
	return finding.Definite
}

// hops returns the path as it is shown.
func (op Operation) hops() []finding.Hop {
	hops := make([]finding.Hop, 0, len(op.Path.Hops)+1)
	for i, h := range op.Path.Hops {
		if i == effects.HeadHops && op.Path.Gap > 0 {
			prev := hops[i-1]
			hops = append(hops, finding.Hop{Func: fmt.Sprintf("… %d more", op.Path.Gap), Position: prev.Position, Edge: prev.Edge})
		}
		hops = append(hops, finding.Hop{Func: effects.ShortName(h.Func, op.pkg), Position: h.Pos, Edge: h.Edge.String()})
	}
	return hops
}

// reported is a report and what it is about.
type reported struct {
	op Operation
	Report
	fixes []analysis.SuggestedFix
}

func (r *reported) report(pass *analysis.Pass) {
	id, op := pass.Analyzer.Name, r.op
	f := finding.Finding{
		Severity: r.Severity,
		Tier:     op.tier(),
		Task:     handOver(op.Task),
		Trace:    op.hops(),
		More:     op.more,
	}
	places := []token.Pos{op.Task.Pos} // of the sentences
	for _, t := range op.also {
		f.Also = append(f.Also, handOver(t))
		places = append(places, t.Pos)
	}
	for _, h := range f.Trace {
		places = append(places, effects.Locate(pass, h.Position))
	}
	d := analysis.Diagnostic{Pos: op.Pos, End: op.End, Category: id, Message: r.Message, URL: URL(id), SuggestedFixes: r.fixes}
	for i, sentence := range f.Related() {
		pos := places[i]
		if !pos.IsValid() {
			pos = op.Pos // the sentence says where it is
		}
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: token.NoPos, Message: sentence})
	}
	pass.Report(d)
}

func handOver(t *effects.Task) finding.Task {
	return finding.Task{Way: t.Way, Entry: t.Entry, Pool: t.Pool.Path, Position: t.Position}
}

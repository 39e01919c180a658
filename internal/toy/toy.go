// Package toy has analyzers of a few lines, for the tests of what stands
// around analyzers. They report as parvet's rules do, with facts from one
// package to another: functions passed to a function ForEach that call
// time.Sleep, os.ReadFile or a method Lock, directly or through others.
package toy

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
)

// Rules is the index of the toy rules.
var Rules = []rule.Rule{
	{ID: "mutex", Title: "locks", Severity: finding.Warning, Tier: finding.Probable, Default: true, URL: "https://example.org/mutex"},
	{ID: "sleep", Title: "sleeps", Severity: finding.Error, Tier: finding.Definite, Default: true, Fix: true, URL: "https://example.org/sleep"},
	{ID: "syncio", Title: "reads files", Severity: finding.Error, Tier: finding.Definite, URL: "https://example.org/syncio"},
}

// Blocks is the fact that a function blocks: what a rule says of it, and where
// it calls what.
type Blocks struct {
	Rule  string
	Trace []finding.Hop
}

// AFact marks Blocks as a fact.
func (*Blocks) AFact() {}

// Analyzers returns the toys, new ones for each call: Guard changes them.
func Analyzers() []*analysis.Analyzer {
	effects := &analysis.Analyzer{
		Name:       "effects",
		Doc:        "find functions that block",
		Run:        func(pass *analysis.Pass) (any, error) { return nil, summarize(pass) },
		FactTypes:  []analysis.Fact{new(Blocks)},
		ResultType: reflect.TypeFor[any](),
	}
	effects.Flags.String("cpupools", "", "pools")
	all := []*analysis.Analyzer{effects}
	for _, r := range Rules {
		a := &analysis.Analyzer{Name: r.ID, Doc: "report tasks that block", URL: r.URL, Requires: []*analysis.Analyzer{effects}}
		enabled := func() bool { return true }
		if r.ID == "mutex" {
			short := a.Flags.Bool("short", false, "report locks")
			enabled = func() bool { return *short }
		}
		a.Run = func(pass *analysis.Pass) (any, error) {
			if enabled() {
				report(pass, r)
			}
			return nil, nil
		}
		all = append(all, a)
	}
	return all
}

// Broken returns an analyzer that returns an error, one that panics, and one
// that requires the first.
func Broken() []*analysis.Analyzer {
	failing := &analysis.Analyzer{Name: "failing", Doc: "fail",
		Run: func(*analysis.Pass) (any, error) { return nil, errors.New("no luck\ntoday") }}
	panicking := &analysis.Analyzer{Name: "panicking", Doc: "panic", Run: func(pass *analysis.Pass) (any, error) {
		return pass.ResultOf[nil].(string), nil
	}}
	dependent := &analysis.Analyzer{Name: "dependent", Doc: "require", Requires: []*analysis.Analyzer{failing},
		Run: func(*analysis.Pass) (any, error) { panic("run without its prerequisite") }}
	return []*analysis.Analyzer{failing, panicking, dependent}
}

// summarize exports facts of the functions of a package, which must be
// declared before they are used.
func summarize(pass *analysis.Pass) error {
	for _, f := range pass.Files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				for call, b := range blocking(pass, fn) {
					b.Trace = slices.Concat([]finding.Hop{hop(pass, call)}, b.Trace)
					pass.ExportObjectFact(pass.TypesInfo.Defs[fn.Name], &b)
				}
			}
		}
	}
	return nil
}

func report(pass *analysis.Pass, r rule.Rule) {
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			entry, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if callee := typeutil.Callee(pass.TypesInfo, entry); callee == nil || callee.Name() != "ForEach" {
				return true
			}
			for call, b := range blocking(pass, entry) {
				if b.Rule == r.ID {
					pass.Report(diagnostic(pass, r, entry, call, b))
				}
			}
			return true
		})
	}
}

func diagnostic(pass *analysis.Pass, r rule.Rule, entry, call *ast.CallExpr, b Blocks) analysis.Diagnostic {
	f := finding.Finding{
		Severity: r.Severity,
		Tier:     r.Tier,
		Task:     finding.Task{Entry: "pool.ForEach", Pool: "example.org/pool", Position: position(pass, entry)},
		Trace:    slices.Concat([]finding.Hop{hop(pass, call)}, b.Trace),
	}
	d := analysis.Diagnostic{
		Pos: call.Pos(), End: call.End(), Category: r.ID, URL: r.URL,
		Message: fmt.Sprintf("task passed to pool.ForEach blocks: %s", f.Trace[len(f.Trace)-1].Func),
	}
	for i, s := range f.Related() {
		at := call.Pos()
		if i == 0 {
			at = entry.Pos()
		}
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: at, Message: s})
	}
	if r.Fix {
		d.SuggestedFixes = []analysis.SuggestedFix{{Message: "remove it", TextEdits: []analysis.TextEdit{{Pos: call.Pos(), End: call.End()}}}}
	}
	return d
}

// blocking yields the calls in n that block, with what is known of the callee.
func blocking(pass *analysis.Pass, n ast.Node) func(yield func(*ast.CallExpr, Blocks) bool) {
	return func(yield func(*ast.CallExpr, Blocks) bool) {
		ast.Inspect(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			var b Blocks
			callee := typeutil.Callee(pass.TypesInfo, call)
			switch {
			case callee == nil || callee.Pkg() == nil:
				return true
			case callee.Pkg().Path() == "time" && callee.Name() == "Sleep":
				b.Rule = "sleep"
			case callee.Pkg().Path() == "os" && callee.Name() == "ReadFile":
				b.Rule = "syncio"
			case callee.Name() == "Lock":
				b.Rule = "mutex"
			case !pass.ImportObjectFact(callee, &b):
				return true
			}
			return yield(call, b)
		})
	}
}

func hop(pass *analysis.Pass, call *ast.CallExpr) finding.Hop {
	fn := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
	name := fn.Pkg().Name() + "." + fn.Name()
	return finding.Hop{Func: name, Position: position(pass, call), Edge: "static"}
}

func position(pass *analysis.Pass, call *ast.CallExpr) finding.Position {
	p := pass.Fset.Position(call.Pos())
	return finding.Position{File: pass.Pkg.Path() + "/" + filepath.Base(p.Filename), Line: p.Line, Column: p.Column}
}

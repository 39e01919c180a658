package vettool

import (
	"fmt"
	"go/token"
	"go/types"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/parvet/parvet/internal/finding"
	"golang.org/x/tools/go/analysis"
)

// Guard changes the analyzers and all that they require so that none of them
// returns an error or panics: what went wrong becomes a diagnostic, at the
// package clause of the first file, of category finding.InternalError.
//
// The reason is that go vet stores the facts of an analysis whose Run failed
// and so forgets the error: a second "go vet" is silent and exits with 0. A
// diagnostic is stored with the facts.
//
// What requires a failed analyzer is skipped in silence. The failure of an
// analyzer that is not among the given ones, whose diagnostics no driver
// prints, is reported by the first of them that requires it.
//
// Analyzers refer to each other by pointer, so Guard replaces Run in place. It
// must be called once, before any of them runs.
func Guard(analyzers []*analysis.Analyzer) {
	g := &guard{
		reporter: make(map[*analysis.Analyzer]*analysis.Analyzer),
		failures: make(map[unitOf]*failure),
	}
	for _, a := range analyzers {
		g.reporter[a] = a
	}
	for _, a := range analyzers {
		g.wrap(a, a)
	}
}

type guard struct {
	reporter map[*analysis.Analyzer]*analysis.Analyzer // of an analyzer's failures

	mu       sync.Mutex
	failures map[unitOf]*failure
}

// unitOf is one run of an analyzer: on one package.
type unitOf struct {
	a   *analysis.Analyzer
	pkg *types.Package
}

type failure struct {
	origin *analysis.Analyzer
	cause  string
}

func (g *guard) wrap(a, root *analysis.Analyzer) {
	if r, seen := g.reporter[a]; seen && (r != a || a != root) {
		return
	}
	g.reporter[a] = root
	for _, req := range a.Requires {
		g.wrap(req, root)
	}
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) { return g.run(run, pass) }
}

func (g *guard) run(run func(*analysis.Pass) (any, error), pass *analysis.Pass) (result any, err error) {
	a := pass.Analyzer
	for _, req := range a.Requires {
		if f := g.failure(req, pass.Pkg); f != nil {
			g.fail(pass, f)
			return nil, nil
		}
	}
	defer func() {
		if r := recover(); r != nil {
			g.fail(pass, &failure{a, fmt.Sprintf("panic: %v%s", r, origin(debug.Stack()))})
			result, err = nil, nil
		}
	}()
	if result, err = run(pass); err != nil {
		g.fail(pass, &failure{a, err.Error()})
		return nil, nil
	}
	return result, nil
}

func (g *guard) failure(a *analysis.Analyzer, pkg *types.Package) *failure {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failures[unitOf{a, pkg}]
}

// fail records that pass produced nothing because of f, and reports f if that
// falls to pass's analyzer.
func (g *guard) fail(pass *analysis.Pass, f *failure) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failures[unitOf{pass.Analyzer, pass.Pkg}] = f
	if g.reporter[f.origin] != pass.Analyzer {
		return
	}
	pos := token.NoPos
	if len(pass.Files) > 0 {
		pos = pass.Files[0].Package
	}
	pass.Report(analysis.Diagnostic{
		Pos:      pos,
		End:      pos + token.Pos(len("package")),
		Category: finding.InternalError,
		Message: fmt.Sprintf("internal error in parvet's %s analyzer: %s; please report it with the package that shows it",
			f.origin.Name, strings.Join(strings.Fields(f.cause), " ")),
	})
}

// origin returns " at FUNCTION" of the frame that panicked: the first below
// runtime's.
func origin(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "panic(") {
			continue
		}
		for _, line := range lines[i+1:] {
			if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "runtime.") {
				continue
			}
			if j := strings.LastIndexByte(line, '('); j > 0 {
				return " in " + line[:j]
			}
		}
	}
	return ""
}

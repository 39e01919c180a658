package effects_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/passes/effects"
)

// FuzzEngine holds that no valid program crashes the engine or a rule, and that
// two runs on the same program give the same. The programs are packages of the
// testdata, mutated by as many steps as the input says.
func FuzzEngine(f *testing.F) {
	for seed := range uint64(60) {
		f.Add(seed, uint8(4+seed%5))
	}
	seeds := programs(f)
	f.Fuzz(func(t *testing.T, seed uint64, steps uint8) {
		m := newMutator(seeds, seed)
		for range steps % 32 {
			m.step()
		}
		first, facts := runAll(t, m.prog)
		second, again := runAll(t, m.prog)
		if !slices.Equal(first, second) {
			t.Errorf("two runs report\n%s\nand\n%s\non\n%s", strings.Join(first, "\n"), strings.Join(second, "\n"), m.prog.text)
		}
		if !bytes.Equal(facts, again) {
			t.Errorf("two runs give other facts on\n%s", m.prog.text)
		}
	})
}

// TestMutator holds that mutants differ from what they are made of and from one
// another: FuzzEngine would test little if they did not.
func TestMutator(t *testing.T) {
	seeds := programs(t)
	texts := make(map[string]bool)
	for seed := range uint64(60) {
		m := newMutator(seeds, seed)
		before := m.prog.text
		for range 8 {
			m.step()
		}
		if m.prog.text != before {
			texts[m.prog.text] = true
		}
	}
	if len(texts) < 50 {
		t.Errorf("60 seeds give %d mutants", len(texts))
	}
}

// A program is a package of one file that type-checks.
type program struct {
	path string // of the package
	text string
	fset *token.FileSet
	file *ast.File
	pkg  *types.Package
	info *types.Info
}

// check parses and type-checks a program.
func check(path, text string, imp types.Importer) (*program, error) {
	p := &program{path: path, text: text, fset: token.NewFileSet(), info: &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}}
	var err error
	if p.file, err = parser.ParseFile(p.fset, "mutant.go", text, parser.ParseComments|parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	conf := types.Config{Importer: imp, GoVersion: "go1.26"}
	p.pkg, err = conf.Check(path, p.fset, []*ast.File{p.file}, p.info)
	return p, err
}

// programs reads the packages of the testdata, those of one file.
func programs(t testing.TB) []*program {
	t.Helper()
	imp := &exports{fset: token.NewFileSet()}
	files, err := filepath.Glob(filepath.Join("..", "*", "testdata", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var found []*program
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(name)
		path := "example.com/" + filepath.Base(filepath.Dir(filepath.Dir(dir))) + "/" + filepath.Base(dir)
		// Files that need others of their package, or pools that are not
		// downloaded, are left out.
		if p, err := check(path, string(src), imp); err == nil {
			found = append(found, p)
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %d of %d files of the testdata can be used", len(found), len(files))
	}
	for _, p := range found {
		p.path = "example.com/mutant" // no test depends on it, and splices cross
	}
	return found
}

// runAll runs all rules on a program and returns what they report, and the
// facts. That parvet reports a failure of its own is a failure of the test.
func runAll(t testing.TB, p *program) (reports []string, facts []byte) {
	results := make(map[*analysis.Analyzer]any)
	var run func(a *analysis.Analyzer)
	run = func(a *analysis.Analyzer) {
		if _, done := results[a]; done {
			return
		}
		for _, r := range a.Requires {
			run(r)
		}
		pass := &analysis.Pass{
			Analyzer: a, Fset: p.fset, Files: []*ast.File{p.file}, Pkg: p.pkg, TypesInfo: p.info,
			TypesSizes: types.SizesFor("gc", "amd64"),
			ResultOf:   results,
			Report: func(d analysis.Diagnostic) {
				if d.Category == finding.InternalError {
					t.Errorf("%s, in\n%s", d.Message, p.text)
				}
				text := fmt.Sprintf("%d-%d: %s: %s", d.Pos, d.End, a.Name, d.Message)
				for _, r := range d.Related {
					text += "; " + r.Message
				}
				for _, f := range d.SuggestedFixes {
					for _, e := range f.TextEdits {
						text += fmt.Sprintf("; %d-%d %q", e.Pos, e.End, e.NewText)
					}
				}
				reports = append(reports, text)
			},
			ReadFile:          func(string) ([]byte, error) { return []byte(p.text), nil },
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
			ExportPackageFact: func(f analysis.Fact) { facts = f.(*effects.Facts).Data },
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
			ExportObjectFact:  func(types.Object, analysis.Fact) {},
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
		}
		res, err := a.Run(pass)
		if err != nil {
			t.Errorf("%s: %v, in\n%s", a.Name, err, p.text)
		}
		results[a] = res
	}
	for _, a := range analyzer.All() {
		run(a)
	}
	return reports, facts
}

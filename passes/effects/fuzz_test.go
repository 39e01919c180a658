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
		first, facts := runAll(t, m.prog, nil)
		second, again := runAll(t, m.prog, nil)
		if !slices.Equal(first, second) {
			t.Errorf("two runs report\n%s\nand\n%s\non\n%s", strings.Join(first, "\n"), strings.Join(second, "\n"), m.prog.text)
		}
		if !bytes.Equal(facts, again) {
			t.Errorf("two runs give other facts on\n%s", m.prog.text)
		}
	})
}

// FuzzFacts holds the same of two packages, of which one imports the other: what
// the engine tells of a package, encoded and decoded again, crashes no importer. It
// also holds that an importer that asks a [effects.Unit] is told the same.
func FuzzFacts(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed, uint8(seed%5), uint8(seed%7))
	}
	seeds := programs(f)
	var users []*program
	for _, p := range seeds {
		if len(p.libs) > 0 {
			users = append(users, p)
		}
	}
	if len(users) < 5 {
		f.Fatalf("only %d programs import others", len(users))
	}
	f.Fuzz(func(t *testing.T, seed uint64, libSteps, steps uint8) {
		m := newMutator(seeds, seed)
		m.prog = users[seed%uint64(len(users))]
		libs := m.mutateLibs(int(libSteps % 16))
		m.importAll(t, libs)
		for range steps % 16 {
			m.step()
		}
		compareAsked(t, m.prog, libs)
	})
}

// compareAsked holds that a program, of which libs is what it imports, is told the
// same by facts as by Units, and twice the same.
func compareAsked(t *testing.T, p *program, libs []*program) {
	t.Helper()
	facts := make(map[string]*effects.Facts)
	units := make(map[string]*effects.Facts)
	text := p.text
	for _, lib := range libs {
		if _, data := runAll(t, lib, nil); data != nil {
			facts[lib.path] = &effects.Facts{Data: data}
		}
		units[lib.path] = new(effects.Facts)
		units[lib.path].Ask(effects.NewUnit(effects.Reach{Pools: true, Annotated: true, Notes: true}, func() *analysis.Pass {
			return newPass(t, lib, effects.Analyzer, nil)
		}))
		text += "\n--- " + lib.path + "\n" + lib.text
	}
	first, own := runAll(t, p, facts)
	second, again := runAll(t, p, facts)
	if !slices.Equal(first, second) || !bytes.Equal(own, again) {
		t.Errorf("two runs report\n%s\nand\n%s\non\n%s", strings.Join(first, "\n"), strings.Join(second, "\n"), text)
	}
	asked, told := runAll(t, p, units)
	if !slices.Equal(first, asked) || !bytes.Equal(own, told) {
		t.Errorf("with facts there is reported\n%s\nand with units\n%s\non\n%s", strings.Join(first, "\n"), strings.Join(asked, "\n"), text)
	}
}

// TestAskedAlike holds the same of programs on which it was once not so.
func TestAskedAlike(t *testing.T) {
	seeds := programs(t)
	for name, test := range map[string]struct{ user, lib string }{
		"what effects are about within a package": {`package user

import (
	"context"

	"example.com/lib"
	"github.com/parvet/parvet/runtime/par"
)

func twice(n int) int { return 2 * n }

func work() { lib.Split(twice); lib.Read() }

func hand(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) { work() })
}
`, `package lib

import "io"

func Split(f func(int) int) int {
	done := make(chan int)
	go func() { done <- f(1) }()
	return <-done
}

var pipe, _ = io.Pipe()

func Read() { pipe.Read(nil) }
`},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMutator(seeds, 0)
			lib, err := check(token.NewFileSet(), "example.com/lib", test.lib, m.imp)
			if err != nil {
				t.Fatal(err)
			}
			m.prog = &program{path: "example.com/user", text: test.user}
			m.importAll(t, []*program{lib})
			compareAsked(t, m.prog, m.prog.libs)
		})
	}
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
	libs []*program // those that it imports
	fset *token.FileSet
	file *ast.File
	pkg  *types.Package
	info *types.Info
}

// check parses and type-checks a program.
func check(fset *token.FileSet, path, text string, imp types.Importer) (*program, error) {
	p := &program{path: path, text: text, fset: fset, info: &types.Info{
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
	libs := make(map[string]*program)
	// Files that need others of their package, or pools that are not downloaded,
	// are left out; those that import others of the testdata come second.
	for range 2 {
		known := make(map[string]*program)
		for path, lib := range libs {
			known[path] = lib
		}
		var left []string
		for _, name := range files {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Dir(name)
			path := "example.com/" + filepath.Base(filepath.Dir(filepath.Dir(dir))) + "/" + filepath.Base(dir)
			p, err := check(token.NewFileSet(), path, string(src), &withLibs{imp, known})
			if err != nil {
				left = append(left, name)
				continue
			}
			for _, spec := range p.file.Imports {
				if lib := known[strings.Trim(spec.Path.Value, `"`)]; lib != nil {
					p.libs = append(p.libs, lib)
				}
			}
			if libs[path] == nil {
				libs[path] = &program{path: path, text: p.text, fset: p.fset, file: p.file, pkg: p.pkg, info: p.info}
			}
			p.path = "example.com/mutant" // no test depends on it, and splices cross
			found = append(found, p)
		}
		files = left
	}
	if len(found) < 10 {
		t.Fatalf("only %d files of the testdata can be used, not %d", len(found), len(files))
	}
	return found
}

// withLibs imports programs besides what another importer does.
type withLibs struct {
	types.Importer
	libs map[string]*program
}

func (w *withLibs) Import(path string) (*types.Package, error) {
	if p := w.libs[path]; p != nil {
		return p.pkg, nil
	}
	return w.Importer.Import(path)
}

// runAll runs all rules on a program, with what is known of its imports, and
// returns what they report, and the facts. That parvet reports a failure of its own
// is a failure of the test.
func runAll(t testing.TB, p *program, known map[string]*effects.Facts) (reports []string, facts []byte) {
	results := make(map[*analysis.Analyzer]any)
	var run func(a *analysis.Analyzer)
	run = func(a *analysis.Analyzer) {
		if _, done := results[a]; done {
			return
		}
		for _, r := range a.Requires {
			run(r)
		}
		pass := newPass(t, p, a, known)
		pass.ResultOf = results
		failed := pass.Report
		pass.Report = func(d analysis.Diagnostic) {
			failed(d)
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
		}
		pass.ExportPackageFact = func(f analysis.Fact) { facts = f.(*effects.Facts).Data }
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

// newPass returns a pass with what is known of imports, by path. What it exports and
// reports goes nowhere, but for failures.
func newPass(t testing.TB, p *program, a *analysis.Analyzer, known map[string]*effects.Facts) *analysis.Pass {
	return &analysis.Pass{
		Analyzer: a, Fset: p.fset, Files: []*ast.File{p.file}, Pkg: p.pkg, TypesInfo: p.info,
		TypesSizes: types.SizesFor("gc", "amd64"),
		ResultOf:   make(map[*analysis.Analyzer]any),
		Report: func(d analysis.Diagnostic) {
			if d.Category == finding.InternalError {
				t.Errorf("%s, in\n%s", d.Message, p.text)
			}
		},
		ReadFile: func(string) ([]byte, error) { return []byte(p.text), nil },
		ImportPackageFact: func(pkg *types.Package, f analysis.Fact) bool {
			facts := known[pkg.Path()]
			if facts != nil {
				*f.(*effects.Facts) = *facts
			}
			return facts != nil
		},
		ExportPackageFact: func(analysis.Fact) {},
		ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact:  func(types.Object, analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
}

package effects_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
)

// exports imports packages from what the go command compiles.
type exports struct {
	fset  *token.FileSet
	files map[string]string
	gc    types.Importer
}

// Import returns a package of the standard library or the pool.
func (x *exports) Import(path string) (*types.Package, error) {
	if x.gc == nil {
		// All at once: each call of the go command takes a while.
		list := exec.Command("go", "list", "-e", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}",
			"github.com/parvet/parvet/runtime/par", "net/http", "net/rpc", "database/sql", "log/slog", "encoding/json",
			"encoding/gob", "encoding/xml", "container/list", "text/template", "os/exec", "os/signal", "iter", "plugin", "testing")
		out, err := list.Output()
		if err != nil {
			return nil, err
		}
		x.files = make(map[string]string)
		for line := range strings.Lines(string(out)) {
			path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
			x.files[path] = file
		}
		x.gc = importer.ForCompiler(x.fset, "gc", func(path string) (io.ReadCloser, error) {
			if x.files[path] == "" {
				return nil, fmt.Errorf("no export data of %s", path)
			}
			return os.Open(x.files[path])
		})
	}
	return x.gc.Import(path)
}

// importing finds the imports of a mutant among those of the seeds.
type importing map[string]*types.Package

func (im importing) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := im[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// A mutator changes a program step by step. What it does depends on the seed
// only, so that a failure can be repeated.
type mutator struct {
	rand  *rand.Rand
	seeds []*program
	imp   importing
	prog  *program
	n     int // for new names

	fits func(*program) bool // if not nil: whether a mutant will do
}

func newMutator(seeds []*program, seed uint64) *mutator {
	m := &mutator{rand: rand.New(rand.NewPCG(seed, 1)), seeds: seeds, imp: make(importing)}
	for _, s := range seeds {
		for _, p := range s.pkg.Imports() {
			if !slices.ContainsFunc(s.libs, func(lib *program) bool { return lib.path == p.Path() }) {
				m.imp[p.Path()] = p
			}
		}
	}
	alone := slices.DeleteFunc(slices.Clone(seeds), func(p *program) bool { return len(p.libs) > 0 })
	m.prog = alone[seed%uint64(len(alone))]
	return m
}

// step makes one change that type-checks, or none if it finds none.
func (m *mutator) step() {
	for range 12 {
		m.n++
		text := [...]func() string{m.statement, m.statement, m.wrap, m.wrap, m.expression, m.rename, m.splice}[m.rand.IntN(7)]()
		if text == "" || len(text) > 60_000 {
			continue
		}
		p, err := check(m.fset(), m.prog.path, text, m.imp)
		if err == nil && (m.fits == nil || m.fits(p)) {
			p.libs = m.prog.libs
			m.prog = p
			return
		}
	}
}

// fset returns the file set of the next mutant. One that imports others has their
// positions in it.
func (m *mutator) fset() *token.FileSet {
	if len(m.prog.libs) > 0 {
		return m.prog.fset
	}
	return token.NewFileSet()
}

// mutateLibs returns what the program imports, one of it changed by some steps, as
// far as the program can still import it.
func (m *mutator) mutateLibs(steps int) []*program {
	user := m.prog
	libs := slices.Clone(user.libs)
	i := m.rand.IntN(len(libs))
	known := maps.Clone(m.imp)
	for _, lib := range libs {
		known[lib.path] = lib.pkg
	}
	lm := &mutator{rand: m.rand, seeds: m.seeds, imp: m.imp, prog: libs[i]}
	lm.fits = func(lib *program) bool {
		known[lib.path] = lib.pkg
		_, err := check(token.NewFileSet(), user.path, user.text, known)
		return err == nil
	}
	for range steps {
		lm.step()
	}
	libs[i] = lm.prog
	return libs
}

// importAll has the program import libs as a driver has it: by way of export data.
func (m *mutator) importAll(t *testing.T, libs []*program) {
	fset := token.NewFileSet()
	for _, lib := range libs {
		var data bytes.Buffer
		if err := gcexportdata.Write(&data, lib.fset, lib.pkg); err != nil {
			t.Fatal(err)
		}
		known := maps.Clone(m.imp)
		delete(known, lib.path)
		view, err := gcexportdata.Read(&data, fset, known, lib.path)
		if err != nil {
			t.Fatal(err)
		}
		m.imp[lib.path] = view
	}
	p, err := check(fset, m.prog.path, m.prog.text, m.imp)
	if err != nil {
		t.Fatalf("%v, in\n%s", err, m.prog.text)
	}
	p.libs = libs
	m.prog = p
}

// pick returns one of several things.
func pick[T any](m *mutator, from []T) T { return from[m.rand.IntN(len(from))] }

func (m *mutator) offsets(n ast.Node) (from, to int) {
	f := m.prog.fset.File(m.prog.file.FileStart)
	return f.Offset(n.Pos()), f.Offset(n.End())
}

func (m *mutator) source(n ast.Node) string {
	from, to := m.offsets(n)
	return m.prog.text[from:to]
}

// replace returns the program with other text for a node.
func (m *mutator) replace(n ast.Node, text string) string {
	from, to := m.offsets(n)
	return m.prog.text[:from] + text + m.prog.text[to:]
}

// lists returns the statements of each block.
func (m *mutator) lists() [][]ast.Stmt {
	var lists [][]ast.Stmt
	ast.Inspect(m.prog.file, func(n ast.Node) bool {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		if len(list) > 0 {
			lists = append(lists, list)
		}
		return true
	})
	return lists
}

// statement deletes a statement, repeats it, or swaps it with another one.
func (m *mutator) statement() string {
	lists := m.lists()
	if len(lists) == 0 {
		return ""
	}
	list := pick(m, lists)
	s := pick(m, list)
	switch m.rand.IntN(3) {
	case 0:
		return m.replace(s, "")
	case 1:
		return m.replace(s, m.source(s)+"\n"+m.source(s))
	}
	other := pick(m, pick(m, lists))
	if other.Pos() < s.End() && s.Pos() < other.End() {
		return ""
	}
	if other.Pos() < s.Pos() {
		s, other = other, s
	}
	a, b := m.offsets(s)
	c, d := m.offsets(other)
	t := m.prog.text
	return t[:a] + t[c:d] + t[b:c] + t[a:b] + t[d:]
}

// wrap puts a statement into another one.
func (m *mutator) wrap() string {
	lists := m.lists()
	if len(lists) == 0 {
		return ""
	}
	list := pick(m, lists)
	s := pick(m, list)
	from, _ := m.offsets(s)
	_, to := m.offsets(list[len(list)-1])
	if m.rand.IntN(2) == 0 {
		_, to = m.offsets(s)
	}
	name := fmt.Sprintf("mut%d", m.n)
	form := pick(m, [][2]string{
		{"for {\n%s\n}", ""},
		{"for {\n%s\nbreak\n}", ""},
		{"for range 3 {\n%s\n}", ""},
		{"if len(\"x\") > 0 {\n%s\n}", ""},
		{"if NAME {\n%s\n} else {\n%[1]s\n}", "var NAME bool\n"},
		{"func() {\n%s\n}()", ""},
		{"go func() {\n%s\n}()", ""},
		{"defer func() {\nrecover()\n%s\n}()", ""},
		{"switch {\ncase NAME > 0:\n%s\nfallthrough\ndefault:\n}", "var NAME int\n"},
		{"select {\ncase <-NAME:\n%s\ndefault:\n}", "var NAME = make(chan int)\n"},
		{"select {\ncase NAME <- func() {\n%s\n}:\n}", "var NAME = make(chan func())\n"},
		{"NAME = append(NAME, func() {\n%s\n})\nfor _, f := range NAME { f() }", "var NAME []func()\n"},
		{"for range NAME {\n%s\n}", "func NAME(yield func(int) bool) { for i := range 3 { if !yield(i) { return } } }\n"},
		{"NAME[int](func(int) {\n%s\n})", "func NAME[T any](f func(T)) { var zero T; f(zero) }\n"},
		{"NAME[string]{f: func(string) {\n%s\n}}.do(\"\")", "type NAME[T any] struct{ f func(T) }\nfunc (b NAME[T]) do(x T) { if b.f != nil { b.f(x) } }\n"},
		{"NAME.Lock()\n%s\nNAME.Unlock()", "var NAME = struct{ *NAMET }{new(NAMET)}\ntype NAMET struct{ c chan int }\nfunc (t *NAMET) Lock() { t.c <- 1 }\nfunc (t *NAMET) Unlock() { <-t.c }\n"},
		{"var f func(int)\nf = func(n int) {\nif n > 0 { f(n-1) }\n%s\n}\nf(3)", ""},
		{"(*new(interface{ M(func()) })).M(func() {\n%s\n})", ""},
		{"NAME: for { \n%s\ncontinue NAME\n}", ""},
	})
	text := strings.ReplaceAll(fmt.Sprintf(form[0], m.prog.text[from:to]), "NAME", name)
	return m.prog.text[:from] + text + m.prog.text[to:] + "\n" + strings.ReplaceAll(form[1], "NAME", name)
}

// expression replaces an expression by another of the same type.
func (m *mutator) expression() string {
	var all []ast.Expr
	ast.Inspect(m.prog.file, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && m.prog.info.Types[e].IsValue() {
			all = append(all, e)
		}
		return true
	})
	if len(all) == 0 {
		return ""
	}
	e := pick(m, all)
	t := m.prog.info.TypeOf(e)
	var like []ast.Expr
	for _, o := range all {
		if o != e && types.Identical(m.prog.info.TypeOf(o), t) && m.source(o) != m.source(e) {
			like = append(like, o)
		}
	}
	if len(like) == 0 {
		return ""
	}
	return m.replace(e, m.source(pick(m, like)))
}

// rename gives a function or variable of the package another name.
func (m *mutator) rename() string {
	scope := m.prog.pkg.Scope()
	if scope.Len() == 0 {
		return ""
	}
	obj := scope.Lookup(pick(m, scope.Names()))
	name := fmt.Sprintf("%s%d", pick(m, []string{"renamed", "Renamed", "é"}), m.n)
	text, last := "", 0
	ast.Inspect(m.prog.file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && (m.prog.info.Defs[id] == obj || m.prog.info.Uses[id] == obj) {
			from, to := m.offsets(id)
			text += m.prog.text[last:from] + name
			last = to
		}
		return true
	})
	return text + m.prog.text[last:]
}

// splice adds a declaration of another program, under the name that it has
// there or, for a function, another one.
func (m *mutator) splice() string {
	other := pick(m, m.seeds)
	var decls []ast.Decl
	for _, d := range other.file.Decls {
		if g, ok := d.(*ast.GenDecl); !ok || g.Tok != token.IMPORT {
			decls = append(decls, d)
		}
	}
	if len(decls) == 0 {
		return ""
	}
	f := other.fset.File(other.file.FileStart)
	d := pick(m, decls)
	src := other.text[f.Offset(d.Pos()):f.Offset(d.End())]
	if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
		at := f.Offset(fn.Name.Pos()) - f.Offset(d.Pos())
		src = src[:at] + fmt.Sprintf("spliced%d", m.n) + src[at+len(fn.Name.Name):]
	}
	text := m.prog.text
	imported := make(map[string]bool)
	for _, spec := range m.prog.file.Imports {
		imported[spec.Path.Value] = true
	}
	end := m.prog.fset.File(m.prog.file.FileStart).Offset(m.prog.file.Name.End())
	var imports string
	for _, spec := range other.file.Imports {
		base := strings.Trim(spec.Path.Value[strings.LastIndexByte(spec.Path.Value, '/')+1:], `"`)
		if !imported[spec.Path.Value] && strings.Contains(src, base+".") {
			imports += "\nimport " + spec.Path.Value
		}
	}
	return text[:end] + imports + text[end:] + "\n" + src + "\n"
}

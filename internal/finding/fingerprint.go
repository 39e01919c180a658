package finding

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// A Key is what a finding is known by from one state of the program to the next:
// nothing in it changes when lines move, when files are renamed or formatted, or
// when the program is checked out elsewhere. Several findings of a function may
// have the same.
type Key struct {
	Rule     string
	Package  string // import path
	Function string // the declaration that has the report, "" if it is outside of all
	Path     string // the functions from the task to the operation, or the message if there are none
}

// Compare orders keys by package, function, rule and path.
func (k Key) Compare(l Key) int {
	return cmp.Or(
		cmp.Compare(k.Package, l.Package),
		cmp.Compare(k.Function, l.Function),
		cmp.Compare(k.Rule, l.Rule),
		cmp.Compare(k.Path, l.Path),
	)
}

// Fingerprint returns a short text for the n-th finding with this key, counted
// from 1.
func (k Key) Fingerprint(n int) string {
	h := sha256.New()
	for _, part := range []string{k.Rule, k.Package, k.Function, k.Path} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return fmt.Sprintf("%x:%d", h.Sum(nil)[:16], n)
}

// Fingerprints returns those of findings, in their order. Two that are at the
// same place in the order of Sort are told apart by it.
func Fingerprints(fs []Finding, src *Sources) []string {
	order := make([]int, len(fs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return Compare(fs[i], fs[j]) })
	prints := make([]string, len(fs))
	seen := make(map[Key]int)
	for _, i := range order {
		k := src.Key(&fs[i])
		seen[k]++
		prints[i] = k.Fingerprint(seen[k])
	}
	return prints
}

// Sources tells in which declarations the lines of files are. Each file is read
// once.
type Sources struct {
	dir   string // relative names are relative to it
	files map[string][]span
	paths map[string]string // import paths by directory
}

// NewSources returns the sources of files whose names are relative to dir.
func NewSources(dir string) *Sources {
	return &Sources{dir, make(map[string][]span), make(map[string]string)}
}

// span is a declaration with its comments.
type span struct {
	name       string
	start, end Position
}

var (
	// literal is a function literal in the name of a function. They are numbered,
	// so that a new one renames those after it.
	literal = regexp.MustCompile(`\.func\d+(\.\d+)*`)
	elided  = regexp.MustCompile(`^… \d+ more$`)
	place   = regexp.MustCompile(`(\.go):\d+(:\d+)?`)
)

// Key returns what a finding is known by.
func (s *Sources) Key(f *Finding) Key {
	k := Key{Rule: f.Rule, Package: s.importPath(f), Function: s.function(f.Position)}
	var hops []string
	for _, h := range f.Trace {
		switch {
		case elided.MatchString(h.Func):
			hops = append(hops, "…")
		default:
			hops = append(hops, literal.ReplaceAllString(h.Func, ".func"))
		}
	}
	k.Path = strings.Join(hops, " → ")
	if len(hops) == 0 {
		k.Path = place.ReplaceAllString(f.Message, "$1")
	}
	return k
}

func (s *Sources) absolute(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(s.dir, file)
}

// importPath returns that of the package. The go command does not tell it of
// files that are named one by one.
func (s *Sources) importPath(f *Finding) string {
	if f.Package != "command-line-arguments" {
		return f.Package
	}
	dir := filepath.Dir(s.absolute(f.File))
	if known, ok := s.paths[dir]; ok {
		return known
	}
	s.paths[dir] = f.Package
	for root := dir; ; root = filepath.Dir(root) {
		data, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if module := modfile.ModulePath(data); err == nil && module != "" {
			if rel, err := filepath.Rel(root, dir); err == nil {
				s.paths[dir] = path.Join(module, filepath.ToSlash(rel))
			}
		}
		if err == nil || root == filepath.Dir(root) {
			return s.paths[dir]
		}
	}
}

// function returns the name of the declaration at p: F, T.M, (*T).M, or what a
// declaration of something else declares first.
func (s *Sources) function(p Position) string {
	spans, ok := s.files[p.File]
	if !ok {
		spans = declarations(s.absolute(p.File))
		s.files[p.File] = spans
	}
	p.File = "" // as in the spans
	for _, d := range spans {
		if d.start.Compare(p) <= 0 && p.Compare(d.end) < 0 {
			return d.name
		}
	}
	return ""
}

// declarations returns those of a file; none if it cannot be read. What of it is
// no Go is skipped.
func declarations(file string) []span {
	if !strings.HasSuffix(file, ".go") {
		return nil
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	fset := token.NewFileSet()
	parsed, _ := parser.ParseFile(fset, file, src, parser.ParseComments|parser.SkipObjectResolution)
	if parsed == nil {
		return nil
	}
	var spans []span
	add := func(n ast.Node, name string, comments ...*ast.CommentGroup) {
		from, to := n.Pos(), n.End()
		for _, c := range comments {
			if c != nil {
				from, to = min(from, c.Pos()), max(to, c.End())
			}
		}
		// A position of a finding is one that line directives have changed.
		start, end := fset.Position(from), fset.Position(to)
		if start.Filename == file {
			spans = append(spans, span{name, Position{"", start.Line, start.Column}, Position{"", end.Line, end.Column}})
		}
	}
	for _, decl := range parsed.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			add(decl, funcName(decl), decl.Doc)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					add(spec, spec.Names[0].Name, spec.Doc, spec.Comment, decl.Doc)
				case *ast.TypeSpec:
					add(spec, spec.Name.Name, spec.Doc, spec.Comment, decl.Doc)
				}
			}
		}
	}
	return spans
}

func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	switch t := ast.Unparen(f.Recv.List[0].Type).(type) {
	case *ast.StarExpr:
		return "(*" + typeName(t.X) + ")." + f.Name.Name
	default:
		return typeName(t) + "." + f.Name.Name
	}
}

// typeName returns the name of a type without its parameters.
func typeName(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	}
	return ""
}

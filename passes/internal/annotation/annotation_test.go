package annotation_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// read returns the annotations of a file, which may have errors of types.
func read(t *testing.T, imp types.Importer, src string) (*annotation.Set, int) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "syntax.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, 0
	}
	info := &types.Info{Defs: make(map[*ast.Ident]types.Object), Types: make(map[ast.Expr]types.TypeAndValue)}
	conf := types.Config{Importer: imp, Error: func(error) {}}
	conf.Check("syntax", fset, []*ast.File{file}, info)
	return annotation.Read(fset, []*ast.File{file}, info), len(directive.Parse(file))
}

// TestEverywhere puts annotations behind and before each line. Each of them has
// to say something, or else to be reported: none is passed over in silence.
func TestEverywhere(t *testing.T) {
	data, err := os.ReadFile("testdata/syntax.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	said, reported := make(map[string]int), make(map[string]int)
	for _, text := range []string{"//parvet:blocking", "//parvet:nonblocking why", "//parvet:task", "//parvet:cpu"} {
		for i := range lines {
			for _, put := range [][]string{{lines[i] + " " + text}, {text, lines[i]}, {text + "\r", lines[i] + "\r"}} {
				src := strings.Join(slices.Concat(lines[:i], put, lines[i+1:]), "\n")
				set, n := read(t, imp, src)
				if n != 1 {
					continue // not Go, or in another comment
				}
				notes := len(set.Literals) + len(set.CPUs)
				for _, n := range set.Notes {
					if n.Calls() || n.Line.Tasks != nil {
						notes++
					}
				}
				if (notes > 0) == (len(set.Problems) > 0) {
					t.Errorf("%s at %q: %d notes, %v", text, put, notes, set.Problems)
				}
				if notes > 0 {
					said[text]++
				} else {
					reported[text]++
				}
			}
		}
		if said[text] < 10 || reported[text] < 10 {
			t.Errorf("%s is read at %d places and reported at %d", text, said[text], reported[text])
		}
	}
}

package apply

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"

	"github.com/aymanbagabas/go-udiff"
)

// withoutUnusedImports removes imports that before uses and after does not:
// each of two fixes may leave a use of which the other is the last. The name
// of a package is taken to be the last element of its path; where it is not,
// nothing is removed.
func withoutUnusedImports(before, after []byte) []byte {
	old, _, err := uses(before)
	if err != nil {
		return after
	}
	used, f, err := uses(after)
	if err != nil {
		return after
	}
	for _, spec := range slices.Backward(f.file.Imports) {
		if name := nameOf(spec); old[name] && !used[name] {
			start, end := f.span(after, spec)
			after = slices.Concat(after[:start], after[end:])
		}
	}
	return after
}

// UnusedImports returns the edits of src that remove the imports which it needs
// before the given edits only. It is for who hands edits on to be made elsewhere.
func UnusedImports(src []byte, edits []udiff.Edit) []udiff.Edit {
	old, f, err := uses(src)
	if err != nil {
		return nil
	}
	after, err := udiff.ApplyBytes(src, edits)
	if err != nil {
		return nil
	}
	used, g, err := uses(after)
	if err != nil {
		return nil
	}
	var removals []udiff.Edit
	for _, spec := range f.file.Imports {
		left := slices.ContainsFunc(g.file.Imports, func(s *ast.ImportSpec) bool {
			return s.Path.Value == spec.Path.Value && nameOf(s) == nameOf(spec)
		})
		if name := nameOf(spec); !left || !old[name] || used[name] {
			continue
		}
		start, end := f.span(src, spec)
		if e := (udiff.Edit{Start: start, End: end}); Fit(edits, []udiff.Edit{e}) {
			removals = append(removals, e)
		}
	}
	return removals
}

// nameOf returns the name by which an import is used.
func nameOf(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return path.Base(p)
}

type parsed struct {
	file *ast.File
	tf   *token.File
}

// uses returns the names before the dot in qualified identifiers.
func uses(src []byte) (map[string]bool, parsed, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return nil, parsed{}, err
	}
	names := make(map[string]bool)
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Obj == nil {
				names[id.Name] = true
			}
		}
		return true
	})
	return names, parsed{f, fset.File(f.FileStart)}, nil
}

// span returns what is to be removed of an import: with its line if that has
// nothing else.
func (f parsed) span(src []byte, spec *ast.ImportSpec) (start, end int) {
	var n ast.Node = spec
	for _, d := range f.file.Decls {
		if d, ok := d.(*ast.GenDecl); ok && len(d.Specs) == 1 && d.Specs[0] == spec {
			n = d
		}
	}
	start, end = f.tf.Offset(n.Pos()), f.tf.Offset(n.End())
	line := bytes.LastIndexByte(src[:start], '\n') + 1
	next := bytes.IndexByte(src[end:], '\n') + 1
	if len(bytes.TrimSpace(src[line:start])) == 0 && next > 0 && len(bytes.TrimSpace(src[end:end+next])) == 0 {
		return line, end + next
	}
	return start, end
}

package apply

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
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
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		} else if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			name = path.Base(p)
		}
		if old[name] && !used[name] {
			after = f.without(after, spec)
		}
	}
	return after
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

// without removes an import, with its line if that has nothing else.
func (f parsed) without(src []byte, spec *ast.ImportSpec) []byte {
	var n ast.Node = spec
	for _, d := range f.file.Decls {
		if d, ok := d.(*ast.GenDecl); ok && len(d.Specs) == 1 && d.Specs[0] == spec {
			n = d
		}
	}
	start, end := f.tf.Offset(n.Pos()), f.tf.Offset(n.End())
	line := bytes.LastIndexByte(src[:start], '\n') + 1
	next := bytes.IndexByte(src[end:], '\n') + 1
	if len(bytes.TrimSpace(src[line:start])) == 0 && next > 0 && len(bytes.TrimSpace(src[end:end+next])) == 0 {
		start, end = line, end+next
	}
	return slices.Concat(src[:start], src[end:])
}

package fix

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// offer returns the fix that the edits make, with the removal of imports that
// nothing uses any more. It returns nil if the result would not compile.
func (s *Site) offer(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	for _, spec := range s.file.Imports {
		name := s.pass.TypesInfo.PkgNameOf(spec)
		if name == nil || name.Name() == "_" || name.Name() == "." || !s.unused(name, edits) {
			continue
		}
		removal, ok := s.withoutLine(s.declaration(spec))
		if !ok {
			return nil
		}
		edits = append(edits, removal)
	}
	if !s.compiles(edits) {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// compiles reports whether the file is still right after the edits. Of the
// other files of the package it takes the declarations only.
//
// The package is checked anew: to check an expression in its place, as
// types.CheckExpr does, would add to the scopes of the package, which other
// analyzers are reading.
func (s *Site) compiles(edits []analysis.TextEdit) bool {
	fset := s.pass.Fset // of the other files, so it has to be that of this one
	edited, err := parser.ParseFile(fset, fset.File(s.file.FileStart).Name(), s.fileWith(edits), parser.SkipObjectResolution)
	if edited != nil {
		defer fset.RemoveFile(fset.File(edited.FileStart))
	}
	if err != nil {
		return false
	}
	files := []*ast.File{edited}
	for _, f := range s.pass.Files {
		if f != s.file {
			files = append(files, withoutBodies(f))
		}
	}
	right := true
	conf := types.Config{
		GoVersion: s.pass.Pkg.GoVersion(),
		Sizes:     s.pass.TypesSizes,
		Importer:  s,
		Error: func(err error) {
			var e types.Error
			if !errors.As(err, &e) || edited.FileStart <= e.Pos && e.Pos <= edited.FileEnd {
				right = false
			}
		},
	}
	conf.Check(s.pass.Pkg.Path(), fset, files, nil) // its error is the first of those that Error gets
	return right
}

// Import returns a package as the files of this one import it.
func (s *Site) Import(path string) (*types.Package, error) {
	for _, f := range s.pass.Files {
		for _, spec := range f.Imports {
			name := s.pass.TypesInfo.PkgNameOf(spec)
			if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == path && name != nil {
				return name.Imported(), nil
			}
		}
	}
	return nil, fmt.Errorf("package %s is not imported", path)
}

// withoutBodies returns a file without the bodies of its functions.
func withoutBodies(f *ast.File) *ast.File {
	stripped := *f
	stripped.Decls = slices.Clone(f.Decls)
	for i, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			head := *d
			head.Body = nil
			stripped.Decls[i] = &head
		}
	}
	return &stripped
}

// fileWith returns the source of the file after the edits.
func (s *Site) fileWith(edits []analysis.TextEdit) []byte {
	tf := s.pass.Fset.File(s.file.FileStart)
	sorted := slices.Clone(edits)
	slices.SortFunc(sorted, func(a, b analysis.TextEdit) int { return int(b.Pos - a.Pos) })
	text := s.src
	for _, e := range sorted {
		text = slices.Concat(text[:tf.Offset(e.Pos)], e.NewText, text[tf.Offset(e.End):])
	}
	return text
}

// unused reports whether the edits remove all uses of an import.
func (s *Site) unused(name *types.PkgName, edits []analysis.TextEdit) bool {
	removed := false
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(name.Name()) + `\.`)
	for id, obj := range s.pass.TypesInfo.Uses {
		if obj != name {
			continue
		}
		i := slices.IndexFunc(edits, func(e analysis.TextEdit) bool { return e.Pos <= id.Pos() && id.End() <= e.End })
		if i < 0 || word.Match(edits[i].NewText) {
			return false
		}
		removed = true
	}
	return removed && !slices.ContainsFunc(edits, func(e analysis.TextEdit) bool { return word.Match(e.NewText) })
}

// declaration returns the declaration of a spec if it declares nothing else,
// and the spec otherwise.
func (s *Site) declaration(spec ast.Spec) ast.Node {
	var n ast.Node = spec
	ast.Inspect(s.file, func(m ast.Node) bool {
		if d, ok := m.(*ast.GenDecl); ok && len(d.Specs) == 1 && d.Specs[0] == spec {
			n = d
		}
		return n == spec
	})
	return n
}

// withoutLine returns the edit that removes a node with its lines. It fails if
// they have more than the node.
func (s *Site) withoutLine(n ast.Node) (analysis.TextEdit, bool) {
	tf := s.pass.Fset.File(n.Pos())
	first, last := tf.Line(n.Pos()), tf.Line(n.End())
	if last == tf.LineCount() {
		return analysis.TextEdit{}, false
	}
	e := analysis.TextEdit{Pos: tf.LineStart(first), End: tf.LineStart(last + 1)}
	if rest := s.between(e.Pos, n.Pos()) + s.between(n.End(), e.End); strings.TrimSpace(rest) != "" {
		return e, false
	}
	// Of two empty lines that come together, or one that comes first, one goes.
	before := strings.TrimSpace(s.between(tf.LineStart(max(1, first-1)), e.Pos))
	if last+2 <= tf.LineCount() && (before == "" || strings.HasSuffix(before, "{") || strings.HasSuffix(before, "(")) {
		if next := tf.LineStart(last + 2); strings.TrimSpace(s.between(e.End, next)) == "" {
			e.End = next
		}
	}
	return e, true
}

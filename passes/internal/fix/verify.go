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
		removal, ok := s.withoutImport(spec)
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
	edited, err := parser.ParseFile(fset, fset.File(s.file.FileStart).Name(), s.edited(edits), parser.SkipObjectResolution)
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

// edited returns the source of the file after the edits.
func (s *Site) edited(edits []analysis.TextEdit) []byte {
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

// withoutImport returns the edit that removes an import with its line, or with
// its declaration if that has no other.
func (s *Site) withoutImport(spec *ast.ImportSpec) (analysis.TextEdit, bool) {
	tf := s.pass.Fset.File(spec.Pos())
	var n ast.Node = spec
	for _, d := range s.file.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Pos() <= spec.Pos() && spec.End() <= d.End() && len(d.Specs) == 1 {
			n = d
		}
	}
	last := tf.Line(n.End())
	if last == tf.LineCount() || s.indentation(n.Pos()) != s.between(tf.LineStart(tf.Line(n.Pos())), n.Pos()) {
		return analysis.TextEdit{}, false
	}
	e := analysis.TextEdit{Pos: tf.LineStart(tf.Line(n.Pos())), End: tf.LineStart(last + 1)}
	for _, c := range s.file.Comments {
		if c.Pos() < e.End && e.Pos < c.End() {
			return e, false
		}
	}
	return e, true
}

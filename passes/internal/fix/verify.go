package fix

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// Verify reports of each fix whether the package is still right after it, as
// far as go/types can tell.
//
// The fixes are checked together, as a check costs about the same for one and
// for hundreds; those in functions that turn out to be wrong are checked one by
// one. The package is checked anew, and of functions without a fix only the
// declaration. To check an expression in its place, as types.CheckExpr does,
// would add to the scopes of the package, which other analyzers are reading.
func Verify(pass *analysis.Pass, fixes []analysis.SuggestedFix) []bool {
	v := verifier{pass: pass, fixes: fixes, right: make([]bool, len(fixes))}
	rest := make([]int, len(fixes))
	for i := range fixes {
		rest[i] = i
	}
	for len(rest) > 0 {
		var batch, later []int
		var edits []analysis.TextEdit
		for _, i := range rest {
			if overlap(edits, fixes[i].TextEdits) {
				later = append(later, i)
				continue
			}
			batch = append(batch, i)
			for _, e := range fixes[i].TextEdits {
				if !slices.ContainsFunc(edits, func(f analysis.TextEdit) bool { return same(e, f) }) {
					edits = append(edits, e)
				}
			}
		}
		v.check(batch, edits)
		rest = later
	}
	return v.right
}

func same(e, f analysis.TextEdit) bool {
	return e.Pos == f.Pos && e.End == f.End && string(e.NewText) == string(f.NewText)
}

func overlap(some, others []analysis.TextEdit) bool {
	for _, e := range others {
		if slices.ContainsFunc(some, func(f analysis.TextEdit) bool { return !same(e, f) && e.Pos < f.End && f.Pos < e.End }) {
			return true
		}
	}
	return false
}

type verifier struct {
	pass  *analysis.Pass
	fixes []analysis.SuggestedFix
	right []bool
}

// check finds out which of the fixes are right, given all their edits.
func (v *verifier) check(batch []int, edits []analysis.TextEdit) {
	wrong := v.wrong(edits)
	var again []int
	for _, i := range batch {
		v.right[i] = !slices.ContainsFunc(v.fixes[i].TextEdits, func(e analysis.TextEdit) bool { return wrong[v.declOf(e.Pos)] })
		if !v.right[i] {
			again = append(again, i)
		}
	}
	if len(batch) == 1 {
		return
	}
	for _, i := range again {
		v.check([]int{i}, v.fixes[i].TextEdits)
	}
}

// A decl is a function of a file, or its other declarations.
type decl struct {
	file *ast.File
	n    int // of the function, or -1
}

func (v *verifier) declOf(pos token.Pos) decl {
	for _, f := range v.pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return decl{f, function(f, pos)}
		}
	}
	return decl{}
}

// function returns the number of the function at a position, or -1.
func function(f *ast.File, pos token.Pos) int {
	n := 0
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			if fn.Pos() <= pos && pos < fn.End() {
				return n
			}
			n++
		}
	}
	return -1
}

// wrong returns the declarations with edits that have errors after these.
func (v *verifier) wrong(edits []analysis.TextEdit) map[decl]bool {
	touched := make(map[decl]bool)
	byFile := make(map[*ast.File][]analysis.TextEdit)
	for _, e := range edits {
		d := v.declOf(e.Pos)
		touched[d] = true
		byFile[d.file] = append(byFile[d.file], e)
	}
	wrong := make(map[decl]bool)
	fset := v.pass.Fset // of the other files, so it has to be that of the edited ones
	edited := make(map[*ast.File]*ast.File)
	var files []*ast.File
	for _, f := range v.pass.Files {
		if byFile[f] == nil {
			files = append(files, withoutBodies(f, func(int) bool { return false }))
			continue
		}
		g, err := v.parse(f, byFile[f])
		if g != nil {
			defer fset.RemoveFile(fset.File(g.FileStart))
		}
		if err != nil {
			for d := range touched {
				wrong[d] = wrong[d] || d.file == f
			}
			continue
		}
		edited[f] = g
		files = append(files, withoutBodies(g, func(n int) bool { return touched[decl{f, n}] }))
	}
	conf := types.Config{
		GoVersion: v.pass.Pkg.GoVersion(),
		Sizes:     v.pass.TypesSizes,
		Importer:  v,
		Error: func(err error) {
			var e types.Error
			if !errors.As(err, &e) {
				return
			}
			for f, g := range edited {
				// An import may be unused for want of bodies.
				if g.FileStart <= e.Pos && e.Pos < g.FileEnd && !inImport(g, e.Pos) {
					wrong[decl{f, function(g, e.Pos)}] = true
				}
			}
		},
	}
	conf.Check(v.pass.Pkg.Path(), fset, files, nil) // its error is the first of those that Error gets
	return wrong
}

// parse parses a file after edits.
func (v *verifier) parse(f *ast.File, edits []analysis.TextEdit) (*ast.File, error) {
	tf := v.pass.Fset.File(f.FileStart)
	src, err := v.pass.ReadFile(tf.Name())
	if err != nil {
		return nil, err
	}
	var text []byte
	at := 0
	slices.SortFunc(edits, func(a, b analysis.TextEdit) int { return cmp.Compare(a.Pos, b.Pos) })
	for _, e := range edits {
		text = slices.Concat(text, src[at:tf.Offset(e.Pos)], e.NewText)
		at = tf.Offset(e.End)
	}
	return parser.ParseFile(v.pass.Fset, tf.Name(), append(text, src[at:]...), parser.SkipObjectResolution)
}

func inImport(f *ast.File, pos token.Pos) bool {
	return slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool { return spec.Pos() <= pos && pos <= spec.End() })
}

// Import returns a package as the files of this one import it.
func (v *verifier) Import(path string) (*types.Package, error) {
	for _, f := range v.pass.Files {
		for _, spec := range f.Imports {
			name := v.pass.TypesInfo.PkgNameOf(spec)
			if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == path && name != nil {
				return name.Imported(), nil
			}
		}
	}
	return nil, fmt.Errorf("package %s is not imported", path)
}

// withoutBodies returns a file in which functions have no bodies, but for those
// that are to be kept.
func withoutBodies(f *ast.File, keep func(n int) bool) *ast.File {
	stripped := *f
	stripped.Decls = slices.Clone(f.Decls)
	n := 0
	for i, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			if !keep(n) {
				head := *d
				head.Body = nil
				stripped.Decls[i] = &head
			}
			n++
		}
	}
	return &stripped
}

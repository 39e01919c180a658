package effects

import (
	"go/token"
	"go/types"
	"path"
	"path/filepath"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
)

// Locate returns the place of a hop in the files that the driver knows, or
// NoPos. Of other packages, drivers that read export data know the lines only.
func Locate(pass *analysis.Pass, p finding.Position) token.Pos {
	dir, base := path.Split(p.File)
	if path.Clean(dir) == pass.Pkg.Path() {
		for _, f := range pass.Files {
			if tf := pass.Fset.File(f.FileStart); tf != nil && filepath.Base(tf.Position(f.FileStart).Filename) == base {
				return inFile(tf, p)
			}
		}
		return token.NoPos
	}
	if pkg := imported(pass.Pkg, path.Clean(dir)); pkg != nil {
		for _, name := range pkg.Scope().Names() {
			pos := pkg.Scope().Lookup(name).Pos()
			if tf := pass.Fset.File(pos); tf != nil && filepath.Base(tf.Position(pos).Filename) == base {
				return inFile(tf, p)
			}
		}
	}
	return token.NoPos
}

// inFile returns the place if the file has it there: its lines may be the
// only ones known, or be renumbered by a line directive.
func inFile(tf *token.File, p finding.Position) token.Pos {
	if p.Line < 1 || p.Line > tf.LineCount() {
		return token.NoPos
	}
	start := tf.LineStart(p.Line)
	if exact := start + token.Pos(p.Column-1); int(exact) <= tf.Base()+tf.Size() && tf.Position(exact).Line == p.Line {
		return exact
	}
	return start
}

// imported returns the package of that path among the direct and indirect
// imports of pkg.
func imported(pkg *types.Package, importPath string) *types.Package {
	seen := make(map[*types.Package]bool)
	var find func(p *types.Package) *types.Package
	find = func(p *types.Package) *types.Package {
		for _, imp := range p.Imports() {
			if imp.Path() == importPath {
				return imp
			}
			if !seen[imp] {
				seen[imp] = true
				if found := find(imp); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return find(pkg)
}

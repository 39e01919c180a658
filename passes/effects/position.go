package effects

import (
	"go/ast"
	"go/token"
	"path/filepath"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
)

// span is the source of an operation.
type span struct{ pos, end token.Pos }

// spans maps the position that SSA gives to an instruction to the source of the
// whole operation: SSA keeps only that of a parenthesis, an arrow or a keyword.
func spans(files []*ast.File) map[token.Pos]span {
	m := make(map[token.Pos]span)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				m[n.Lparen] = span{n.Pos(), n.End()}
			case *ast.KeyValueExpr:
				m[n.Colon] = span{n.Value.Pos(), n.Value.End()}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if at := assigned(lhs); at.IsValid() && len(n.Lhs) == len(n.Rhs) {
						m[at] = span{lhs.Pos(), n.Rhs[i].End()}
					}
				}
			case *ast.SendStmt:
				m[n.Arrow] = span{n.Pos(), n.End()}
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					m[n.OpPos] = span{n.Pos(), n.End()}
				}
			case *ast.SelectStmt:
				m[n.Select] = span{n.Select, n.Select + token.Pos(len("select"))}
			case *ast.RangeStmt:
				m[n.For] = span{n.For, n.X.End()}
			case *ast.ForStmt:
				m[n.For] = span{n.For, n.Body.Lbrace}
			case *ast.DeferStmt:
				m[n.Defer] = span{n.Call.Pos(), n.Call.End()}
			}
			return true
		})
	}
	return m
}

// assigned returns where SSA says that an assignment is, or NoPos.
func assigned(lhs ast.Expr) token.Pos {
	switch lhs := ast.Unparen(lhs).(type) {
	case *ast.SelectorExpr:
		return lhs.Sel.Pos()
	case *ast.IndexExpr:
		return lhs.Lbrack
	}
	return token.NoPos
}

// forStmts returns where the for statements are.
func forStmts(files []*ast.File) []span {
	var found []span
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if n, ok := n.(*ast.ForStmt); ok {
				found = append(found, span{n.Pos(), n.End()})
			}
			return true
		})
	}
	return found
}

// posOf returns the position of an instruction. The call of an iterator has
// none, so it gets that of the loop.
func posOf(in ssa.Instruction) token.Pos {
	if call, ok := in.(ssa.CallInstruction); ok && !in.Pos().IsValid() {
		for _, a := range call.Common().Args {
			if mc := loopBody(a); mc != nil {
				return mc.Fn.(*ssa.Function).Syntax().Pos()
			}
		}
	}
	switch in.(type) {
	case *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface:
		return posOfKept(in)
	}
	return in.Pos()
}

// loopBody returns the literal that SSA makes of the body of a range over a
// function, or nil if v is something else.
func loopBody(v ssa.Value) *ssa.MakeClosure {
	mc, ok := v.(*ssa.MakeClosure)
	if !ok || mc.Fn.(*ssa.Function).Synthetic != "range-over-func yield" {
		return nil
	}
	return mc
}

func (e *engine) span(pos token.Pos) span {
	if s, ok := e.spans[pos]; ok {
		return s
	}
	return span{pos, pos}
}

// position returns the place of an instruction as facts keep it: by import
// path, because a path of this machine would make facts differ between two.
func (e *engine) position(pos token.Pos) finding.Position {
	if !pos.IsValid() {
		return finding.Position{}
	}
	return Position(e.pass.Fset, e.pass.Pkg.Path(), e.span(pos).pos)
}

// Position returns the place of pos as findings keep it between the engine and
// the driver.
func Position(fset *token.FileSet, pkg string, pos token.Pos) finding.Position {
	p := fset.Position(pos)
	return finding.Position{File: pkg + "/" + filepath.Base(p.Filename), Line: p.Line, Column: p.Column}
}

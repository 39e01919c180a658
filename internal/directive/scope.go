package directive

import (
	"go/ast"
	"go/token"
)

// A Scope is the part of a file that a directive speaks of.
type Scope struct {
	pos, end token.Pos
	outside  []ast.Node // parts of it that are not meant
	line     int        // if not 0, all of that line too
	file     *token.File
}

// Contains reports whether pos is in s.
func (s *Scope) Contains(pos token.Pos) bool {
	if s.line != 0 && s.file.Base() <= int(pos) && int(pos) <= s.file.Base()+s.file.Size() && LineOf(s.file, pos) == s.line {
		return true
	}
	if pos < s.pos || s.end <= pos {
		return false
	}
	for _, n := range s.outside {
		if n.Pos() <= pos && pos < n.End() {
			return false
		}
	}
	return true
}

// Scope returns what d, one of file's, speaks of:
//
//   - before the package clause: the file;
//   - in the doc comment of a declaration: the declaration;
//   - at the end of a line: the line, and the statement that begins there;
//   - on a line of its own: the next line, and the statement that begins there.
//
// Of a statement that has a block (be it the body of a function literal, or of
// a case), the block is left out: what one silences is what one can see beside
// the comment. Lines are those of the file itself, whatever line directives say.
func (d *Directive) Scope(fset *token.FileSet, file *ast.File) Scope {
	tf := fset.File(file.FileStart)
	if d.Pos < file.Package {
		return Scope{pos: file.FileStart, end: file.FileEnd}
	}
	for _, decl := range file.Decls {
		if doc := docOf(decl); doc != nil && doc.Pos() <= d.Pos && d.Pos < doc.End() {
			return Scope{pos: decl.Pos(), end: decl.End()}
		}
	}
	line, _ := d.Line(tf, file)
	var stmts []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case ast.Stmt, ast.Spec, ast.Decl, *ast.Field, *ast.KeyValueExpr:
			stmts = append(stmts, n)
		}
		return true
	})
	s := Scope{line: line, file: tf}
	for _, n := range stmts {
		if _, block := n.(*ast.BlockStmt); block || LineOf(tf, n.Pos()) != s.line {
			continue
		}
		s.pos, s.end = n.Pos(), n.End() // the outermost, as Inspect visits it first
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BlockStmt:
				s.outside = append(s.outside, n)
				return false
			case *ast.CaseClause:
				s.leaveOut(n.Body)
			case *ast.CommClause:
				s.leaveOut(n.Body)
			}
			return true
		})
		break
	}
	return s
}

// Line returns the line that d speaks of: its own, or the next one if nothing
// else is on its own.
func (d *Directive) Line(tf *token.File, file *ast.File) (line int, next bool) {
	line, next = LineOf(tf, d.Pos), true
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File, *ast.Comment, *ast.CommentGroup:
			return true
		}
		if n.Pos() < d.Pos && (LineOf(tf, n.Pos()) == line || n.End() <= d.Pos && LineOf(tf, n.End()) == line) {
			next = false
		}
		return next
	})
	if next {
		line = nextLine(tf, file, line)
	}
	return line, next
}

func (s *Scope) leaveOut(body []ast.Stmt) {
	for _, stmt := range body {
		s.outside = append(s.outside, stmt)
	}
}

// LineOf returns the line in the file, which line directives do not change.
func LineOf(tf *token.File, pos token.Pos) int { return tf.PositionFor(pos, false).Line }

// nextLine returns the first line after line that is no comment of the group
// that begins there: directives may be stacked.
func nextLine(tf *token.File, file *ast.File, line int) int {
	for _, g := range file.Comments {
		if LineOf(tf, g.Pos()) <= line && line <= LineOf(tf, g.End()) {
			return LineOf(tf, g.End()) + 1
		}
	}
	return line + 1
}

func docOf(decl ast.Decl) *ast.CommentGroup {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Doc
	case *ast.GenDecl:
		return decl.Doc
	}
	return nil
}

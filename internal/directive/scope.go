package directive

import (
	"go/ast"
	"go/token"
)

// A Scope is the part of a file that a directive speaks of.
type Scope struct {
	pos, end token.Pos
	outside  []*ast.BlockStmt // parts of it that are not meant
	line     int              // if not 0, all of that line too
	file     *token.File
}

// Contains reports whether pos is in s.
func (s *Scope) Contains(pos token.Pos) bool {
	if s.line != 0 && s.file.Base() <= int(pos) && int(pos) <= s.file.Base()+s.file.Size() && s.file.Line(pos) == s.line {
		return true
	}
	if pos < s.pos || s.end <= pos {
		return false
	}
	for _, b := range s.outside {
		if b.Lbrace < pos && pos <= b.Rbrace {
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
// Of a statement that has a block (be it the body of a function literal), the
// block is left out: what one silences is what one can see beside the comment.
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
	line := tf.Line(d.Pos)
	own := true // nothing but the comment is on the line
	var stmts []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File, *ast.Comment, *ast.CommentGroup:
			return true
		}
		if n.Pos() < d.Pos && (tf.Line(n.Pos()) == line || n.End() <= d.Pos && tf.Line(n.End()) == line) {
			own = false
		}
		switch n.(type) {
		case ast.Stmt, ast.Spec, ast.Decl, *ast.Field, *ast.KeyValueExpr:
			stmts = append(stmts, n)
		}
		return true
	})
	s := Scope{line: line, file: tf}
	if own {
		s.line = nextLine(tf, file, line)
	}
	for _, n := range stmts {
		if _, block := n.(*ast.BlockStmt); block || tf.Line(n.Pos()) != s.line {
			continue
		}
		s.pos, s.end = n.Pos(), n.End() // the outermost, as Inspect visits it first
		ast.Inspect(n, func(n ast.Node) bool {
			if b, ok := n.(*ast.BlockStmt); ok {
				s.outside = append(s.outside, b)
				return false
			}
			return true
		})
		break
	}
	return s
}

// nextLine returns the first line after line that is no comment of the group
// that begins there: directives may be stacked.
func nextLine(tf *token.File, file *ast.File, line int) int {
	for _, g := range file.Comments {
		if tf.Line(g.Pos()) <= line && line <= tf.Line(g.End()) {
			return tf.Line(g.End()) + 1
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

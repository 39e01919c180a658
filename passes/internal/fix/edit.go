package fix

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// listed returns the statement at path[i] if it is in a list of statements, so
// that several may take its place.
func (s *Site) listed(i int) (ast.Stmt, bool) {
	stmt, ok := s.path[i].(ast.Stmt)
	if !ok {
		return nil, false
	}
	switch parent := s.path[i+1].(type) {
	case *ast.BlockStmt:
		return stmt, true
	case *ast.CaseClause:
		return stmt, true
	case *ast.CommClause:
		return stmt, parent.Comm != stmt
	}
	return nil, false
}

// replace returns the edit that puts code, which may be of several lines, in
// the place of the listed statement at path[i]. If that shares its line with
// others, the whole block is written over several lines.
func (s *Site) replace(i int, code string) (analysis.TextEdit, bool) {
	stmt := s.path[i].(ast.Stmt)
	base, alone := s.alone(stmt)
	if alone {
		code, ok := layOut(code, base)
		return analysis.TextEdit{Pos: stmt.Pos(), End: stmt.End(), NewText: []byte(code)}, ok && s.plain(stmt)
	}
	block, ok := s.path[i+1].(*ast.BlockStmt)
	if !ok || s.line(block.Lbrace) != s.line(block.Rbrace) || !s.plain(block) {
		return analysis.TextEdit{}, false
	}
	var lines []string
	for _, other := range block.List {
		if other == stmt {
			lines = append(lines, code)
		} else {
			lines = append(lines, s.text(other))
		}
	}
	base = s.indentation(block.Lbrace)
	code, ok = layOut(strings.Join(lines, "\n"), base+"\t")
	code = "{\n" + base + "\t" + code + "\n" + base + "}"
	return analysis.TextEdit{Pos: block.Lbrace, End: block.Rbrace + 1, NewText: []byte(code)}, ok
}

// replaceExpr returns the edit that puts other code in the place of an
// expression.
func (s *Site) replaceExpr(e ast.Expr, code string) (analysis.TextEdit, bool) {
	const assign = "_ = "
	code, ok := layOut(assign+code, s.indentation(e.Pos()))
	code = strings.TrimPrefix(code, assign)
	return analysis.TextEdit{Pos: e.Pos(), End: e.End(), NewText: []byte(code)}, ok && s.plain(e)
}

// layOut formats statements and indents all lines but the first by base.
func layOut(code, base string) (string, bool) {
	const head, tail = "package p\n\nfunc _() {\n", "\n}\n"
	out, err := format.Source([]byte(head + code + tail))
	if err != nil {
		return "", false
	}
	text := strings.TrimSuffix(strings.TrimPrefix(string(out), head), tail)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "\t")
		if i > 0 && lines[i] != "" {
			lines[i] = base + lines[i]
		}
	}
	return strings.Join(lines, "\n"), true
}

// layOutType formats a type, of which a struct may take several lines.
func layOutType(typ, base string) (string, bool) {
	const decl = "var _ "
	text, ok := layOut(decl+typ, base)
	return strings.TrimPrefix(text, decl), ok && typ != ""
}

// plain reports whether the source of a node can be laid out anew: it has no
// comments, which could get lost, and no literals of several lines.
func (s *Site) plain(n ast.Node) bool {
	for _, c := range s.file.Comments {
		if c.Pos() < n.End() && n.Pos() < c.End() {
			return false
		}
	}
	plain := true
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && strings.Contains(lit.Value, "\n") {
			plain = false
		}
		return plain
	})
	return plain
}

// alone returns the white space before a statement that shares its lines with
// nothing but a comment after it.
func (s *Site) alone(stmt ast.Stmt) (base string, ok bool) {
	base = s.indentation(stmt.Pos())
	tf := s.pass.Fset.File(s.file.FileStart)
	start, end := tf.Offset(stmt.Pos()), tf.Offset(stmt.End())
	first := tf.Offset(tf.LineStart(tf.Line(stmt.Pos())))
	rest, _, _ := bytes.Cut(s.src[end:], []byte("\n"))
	rest = bytes.TrimSpace(rest)
	return base, string(s.src[first:start]) == base && (len(rest) == 0 || bytes.HasPrefix(rest, []byte("//")))
}

// indentation returns the white space at the beginning of the line of pos.
func (s *Site) indentation(pos token.Pos) string {
	tf := s.pass.Fset.File(s.file.FileStart)
	line := s.src[tf.Offset(tf.LineStart(tf.Line(pos))):]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

func (s *Site) line(pos token.Pos) int { return s.pass.Fset.File(pos).Line(pos) }

package html

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// syntax is what is known of a Go file. It may not be right Go.
type syntax struct {
	text   []byte
	file   *token.File
	tree   *ast.File
	tokens []coloured
}

// The kinds of coloured tokens.
const (
	keyword = iota + 1
	literal
	comment
)

type coloured struct{ from, to, kind int }

func newSyntax(text []byte) *syntax {
	s := &syntax{text: text, tokens: colour(text)}
	fset := token.NewFileSet()
	// What an erroneous file has of a tree is good enough.
	s.tree, _ = parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if s.tree == nil {
		return s
	}
	s.file = fset.File(s.tree.FileStart)
	return s
}

// colour returns the tokens that are to be coloured.
func colour(text []byte) []coloured {
	var (
		sc  scanner.Scanner
		out []coloured
	)
	file := token.NewFileSet().AddFile("", -1, len(text))
	sc.Init(file, text, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		from := int(pos) - file.Base()
		switch {
		case tok == token.EOF:
			return out
		case tok.IsKeyword():
			out = append(out, coloured{from, from + len(lit), keyword})
		case tok == token.STRING || tok == token.CHAR || tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
			out = append(out, coloured{from, min(len(text), from+len(lit)), literal})
		case tok == token.COMMENT:
			out = append(out, coloured{from, min(len(text), from+len(lit)), comment})
		}
	}
}

// between returns the tokens that overlap a part of the text.
func (s *syntax) between(from, to int) []coloured {
	i, _ := slices.BinarySearchFunc(s.tokens, from, func(t coloured, at int) int { return t.to - at - 1 })
	j := i
	for j < len(s.tokens) && s.tokens[j].from < to {
		j++
	}
	return s.tokens[i:j]
}

// enclosing returns the declared function around an offset, and the line on
// which it starts.
func (s *syntax) enclosing(offset int) (name string, line int) {
	if s.file == nil {
		return "", 0
	}
	pos := s.file.Pos(offset)
	for _, d := range s.tree.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || pos < f.Pos() || f.End() <= pos {
			continue
		}
		// A directive //line does not count: it is about this file.
		return funcName(f), s.file.PositionFor(f.Pos(), false).Line
	}
	return "", 0
}

func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	t, star := f.Recv.List[0].Type, ""
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t, star = x.X, "*"
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			if star != "" {
				return "(*" + x.Name + ")." + f.Name.Name
			}
			return x.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}

// end returns where what starts at an offset ends, at the latest at the end of
// the line: the call of the function of that name, else the largest expression
// or statement, else the word. Of a call that goes on on other lines it is what
// is called.
func (s *syntax) end(offset int, callee string) int {
	last := callee[strings.LastIndexByte(callee, '.')+1:]
	eol := offset
	for eol < len(s.text) && s.text[eol] != '\n' && s.text[eol] != '\r' {
		eol++
	}
	if s.file == nil {
		return s.word(offset)
	}
	pos := s.file.Pos(offset)
	var best ast.Node
	named := false
	ast.Inspect(s.tree, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		if n.Pos() != pos || named {
			return true
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			if calledName(n.Fun) == last {
				best, named = n, true
			} else if best == nil {
				best = n
			}
		case ast.Expr, *ast.SendStmt:
			if best == nil {
				best = n
			}
		}
		return true
	})
	if best == nil {
		return s.word(offset)
	}
	if call, ok := best.(*ast.CallExpr); ok && s.offset(call.End()) > eol {
		best = call.Fun
	}
	return min(s.offset(best.End()), eol)
}

func (s *syntax) offset(pos token.Pos) int { return min(s.file.Offset(pos), len(s.text)) }

// calledName returns the name of the function that an expression names.
func calledName(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return calledName(e.X)
	case *ast.IndexListExpr:
		return calledName(e.X)
	}
	return ""
}

// word returns the end of the word at an offset.
func (s *syntax) word(offset int) int {
	end := offset
	for end < len(s.text) {
		r, n := utf8.DecodeRune(s.text[end:])
		if r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		end += n
	}
	return end
}

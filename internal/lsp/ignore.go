package lsp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"github.com/parvet/parvet/internal/directive"
)

// reason stands where the user is to say why a rule is to be silent.
const reason = "TODO: say why this may wait"

// ignore returns the edit that makes a finding silent by a directive: on a line of
// its own above, or, where a comment cannot stand or would not do, at the end of the
// line. It returns nil if neither does.
func (s *server) ignore(f *found) *workspaceEdit {
	old := f.texts[f.File]
	now, ok := s.now(f.File)
	if old == nil || !ok || f.Rule == "directive" {
		return nil
	}
	offset, _, ok := moved(old.s, now.s, old.at(f.Line, f.Column), old.at(f.Line, f.Column)+1)
	if !ok {
		return nil
	}
	comment := "//parvet:" + directive.Ignore + " " + f.Rule + " " + reason
	start, end := now.line(now.lineOf(offset))
	line := now.s[start:end]
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	above := indent + comment + lineEnds(now.s, "\n")
	if silent(now.s[:start]+above+now.s[start:], offset+len(above), f.Rule) {
		return s.insert(f.File, now, start, above)
	}
	if silent(now.s[:end]+" "+comment+now.s[end:], offset, f.Rule) {
		return s.insert(f.File, now, end, " "+comment)
	}
	return nil
}

func (s *server) insert(path string, now *text, at int, new string) *workspaceEdit {
	p := now.position(at, s.client.encoding)
	return s.workspaceEdit(map[string][]textEdit{path: {{span{p, p}, new}}})
}

// silent reports whether a directive in a file silences a rule at an offset.
func silent(src string, offset int, rule string) bool {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return false
	}
	pos := fset.File(file.FileStart).Pos(offset)
	for _, d := range directive.Parse(file) {
		if d.Active() && d.Verb == directive.Ignore && names(d, rule) && contains(d, fset, file, pos) {
			return true
		}
	}
	return false
}

func names(d *directive.Directive, rule string) bool {
	rules, why := d.Rules()
	return len(rules) == 1 && rules[0] == rule && why == reason
}

func contains(d *directive.Directive, fset *token.FileSet, file *ast.File, pos token.Pos) bool {
	scope := d.Scope(fset, file)
	return scope.Contains(pos)
}

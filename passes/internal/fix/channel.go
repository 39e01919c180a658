package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Channel returns the fix for an operation on channels that may wait forever:
// it ends with the context of the task, which then returns the error of that.
// There is none if the task cannot return an error, or must not be left where
// it is, or has a context of its own making.
func (s *Site) Channel() []analysis.SuggestedFix {
	w, known := s.worker()
	if !known || w.own || !s.leavable() {
		return nil
	}
	ret, ok := s.fail(w.context() + ".Err()")
	if !ok {
		return nil
	}
	done := fmt.Sprintf("case <-%s.Done():\n%s\n", w.context(), ret)
	var e analysis.TextEdit
	if sel, isSelect := s.path[0].(*ast.SelectStmt); isSelect {
		e, ok = s.addCase(sel, done)
	} else {
		e, ok = s.selected(done)
	}
	if !ok {
		return nil
	}
	return s.offer("end the wait with the context", append(w.edits, e)...)
}

// addCase returns the edit that adds a case to a select statement.
func (s *Site) addCase(sel *ast.SelectStmt, done string) (analysis.TextEdit, bool) {
	end := sel.Body.Rbrace
	base := s.indentation(end)
	if s.line(end) == s.line(sel.Body.Lbrace) || s.column(end) != len(base)+1 {
		return analysis.TextEdit{}, false
	}
	code, ok := layOut("select {\n"+done+"}", base)
	code = strings.TrimPrefix(code, "select {\n"+base)
	return analysis.TextEdit{Pos: end, End: end + 1, NewText: []byte(code)}, ok
}

func (s *Site) column(pos token.Pos) int { return s.pass.Fset.PositionFor(pos, false).Column }

// selected returns the edit that puts a select statement in the place of the
// statement that sends or receives.
func (s *Site) selected(done string) (analysis.TextEdit, bool) {
	i := 0
	var decls, op string
	switch n := s.path[0].(type) {
	case *ast.SendStmt:
		op = s.text(n)
	case *ast.UnaryExpr:
		i = 1
		switch parent := s.path[1].(type) {
		case *ast.ExprStmt:
			op = s.text(n)
		case *ast.AssignStmt:
			if decls, op = s.received(parent, n); op == "" {
				return analysis.TextEdit{}, false
			}
		default:
			return analysis.TextEdit{}, false
		}
	}
	if _, ok := s.listed(i); !ok {
		return analysis.TextEdit{}, false
	}
	return s.replace(i, fmt.Sprintf("%sselect {\ncase %s:\n%s}", decls, op, done))
}

// received returns the receive operation of an assignment, and declarations of
// the variables that it defines.
func (s *Site) received(a *ast.AssignStmt, recv *ast.UnaryExpr) (decls, op string) {
	if len(a.Rhs) != 1 || a.Tok != token.ASSIGN && a.Tok != token.DEFINE {
		return "", ""
	}
	var names []string
	for _, lhs := range a.Lhs {
		names = append(names, s.text(lhs))
		if s.acts(lhs) {
			return "", "" // a case does so only when something was received, which may depend on it
		}
		id, ok := lhs.(*ast.Ident)
		if !ok || id.Name == "_" || s.pass.TypesInfo.Defs[id] == nil {
			continue
		}
		typ := s.spelled(s.pass.TypesInfo.TypeOf(id))
		if typ == "" || mentions(recv, id.Name) {
			return "", "" // the channel is another variable of that name
		}
		decls += "var " + id.Name + " " + typ + "\n"
	}
	return decls, strings.Join(names, ", ") + " = " + s.text(recv)
}

// acts reports whether to compute an expression may do more than that: it calls
// something, or receives.
func (s *Site) acts(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			found = found || !s.computes(n)
		}
		return !found
	})
	return found
}

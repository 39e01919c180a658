package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// fail returns the statement by which the task returns an error, if it can: it
// has to have one as its last result, and zero values for the others.
func (s *Site) fail(err string) (string, bool) {
	var values []string
	results := s.task.Type.Results
	if results.NumFields() == 0 {
		return "", false
	}
	for _, field := range results.List {
		for range max(1, len(field.Names)) {
			values = append(values, zero(s.pass.TypesInfo.TypeOf(field.Type), s.text(field.Type)))
		}
	}
	last := results.List[len(results.List)-1]
	values[len(values)-1] = err
	for _, v := range values {
		if v == "" {
			return "", false
		}
	}
	return "return " + strings.Join(values, ", "), isError(s.pass.TypesInfo.TypeOf(last.Type))
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// zero returns the zero value of a type that is written as text, or "" if that
// is not a plain one.
func zero(t types.Type, text string) string {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return ""
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsNumeric != 0:
			return "0"
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsBoolean != 0:
			return "false"
		}
		return "nil" // unsafe.Pointer
	case *types.Struct, *types.Array:
		return text + "{}"
	}
	return "nil"
}

// leavable reports whether the task may be left at the operation: what comes
// after it, in the source or in the next turn of a loop, only computes values
// of the task. All else may be owed to others: an operation on a channel, an
// assignment to what is not the task's own, and any call, which may unlock,
// close, or give back. What is deferred before runs in any case.
func (s *Site) leavable() bool {
	from := s.path[0].End()
	for _, n := range s.path {
		if n == s.task {
			break
		}
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			from = n.Pos()
		}
	}
	owed := false
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		if n == nil || owed {
			return false
		}
		after := n.Pos() >= from && n != s.path[0]
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			owed = n.Tok == token.GOTO // which may lead back
		case *ast.DeferStmt:
			owed = after
			return false
		case *ast.CommClause:
			// The select statement stands for the operation.
			for _, stmt := range n.Body {
				ast.Inspect(stmt, visit)
			}
			return false
		case *ast.SendStmt, *ast.SelectStmt, *ast.GoStmt:
			owed = after
		case *ast.UnaryExpr:
			owed = after && n.Op == token.ARROW
		case *ast.CallExpr:
			owed = after && !s.computes(n) && !s.extends(n, s.task) && !s.looks(n)
		case *ast.RangeStmt:
			switch s.pass.TypesInfo.TypeOf(n.X).Underlying().(type) {
			case *types.Chan, *types.Signature, *types.Interface:
				owed = after
			}
		}
		owed = owed || after && s.storesElsewhere(n, s.task)
		return !owed
	}
	ast.Inspect(s.task.Body, visit)
	return !owed
}

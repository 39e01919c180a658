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
// close, or give back. What is deferred before runs in any case, and must not
// see that those values have not been computed.
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
	owed, deferred := false, false
	unset := s.results()
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
			owed, deferred = after, true
			return false
		case *ast.CommClause:
			// The select statement stands for the operation.
			s.addSet(unset, n.Comm)
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
		if after || n.End() >= s.path[0].End() { // else it has been done before
			s.addSet(unset, n)
		}
		return !owed
	}
	ast.Inspect(s.task.Body, visit)
	return !owed && !(deferred && s.shares(unset))
}

// results returns the results of the task that have names. To return sets them.
func (s *Site) results() map[types.Object]bool {
	vars := make(map[types.Object]bool)
	if s.task.Type.Results == nil {
		return vars
	}
	for _, field := range s.task.Type.Results.List {
		for _, name := range field.Names {
			if v := s.pass.TypesInfo.Defs[name]; v != nil {
				vars[v] = true
			}
		}
	}
	return vars
}

// addSet adds to vars those that a node by itself assigns to, in whole or in part.
func (s *Site) addSet(vars map[types.Object]bool, n ast.Node) {
	for _, e := range stored(n) {
		if v := s.root(e); v != nil {
			vars[v] = true
		}
	}
	if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
		for _, lhs := range a.Lhs {
			id, ok := lhs.(*ast.Ident)
			if v := s.pass.TypesInfo.Uses[id]; ok && v != nil {
				vars[v] = true // it was there before
			}
		}
	}
}

// shares reports whether the task lets a function see one of its variables: a
// literal mentions it, or its address is taken. Who that is handed to is not
// followed.
func (s *Site) shares(vars map[types.Object]bool) bool {
	info := s.pass.TypesInfo
	found := false
	literals := 0
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			literals++
			ast.Inspect(n.Body, visit)
			literals--
			return false
		case *ast.Ident:
			found = found || literals > 0 && vars[info.Uses[n]]
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && vars[s.root(n.X)]
		case *ast.SliceExpr:
			_, array := info.TypeOf(n.X).Underlying().(*types.Array)
			found = found || array && vars[s.root(n.X)]
		case *ast.SelectorExpr:
			found = found || s.addresses(n) && vars[s.root(n.X)]
		}
		return !found
	}
	ast.Inspect(s.task.Body, visit)
	return found
}

// addresses reports whether a selector takes the address of what it starts from,
// for a method of the pointer.
func (s *Site) addresses(e *ast.SelectorExpr) bool {
	sel := s.pass.TypesInfo.Selections[e]
	if sel == nil || sel.Kind() != types.MethodVal || pointer(sel.Recv()) {
		return false
	}
	recv := sel.Obj().(*types.Func).Signature().Recv()
	return pointer(recv.Type())
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
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

// leavable reports whether the task may be left at the operation: nothing that
// others may be waiting for comes after it, in the source or in the next turn
// of a loop. That is an operation on a channel, or a call for its effect alone
// that takes no value (Done, Close, cancel, AddInt32(&n, -1)), or of a method of
// something that tasks wait for (Unlock, Release). What is deferred runs in any case.
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
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt:
			return false
		case *ast.CommClause:
			// The select statement stands for the operation.
			for _, stmt := range n.Body {
				ast.Inspect(stmt, visit)
			}
			return false
		case *ast.SendStmt, *ast.SelectStmt:
			owed = owed || n.Pos() >= from && n != s.path[0]
		case *ast.UnaryExpr:
			owed = owed || n.Op == token.ARROW && n.Pos() >= from && n != s.path[0]
		case *ast.RangeStmt:
			_, isChan := s.pass.TypesInfo.TypeOf(n.X).Underlying().(*types.Chan)
			owed = owed || isChan && n.Pos() >= from
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && n.Pos() >= from && call != s.path[0] {
				owed = owed || s.settles(call)
			}
		}
		return !owed
	}
	ast.Inspect(s.task.Body, visit)
	return !owed
}

// settles reports whether a call may be one that somebody waits for.
func (s *Site) settles(call *ast.CallExpr) bool {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := s.pass.TypesInfo.Uses[id].(*types.Builtin); ok {
			return b.Name() == "close"
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.awaited(sel) {
		return true
	}
	for _, a := range call.Args {
		ref, ok := a.(*ast.UnaryExpr)
		if s.pass.TypesInfo.Types[a].Value == nil && !(ok && ref.Op == token.AND) {
			return false
		}
	}
	return true
}

// awaited reports whether what a method is selected of has one that waits for
// others, by the models.
func (s *Site) awaited(sel *ast.SelectorExpr) bool {
	selection := s.pass.TypesInfo.Selections[sel]
	if selection == nil {
		return false
	}
	t := selection.Recv()
	if !pointer(t) && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	for m := range types.NewMethodSet(t).Methods() {
		fn, _ := m.Obj().(*types.Func)
		if waits(fn) {
			return true
		}
	}
	return false
}

func waits(fn *types.Func) bool {
	m := effects.Model(fn)
	return m != nil && slices.ContainsFunc(m.Effects, func(e models.Effect) bool {
		switch e.Kind {
		case models.Lock, models.RLock, models.Cond, models.GroupWait, models.Sem:
			return true
		}
		return false
	})
}

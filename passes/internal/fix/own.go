package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/parvet/parvet/passes/effects"
)

// stored returns the expressions that a node by itself assigns to. What a
// definition assigns to again is of the same block.
func stored(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return slices.DeleteFunc([]ast.Expr{n.Key, n.Value}, func(e ast.Expr) bool { return e == nil })
		}
	}
	return nil
}

// storesElsewhere reports whether a node by itself assigns to anything but
// variables that are declared in scope, and parts of those: to what a pointer,
// a slice or a map leads to, say.
func (s *Site) storesElsewhere(n, scope ast.Node) bool {
	return slices.ContainsFunc(stored(n), func(e ast.Expr) bool { return !s.within(e, scope) })
}

// within reports whether an expression is a variable that is declared in
// scope, or a part of it.
func (s *Site) within(e ast.Expr, scope ast.Node) bool {
	info := s.pass.TypesInfo
	switch e := e.(type) {
	case *ast.Ident:
		obj := info.ObjectOf(e)
		return e.Name == "_" || obj != nil && scope.Pos() <= obj.Pos() && obj.Pos() < scope.End()
	case *ast.ParenExpr:
		return s.within(e.X, scope)
	case *ast.SelectorExpr:
		sel := info.Selections[e]
		return sel != nil && !sel.Indirect() && s.within(e.X, scope)
	case *ast.IndexExpr:
		t := info.TypeOf(e.X)
		if t == nil {
			return false
		}
		_, array := t.Underlying().(*types.Array)
		return array && s.within(e.X, scope)
	}
	return false
}

// root returns the variable that an expression starts from, or nil.
func (s *Site) root(e ast.Expr) types.Object {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return s.pass.TypesInfo.ObjectOf(x)
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			if s.pass.TypesInfo.Selections[x] == nil {
				return s.pass.TypesInfo.ObjectOf(x.Sel) // of a package
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// computes reports whether a call does nothing but compute a value: it is a
// conversion or one of the predeclared functions that change nothing.
func (s *Site) computes(call *ast.CallExpr) bool {
	if s.pass.TypesInfo.Types[call.Fun].IsType() {
		return true
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := s.pass.TypesInfo.Uses[id].(*types.Builtin)
	if !ok {
		return false
	}
	switch b.Name() {
	case "len", "cap", "min", "max", "make", "new", "complex", "real", "imag":
		return true
	}
	return false
}

// extends reports whether a call appends to a variable that is declared in
// scope.
func (s *Site) extends(call *ast.CallExpr, scope ast.Node) bool {
	if !s.isBuiltin(call, "append") || len(call.Args) == 0 {
		return false
	}
	id, ok := ast.Unparen(call.Args[0]).(*ast.Ident)
	return ok && s.within(id, scope) || s.pass.TypesInfo.Types[call.Args[0]].IsNil()
}

// looks reports whether a call only looks at a context or an error.
func (s *Site) looks(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.pass.TypesInfo.Selections[sel] == nil {
		return false
	}
	t := s.pass.TypesInfo.TypeOf(sel.X)
	return isContext(t) || isError(t)
}

// A reader finds out whether code only reads what is not its own.
type reader struct {
	*Site
	seen map[*types.Func]bool
}

// onlyReads reports whether code, as far as it can be read, writes to nothing
// but variables that are declared in scope, deals with no other goroutines, and
// calls nothing that might do so: functions of this package that only read,
// and those of the standard library. That may be wrong only where these are
// handed what they write to, which is for the caller to rule out.
func (r *reader) onlyReads(code, scope ast.Node) bool {
	right := true
	ast.Inspect(code, func(n ast.Node) bool {
		if n == nil || !right {
			return false
		}
		switch n := n.(type) {
		case *ast.SendStmt, *ast.SelectStmt, *ast.GoStmt:
			right = false
		case *ast.UnaryExpr:
			right = n.Op != token.ARROW
		case *ast.CallExpr:
			right = r.harmless(n, scope)
		}
		right = right && !r.storesElsewhere(n, scope)
		return right
	})
	return right
}

func (r *reader) harmless(call *ast.CallExpr, scope ast.Node) bool {
	if r.computes(call) || r.extends(call, scope) || r.looks(call) {
		return true
	}
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return true // its body is in the code
	}
	for _, a := range call.Args {
		if _, ok := ast.Unparen(a).(*ast.FuncLit); !ok && r.hands(a, scope) {
			return false
		}
	}
	fn := typeutil.StaticCallee(r.pass.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if fn.Pkg() != r.pass.Pkg {
		return effects.IsStd(fn.Pkg().Path())
	}
	fn = fn.Origin()
	if r.seen[fn] {
		return true
	}
	r.seen[fn] = true
	for _, f := range r.pass.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && r.pass.TypesInfo.Defs[d.Name] == fn {
				return d.Body != nil && r.onlyReads(d.Body, d)
			}
		}
	}
	return false
}

// hands reports whether an argument may let the callee write to what is not
// declared in scope: it is a function, or a pointer from elsewhere.
func (r *reader) hands(e ast.Expr, scope ast.Node) bool {
	t := r.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return true
	}
	if _, ok := t.Underlying().(*types.Signature); ok {
		return true
	}
	if ref, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && ref.Op == token.AND {
		if _, ok := ref.X.(*ast.CompositeLit); ok {
			return false
		}
		e = ref.X
	}
	return pointer(t) && !r.within(e, scope)
}

// steady reports whether an expression has the same value whenever it is
// computed in the task: it calls nothing, and no variable that it looks at is
// changed by others.
func (s *Site) steady(e ast.Expr) bool {
	right := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			right = false
		case *ast.UnaryExpr:
			right = right && n.Op != token.ARROW
		case *ast.CallExpr:
			right = right && s.computes(n)
		case *ast.SelectorExpr:
			if sel := s.pass.TypesInfo.Selections[n]; sel != nil && sel.Kind() != types.FieldVal {
				right = false
			}
		case *ast.Ident:
			if v, ok := s.pass.TypesInfo.Uses[n].(*types.Var); ok && !v.IsField() && !s.within(n, s.task) {
				right = right && !s.changed(v)
			}
		}
		return right
	})
	return right
}

// changed reports whether a variable, or what it leads to, is assigned to
// anywhere in the package but where it is declared, or its address is taken.
func (s *Site) changed(v *types.Var) bool {
	if v.Pkg() != s.pass.Pkg {
		return true
	}
	found := false
	for _, f := range s.pass.Files {
		if v.Parent() != s.pass.Pkg.Scope() && !(f.FileStart <= v.Pos() && v.Pos() < f.FileEnd) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			for _, e := range stored(n) {
				found = found || s.root(e) == v
			}
			switch n := n.(type) {
			case *ast.AssignStmt:
				// A definition may assign to what is there, too.
				for _, lhs := range n.Lhs {
					id, ok := lhs.(*ast.Ident)
					found = found || ok && n.Tok == token.DEFINE && s.pass.TypesInfo.Uses[id] == v
				}
			case *ast.UnaryExpr:
				found = found || n.Op == token.AND && s.root(n.X) == v
			case *ast.CallExpr:
				for _, name := range []string{"clear", "copy", "delete"} {
					found = found || s.isBuiltin(n, name) && len(n.Args) > 0 && s.root(n.Args[0]) == v
				}
			}
			return !found
		})
	}
	return found
}

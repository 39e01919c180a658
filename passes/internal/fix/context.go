package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// A worker is how a task names the worker that runs it: by its context, or by
// a handle of the pool library that has one.
type worker struct {
	name   string     // of the parameter
	typ    ast.Expr   // as the literal writes it
	handle types.Type // nil if the parameter is the context itself
	own    bool       // the task has put another context in its place, made of it, which may end before
	edits  []analysis.TextEdit
}

// worker returns how the task names its worker at the operation.
func (s *Site) worker() (worker, bool) {
	for _, field := range s.task.Type.Params.List {
		t := s.pass.TypesInfo.TypeOf(field.Type)
		w := worker{typ: field.Type}
		switch {
		case isContext(t):
		case s.isHandle(t):
			w.handle = t
		default:
			continue
		}
		if len(field.Names) == 0 {
			return w, false
		}
		id := field.Names[0]
		w.name = id.Name
		if id.Name == "_" {
			// Another variable of that name must not change its meaning.
			w.name = "ctx"
			if w.handle != nil || mentions(s.task, w.name) {
				return w, false
			}
			w.edits = []analysis.TextEdit{{Pos: id.Pos(), End: id.End(), NewText: []byte(w.name)}}
			return w, true
		}
		obj := s.pass.TypesInfo.Defs[id]
		if obj == nil || s.lookup(w.name) != obj {
			return w, false
		}
		own, replaced := s.assigned(obj)
		w.own = own
		return w, !replaced
	}
	return worker{}, false
}

// context returns the expression for the context.
func (w worker) context() string {
	if w.handle != nil {
		return w.name + ".Context()"
	}
	return w.name
}

func isContext(t types.Type) bool { return typeText(t) == "context.Context" }

// isHandle reports whether t is a type of the pool library that carries the
// context of the worker.
func (s *Site) isHandle(t types.Type) bool {
	elem := t
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		elem = p.Elem()
	}
	named, ok := types.Unalias(elem).(*types.Named)
	return ok && named.Obj().Pkg() == s.pool.Imported() && method(t, "Context") == "func()(context.Context)"
}

// method returns the type of an exported method of t.
func method(t types.Type, name string) string {
	if t == nil {
		return ""
	}
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return ""
	}
	return typeText(fn.Signature())
}

// assigned reports whether the task assigns to its parameter something that is
// made of it, as context.WithTimeout makes one context of another, and whether
// it assigns something else.
func (s *Site) assigned(param types.Object) (own, replaced bool) {
	ast.Inspect(s.task.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if s.means(lhs, param) {
					own = true
					replaced = replaced || len(n.Rhs) != 1 || !s.refers(n.Rhs[0], param)
				}
			}
		case *ast.UnaryExpr:
			replaced = replaced || n.Op == token.AND && s.means(n.X, param)
		case *ast.RangeStmt:
			replaced = replaced || n.Key != nil && s.means(n.Key, param) || n.Value != nil && s.means(n.Value, param)
		}
		return true
	})
	return own, replaced
}

func (s *Site) means(e ast.Expr, obj types.Object) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && s.pass.TypesInfo.Uses[id] == obj
}

// refers reports whether obj is used in a node.
func (s *Site) refers(n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			found = found || s.pass.TypesInfo.Uses[id] == obj
		}
		return !found
	})
	return found
}

package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Blocking returns the fix for a call that blocks: it is wrapped in what the
// pool library offers to give the worker to another task meanwhile. It runs to
// its end as before, and its results are where they were.
func (s *Site) Blocking() []analysis.SuggestedFix {
	call, ok := s.path[0].(*ast.CallExpr)
	w, known := s.worker()
	if !ok || !known {
		return nil
	}
	b := blocking{Site: s, call: call, worker: w}
	e, ok := b.edit()
	if !ok || b.name == "" {
		return nil
	}
	return s.offer("wrap the call in "+b.name, append(w.edits, e)...)
}

type blocking struct {
	*Site
	call   *ast.CallExpr
	worker worker
	name   string // what it is wrapped in
}

func (b *blocking) edit() (analysis.TextEdit, bool) {
	t := b.pass.TypesInfo.TypeOf(b.call)
	tuple, isTuple := t.(*types.Tuple)
	fails := t != nil && !isTuple && isError(t)
	_, listed := b.listed(1)
	switch parent := b.path[1].(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return analysis.TextEdit{}, false
	case *ast.ExprStmt:
		if !listed {
			return analysis.TextEdit{}, false
		}
		if fails {
			return b.replace(1, "_ = "+b.wrapped("return "+b.text(b.call)))
		}
		return b.replace(1, "_ = "+b.wrapped(b.text(b.call)+"\nreturn nil"))
	case *ast.AssignStmt:
		if listed && !fails && len(parent.Rhs) == 1 {
			if code := b.assigned(parent); code != "" {
				return b.replace(1, code)
			}
		}
	case *ast.ReturnStmt:
		if listed && isTuple && tuple.Len() == 2 && isError(tuple.At(1).Type()) {
			if code := b.returned(tuple.At(0).Type()); code != "" {
				return b.replace(1, code)
			}
		}
	}
	if !fails {
		return analysis.TextEdit{}, false
	}
	// An error takes the place of an error, wherever that is.
	code := b.wrapped("return " + b.text(b.call))
	for i, n := range b.path {
		if _, ok := b.listed(i); !ok {
			continue
		}
		if _, alone := b.alone(n.(ast.Stmt)); !alone && b.line(n.Pos()) == b.line(n.End()) {
			before, after := b.between(n.Pos(), b.call.Pos()), b.between(b.call.End(), n.End())
			return b.replace(i, before+code+after)
		}
		break
	}
	return b.replaceExpr(b.call, code)
}

// wrapped returns the call that runs a body which returns an error.
func (b *blocking) wrapped(body string) string {
	if b.worker.handle != nil {
		_, name, _ := strings.Cut(b.does.Blocking, ".")
		if method(b.worker.handle, name) == "func(func()(error))(error)" {
			b.name = b.worker.name + "." + name
			return fmt.Sprintf("%s(func() error {\n%s\n})", b.name, body)
		}
		return ""
	}
	name, ok := b.offered(b.does.Blocking, "func(context.Context, func(context.Context)(error))(error)")
	if !ok {
		return ""
	}
	b.name = name
	param := b.text(b.worker.typ)
	if mentions(b.call, b.worker.name) {
		param = b.worker.name + " " + param
	}
	return fmt.Sprintf("%s(%s, func(%s) error {\n%s\n})", name, b.worker.name, param, body)
}

// assigned returns the code for an assignment of the results. What it defines
// is declared before. Its last variable, if that is an error, is what the
// wrapper returns.
func (b *blocking) assigned(a *ast.AssignStmt) string {
	if a.Tok != token.ASSIGN && a.Tok != token.DEFINE {
		return "" // x += f()
	}
	last, _ := a.Lhs[len(a.Lhs)-1].(*ast.Ident)
	if last != nil && (last.Name == "_" || !isError(b.pass.TypesInfo.TypeOf(last))) {
		last = nil
	}
	rest := a.Lhs
	if last != nil {
		rest = a.Lhs[:len(a.Lhs)-1]
	}
	var lines, names []string
	blank := true
	for _, lhs := range rest {
		names = append(names, b.text(lhs))
		id, ok := lhs.(*ast.Ident)
		blank = blank && ok && id.Name == "_"
		if !ok || id.Name == "_" || b.pass.TypesInfo.Defs[id] == nil {
			continue
		}
		typ := b.spelled(b.pass.TypesInfo.TypeOf(id))
		if typ == "" || mentions(b.call, id.Name) {
			return "" // the call means another variable of that name
		}
		lines = append(lines, "var "+id.Name+" "+typ)
	}
	left := strings.Join(names, ", ")
	if last == nil {
		code := b.wrapped(left + " = " + b.text(b.call) + "\nreturn nil")
		return strings.Join(append(lines, "_ = "+code), "\n")
	}
	if mentions(b.call, last.Name) || mentionsAny(rest, last.Name) {
		return ""
	}
	body := "var " + last.Name + " error\n" + left + ", " + last.Name + " = " + b.text(b.call)
	if blank {
		body = left + ", " + last.Name + " := " + b.text(b.call)
	}
	tok := " = "
	if b.pass.TypesInfo.Defs[last] != nil {
		tok = " := "
	}
	return strings.Join(append(lines, last.Name+tok+b.wrapped(body+"\nreturn "+last.Name)), "\n")
}

func mentionsAny(exprs []ast.Expr, name string) bool {
	for _, e := range exprs {
		if mentions(e, name) {
			return true
		}
	}
	return false
}

// returned returns the code for a return of the results of the call, of which
// the first is of type t and the second an error.
func (b *blocking) returned(t types.Type) string {
	const result, err = "result", "err"
	typ := b.spelled(t)
	if typ == "" || mentions(b.task, result) || mentions(b.call, err) {
		return ""
	}
	tok := " := "
	if b.pass.Pkg.Scope().Innermost(b.call.Pos()).Lookup(err) != nil {
		tok = " = "
	}
	body := fmt.Sprintf("var %s error\n%s, %s = %s\nreturn %s", err, result, err, b.text(b.call), err)
	return fmt.Sprintf("var %s %s\n%s%s%s\nreturn %s, %s", result, typ, err, tok, b.wrapped(body), result, err)
}

// spelled returns a type as one would write it at the operation, or "" if its
// packages have no name there.
func (s *Site) spelled(t types.Type) string {
	ok := true
	text := types.TypeString(t, func(p *types.Package) string {
		if p == s.pass.Pkg {
			return ""
		}
		name := s.imported(p.Path())
		ok = ok && name != nil
		if name == nil {
			return ""
		}
		return name.Name()
	})
	if !ok {
		return ""
	}
	return text
}

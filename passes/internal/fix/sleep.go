package fix

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
)

// Sleep returns the fix for a statement that sleeps: the sleep of the pool
// library, which gives the worker to another task meanwhile.
//
// That one ends with the context of the task. The task then returns the error,
// if it can and if it may be left there; else it sleeps to the end, as before.
func (s *Site) Sleep() []analysis.SuggestedFix {
	if _, ok := s.path[1].(*ast.ExprStmt); !ok {
		return nil
	}
	d := s.duration()
	w, known := s.worker()
	if _, ok := s.listed(1); !ok || !known || d == nil {
		return nil
	}
	sleep, ok := s.offered(s.does.Sleep, "func(context.Context, time.Duration)(error)")
	if !ok {
		return nil
	}
	ret, canFail := s.fail("err")
	pkg, qualified := w.typ.(*ast.SelectorExpr)
	var code string
	switch {
	case canFail && !w.own && s.leavable():
		code = fmt.Sprintf("if err := %s(%s, %s); err != nil {\n%s\n}", sleep, w.context(), s.text(d), ret)
	case w.handle == nil && qualified:
		code = fmt.Sprintf("_ = %s(%s.WithoutCancel(%s), %s)", sleep, s.text(pkg.X), w.name, s.text(d))
	default:
		return s.Blocking()
	}
	e, ok := s.replace(1, code)
	if !ok {
		return nil
	}
	return s.offer("use "+sleep, append(w.edits, e)...)
}

// duration returns how long the operation sleeps: an argument of the function
// that does, or of the one that makes the timer.
func (s *Site) duration() ast.Expr {
	call, sleeps := s.path[0].(*ast.CallExpr)
	if recv, ok := s.path[0].(*ast.UnaryExpr); ok {
		call, _ = ast.Unparen(recv.X).(*ast.CallExpr)
	}
	if call == nil {
		return nil
	}
	fn, _ := typeutil.Callee(s.pass.TypesInfo, call).(*types.Func)
	m := effects.Model(fn)
	if m == nil {
		return nil
	}
	param := models.NoParam
	switch {
	case sleeps && len(m.Effects) == 1 && m.Effects[0].Kind == models.Sleep:
		param = m.Effects[0].For
	case !sleeps && m.Timer != nil:
		param = m.Timer.For
	}
	if param < 0 || param >= len(call.Args) || call.Ellipsis.IsValid() {
		return nil
	}
	return call.Args[param]
}

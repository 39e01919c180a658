package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/models"
)

// Collect returns the fix for tasks that take a lock to gather results: with a
// function of the pool library that does so itself. There is one for two
// shapes, in which the task for each item ends with
//
//	mu.Lock()                  mu.Lock()
//	xs = append(xs, v)         sum += v
//	mu.Unlock()                mu.Unlock()
//	return nil                 return nil
//
// where mu and the variable are declared in the block of the call, are used for
// nothing else until it returns, and are dropped if it returns an error. The
// variable starts nil, or empty where nobody can tell, or zero. Numbers are
// integers, for which the order of additions does not matter. The task looks at
// the item only, and needs neither the lock for the value nor the address of
// the item (separable).
func (s *Site) Collect() []analysis.SuggestedFix {
	c := collector{Site: s}
	if !c.find() {
		return nil
	}
	if c.reduce {
		return c.toReduce()
	}
	return c.toMap()
}

// collector is the source around a lock that fits the shape.
type collector struct {
	*Site
	stmt     ast.Stmt          // the call: an assignment or the header of an if statement
	header   *ast.IfStmt       // nil for an assignment
	err      *ast.Ident        // what the result of the call goes to
	define   bool              // err is new
	block    []ast.Stmt        // around stmt
	critical []ast.Stmt        // from Lock to the last statement of the task
	mu, acc  *types.Var        // the lock and the result
	muDecl   ast.Node          // their declarations
	accDecl  ast.Node          //
	made     bool              // acc is made, so it is not nil though it is empty
	reduce   bool              // acc is a sum
	value    ast.Expr          // what is appended or added; nil stands for 1
	early    []*ast.ReturnStmt // returns other than the last

	params []*ast.Field        // of the literal: context, index, address of the item
	derefs []analysis.TextEdit // *x to x, where x is the item
}

func (c *collector) find() bool {
	return c.findCall() && c.findCritical() && c.findDeclarations() && c.findDrop() && c.findParams() && c.findReturns() && c.separable()
}

// findCall looks at the statement with the call, and what happens to an error.
func (c *collector) findCall() bool {
	j := slices.Index(c.path, ast.Node(c.call))
	assign, ok := c.path[j+1].(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || assign.Tok != token.ASSIGN && assign.Tok != token.DEFINE {
		return false
	}
	if c.err, ok = assign.Lhs[0].(*ast.Ident); !ok || !isError(c.pass.TypesInfo.TypeOf(c.err)) {
		return false
	}
	c.stmt, c.define = assign, assign.Tok == token.DEFINE
	if c.header, ok = c.path[j+2].(*ast.IfStmt); ok {
		if c.header.Init != assign || !c.define {
			return false
		}
		c.stmt = c.header
		j++
	}
	if _, ok := c.listed(j + 1); !ok {
		return false
	}
	switch parent := c.path[j+2].(type) {
	case *ast.BlockStmt:
		c.block = parent.List
	case *ast.CaseClause:
		c.block = parent.Body
	case *ast.CommClause:
		c.block = parent.Body
	}
	return true
}

// findCritical looks at the end of the task.
func (c *collector) findCritical() bool {
	body := c.task.Body.List
	n := len(body) - 4
	if n < 0 || body[n] != c.path[1] {
		return false
	}
	c.critical = body[n:]
	gather, unlock := c.critical[1], c.critical[2]
	var call *ast.CallExpr
	if d, ok := gather.(*ast.DeferStmt); ok {
		call, gather = d.Call, unlock
	} else if e, ok := unlock.(*ast.ExprStmt); ok {
		call, _ = e.X.(*ast.CallExpr)
	}
	lock, ok := c.path[0].(*ast.CallExpr)
	if !ok || call == nil {
		return false
	}
	c.mu = c.receiver(lock, models.Lock)
	if c.mu == nil || c.receiver(call, models.Unlock) != c.mu || !c.isReturnNil(c.critical[3]) {
		return false
	}
	switch g := gather.(type) {
	case *ast.IncDecStmt:
		c.acc, c.reduce = c.local(g.X), g.Tok == token.INC
		return c.acc != nil && c.reduce
	case *ast.AssignStmt:
		if len(g.Lhs) != 1 || len(g.Rhs) != 1 {
			return false
		}
		c.acc, c.value, c.reduce = c.local(g.Lhs[0]), g.Rhs[0], g.Tok == token.ADD_ASSIGN
		if g.Tok == token.ASSIGN {
			c.value = c.appended(g.Rhs[0])
		}
		return c.acc != nil && c.value != nil && (c.reduce || g.Tok == token.ASSIGN) &&
			!c.refers(c.value, c.acc) && !c.refers(c.value, c.mu)
	}
	return false
}

// receiver returns the variable whose method of that kind is called.
func (c *collector) receiver(call *ast.CallExpr, kind models.Kind) *types.Var {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !c.hasKind(call, kind) {
		return nil
	}
	return c.local(sel.X)
}

// local returns the variable of a function that an expression is, or nil.
func (s *Site) local(e ast.Expr) *types.Var {
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Parent() == s.pass.Pkg.Scope() {
		return nil
	}
	return v
}

// appended returns the one value that is appended to c.acc, or nil.
func (c *collector) appended(e ast.Expr) ast.Expr {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 || call.Ellipsis.IsValid() || c.acc == nil || c.local(call.Args[0]) != c.acc {
		return nil
	}
	if !c.isBuiltin(call, "append") {
		return nil
	}
	return call.Args[1]
}

func (s *Site) isReturnNil(stmt ast.Stmt) bool {
	ret, ok := stmt.(*ast.ReturnStmt)
	return ok && len(ret.Results) == 1 && s.pass.TypesInfo.Types[ret.Results[0]].IsNil()
}

// findReturns looks at how the task ends otherwise: early, or with an error.
func (c *collector) findReturns() bool {
	right := true
	ast.PreorderStack(c.task.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if n == c.critical[3] {
				return false
			}
			c.early = append(c.early, n)
			if c.reduce {
				right = right && c.isReturnNil(n)
			} else {
				right = right && c.isError(n, stack)
			}
		}
		return true
	})
	return right
}

// separable reports whether the task does the same without the lock, with a copy
// of the item, and in a function of another type:
//
//   - it computes the value of what no other task changes, without a call;
//   - it, and what it calls, writes to nothing but its own variables, so that
//     the item stays as it is from the start;
//   - it has no deferred call, which might recover and so return no result, and
//     no named result, which might be set by one;
//   - it has no other variable of the name of the result.
func (c *collector) separable() bool {
	if len(c.task.Type.Results.List[0].Names) > 0 || c.value != nil && !c.steady(c.value) || c.looksAtSlice() {
		return false
	}
	right := true
	ast.PreorderStack(c.task, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			right = right && !(n.Name == c.acc.Name() && c.pass.TypesInfo.Defs[n] != nil)
		case *ast.DeferStmt:
			nested := slices.ContainsFunc(stack[1:], func(n ast.Node) bool { _, ok := n.(*ast.FuncLit); return ok })
			right = right && (nested || n == c.critical[1])
		}
		return right
	})
	r := reader{Site: c.Site, seen: make(map[*types.Func]bool)}
	for _, stmt := range c.task.Body.List {
		right = right && (stmt.Pos() >= c.critical[0].Pos() || r.onlyReads(stmt, c.task))
	}
	return right
}

// looksAtSlice reports whether the task uses what the slice of the items is
// taken from, by which it could reach the items themselves.
func (c *collector) looksAtSlice() bool {
	found := false
	ast.Inspect(c.call.Args[1], func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v, ok := c.pass.TypesInfo.Uses[id].(*types.Var)
			found = found || ok && c.refers(c.task, v)
		}
		return !found
	})
	return found
}

// isError reports whether a return statement surely returns an error: it is
// the whole body of "if err != nil".
func (c *collector) isError(ret *ast.ReturnStmt, stack []ast.Node) bool {
	if len(stack) < 2 || len(ret.Results) != 1 {
		return false
	}
	cond, ok := stack[len(stack)-2].(*ast.IfStmt)
	if !ok || cond.Body != stack[len(stack)-1] || len(cond.Body.List) != 1 {
		return false
	}
	test, ok := cond.Cond.(*ast.BinaryExpr)
	v := c.local(ret.Results[0])
	return ok && v != nil && test.Op == token.NEQ && c.local(test.X) == v && c.pass.TypesInfo.Types[test.Y].IsNil()
}

// toMap returns the fix that collects in the order of the items.
func (c *collector) toMap() []analysis.SuggestedFix {
	name := c.gatherer("func(context.Context, []int, func(context.Context, int)(string, error), %s)([]string, error)")
	slice, ok := types.Unalias(c.acc.Type()).(*types.Slice)
	if !ok || name == "" || c.made && c.distinguishesNil() {
		return nil // the function returns nil if there are no items
	}
	elem, ok := layOutType(c.spelled(slice.Elem()), c.indentation(c.stmt.Pos()))
	none := zero(slice.Elem(), elem)
	if !ok || len(c.early) > 0 && (none == "" || strings.Contains(none, "\n")) {
		return nil
	}
	edits := c.body(c.edited(c.value, c.derefs) + ", nil")
	for _, ret := range c.early {
		edits = append(edits, analysis.TextEdit{Pos: ret.Results[0].Pos(), End: ret.Results[0].Pos(), NewText: []byte(none + ", ")})
	}
	signature := fmt.Sprintf("func(%s, %s) (%s, error) ", c.text(c.params[0]), c.itemParam(), elem)
	code := fmt.Sprintf("%s(%s, %s, %s%s)", name, c.text(c.call.Args[0]), c.text(c.call.Args[1]), signature+c.edited(c.task.Body, edits), c.options())
	return c.result("let "+name+" collect the results", code)
}

// distinguishesNil reports whether what comes after the call may tell an empty
// result from nil. That it is ranged over, indexed, measured, or what is appended
// or copied from does not.
func (c *collector) distinguishesNil() bool {
	may := false
	for _, stmt := range c.block {
		if stmt.Pos() < c.stmt.Pos() {
			continue
		}
		ast.PreorderStack(stmt, nil, func(n ast.Node, stack []ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || c.pass.TypesInfo.Uses[id] != c.acc || c.call.Pos() <= id.Pos() && id.Pos() < c.call.End() {
				return true
			}
			switch use := stack[len(stack)-1].(type) {
			case *ast.RangeStmt:
				may = may || use.X != id
			case *ast.IndexExpr:
				may = may || use.X != id
			case *ast.CallExpr:
				last := len(use.Args) - 1
				from := last == 1 && use.Args[last] == id && (c.isBuiltin(use, "copy") || c.isBuiltin(use, "append") && use.Ellipsis.IsValid())
				may = may || !c.isBuiltin(use, "len") && !from
			default:
				may = true
			}
			return true
		})
	}
	return may
}

// toReduce returns the fix that adds up. The functions that it is done with get
// no context, which what else may hold up the task would need.
func (c *collector) toReduce() []analysis.SuggestedFix {
	name := c.gatherer("func(context.Context, []int, func()(string), func(string, int)(string), func(string, string)(string), %s)(string, error)")
	basic, ok := c.acc.Type().Underlying().(*types.Basic)
	typ := c.spelled(c.acc.Type())
	if !ok || basic.Info()&types.IsInteger == 0 || name == "" || typ == "" || !c.only || c.usesContext() {
		return nil
	}
	acc := c.acc.Name()
	value := "1"
	if c.value != nil {
		value = c.edited(c.value, c.derefs)
		if b, ok := c.value.(*ast.BinaryExpr); ok && b.Op.Precedence() <= token.ADD.Precedence() {
			value = "(" + value + ")"
		}
	}
	edits := c.body(acc + " + " + value)
	for _, ret := range c.early {
		edits = append(edits, analysis.TextEdit{Pos: ret.Results[0].Pos(), End: ret.Results[0].End(), NewText: []byte(acc)})
	}
	code := fmt.Sprintf("%s(%s, %s, func() %s { return 0 }, func(%s %s, %s) %s %s, func(a, b %s) %s { return a + b }%s)",
		name, c.text(c.call.Args[0]), c.text(c.call.Args[1]), typ, acc, typ, c.itemParam(), typ, c.edited(c.task.Body, edits), typ, typ, c.options())
	return c.result("let "+name+" add up", code)
}

// gatherer returns the text to call the function that the pool library offers
// for collecting, of the given type when its type parameters are int and
// string; %s stands for the options that the call takes.
func (c *collector) gatherer(typ string) string {
	callee, ok := c.pass.TypesInfo.TypeOf(c.call.Fun).(*types.Signature)
	if !ok || !callee.Variadic() {
		return ""
	}
	options := typeText(callee.Params().At(callee.Params().Len() - 1).Type())
	for _, word := range strings.Fields(c.does.Collect) {
		_, name, _ := strings.Cut(strings.Trim(word, ",;"), ".")
		fn, ok := c.pool.Imported().Scope().Lookup(name).(*types.Func)
		if !ok || fn.Signature().TypeParams().Len() != 2 {
			continue
		}
		t, err := types.Instantiate(nil, fn.Signature(), []types.Type{types.Typ[types.Int], types.Typ[types.String]}, false)
		if err == nil && typeText(t) == fmt.Sprintf(typ, options) {
			return c.pool.Name() + "." + name
		}
	}
	return ""
}

// options returns the arguments of the call after the literal.
func (c *collector) options() string {
	var text string
	for _, a := range c.call.Args[3:] {
		text += ", " + c.text(a)
	}
	if c.call.Ellipsis.IsValid() {
		text += "..."
	}
	return text
}

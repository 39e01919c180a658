package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
)

// hasKind reports whether a call has one effect, of that kind, by its model.
func (s *Site) hasKind(call *ast.CallExpr, kind models.Kind) bool {
	fn, _ := typeutil.Callee(s.pass.TypesInfo, call).(*types.Func)
	m := effects.Model(fn)
	return m != nil && len(m.Effects) == 1 && m.Effects[0].Kind == kind
}

// findDeclarations looks for the declarations of the lock and of the result in
// the block of the call, and at their uses until then.
func (c *collector) findDeclarations() bool {
	for _, stmt := range c.block {
		if stmt == c.stmt {
			break
		}
		switch stmt := stmt.(type) {
		case *ast.DeclStmt:
			for _, spec := range stmt.Decl.(*ast.GenDecl).Specs {
				if spec, ok := spec.(*ast.ValueSpec); ok && len(spec.Names) == 1 && len(spec.Values) <= 1 {
					var value ast.Expr
					if len(spec.Values) == 1 {
						value = spec.Values[0]
					}
					c.declared(spec.Names[0], value, c.declaration(spec))
				}
			}
		case *ast.AssignStmt:
			if id, ok := stmt.Lhs[0].(*ast.Ident); ok && stmt.Tok == token.DEFINE && len(stmt.Lhs) == 1 {
				c.declared(id, stmt.Rhs[0], stmt)
			}
		}
	}
	if c.muDecl == nil || c.accDecl == nil {
		return false
	}
	from, to := c.critical[0].Pos(), c.critical[3].End()
	right := true
	for _, stmt := range c.block {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && (id.Pos() < from || to < id.End()) {
				switch c.pass.TypesInfo.Uses[id] {
				case c.mu:
					right = false
				case c.acc:
					right = right && id.Pos() > c.stmt.End()
				}
			}
			return right
		})
	}
	return right
}

// declared notes a declaration if it is one of those that are looked for, and
// of nothing but an empty value.
func (c *collector) declared(id *ast.Ident, value ast.Expr, decl ast.Node) {
	obj := c.pass.TypesInfo.Defs[id]
	switch {
	case obj == nil || value != nil && !c.empty(value):
	case obj == c.mu:
		c.muDecl = decl
	case obj == c.acc:
		c.accDecl, c.made = decl, value != nil
	}
}

// empty reports whether an expression is a zero value, an empty one, or the
// address of such.
func (c *collector) empty(e ast.Expr) bool {
	if v := c.pass.TypesInfo.Types[e]; v.Value != nil {
		return v.Value.ExactString() == "0"
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.UnaryExpr:
		return e.Op == token.AND && c.empty(e.X)
	case *ast.CallExpr:
		return c.isBuiltin(e, "new") || c.isBuiltin(e, "make") && len(e.Args) > 1 && c.empty(e.Args[1])
	}
	return false
}

// findDrop looks at what follows the call: an error has to make the block end
// without a look at the result, which is incomplete before and missing after.
func (c *collector) findDrop() bool {
	test := c.header
	if test == nil {
		i := slices.Index(c.block, c.stmt)
		if i+1 == len(c.block) {
			return false
		}
		test, _ = c.block[i+1].(*ast.IfStmt)
		if test == nil || test.Init != nil {
			return false
		}
	}
	cond, ok := test.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || !c.pass.TypesInfo.Types[cond.Y].IsNil() || test.Else != nil {
		return false
	}
	err := c.pass.TypesInfo.ObjectOf(c.err)
	if v := c.local(cond.X); v == nil || v != err || len(test.Body.List) == 0 || c.refers(test.Body, c.acc) {
		return false
	}
	switch last := test.Body.List[len(test.Body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok == token.BREAK || last.Tok == token.CONTINUE
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		return ok && c.isBuiltin(call, "panic")
	}
	return false
}

// isBuiltin reports whether a call is that of a predeclared function.
func (s *Site) isBuiltin(call *ast.CallExpr, name string) bool {
	id, ok := call.Fun.(*ast.Ident)
	return ok && s.pass.TypesInfo.Uses[id] == types.Universe.Lookup(name)
}

// findParams looks at the parameters of the literal: those of a function for
// each item that is called with a context, the index and the item's address.
func (c *collector) findParams() bool {
	c.params = c.task.Type.Params.List
	if len(c.params) != 3 || len(c.call.Args) < 3 || c.call.Args[2] != c.task || c.task.Type.Results.NumFields() != 1 {
		return false
	}
	for _, p := range c.params {
		if len(p.Names) > 1 {
			return false
		}
	}
	info := c.pass.TypesInfo
	items, ok := info.TypeOf(c.call.Args[1]).Underlying().(*types.Slice)
	item, isAddress := c.params[2].Type.(*ast.StarExpr)
	if !ok || !isAddress || !isContext(info.TypeOf(c.params[0].Type)) ||
		!types.Identical(info.TypeOf(item.X), items.Elem()) || hasLock(items.Elem()) {
		return false
	}
	if names := c.params[1].Names; len(names) == 1 && names[0].Name != "_" && c.refers(c.task.Body, info.Defs[names[0]]) {
		return false
	}
	for _, comment := range c.file.Comments {
		within := func(pos, end token.Pos) bool { return comment.Pos() < end && pos < comment.End() }
		if within(c.call.Lparen, c.task.Body.Lbrace) || within(c.task.End(), c.call.End()) {
			return false
		}
	}
	names := c.params[2].Names
	return len(names) == 0 || names[0].Name == "_" || c.findItem(info.Defs[names[0]])
}

// hasLock reports whether a value must not be copied, because it, or a part of
// it, is a lock.
func hasLock(t types.Type) bool {
	if method(types.NewPointer(t), "Lock") != "" && method(t, "Lock") == "" {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if hasLock(f.Type()) {
				return true
			}
		}
	case *types.Array:
		return hasLock(u.Elem())
	}
	return false
}

// findItem looks at the uses of the item. They must be reads, for which a copy
// serves as well as the address, and none may be in a literal, which may run
// when the item is another.
func (c *collector) findItem(item types.Object) bool {
	right := true
	ast.PreorderStack(c.task.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || c.pass.TypesInfo.Uses[id] != item {
			return right
		}
		if slices.ContainsFunc(stack, func(n ast.Node) bool { _, ok := n.(*ast.FuncLit); return ok }) {
			right = false
			return false
		}
		i := len(stack) - 1
		var use ast.Expr = id
		if star, ok := stack[i].(*ast.StarExpr); ok {
			use = star
			i--
			if paren, ok := stack[i].(*ast.ParenExpr); ok {
				use = paren
				i--
			}
			c.derefs = append(c.derefs, analysis.TextEdit{Pos: use.Pos(), End: use.End(), NewText: []byte(id.Name)})
		} else if _, ok := stack[i].(*ast.SelectorExpr); !ok {
			right = false
			return false
		}
		right = right && c.read(use, stack[:i+1])
		return right
	})
	return right
}

// read reports whether the item, or what is selected of it, is only read.
func (c *collector) read(e ast.Expr, stack []ast.Node) bool {
	i := len(stack) - 1
	for item := true; ; item = false {
		sel, ok := stack[i].(*ast.SelectorExpr)
		if !ok || sel.X != e {
			break
		}
		if !item && pointer(c.pass.TypesInfo.TypeOf(e)) {
			return true // what it points to is not in the item
		}
		s := c.pass.TypesInfo.Selections[sel]
		if s == nil {
			return false
		}
		if m, ok := s.Obj().(*types.Func); ok {
			return !pointer(m.Signature().Recv().Type())
		}
		e = sel
		i--
	}
	switch parent := stack[i].(type) {
	case *ast.AssignStmt:
		return !slices.Contains(parent.Lhs, e)
	case *ast.IncDecStmt:
		return false
	case *ast.UnaryExpr:
		return parent.Op != token.AND
	case *ast.RangeStmt:
		return parent.X == e
	case *ast.IndexExpr, *ast.SliceExpr:
		_, array := c.pass.TypesInfo.TypeOf(e).Underlying().(*types.Array)
		return !array
	case *ast.ParenExpr:
		return false // rare
	}
	return true
}

func pointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// usesContext reports whether the task looks at its context.
func (c *collector) usesContext() bool {
	names := c.params[0].Names
	return len(names) == 1 && names[0].Name != "_" && c.refers(c.task.Body, c.pass.TypesInfo.Defs[names[0]])
}

// itemParam returns the parameter for the item.
func (c *collector) itemParam() string {
	typ := c.text(c.params[2].Type.(*ast.StarExpr).X)
	if names := c.params[2].Names; len(names) == 1 {
		return names[0].Name + " " + typ
	}
	if c.reduce {
		return "_ " + typ // the others have names
	}
	return typ
}

// body returns the edits of the body of the literal that make it return a
// result. Comments on what goes come before that.
func (c *collector) body(result string) []analysis.TextEdit {
	from, to := c.critical[0].Pos(), c.critical[3].End()
	edits := slices.DeleteFunc(slices.Clone(c.derefs), func(e analysis.TextEdit) bool { return from <= e.Pos && e.End <= to })
	var comments string
	for _, group := range c.file.Comments {
		for _, comment := range group.List {
			kept := c.value != nil && c.value.Pos() <= comment.Pos() && comment.End() <= c.value.End()
			if from <= comment.Pos() && comment.End() <= to && !kept {
				comments += c.text(comment) + "\n" + c.indentation(from)
			}
		}
	}
	code := "return " + result
	if c.value != nil && c.plain(c.value) {
		// Without its stars an expression may want other blanks.
		if laidOut, ok := layOut(code, c.indentation(from)); ok {
			code = laidOut
		}
	}
	return append(edits, analysis.TextEdit{Pos: from, End: to, NewText: []byte(comments + code)})
}

// edited returns the source of a node after those of the edits that are in it.
func (s *Site) edited(n ast.Node, edits []analysis.TextEdit) string {
	sorted := slices.Clone(edits)
	slices.SortFunc(sorted, func(a, b analysis.TextEdit) int { return int(a.Pos - b.Pos) })
	var text strings.Builder
	at := n.Pos()
	for _, e := range sorted {
		if at <= e.Pos && e.End <= n.End() {
			text.WriteString(s.between(at, e.Pos) + string(e.NewText))
			at = e.End
		}
	}
	return text.String() + s.between(at, n.End())
}

// result returns the fix that puts the call in the place of the other and
// removes what it has no use for.
func (c *collector) result(message, call string) []analysis.SuggestedFix {
	if c.define && c.header != nil && c.hidesError() {
		return nil
	}
	removed := []ast.Node{c.muDecl}
	assign := " = "
	if c.define {
		assign = " := "
		removed = append(removed, c.accDecl)
		if both := c.group(c.muDecl, c.accDecl); both != nil {
			removed = []ast.Node{both}
		}
	}
	var edits []analysis.TextEdit
	for _, n := range removed {
		e, ok := c.withoutLine(n)
		if !ok {
			return nil
		}
		edits = append(edits, e)
	}
	code := c.acc.Name() + ", " + c.err.Name + assign
	replaced := analysis.TextEdit{Pos: c.stmt.Pos(), End: c.call.End(), NewText: []byte(code + call)}
	if c.header != nil {
		replaced.End = c.header.Cond.Pos()
		replaced.NewText = append(replaced.NewText, "\n"+c.indentation(c.stmt.Pos())+"if "...)
	}
	return c.offer(message, append(edits, replaced)...)
}

// group returns the declaration that declares two specs and nothing else, or
// nil.
func (c *collector) group(a, b ast.Node) ast.Node {
	for _, stmt := range c.block {
		if d, ok := stmt.(*ast.DeclStmt); ok {
			specs := d.Decl.(*ast.GenDecl).Specs
			if len(specs) == 2 && (specs[0] == a && specs[1] == b || specs[0] == b && specs[1] == a) {
				return d
			}
		}
	}
	return nil
}

// hidesError reports whether the error, once it is declared before the if
// statement, would be taken for another variable of its name.
func (c *collector) hidesError() bool {
	scope := c.pass.TypesInfo.Scopes[c.header]
	if scope == nil || scope.Parent().Lookup(c.err.Name) != nil {
		return true
	}
	hides := false
	for _, stmt := range c.block[slices.Index(c.block, c.stmt)+1:] {
		ast.Inspect(stmt, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if ok && id.Name == c.err.Name {
				obj := c.pass.TypesInfo.Uses[id]
				hides = hides || obj != nil && obj.Pos() < c.stmt.Pos()
			}
			return !hides
		})
	}
	return hides
}

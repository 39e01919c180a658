package annotation

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/parvet/parvet/internal/directive"
)

// A place is something that an annotation may be about.
type place struct {
	kind     kind
	objs     []types.Object // what it declares; none if that cannot be annotated
	lit      *ast.FuncLit   // of a literal
	fn       *types.Func    // of parameters: their function
	first    int            // the number of the first of them
	pos, end token.Pos      // of a function, the signature

	doc, comment *ast.CommentGroup
}

type kind uint8

const (
	packageClause kind = iota
	function           // or a method, with a body or without
	parameter
	field
	variable
	typeName
	literal // assigned to a variable
)

// places returns what there is to annotate in a file, the outer before the inner.
func (r *reader) places(file *ast.File) []*place {
	var all []*place
	docs := make(map[ast.Spec]*ast.CommentGroup) // of declarations without parentheses
	add := func(k kind, n ast.Node, doc, comment *ast.CommentGroup, names ...*ast.Ident) *place {
		p := &place{kind: k, pos: n.Pos(), end: n.End(), doc: doc, comment: comment}
		for _, name := range names {
			if obj := r.info.Defs[name]; obj != nil {
				p.objs = append(p.objs, obj)
			}
		}
		all = append(all, p)
		return p
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			p := add(function, n, n.Doc, nil, n.Name)
			p.end = n.Type.End()
			all = append(all, r.params(p, n.Type)...)
		case *ast.GenDecl:
			if !n.Lparen.IsValid() && len(n.Specs) == 1 {
				docs[n.Specs[0]] = n.Doc
			}
		case *ast.TypeSpec:
			add(typeName, n, either(n.Doc, docs[n]), n.Comment, n.Name)
		case *ast.ValueSpec:
			add(variable, n, either(n.Doc, docs[n]), n.Comment, n.Names...)
			if len(n.Names) == 1 && len(n.Values) == 1 {
				r.literal(all[len(all)-1], n.Values[0])
			}
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && len(n.Rhs) == 1 {
				if lit, ok := ast.Unparen(n.Rhs[0]).(*ast.FuncLit); ok {
					add(literal, n, nil, nil).lit = lit
				}
			}
		case *ast.StructType:
			for _, f := range n.Fields.List {
				add(field, f, f.Doc, f.Comment, f.Names...)
			}
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				p := add(function, m, m.Doc, m.Comment, m.Names...)
				if t, ok := m.Type.(*ast.FuncType); ok {
					all = append(all, r.params(p, t)...)
				}
			}
		}
		return true
	})
	return all
}

func either(a, b *ast.CommentGroup) *ast.CommentGroup {
	if a != nil {
		return a
	}
	return b
}

// literal makes a variable in a function the place of the literal that it
// holds: nobody else can assign to it what the engine does not see.
func (r *reader) literal(p *place, value ast.Expr) {
	lit, ok := ast.Unparen(value).(*ast.FuncLit)
	if !ok || len(p.objs) == 0 || p.objs[0].Parent() == nil || p.objs[0].Pkg() == nil || p.objs[0].Parent() == p.objs[0].Pkg().Scope() {
		return
	}
	p.kind, p.lit = literal, lit
}

// params returns the places of the parameters of a function.
func (r *reader) params(fn *place, t *ast.FuncType) []*place {
	if len(fn.objs) == 0 {
		return nil
	}
	obj, ok := fn.objs[0].(*types.Func)
	if !ok {
		return nil
	}
	var all []*place
	n := 0
	for _, f := range t.Params.List {
		p := &place{kind: parameter, fn: obj, first: n, pos: f.Pos(), end: f.End()}
		for range max(1, len(f.Names)) {
			if n < obj.Signature().Params().Len() {
				p.objs = append(p.objs, obj.Signature().Params().At(n))
			}
			n++
		}
		all = append(all, p)
	}
	return all
}

// find returns what a directive is about: what it documents, or else what is on
// its line or, if it has that for itself, on the next. Several are parameters.
func (r *reader) find(file *ast.File, places []*place, d *directive.Directive) []*place {
	if d.Pos < file.Package {
		return []*place{{kind: packageClause}}
	}
	for _, p := range places {
		for _, g := range []*ast.CommentGroup{p.doc, p.comment} {
			if g != nil && g.Pos() <= d.Pos && d.Pos < g.End() {
				return []*place{p}
			}
		}
	}
	tf := r.fset.File(file.FileStart)
	line, next := d.Line(tf, file)
	begins := func(p *place) bool { return directive.LineOf(tf, p.pos) == line }
	ends := func(p *place) bool { return !next && p.end <= d.Pos && directive.LineOf(tf, p.end) == line }
	var params []*place
	var first, last *place
	for _, p := range places {
		switch {
		case p.kind == parameter && (begins(p) || ends(p)):
			params = append(params, p)
		case p.kind != parameter && begins(p) && first == nil:
			first = p
		case p.kind == function && ends(p):
			last = p
		}
	}
	switch {
	case first != nil:
		return []*place{first}
	case params != nil:
		return params
	case last != nil:
		return []*place{last}
	}
	return nil
}

// Package fix makes the suggested fixes of the rules about tasks.
//
// A fix is offered only where the operation is written in the task itself, in a
// literal at the call of the pool library that hands it over: there the context
// that carries the worker is at hand, and the change stays in one place. What it
// calls is what the model of the pool library offers, by its type and not by its
// name.
//
// A fix is checked for types before it is reported, so one that would not
// compile is not (verify.go). Nor is one that would lose a comment, or touch a
// generated file.
package fix

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
)

// A Site is an operation in the literal of a task.
type Site struct {
	pass *analysis.Pass
	file *ast.File
	src  []byte     // of the file
	path []ast.Node // from the operation up to the file
	call *ast.CallExpr
	task *ast.FuncLit // an argument of call
	pool *types.PkgName
	does models.Offers
	only bool // nothing else may hold up the task
}

// At returns the site of an operation that may hold up a task, or nil if a fix
// is out of the question.
func At(pass *analysis.Pass, t *effects.Task, b *effects.Block) *Site {
	if b.Path.Len() != 1 || pass.ReadFile == nil {
		return nil
	}
	s := &Site{pass: pass, does: t.Pool.Offers, only: len(t.Blocks) == 1}
	i := slices.IndexFunc(pass.Files, func(f *ast.File) bool { return f.FileStart <= b.Pos && b.Pos < f.FileEnd })
	if i < 0 {
		return nil
	}
	s.file = pass.Files[i]
	if ast.IsGenerated(s.file) || !s.read() {
		return nil
	}
	path, _ := astutil.PathEnclosingInterval(s.file, b.Pos, b.End)
	i = slices.IndexFunc(path, func(n ast.Node) bool { return isOperation(n, b) })
	if i < 0 {
		return nil
	}
	s.path = path[i:]
	if !s.findTask(t) {
		return nil
	}
	s.pool = s.imported(t.Pool.Path)
	if s.pool == nil {
		return nil
	}
	return s
}

// read reads the file. It fails if the file is not what was written: cgo and
// other generators have line directives that lead elsewhere.
func (s *Site) read() bool {
	tf := s.pass.Fset.File(s.file.FileStart)
	if s.pass.Fset.Position(s.file.Package).Filename != tf.Name() {
		return false
	}
	src, err := s.pass.ReadFile(tf.Name())
	s.src = src
	return err == nil && len(src) == tf.Size() && !bytes.Contains(src, []byte("\n//line ")) && !bytes.Contains(src, []byte("/*line "))
}

func isOperation(n ast.Node, b *effects.Block) bool {
	switch n := n.(type) {
	case *ast.SelectStmt:
		return n.Select == b.Pos
	case *ast.CallExpr, *ast.SendStmt:
		return n.Pos() == b.Pos && n.End() == b.End
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && n.Pos() == b.Pos && n.End() == b.End
	}
	return false
}

// findTask finds the literal of the task: the innermost around the operation,
// and an argument of the call that hands it over.
func (s *Site) findTask(t *effects.Task) bool {
	for i, n := range s.path {
		lit, ok := n.(*ast.FuncLit)
		if !ok {
			continue
		}
		call, ok := s.path[i+1].(*ast.CallExpr)
		if !ok || call.Pos() != t.Pos || call.End() != t.End || !slices.Contains(call.Args, ast.Expr(lit)) || !s.isEntry(call, t) {
			return false
		}
		s.task, s.call = lit, call
		return true
	}
	return false
}

// isEntry reports whether a call is one of the pool library itself. What wraps it
// may do more, and may call the literal with whatever context it likes.
func (s *Site) isEntry(call *ast.CallExpr, t *effects.Task) bool {
	fn := typeutil.Callee(s.pass.TypesInfo, call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == t.Pool.Path
}

// imported returns the name by which the file imports a package, if it means
// that at the operation. It is nil for a dot import.
func (s *Site) imported(path string) *types.PkgName {
	for _, spec := range s.file.Imports {
		name := s.pass.TypesInfo.PkgNameOf(spec)
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == path && name != nil && s.lookup(name.Name()) == name {
			return name
		}
	}
	return nil
}

// lookup returns what a name means at the operation.
func (s *Site) lookup(name string) types.Object {
	at := s.path[0].Pos()
	scope := s.pass.Pkg.Scope().Innermost(at)
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, at)
	return obj
}

// offered returns the text to call the function that an offer such as
// "par.Sleep" names, if that takes and returns what typ says.
func (s *Site) offered(offer, typ string) (text string, ok bool) {
	_, name, _ := strings.Cut(offer, ".")
	fn, ok := s.pool.Imported().Scope().Lookup(name).(*types.Func)
	if !ok || typeText(fn.Signature()) != typ {
		return "", false
	}
	return s.pool.Name() + "." + name, true
}

// typeText returns a type without the names of parameters.
func typeText(t types.Type) string {
	sig, ok := t.(*types.Signature)
	if !ok {
		return types.TypeString(t, nil)
	}
	list := func(vars *types.Tuple) string {
		var list []string
		for v := range vars.Variables() {
			list = append(list, typeText(v.Type()))
		}
		return "(" + strings.Join(list, ", ") + ")"
	}
	return "func" + list(sig.Params()) + list(sig.Results())
}

// text returns the source of a node.
func (s *Site) text(n ast.Node) string { return s.between(n.Pos(), n.End()) }

func (s *Site) between(pos, end token.Pos) string {
	tf := s.pass.Fset.File(s.file.FileStart)
	return strings.ReplaceAll(string(s.src[tf.Offset(pos):tf.Offset(end)]), "\r\n", "\n")
}

// mentions reports whether a name occurs in a node, whatever it means there.
func mentions(n ast.Node, names ...string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			found = found || slices.Contains(names, id.Name)
		}
		return !found
	})
	return found
}

package effects

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Guard says that an operation is run only if a parameter of the function has
// a value: true or false, nil or not, a constant or another one, of one type or of
// another. Callers that pass the other one do not wait for it.
type Guard struct {
	Set   bool
	Param int
	Nil   bool   // whether it is about nil
	Equal string // if not empty: about this constant, as constant.Value.ExactString has it, or about a type, see typeGuard
	Want  bool   // true, or not nil, or the constant, or of the type

	fn *ssa.Function // whose parameter it is, within the package
}

// guard settles for an effect of an instruction on which parameter of fn it
// depends, besides that on which it depends already.
func (e *engine) guard(eff *Effect, fn *ssa.Function, in ssa.Instruction) {
	g, ok := e.guards[in.Block()]
	if !ok {
		g = guardOf(fn, in.Block())
		e.guards[in.Block()] = g
	}
	if eff.Guard.fn != fn {
		eff.Guard, eff.Also = eff.Also, Guard{}
	}
	switch {
	case !eff.Guard.Set || eff.Guard.fn != fn:
		eff.Guard, eff.Also = g, Guard{}
	case eff.Also.Set && eff.Also.fn == fn:
	case g == eff.Guard:
		eff.Also = Guard{}
	default:
		eff.Also = g
	}
}

// guardOf returns the parameter that has to have some value for control to come
// to a block. One that says yes or no comes before one that says which, since
// callers know it more often.
func guardOf(fn *ssa.Function, at *ssa.BasicBlock) Guard {
	var which Guard
	for p := at.Idom(); p != nil; p = p.Idom() {
		cond, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		v, want := cond.Cond, true
		if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
			v, want = not.X, false
		}
		about, equal := false, ""
		if eq, ok := v.(*ssa.BinOp); ok && isNil(eq.Y) && (eq.Op == token.EQL || eq.Op == token.NEQ) {
			v, want, about = eq.X, want == (eq.Op == token.NEQ), true
		} else if ok && (eq.Op == token.EQL || eq.Op == token.NEQ) {
			v, want, equal = eq.X, want == (eq.Op == token.EQL), constantOf(eq.Y)
			if equal == "" {
				v, equal = eq.Y, constantOf(eq.X)
			}
			if equal == "" {
				continue
			}
		}
		if asked, ok := v.(*ssa.Extract); ok && asked.Index == 1 {
			if ta, ok := asked.Tuple.(*ssa.TypeAssert); ok && !types.IsInterface(ta.AssertedType) {
				if v, equal = ta.X, typeGuard(ta.AssertedType); equal == "" {
					continue
				}
			}
		}
		param, ok := v.(*ssa.Parameter)
		if !ok || param.Parent() != fn {
			continue
		}
		for i, s := range p.Succs {
			if ways(s) != 1 || !s.Dominates(at) {
				continue
			}
			g := Guard{true, paramIndex(param), about, equal, want == (i == 0), fn}
			if equal == "" {
				return g
			}
			if !which.Set {
				which = g
			}
		}
	}
	return which
}

// ways returns how many blocks lead to b that do not come from there.
func ways(b *ssa.BasicBlock) int {
	n := 0
	for _, p := range b.Preds {
		if !b.Dominates(p) {
			n++
		}
	}
	return n
}

// constantOf returns how a constant is written, or "" if v is none.
func constantOf(v ssa.Value) string {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		return ""
	}
	return c.Value.ExactString()
}

// typeGuard is what Guard.Equal says of a type, which no constant is written like;
// it is empty for a type that depends on the instance of a generic function.
func typeGuard(t types.Type) string {
	if parameterized(t) {
		return ""
	}
	return typePrefix + types.TypeString(t, nil)
}

const typePrefix = "type "

// whichOf returns what an argument is that a guard compares, or "" if that is not
// known.
func whichOf(v ssa.Value, equal string) string {
	if !strings.HasPrefix(equal, typePrefix) {
		return constantOf(v)
	}
	if ci, ok := v.(*ssa.ChangeInterface); ok {
		v = ci.X
	}
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return typeGuard(v.X.Type())
	case *ssa.Const: // nil is of no type
		return typePrefix
	}
	return ""
}

// bindGuard settles what a guard means at a call, and reports whether the
// operation may still be run. What the caller itself has from a parameter stays
// a condition, now of that.
func (g *Guard) bindGuard(args args) bool {
	if !g.Set {
		return true
	}
	v := args(g.Param)
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT && g.Equal == "" {
		v, g.Want = not.X, !g.Want
	}
	if p, ok := v.(*ssa.Parameter); ok && !(g.Nil && args.notNil(g.Param)) {
		g.Param, g.fn = paramIndex(p), p.Parent()
		return true
	}
	is, known := truth(v, g.Nil)
	if g.Nil && !known && args.notNil(g.Param) {
		is, known = true, true
	}
	if g.Equal != "" {
		c := whichOf(v, g.Equal)
		is, known = c == g.Equal, c != ""
	}
	want := g.Want
	*g = Guard{}
	return !known || is == want
}

// truth returns whether a value is true, or is not nil, if that is known.
func truth(v ssa.Value, notNil bool) (is, known bool) {
	switch v := v.(type) {
	case *ssa.Const:
		if notNil {
			return !v.IsNil(), true
		}
		if v.Value != nil && v.Value.Kind() == constant.Bool {
			return constant.BoolVal(v.Value), true
		}
	case *ssa.MakeInterface, *ssa.MakeClosure, *ssa.Function, *ssa.Alloc, *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice:
		return true, notNil
	}
	return false, false
}

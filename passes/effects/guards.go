package effects

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A Guard says that an operation is run only if a parameter of the function has
// a value: true or false, nil or not, or a constant or another one. Callers that
// pass the other one do not wait for it.
type Guard struct {
	Set   bool
	Param int
	Nil   bool   // whether it is about nil
	Equal string // if not empty: about this constant, as constant.Value.ExactString has it
	Want  bool   // true, or not nil, or the constant

	fn *ssa.Function // whose parameter it is, within the package
}

// guard settles for an effect of an instruction on which parameter of fn it
// depends, unless it depends on one already.
func (e *engine) guard(eff *Effect, fn *ssa.Function, in ssa.Instruction) {
	if eff.Guard.Set && eff.Guard.fn == fn {
		return
	}
	g, ok := e.guards[in.Block()]
	if !ok {
		g = guardOf(fn, in.Block())
		e.guards[in.Block()] = g
	}
	eff.Guard = g
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
	if p, ok := v.(*ssa.Parameter); ok {
		g.Param, g.fn = paramIndex(p), p.Parent()
		return true
	}
	is, known := truth(v, g.Nil)
	if g.Equal != "" {
		c := constantOf(v)
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

package effects

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Guard says that an operation is run only if a parameter of the function, a
// bool, has a value. Callers that pass the other one do not wait for it.
type Guard struct {
	Set   bool
	Param int
	Want  bool

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
// to a block.
func guardOf(fn *ssa.Function, at *ssa.BasicBlock) Guard {
	for p := at.Idom(); p != nil; p = p.Idom() {
		cond, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		v, want := cond.Cond, true
		if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
			v, want = not.X, false
		}
		param, ok := v.(*ssa.Parameter)
		if !ok || param.Parent() != fn {
			continue
		}
		for i, s := range p.Succs {
			if len(s.Preds) == 1 && s.Dominates(at) {
				return Guard{true, paramIndex(param), want == (i == 0), fn}
			}
		}
	}
	return Guard{}
}

// bindGuard settles what a guard means at a call, and reports whether the
// operation may still be run. What the caller itself has from a parameter stays
// a condition, now of that.
func (g *Guard) bindGuard(args args) bool {
	if !g.Set {
		return true
	}
	v := args(g.Param)
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
		v, g.Want = not.X, !g.Want
	}
	switch v := v.(type) {
	case *ssa.Const:
		if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 && v.Value != nil &&
			constant.BoolVal(v.Value) != g.Want {
			return false
		}
		*g = Guard{}
	case *ssa.Parameter:
		g.Param, g.fn = paramIndex(v), v.Parent()
	default:
		*g = Guard{}
	}
	return true
}

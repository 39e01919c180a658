package effects

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A function may ask for one value of a parameter, the root say, and come to itself there for
// parts, by a value that it reads from each. Were that the same value, it would come to itself
// for the same parts again, with no end: the names of parts are others.

// sameAgain reports whether an operation of a callee depends on a parameter that is a constant,
// and the call is made where that parameter of the function around it is the constant, with the
// same arguments otherwise.
func (e *engine) sameAgain(g *Guard, t target, args args) bool {
	if !g.Set || g.Nil || g.Equal == "" || !g.Want || strings.HasPrefix(g.Equal, typePrefix) || t.fn == nil || g.fn != t.fn {
		return false
	}
	fn := t.fn
	in, ok := args(g.Param).(ssa.Instruction)
	if !ok || !within(in.Parent(), fn) || !partOfEach(args(g.Param), 0) {
		return false
	}
	if !slices.ContainsFunc(e.wayTo(in), func(p ssa.Instruction) bool {
		return p.Parent() == fn && guardOf(fn, p.Block()) == *g
	}) {
		return false
	}
	for _, p := range fn.Params {
		i := paramIndex(p)
		if i == g.Param || e.isContext(p.Type()) {
			continue
		}
		if _, ok := p.Type().Underlying().(*types.Signature); ok {
			continue
		}
		if v := args(i); v == nil || e.object(v) != p && e.single(v) != p {
			return false
		}
	}
	return !e.changesOwn(fn, fn)
}

// partOfEach reports whether a value is read from fields of what a function gets, or goes
// through, rather than takes away, or makes.
func partOfEach(v ssa.Value, depth int) bool {
	if depth > maxKey {
		return false
	}
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar:
		return depth > 0
	case *ssa.Alloc: // the variable of a loop that is captured
		return depth > 0
	case *ssa.UnOp:
		return v.Op == token.MUL && partOfEach(v.X, depth+1)
	case *ssa.FieldAddr:
		return partOfEach(v.X, depth+1)
	case *ssa.Field:
		return partOfEach(v.X, depth+1)
	case *ssa.IndexAddr:
		return partOfEach(v.X, depth+1)
	case *ssa.Extract:
		_, ok := v.Tuple.(*ssa.Next)
		return ok
	}
	return false
}

// changesOwn reports whether a function, or a literal in it, assigns to fields of a parameter
// of the outer one.
func (e *engine) changesOwn(fn, outer *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			if f, ok := st.Addr.(*ssa.FieldAddr); ok {
				if p, ok := e.object(f.X).(*ssa.Parameter); ok && p.Parent() == outer {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, func(lit *ssa.Function) bool { return e.changesOwn(lit, outer) })
}

package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// What a function does only if a parameter is nil, or is not, it does not do for all its
// callers: see guards.go. Here it is about what those know of what they pass. A value is not
// nil where it has just been made, and where control comes only if something has been done
// with it that panics, or waits forever, if it is: a field has been read, an entry been put
// into a map, a method of an interface called, or a branch been taken for it.
//
// What a function passes to one of its own parameters is asked by who passes that, as when a
// callback is called with an item: that the item is not nil is another argument, see notNilArg.

// notNilArg is added to the number of a parameter to ask args whether the argument is known
// not to be nil: it is if there is an answer.
const notNilArg = 1000

// someValue is that answer.
var someValue ssa.Value = ssa.NewConst(nil, types.Typ[types.UnsafePointer])

// notNil reports whether an argument is known not to be nil.
func (a args) notNil(i int) bool { return a != nil && a(notNilArg+i) != nil }

// isNotNilArg reports whether the number of a parameter asks for that.
func isNotNilArg(i int) bool { return i > notNilArg/2 }

// argsAt is argsOf at an instruction: it tells of arguments that they are not nil there.
func (e *engine) argsAt(c *ssa.CallCommon, t target, in ssa.Instruction) args {
	args := argsOf(c, t)
	return func(i int) ssa.Value {
		if !isNotNilArg(i) {
			return args(i)
		}
		v := args(i - notNilArg)
		if v == nil || v == t.recv || !e.isNotNil(v, in, 0) { // a method may have been bound before
			return nil
		}
		return someValue
	}
}

// isNotNil reports whether a value is not nil whenever control comes to an instruction of its
// function.
func (e *engine) isNotNil(v ssa.Value, in ssa.Instruction, depth int) bool {
	if !canBeNil(v.Type()) {
		return false // nobody asks
	}
	if is, known := truth(v, true); known {
		return is
	}
	if v.Parent() != in.Parent() {
		return false
	}
	switch x := v.(type) {
	case *ssa.FieldAddr, *ssa.IndexAddr:
		return true
	case *ssa.Slice:
		if _, ok := x.X.Type().Underlying().(*types.Pointer); ok {
			return true // of an array
		}
	case *ssa.ChangeType:
		if e.isNotNil(x.X, in, depth) {
			return true
		}
	case *ssa.Phi:
		if depth < maxReach && e.edgesNotNil(x, depth+1) {
			return true
		}
	}
	if refs := v.Referrers(); refs != nil {
		for _, use := range *refs {
			if use != in && needsValue(use, v) && e.precedes(use, in) {
				return true
			}
		}
	}
	return branchedNotNil(v, in.Block())
}

func (e *engine) edgesNotNil(phi *ssa.Phi, depth int) bool {
	for i, edge := range phi.Edges {
		from := phi.Block().Preds[i]
		if edge == phi || e.isNotNil(edge, atEndOf(from), depth) {
			continue
		}
		if to := notNilBranch(edge, from); to != phi.Block() {
			return false
		}
	}
	return true
}

// canBeNil reports whether values of a type may be nil.
func canBeNil(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// needsValue reports whether control does not come past an instruction if a value that it
// uses is nil.
func needsValue(use ssa.Instruction, v ssa.Value) bool {
	switch use := use.(type) {
	case *ssa.FieldAddr:
		return use.X == v
	case *ssa.IndexAddr:
		return use.X == v
	case *ssa.UnOp:
		return (use.Op == token.MUL || use.Op == token.ARROW && !use.CommaOk) && use.X == v
	case *ssa.Store:
		return use.Addr == v
	case *ssa.MapUpdate:
		return use.Map == v
	case *ssa.Send:
		return use.Chan == v
	case *ssa.TypeAssert:
		return !use.CommaOk
	case *ssa.Call:
		return use.Call.Value == v
	}
	return false
}

// branchedNotNil reports whether control comes to a block by a branch only that is taken if
// a value is not nil.
func branchedNotNil(v ssa.Value, at *ssa.BasicBlock) bool {
	for p := at.Idom(); p != nil; p = p.Idom() {
		if s := notNilBranch(v, p); s != nil && ways(s) == 1 && s.Dominates(at) {
			return true
		}
	}
	return false
}

// notNilBranch returns the block that follows another one only if a value is not nil, or nil.
func notNilBranch(v ssa.Value, from *ssa.BasicBlock) *ssa.BasicBlock {
	cond, ok := atEndOf(from).(*ssa.If)
	if !ok || from.Succs[0] == from.Succs[1] {
		return nil
	}
	eq, ok := cond.Cond.(*ssa.BinOp)
	switch {
	case !ok || eq.X != v || !isNil(eq.Y):
	case eq.Op == token.NEQ:
		return from.Succs[0]
	case eq.Op == token.EQL:
		return from.Succs[1]
	}
	return nil
}

// toDecide returns which argument a callback that is called with v as its argument i may
// ask about, to come to one of two branches; v is nil if no more is known of it.
func toDecide(all []Arg, i int, v ssa.Value, args args) []Arg {
	p, isParam := v.(*ssa.Parameter)
	switch {
	case v != nil && decides(v):
		all = append(all, Arg{To: i, value: v, decides: true})
	case args.notNil(i):
		all = append(all, Arg{To: notNilArg + i, value: someValue, decides: true})
	case isParam && (canBeNil(v.Type()) || isBool(v.Type())):
		all = append(all, Arg{To: i, outer: p, exact: true, decides: true})
	}
	return all
}

// decidedBy reports whether an operation of fn may still be run if fn is called with some
// arguments.
func (e *Effect) decidedBy(fn *ssa.Function, args args) bool {
	if args == nil {
		return true
	}
	for _, g := range []Guard{e.Guard, e.Also} {
		if g.fn == fn && !g.bindGuard(args) {
			return false
		}
	}
	return true
}

// inFront sets the first of the two guards if there is one.
func (e *Effect) inFront() {
	if !e.Guard.Set {
		e.Guard, e.Also = e.Also, Guard{}
	}
}

// withoutDecided returns what is left of g if nobody knows to which branches it leads: many
// calls differ in nothing else.
func (g *Given) withoutDecided() *Given {
	if g == nil || !g.split {
		return g
	}
	return g.plain
}

// onlyDecides reports whether g tells nothing else than which branches are taken.
func (g *Given) onlyDecides() bool { return g.split && g.plain == nil }

// fit returns what is to be kept of how a parameter is called, if that is known of some other
// calls already: not more than some ways that differ in what decides branches only, and of
// these not more than some.
func (g *Given) fit(others []*Given) *Given {
	same, plains := 0, make(map[*Given]bool)
	for _, o := range others {
		if o.withoutDecided() == g.withoutDecided() {
			same++
		}
		plains[o.withoutDecided()] = true
	}
	delete(plains, nil)
	switch {
	case g == nil:
	case g.split && same >= maxGivens:
		return g.plain
	case !g.onlyDecides() && !plains[g.withoutDecided()] && len(plains) >= maxGivens:
		return nil // in too many ways to know them all
	}
	return g
}

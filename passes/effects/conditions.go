package effects

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What differs between the ways to a place may depend on a condition, which is asked again
// there: that of a branch, a flag that is set meanwhile, or an error.

// A condition is that a value is true, or false.
type condition struct {
	value ssa.Value
	want  bool
}

// sideOf returns which way out of d leads to a later one, or -1 if that may be either.
func sideOf(d *ssa.BasicBlock, way exit) int {
	for i, s := range d.Succs {
		if way == (exit{d, i}) || len(s.Preds) == 1 && s.Dominates(way.block) {
			return i
		}
	}
	return -1
}

// tells returns the condition that holds if a block was entered in one of some
// ways, and does not if it was entered in another one: of a branch before, or of
// a flag that is set meanwhile.
func tells(b *ssa.BasicBlock, with, without []exit) condition {
	if d := b.Idom(); d != nil {
		if branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If); ok {
			i := sideOf(d, with[0])
			on := func(i int) func(exit) bool { return func(way exit) bool { return sideOf(d, way) != i } }
			if i >= 0 && !slices.ContainsFunc(with, on(i)) && !slices.ContainsFunc(without, on(1-i)) {
				return condition{branch.Cond, i == 0}
			}
		}
	}
	all := entries(b)
	for _, in := range b.Instrs {
		phi, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if len(all) != len(phi.Edges) {
			continue
		}
		is := func(way exit, want bool) bool {
			v, known := truth(phi.Edges[slices.Index(all, way)], false)
			return known && v == want
		}
		for _, want := range []bool{true, false} {
			isNot := func(way exit) bool { return !is(way, want) }
			isToo := func(way exit) bool { return !is(way, !want) }
			if !slices.ContainsFunc(with, isNot) && !slices.ContainsFunc(without, isToo) {
				return condition{phi, want}
			}
		}
	}
	return condition{}
}

// plain takes negations off a condition, that of a comparison by name only.
func plain(v ssa.Value, want bool) (ssa.Value, bool) {
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op != token.NOT {
				return v, want
			}
			v, want = x.X, !want
		case *ssa.BinOp:
			if x.Op == token.NEQ {
				want = !want // see sameCondition
			}
			return v, want
		default:
			return v, want
		}
	}
}

// sameCondition reports whether two conditions are the same, though the source
// may state them twice.
func (e *engine) sameCondition(a, b ssa.Value) bool {
	if sameVariable(a, b) {
		return !e.storedVariable(a, b)
	}
	x, ok := a.(*ssa.BinOp)
	y, ok2 := b.(*ssa.BinOp)
	equality := func(op token.Token) token.Token {
		if op == token.NEQ {
			return token.EQL
		}
		return op
	}
	return ok && ok2 && equality(x.Op) == equality(y.Op) && sameOperand(x.X, y.X) && sameOperand(x.Y, y.Y) &&
		!e.storedVariable(x.X, y.X) && !e.storedVariable(x.Y, y.Y)
}

func sameOperand(a, b ssa.Value) bool {
	x, ok := a.(*ssa.Const)
	y, ok2 := b.(*ssa.Const)
	if ok && ok2 {
		return x.String() == y.String()
	}
	return sameVariable(a, b)
}

// decided returns whether a condition holds where another one is true, or is not, and
// whether that says so.
func (e *engine) decided(c condition, cond ssa.Value, isTrue bool) (holds, told bool) {
	v, want := plain(c.value, c.want)
	if isTrue && isFlagOf(cond, c) {
		return true, true
	}
	if isTrue && otherCase(cond, v) {
		return !want, true
	}
	if !isBool(v.Type()) {
		cond = comparedToNil(cond)
	}
	return isTrue == want, cond != nil && (e.sameCondition(cond, v) || lastStored(cond) == v || e.single(cond) == v)
}

// otherCase reports whether a condition says that a select has taken another case than
// one that v is about.
func otherCase(cond, v ssa.Value) bool {
	x, ok := cond.(*ssa.BinOp)
	y, ok2 := v.(*ssa.BinOp)
	if !ok || !ok2 || x == y || x.Op != token.EQL || y.Op != token.EQL || x.X != y.X {
		return false
	}
	ex, ok := x.X.(*ssa.Extract)
	if !ok {
		return false
	}
	_, ok = ex.Tuple.(*ssa.Select)
	return ok
}

// comparedToNil returns what a comparison compares to nil, or nil.
func comparedToNil(cond ssa.Value) ssa.Value {
	eq, ok := cond.(*ssa.BinOp)
	switch {
	case !ok || eq.Op != token.EQL && eq.Op != token.NEQ:
	case isNil(eq.Y):
		return eq.X
	case isNil(eq.X):
		return eq.Y
	}
	return nil
}

// failedAt reports whether a value is not nil where a way is taken.
func failedAt(v ssa.Value, way exit) bool {
	if is, known := truth(v, true); known {
		return is
	}
	return toldOn(way, func(cond ssa.Value, isTrue bool) bool { return comparedToNil(cond) == v && !isTrue })
}

// toldOn reports whether a way is taken only if a condition of some kind holds, or does not.
func toldOn(way exit, is func(cond ssa.Value, isTrue bool) bool) bool {
	told := func(b *ssa.BasicBlock, i int) bool {
		branch, ok := atEndOf(b).(*ssa.If)
		return ok && is(plain(branch.Cond, i == 0))
	}
	if told(way.block, way.index) {
		return true
	}
	for b := way.block; b.Idom() != nil; b = b.Idom() {
		if d := b.Idom(); len(b.Preds) == 1 && told(d, slices.Index(d.Succs, b)) {
			return true
		}
	}
	return false
}

// lastStored returns what was stored last in the variable that a value is loaded from, if
// there is but one way there, or nil.
func lastStored(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	b, i := load.Block(), slices.Index(load.Block().Instrs, ssa.Instruction(load))
	for range maxKey {
		for _, in := range slices.Backward(b.Instrs[:i]) {
			if st, ok := in.(*ssa.Store); ok && st.Addr == load.X {
				return st.Val
			}
		}
		if len(b.Preds) != 1 {
			break
		}
		b = b.Preds[0]
		i = len(b.Instrs)
	}
	return nil
}

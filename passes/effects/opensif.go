package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function may say by a result whether a latch is open.

// isCondition reports whether a result says yes or no: a bool, or an error that is nil.
func isCondition(t types.Type) bool { return isBool(t) || isError(t) }

// openIf reports whether a latch is open where a function returns if what it returns, as a
// result of that index, is true or nil.
func (e *engine) openIf(l Latch, ret *ssa.Return, v ssa.Value, index int) bool {
	if e.openAt(l, ret, true) {
		return true
	}
	if stored := lastStored(v); stored != nil { // a result that is kept for what is deferred
		if e.saysOtherwise(v) {
			return false
		}
		v = stored
	}
	return e.saysOpen(l, v, ret, 0)
}

// saysOpen reports whether a value that control takes along to an instruction is true or
// nil only if a latch is open.
func (e *engine) saysOpen(l Latch, v ssa.Value, at ssa.Instruction, depth int) bool {
	if phi, ok := v.(*ssa.Phi); ok && depth < 4 {
		for i, edge := range phi.Edges {
			if p := phi.Block().Preds[i]; !e.openOut(l, p, phi.Block()) && !e.saysOpen(l, edge, atEndOf(p), depth+1) {
				return false
			}
		}
		return true
	}
	if isBool(v.Type()) {
		if is, known := truth(v, false); known {
			return !is
		}
	} else if e.isFailure(v, at) {
		return true
	}
	call, result := callOf(v)
	if call != nil && slices.ContainsFunc(e.openedByCall(call, false), func(o opening) bool {
		return o.result == result && o.latch.is(l)
	}) {
		return true
	}
	return depth < 4 && e.openWhere(l, v, at.Block(), depth)
}

// openWhere reports whether on each way to a block a latch is open or a value, which has been
// asked before, is neither true nor nil: a function may return what it has been told.
func (e *engine) openWhere(l Latch, v ssa.Value, b *ssa.BasicBlock, depth int) bool {
	if len(b.Preds) == 0 || blockOf(v) == b {
		return false
	}
	for _, way := range entries(b) {
		if !e.openOut(l, way.block, b) && !deniedOn(v, way) && (depth == 4 || !e.openWhere(l, v, way.block, depth+1)) {
			return false
		}
	}
	return true
}

// deniedOn reports whether a value is false, or an error that is not nil, where a way out of
// a block is taken.
func deniedOn(v ssa.Value, way exit) bool {
	if !isBool(v.Type()) {
		return failedAt(v, way)
	}
	return toldOn(way, func(cond ssa.Value, isTrue bool) bool { return cond == v && !isTrue })
}

// openOut reports whether a latch is open when control goes from one block to another.
func (e *engine) openOut(l Latch, from, to *ssa.BasicBlock) bool {
	if e.openAt(l, atEndOf(from), true) {
		return true
	}
	return slices.ContainsFunc(e.openFlow(l, from.Parent(), true).all, func(o opening) bool {
		return o.at == nil && o.way.block == from && from.Succs[o.way.index] == to
	})
}

// isFailure reports whether an error is not nil where control comes to an instruction.
func (e *engine) isFailure(v ssa.Value, at ssa.Instruction) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.UnOp: // a package-level variable is there to tell failures apart
		if _, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return true
		}
	case *ssa.Call:
		if m := e.modelOfValue(v); m != nil && m.Fails {
			return true
		}
		if e.errAfterEnd(v, at) {
			return true
		}
	}
	for p := at.Block().Idom(); p != nil; p = p.Idom() {
		branch, ok := atEndOf(p).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !isNil(eq.Y) || eq.Op != token.EQL && eq.Op != token.NEQ || !sameVariable(eq.X, v) {
			continue
		}
		failed := p.Succs[0]
		if eq.Op == token.EQL {
			failed = p.Succs[1]
		}
		if ways(failed) == 1 && failed.Dominates(at.Block()) {
			return true
		}
	}
	return false
}

// errAfterEnd reports whether a call returns the error of a context that has ended, since
// control comes to an instruction only if a select has received from its channel.
func (e *engine) errAfterEnd(call *ssa.Call, at ssa.Instruction) bool {
	return receivedAt(at.Block(), func(ch ssa.Value) bool {
		done, ok := e.single(ch).(*ssa.Call)
		if !ok {
			return false
		}
		m := e.modelOfValue(done)
		ctx := receiver(&done.Call)
		return m != nil && m.Done && ctx != nil && e.errOf(call, ctx)
	})
}

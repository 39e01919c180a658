package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// cancelledBefore reports whether a channel is that of the end of a context, which
// has been cancelled on every way to an instruction: it, or one that it is made of.
func (e *engine) cancelledBefore(ch ssa.Value, in ssa.Instruction) bool {
	call, ok := e.single(ch).(*ssa.Call)
	if !ok {
		return false
	}
	m := e.modelOfValue(call)
	ctx := receiver(&call.Call)
	return m != nil && m.Done && (e.endedContext(ctx, in, 0) || e.foundEnded(ctx, in))
}

// foundEnded reports whether control comes to an instruction only if a context has an
// error, which it has from its end on.
func (e *engine) foundEnded(ctx ssa.Value, in ssa.Instruction) bool {
	for p := in.Block().Idom(); ctx != nil && p != nil; p = p.Idom() {
		cond, ok := atEndOf(p).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := cond.Cond.(*ssa.BinOp)
		if !ok || !isNil(eq.Y) || !e.errOf(eq.X, ctx) {
			continue
		}
		ended := p.Succs[0]
		if eq.Op == token.EQL {
			ended = p.Succs[1]
		}
		if ways(ended) == 1 && ended.Dominates(in.Block()) {
			return true
		}
	}
	return false
}

// errOf reports whether a value is the error of a context.
func (e *engine) errOf(v, ctx ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	c := &call.Call
	of := receiver(c)
	switch fn := c.StaticCallee(); {
	case c.IsInvoke() && c.Method.FullName() == "(context.Context).Err":
	case fn != nil && fn.String() == "context.Cause":
		of = c.Args[0]
	default:
		return false
	}
	return of != nil && (of == ctx || sameVariable(of, ctx) && !e.storedVariable(of, ctx) || e.single(of) == e.single(ctx))
}

func (e *engine) endedContext(ctx ssa.Value, in ssa.Instruction, depth int) bool {
	const maxDepth = 6 // of contexts that are made of contexts
	if ctx == nil || depth > maxDepth {
		return false
	}
	v := e.single(ctx)
	if ex, ok := v.(*ssa.Extract); ok {
		v = ex.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	m := e.modelOfValue(call)
	if m == nil || m.Context == nil || m.Context.Background {
		return false
	}
	if m.Context.Cancel && e.cancels(call, in) {
		return true
	}
	if m.Context.Parent == models.NoParam {
		return false
	}
	for _, t := range e.callees(&call.Call) {
		return e.endedContext(argsOf(&call.Call, t)(m.Context.Parent), in, depth+1)
	}
	return false
}

// cancels reports whether the function that comes with the context a call makes
// has been called before an instruction.
func (e *engine) cancels(made *ssa.Call, in ssa.Instruction) bool {
	// In the functions of which in is in a literal, too.
	for fn := in.Parent(); fn != nil; fn = fn.Parent() {
		for _, b := range fn.Blocks {
			for _, op := range b.Instrs {
				c, ok := op.(*ssa.Call)
				if ok && !c.Call.IsInvoke() && isCancel(e.single(c.Call.Value), made) && e.runsAfter(in, c) {
					return true
				}
			}
		}
	}
	return false
}

// isCancel reports whether a value is the function that comes with a context.
func isCancel(v ssa.Value, made *ssa.Call) bool {
	ex, ok := v.(*ssa.Extract)
	if !ok || ex.Tuple != made {
		return false
	}
	_, ok = ex.Type().Underlying().(*types.Signature)
	return ok
}

// cancelledSoon reports whether a receive waits for the end of a context that a
// goroutine of the function which makes it cancels, after it has computed something.
func (e *engine) cancelledSoon(recv *ssa.UnOp) bool {
	done, ok := e.single(recv.X).(*ssa.Call)
	if !ok || e.lending[recv] {
		return false
	}
	ex, ok := e.single(receiver(&done.Call)).(*ssa.Extract)
	if !ok {
		return false
	}
	made, ok := ex.Tuple.(*ssa.Call)
	if m := e.modelOfValue(ex); !ok || m == nil || m.Context == nil || !m.Context.Cancel {
		return false
	}
	e.lending[recv] = true
	defer delete(e.lending, recv)
	w := e.errands(func(in ssa.CallInstruction, v ssa.Value) bool { return in.Common().Value == v })
	for _, ref := range *made.Referrers() {
		if cancel, ok := ref.(*ssa.Extract); ok && isCancel(cancel, made) {
			w.of(cancel)
		}
	}
	return e.closedBy(e.startedIn(made.Parent(), nil), w.job, made, recv)
}

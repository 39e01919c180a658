package effects

import (
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
	return m != nil && m.Done && e.endedContext(receiver(&call.Call), in, 0)
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

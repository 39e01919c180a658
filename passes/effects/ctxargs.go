package effects

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A function that waits until the context ends that it is passed, or that it makes of
// that, waits as long as its callers say.

// contextArg returns the parameter, as in Effect.CtxArg, that a context is or is made of,
// or 0 if that is not known, or if it may be something else.
func (e *engine) contextArg(v ssa.Value, depth int) int {
	const maxDepth = 6 // of contexts that are made of contexts
	if v == nil || depth > maxDepth {
		return 0
	}
	made := e.single(e.latest(v))
	if p, ok := made.(*ssa.Parameter); ok && p.Parent() == v.Parent() {
		return paramIndex(p) + firstArg
	}
	index := 0
	if ex, ok := made.(*ssa.Extract); ok {
		made, index = ex.Tuple, ex.Index
	}
	call, ok := made.(*ssa.Call)
	if !ok || call.Parent() != v.Parent() {
		return 0
	}
	parent := models.NoParam
	if m := e.modelOfValue(call); m == nil {
		parent = e.contextArgOfResult(e.callee(&call.Call), index, depth)
	} else if m.Context != nil && index == 0 {
		parent = m.Context.Parent
	}
	if parent == models.NoParam {
		return 0
	}
	for _, t := range e.callees(&call.Call) {
		return e.contextArg(argsOf(&call.Call, t)(parent), depth+1)
	}
	return 0
}

// contextArgOfResult returns the parameter of a function that a result of it is made of,
// or NoParam.
func (e *engine) contextArgOfResult(fn *ssa.Function, index, depth int) int {
	if fn == nil {
		return models.NoParam
	}
	arg := 0
	for _, r := range results(fn, index) {
		if isNil(r) {
			continue
		}
		of := e.contextArg(r, depth+1)
		if of == 0 || arg != 0 && of != arg {
			return models.NoParam
		}
		arg = of
	}
	if arg == 0 {
		return models.NoParam
	}
	return arg - firstArg
}

// latest returns what a variable holds where it is read, if it is a parameter of its
// function that is assigned to once, as in
//
//	ctx, cancel := context.WithTimeout(ctx, d)
//
// Once a literal captures that, it is no value any more, but a variable.
func (e *engine) latest(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return v
	}
	a := e.alloc(load.X)
	if a == nil || len(e.allocStores(a)) != 2 {
		return v
	}
	var first, second *ssa.Store
	for _, use := range *a.Referrers() {
		st, ok := use.(*ssa.Store)
		if !ok || st.Addr != a {
			continue
		}
		if p, ok := st.Val.(*ssa.Parameter); ok && p.Parent() == a.Parent() && st.Block() == a.Parent().Blocks[0] && first == nil {
			first = st
		} else {
			second = st
		}
	}
	at := e.whereMade(load, a.Parent())
	switch {
	case first == nil || second == nil || at == nil:
	case e.precedes(second, at):
		return second.Val
	case at == ssa.Instruction(load) && e.precedes(at, second) && !e.inLoop(second.Block(), nil):
		return first.Val
	}
	return v
}

// whereMade returns the instruction of fn that comes to an instruction of its own, or
// makes the literal that it is in; or nil if there are several.
func (e *engine) whereMade(in ssa.Instruction, fn *ssa.Function) ssa.Instruction {
	for in.Parent() != fn {
		sites := e.closures[in.Parent()]
		if len(sites) != 1 {
			return nil
		}
		in = sites[0]
	}
	return in
}

// doneArg is contextArg for the context that a channel says the end of.
func (e *engine) doneArg(ch ssa.Value) int {
	if call, ok := e.single(ch).(*ssa.Call); ok && call.Parent() == ch.Parent() {
		return e.contextArg(receiver(&call.Call), 0)
	}
	return 0
}

// endsWith says that a wait ends with the context v at the latest, and that a select waits
// for ever if that has no end. Of what the caller itself has from a parameter its callers
// know more.
func (e *engine) endsWith(eff *Effect, v ssa.Value) {
	eff.CtxArg = 0
	if v == nil {
		return
	}
	b, d := e.contextBound(v)
	if eff.Kind == models.Select { // it waits for something else too
		if p := e.parameter(v); p != nil && p.Parent() == v.Parent() {
			eff.CtxArg = paramIndex(p) + firstArg
		} else if b == Forever {
			eff.Bound = Forever
		}
		return
	}
	if b == Ctx {
		eff.CtxArg = e.contextArg(v, 0)
	}
	switch {
	case b != Timed:
	case eff.Kind == models.Recv:
		eff.Kind, eff.Bound, eff.For = models.Sleep, Timed, d
	case eff.Bound > Timed:
		eff.Bound, eff.For = Timed, d
	case d > 0 && d < eff.For:
		eff.For = d
	}
}

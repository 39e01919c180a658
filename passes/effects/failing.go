package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// When something has failed, a function often cleans up before it returns the error: it
// removes a file, waits for those that it has started, asks for more about what went wrong.
// That happens once, and ends the work at hand, so that it is only possible that it holds
// up a worker for long. What a function does to succeed nevertheless, by another way or
// with another attempt, is not of this kind, nor is what it does each time: so whatever it
// returns from there has to be an error.

// doubtFailing marks what an instruction does on the way to an error. Who sleeps there lets
// others pay for the failure, and who sends the error to somebody waits until he takes it:
// these are no work of cleaning up.
func (e *engine) doubtFailing(effs []Effect, in ssa.Instruction) {
	if _, ok := in.(*ssa.Call); !ok || !slices.ContainsFunc(effs, cleansUp) || !e.fails(in) {
		return
	}
	for i := range effs {
		if cleansUp(effs[i]) {
			effs[i].Doubt = true
		}
	}
}

func cleansUp(eff Effect) bool {
	return eff.Waits() && eff.Kind != models.Sleep && eff.Kind != models.Loop
}

// fails reports whether control comes to an instruction only if an error is not nil, and
// the function then returns one whatever it does next, which is not what the instruction
// says.
func (e *engine) fails(in ssa.Instruction) bool {
	b := in.Block()
	for p := b.Idom(); p != nil; p = p.Idom() {
		cond, ok := atEndOf(p).(*ssa.If)
		if !ok {
			continue
		}
		err, is := askedError(cond.Cond)
		if err == nil {
			continue
		}
		failed := p.Succs[0]
		if !is {
			failed = p.Succs[1]
		}
		if ways(failed) == 1 && failed.Dominates(b) && (e.returnsOnly(in, err) || e.cleansAfter(b, err)) {
			return true
		}
	}
	return false
}

// askedError returns the error that is not nil if a condition is true, or is not: it is
// compared with nil, or what is asked of it, for which nil is no error.
func askedError(cond ssa.Value) (err ssa.Value, is bool) {
	is = true
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, is = not.X, false
	}
	switch c := cond.(type) {
	case *ssa.BinOp:
		if c.Op != token.EQL && c.Op != token.NEQ {
			return nil, false
		}
		is = is == (c.Op == token.NEQ)
		if isNil(c.Y) && isError(c.X.Type()) {
			return c.X, is
		}
		if err := errorOf(c.X); err != nil && constantOf(c.Y) != "" && constantOf(c.Y) != "0" {
			return err, !is // as its code is this one
		}
	case *ssa.Call:
		return errorOf(c), is
	}
	return nil, false
}

// errorOf returns the only argument, or the first of two, of a call that asks something of
// an error, as errors.Is does.
func errorOf(v ssa.Value) ssa.Value {
	call, ok := v.(*ssa.Call)
	if !ok || call.Call.IsInvoke() || len(call.Call.Args) == 0 || len(call.Call.Args) > 2 || !isError(call.Call.Args[0].Type()) {
		return nil
	}
	if b, ok := v.Type().Underlying().(*types.Basic); !ok || b.Info()&(types.IsBoolean|types.IsInteger) == 0 {
		return nil
	}
	return call.Call.Args[0]
}

// returnsOnly reports whether all that a function may return once control has come to an
// instruction is an error: err, or another one.
func (e *engine) returnsOnly(in ssa.Instruction, err ssa.Value) bool {
	seen := map[*ssa.BasicBlock]bool{in.Block(): true}
	blocks := []*ssa.BasicBlock{in.Block()}
	returns := false
	for i := 0; i < len(blocks); i++ {
		if ret, ok := atEndOf(blocks[i]).(*ssa.Return); ok {
			returns = true
			n := len(ret.Results)
			if n == 0 || !isError(ret.Results[n-1].Type()) || !e.isErrorAfter(ret.Results[n-1], err, in, ret) {
				return false
			}
		}
		for _, s := range blocks[i].Succs {
			if !seen[s] {
				seen[s] = true
				blocks = append(blocks, s)
			}
		}
	}
	return returns
}

// isErrorAfter reports whether what a function returns where err is not nil is not nil
// either: it is err, or what another call than the one at hand makes of it.
func (e *engine) isErrorAfter(v, err ssa.Value, in ssa.Instruction, ret *ssa.Return) bool {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if st := storedBefore(load); st != nil { // a named result
			v = st
		}
	}
	if sameVariable(v, err) || e.isFailure(v, ret) {
		return true
	}
	call, ok := v.(*ssa.Call)
	if !ok || call == in {
		return false
	}
	return slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool {
		if list, ok := a.(*ssa.Slice); ok { // as of errors.Join
			items, _ := itemsOf(list)
			return slices.Contains(items, err)
		}
		return a == err
	})
}

// storedBefore returns what was last stored where a load reads from, in its block.
func storedBefore(load *ssa.UnOp) ssa.Value {
	var last ssa.Value
	for _, in := range load.Block().Instrs {
		if in == load {
			break
		}
		if st, ok := in.(*ssa.Store); ok && sameAddress(st.Addr, load.X) {
			last = st.Val
		}
	}
	return last
}

// cleansAfter reports whether the function of a block is a literal that is deferred, and
// err is the error that the function around it returns, which it leaves as it is.
func (e *engine) cleansAfter(b *ssa.BasicBlock, err ssa.Value) bool {
	lit := b.Parent()
	load, ok := err.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || lit.Parent() == nil || lit.Signature.Results().Len() > 0 {
		return false
	}
	fv, ok := load.X.(*ssa.FreeVar)
	if !ok || !onlyDeferred(lit) || slices.ContainsFunc(referrers(fv), func(in ssa.Instruction) bool {
		st, ok := in.(*ssa.Store)
		return ok && isNil(st.Val)
	}) {
		return false
	}
	a := e.alloc(fv)
	return a != nil && isNamedResult(a)
}

// onlyDeferred reports whether all that is done with a literal is to defer it.
func onlyDeferred(lit *ssa.Function) bool {
	made := 0
	for _, b := range lit.Parent().Blocks {
		for _, in := range b.Instrs {
			mc, ok := in.(*ssa.MakeClosure)
			if !ok || mc.Fn != lit {
				continue
			}
			made++
			for _, use := range referrers(mc) {
				if d, ok := use.(*ssa.Defer); !ok || d.Call.Value != mc {
					return false
				}
			}
		}
	}
	return made > 0
}

// isNamedResult reports whether a variable is what its function returns as an error.
func isNamedResult(a *ssa.Alloc) bool {
	for _, b := range a.Parent().Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := atEndOf(b).(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		load, ok := ret.Results[len(ret.Results)-1].(*ssa.UnOp)
		if !ok || load.Op != token.MUL || load.X != a {
			return false
		}
	}
	return true
}

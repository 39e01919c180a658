package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// returnedClosed reports whether a channel is the result of a function that
// closes it before it returns, or when it does: what is in the buffer is all.
func (e *engine) returnedClosed(ch ssa.Value, in ssa.Instruction) bool {
	closed := false
	for _, s := range e.sources(ch) {
		switch {
		case isNil(s.value): // with an error
		case s.field || !e.resultClosed(s.value, in):
			return false
		default:
			closed = true
		}
	}
	return closed
}

// resultClosed reports whether a value is such a channel, as it is made in the
// function or as the result of its call.
func (e *engine) resultClosed(v ssa.Value, in ssa.Instruction) bool {
	if mc, ok := v.(*ssa.MakeChan); ok {
		return !within(in.Parent(), mc.Parent()) && e.closesBeforeReturn(mc)
	}
	index := 0
	if ex, ok := v.(*ssa.Extract); ok {
		v, index = ex.Tuple, ex.Index
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn := e.callee(&call.Call)
	if fn == nil {
		return false
	}
	for _, r := range results(fn, index) {
		for _, s := range e.sources(r) {
			mc, ok := s.value.(*ssa.MakeChan)
			if isNil(s.value) || ok && !s.field && mc.Parent() == fn && e.closesBeforeReturn(mc) {
				continue
			}
			return false
		}
	}
	return true
}

// closesBeforeReturn reports whether the function that makes a channel has
// closed it at each return after that, or closes it then.
func (e *engine) closesBeforeReturn(mc *ssa.MakeChan) bool {
	for _, b := range mc.Parent().Blocks {
		for _, in := range b.Instrs {
			if _, started := in.(*ssa.Go); !started && e.isCloseOf(in, mc) && e.beforeReturns(in, mc) {
				return true
			}
		}
	}
	return false
}

// isCloseOf reports whether an instruction closes a channel, at once or later.
func (e *engine) isCloseOf(in ssa.Instruction, mc *ssa.MakeChan) bool {
	c, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	args := c.Common().Args
	if f, ok := c.Common().Value.(*ssa.Builtin); ok {
		return f.Name() == "close" && e.makeChan(args[0]) == mc
	}
	fn := e.callee(c.Common())
	return fn != nil && len(fn.Params) == len(args) && slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
		return isChan(p) && e.makeChan(args[paramPlace(p)]) == mc && e.closes(fn, p, nil, 0)
	})
}

// beforeReturns reports whether an instruction comes before every return that
// comes after another one.
func (e *engine) beforeReturns(in, after ssa.Instruction) bool {
	for _, b := range in.Parent().Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && e.precedes(after, ret) && !e.precedes(in, ret) {
			return false
		}
	}
	return true
}

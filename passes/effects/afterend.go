package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A goroutine may close several channels when it ends: one that it sends to, and then one
// that says that it has ended. Who has waited for the second one only takes what is left in
// the first:
//
//	close(r.quit)
//	<-r.done
//	for b := range r.ready {
//		free(b)
//	}
//
// Often a method asks it to end and waits for that, and returns at once if somebody has
// asked before, who may be waiting still. So the second wait is called possible, not
// impossible; the first one is there in any case.

// afterEnd reports whether a receive is from a channel in a field which a goroutine closes
// when it ends, and comes after a wait for that end by another channel of the same object.
func (e *engine) afterEnd(recv *ssa.UnOp) bool {
	f := fieldLoaded(recv.X)
	if f == nil {
		return false
	}
	field, object := fieldOf(f.X.Type(), f.Field), e.object(f.X)
	if !e.stored(field) {
		return false
	}
	ends := e.endsAfter(field)
	receives := func(in ssa.Instruction, of ssa.Value) bool {
		first, ok := in.(*ssa.UnOp)
		if !ok || first.Op != token.ARROW {
			return false
		}
		at := fieldLoaded(first.X)
		return at != nil && slices.Contains(ends, fieldOf(at.X.Type(), at.Field)) && e.object(at.X) == of
	}
	return len(ends) > 0 && e.anyBefore(recv, func(in ssa.Instruction) bool {
		if receives(in, object) {
			return true
		}
		call, ok := in.(*ssa.Call)
		if !ok {
			return false
		}
		fn := e.callee(&call.Call)
		return fn != nil && len(fn.Params) == len(call.Call.Args) && slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
			return e.object(call.Call.Args[paramPlace(p)]) == object && slices.ContainsFunc(e.live(fn), func(b *ssa.BasicBlock) bool {
				return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool { return receives(in, p) })
			})
		})
	})
}

// anyBefore reports whether an instruction of some kind always comes before another one, in
// the same function.
func (e *engine) anyBefore(in ssa.Instruction, is func(ssa.Instruction) bool) bool {
	for _, b := range in.Parent().Blocks {
		if !b.Dominates(in.Block()) {
			continue
		}
		for _, op := range b.Instrs {
			if op != in && e.precedes(op, in) && is(op) {
				return true
			}
		}
	}
	return false
}

// endsAfter returns the fields whose channels are closed after those in a field of the same
// object: by a goroutine that closes both, which whoever makes them starts.
func (e *engine) endsAfter(field *types.Var) []*types.Var {
	var ends []*types.Var
	if len(e.setters[field]) != len(e.stores[field]) {
		return nil
	}
	for i, st := range e.setters[field] {
		if _, ok := st.Val.(*ssa.MakeChan); !ok {
			return nil
		}
		var closed []*types.Var
		for _, g := range e.startedIn(st.Parent(), nil) {
			for _, end := range e.closedAfter(g.fn, field) {
				if slices.ContainsFunc(e.setters[end], func(other *ssa.Store) bool {
					_, ok := other.Val.(*ssa.MakeChan)
					return ok && other.Parent() == st.Parent() && e.ownerAt(other.Addr) == e.ownerAt(st.Addr)
				}) {
					closed = append(closed, end)
				}
			}
		}
		if i > 0 {
			closed = slices.DeleteFunc(closed, func(v *types.Var) bool { return !slices.Contains(ends, v) })
		}
		ends = closed
	}
	return ends
}

// ownerAt returns the object with the field at an address, or nil.
func (e *engine) ownerAt(addr ssa.Value) ssa.Value {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return e.object(f.X)
}

// closedAfter returns the fields whose channels a function always closes after those in a
// field of the same object.
func (e *engine) closedAfter(fn *ssa.Function, field *types.Var) []*types.Var {
	type closing struct {
		in    ssa.CallInstruction
		field *types.Var
		of    ssa.Value
	}
	var all []closing
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if f, ok := c.Common().Value.(*ssa.Builtin); !ok || f.Name() != "close" {
				continue
			}
			if f := fieldLoaded(c.Common().Args[0]); f != nil {
				all = append(all, closing{c, fieldOf(f.X.Type(), f.Field), e.object(f.X)})
			}
		}
	}
	var ends []*types.Var
	for _, c := range all {
		if c.field != field || !e.beforeReturns(c.in, fn.Blocks[0].Instrs[0]) {
			continue
		}
		for _, d := range all {
			_, first := c.in.(*ssa.Call)
			_, second := d.in.(*ssa.Call)
			after := first && second && e.precedes(c.in, d.in) ||
				!second && (first || e.precedes(d.in, c.in)) // what is deferred first runs last
			if d.field != field && d.of == c.of && after {
				ends = append(ends, d.field)
			}
		}
	}
	return ends
}

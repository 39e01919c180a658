package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Where a latch comes to be open is found out by what instructions do and what branches know.

// openedBy returns which latches come to be open by an instruction.
func (e *engine) openedBy(in ssa.Instruction) []opening {
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op == token.ARROW && isSignal(in.X.Type()) && e.onlyEnds(in.X) {
			return []opening{{latch: e.latchOf(in.X), at: in}}
		}
	case *ssa.If:
		return e.openedIf(in)
	case *ssa.Call:
		return e.openedByCall(in, false)
	case *ssa.Defer:
		return e.openedByCall(in, true)
	}
	return nil
}

// openedByCall returns which latches are open when a call returns.
func (e *engine) openedByCall(in ssa.CallInstruction, late bool) []opening {
	c := in.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() != "close" {
			return nil
		}
		return []opening{{latch: e.latchOf(c.Args[0]), at: in, late: late}}
	}
	var all []opening
	for _, lit := range e.runBy(c) {
		for _, o := range e.opens(lit) {
			if o.Result == 0 && e.openedAnyway(c, o.Latch) {
				all = append(all, opening{latch: o.Latch, at: in, late: late})
			}
		}
	}
	t, ok := e.onlyCallee(c)
	if !ok {
		return all
	}
	args := argsOf(c, t)
	add := func(v ssa.Value, key string, result int) {
		if v != nil && (result == 0 || !late) {
			all = append(all, opening{latch: e.latchAt(v, key), at: in, result: result, late: late})
		}
	}
	if m := e.model(t.obj); m != nil {
		for _, ended := range m.Ended {
			result := 0
			if ended.If != models.NoParam {
				result = ended.If + 1
			}
			add(args(ended.Param), endKey, result)
		}
		return all
	}
	var opens []Opening
	if t.fn != nil {
		opens = e.opens(t.fn)
	} else if s := e.summaryOf(t); s != nil {
		opens = s.opens
	}
	for _, o := range opens {
		switch p, ok := o.Latch.from.(*ssa.Parameter); {
		case ok && p.Parent() == t.fn:
			add(args(paramIndex(p)), o.Latch.Key, o.Result)
		case o.Latch.Param != 0:
			add(args(o.Latch.Param-firstArg), o.Latch.Key, o.Result)
		case o.Result == 0 || !late:
			all = append(all, opening{latch: o.Latch, at: in, result: o.Result, late: late})
		}
	}
	return all
}

// openedAnyway reports whether a latch that a literal opens which a call runs is open too
// if that is the call of a sync.Once which has run another function before.
func (e *engine) openedAnyway(c *ssa.CallCommon, l Latch) bool {
	if e.runsOwn(c) {
		return true
	}
	others, known := e.insteadOf(c)
	return known && !slices.ContainsFunc(others, func(f *ssa.Function) bool {
		return !slices.ContainsFunc(e.opens(f), func(o Opening) bool { return o.Result == 0 && o.Latch.Key == l.Key })
	})
}

// openedIf returns which latches are open on one way out of a branch, which knows what a
// select has received from, or what a call has returned.
func (e *engine) openedIf(branch *ssa.If) []opening {
	b := branch.Block()
	if b.Succs[0] == b.Succs[1] {
		return nil
	}
	cond, want := plain(branch.Cond, true)
	way := func(is bool) exit {
		if is == want {
			return exit{b, 0}
		}
		return exit{b, 1}
	}
	if ch := caseOf(cond); ch != nil {
		if !isSignal(ch.Type()) || !e.onlyEnds(ch) {
			return nil
		}
		return []opening{{latch: e.latchOf(ch), way: way(true)}}
	}
	asked := cond
	if eq, ok := cond.(*ssa.BinOp); ok {
		if !isNil(eq.Y) || eq.Op != token.EQL && eq.Op != token.NEQ {
			return nil
		}
		asked = eq.X
	}
	if flag := fieldAsked(asked); flag != nil && asked == cond {
		return e.openedByFlag(flag, way(true))
	}
	call, result := callOf(asked)
	if call == nil {
		return nil
	}
	var all []opening
	for _, o := range e.openedByCall(call, false) {
		if o.result == result {
			all = append(all, opening{latch: o.latch, way: way(true)})
		}
	}
	return all
}

// callOf returns the call of which a value is a result, and which one, counted from 1;
// or nil. It looks through a variable that has just been assigned.
func callOf(v ssa.Value) (*ssa.Call, int) {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = justStored(load)
	}
	switch v := v.(type) {
	case *ssa.Call:
		return v, 1
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return call, v.Index + 1
		}
	}
	return nil, 0
}

// justStored returns what has been stored in a variable before it is read, without a call
// in between; or nil.
func justStored(load *ssa.UnOp) ssa.Value {
	b := load.Block()
	for i := slices.Index(b.Instrs, ssa.Instruction(load)) - 1; i >= 0; i-- {
		switch in := b.Instrs[i].(type) {
		case *ssa.Store:
			if in.Addr == load.X {
				return in.Val
			}
		case *ssa.Call, *ssa.Go:
			return nil
		}
	}
	return nil
}

// openedByFlag returns which latches of an object are open where a flag of it is set.
func (e *engine) openedByFlag(flag *ssa.FieldAddr, way exit) []opening {
	st, ok := deref(flag.X.Type()).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var all []opening
	for f := range st.Fields() {
		f = f.Origin()
		if isSignal(f.Type()) && !e.renewed(f) && e.setAfterClose(e.place(flag), f) {
			all = append(all, opening{latch: e.latchAt(flag.X, "/"+e.varKey(f)), way: way})
		}
	}
	return all
}

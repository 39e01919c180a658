package effects

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Who has asked whether something has ended, and heard that it has, need not wait
// for its end.

// askedBefore reports whether control comes to a receive only if a select has
// received from the channel, which can only be closed, or a function like IsDone
// says that it could have.
func (e *engine) askedBefore(recv *ssa.UnOp) bool {
	for _, b := range recv.Parent().Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, want := plain(branch.Cond, true)
		way := b.Succs[0]
		if !want {
			way = b.Succs[1]
		}
		if len(way.Preds) != 1 || !way.Dominates(recv.Block()) {
			continue
		}
		if ch := caseOf(cond); ch != nil && e.sameEnd(ch, recv.X) {
			return true
		}
		if call, ok := cond.(*ssa.Call); ok && e.saysDone(call, recv) {
			return true
		}
	}
	return false
}

// flaggedBefore reports whether control comes to a receive from a field only if another
// field of the object, a flag, is set, which happens after the channel is closed only.
func (e *engine) flaggedBefore(recv *ssa.UnOp) bool {
	done := fieldLoaded(recv.X)
	if done == nil {
		return false
	}
	for d := recv.Block(); d != nil; d = d.Idom() {
		if len(d.Preds) != 1 {
			continue
		}
		branch, ok := atEndOf(d.Preds[0]).(*ssa.If)
		if !ok {
			continue
		}
		cond, want := plain(branch.Cond, true)
		if want != (d.Preds[0].Succs[0] == d) {
			continue
		}
		flag := fieldAsked(cond)
		if flag != nil && sameVariable(flag.X, done.X) && e.setAfterClose(e.place(flag), e.place(done)) {
			return true
		}
	}
	return false
}

// fieldAsked returns the address of the field that a condition reads, a bool or an
// atomic.Bool, or nil.
func fieldAsked(cond ssa.Value) *ssa.FieldAddr {
	if call, ok := cond.(*ssa.Call); ok {
		if addr, name := atomicOp(&call.Call); name == "Load" {
			return addr
		}
		return nil
	}
	return fieldLoaded(cond)
}

// atomicOp returns the field that a method of package atomic is called on, and the name
// of the method.
func atomicOp(c *ssa.CallCommon) (*ssa.FieldAddr, string) {
	fn := c.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg.Path() != "sync/atomic" || len(c.Args) == 0 {
		return nil, ""
	}
	addr, _ := c.Args[0].(*ssa.FieldAddr)
	return addr, fn.Name()
}

// setAfterClose reports whether a flag in a field is set only where the channel in another
// field of the object has been closed before, and never taken back.
func (e *engine) setAfterClose(flag, done *types.Var) bool {
	if flag == nil || flag.Pkg() != e.pass.Pkg || flag.Exported() {
		return false
	}
	set := false
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				addr, ok := in.(*ssa.FieldAddr)
				if !ok || e.place(addr) != flag {
					continue
				}
				for _, use := range *addr.Referrers() {
					switch use := use.(type) {
					case *ssa.UnOp, *ssa.DebugRef:
						continue
					case *ssa.Store:
						if use.Addr != addr || !e.closedFor(addr.X, done, use) {
							return false
						}
					case *ssa.Call:
						at, name := atomicOp(&use.Call)
						if at == addr && name == "Load" {
							continue
						}
						if at != addr || name != "Store" || !e.closedFor(addr.X, done, use) {
							return false
						}
					default:
						return false
					}
					set = true
				}
			}
		}
	}
	return set
}

// closedFor reports whether the channel in a field of an object is closed in the same
// function before an instruction.
func (e *engine) closedFor(object ssa.Value, done *types.Var, in ssa.Instruction) bool {
	for _, b := range in.Parent().Blocks {
		for _, op := range b.Instrs {
			call, ok := op.(*ssa.Call)
			if !ok || !isBuiltin(call, "close") || !e.precedes(call, in) {
				continue
			}
			if f := fieldLoaded(call.Call.Args[0]); f != nil && e.place(f) == done && sameVariable(f.X, object) {
				return true
			}
		}
	}
	return false
}

// caseOf returns the channel that a select has received from if a condition is
// true, or nil.
func caseOf(cond ssa.Value) ssa.Value {
	if st := stateOf(cond); st != nil && st.Dir == types.RecvOnly {
		return st.Chan
	}
	return nil
}

// stateOf returns the case that a select has chosen if a condition is true, or nil.
func stateOf(cond ssa.Value) *ssa.SelectState {
	eq, ok := cond.(*ssa.BinOp)
	if !ok || eq.Op != token.EQL {
		return nil
	}
	ex, ok := eq.X.(*ssa.Extract)
	n, ok2 := eq.Y.(*ssa.Const)
	if !ok || !ok2 || ex.Index != 0 {
		return nil
	}
	sel, ok := ex.Tuple.(*ssa.Select)
	if !ok {
		return nil
	}
	i := int(n.Int64())
	if i < 0 || i >= len(sel.States) {
		return nil
	}
	return sel.States[i]
}

// saysDone reports whether a call that returned true has asked whether a receive
// from a field of its argument has to wait: it returns true only after it has
// received from there.
func (e *engine) saysDone(call *ssa.Call, recv *ssa.UnOp) bool {
	fn := e.callee(&call.Call)
	load, ok := recv.X.(*ssa.UnOp)
	if fn == nil || !ok {
		return false
	}
	field, ok := load.X.(*ssa.FieldAddr)
	if !ok || e.storedAfter(call, load.X) {
		return false
	}
	found := false
	for _, b := range e.live(fn) {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) != 1 {
			continue
		}
		c, ok := ret.Results[0].(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != constant.Bool {
			return false
		}
		if !constant.BoolVal(c.Value) {
			continue
		}
		if !receivedAt(b, func(ch ssa.Value) bool {
			p, f := fieldOfParam(ch)
			return p != nil && f == field.Field && sameVariable(argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})(paramIndex(p)), field.X)
		}) {
			return false
		}
		found = true
	}
	return found
}

// storedAfter reports whether a function stores something at an address, other than
// before an instruction.
func (e *engine) storedAfter(in ssa.Instruction, addr ssa.Value) bool {
	for _, b := range in.Parent().Blocks {
		for _, op := range b.Instrs {
			if st, ok := op.(*ssa.Store); ok && sameAddress(st.Addr, addr) && (!e.precedes(st, in) || e.leads(in.Block(), b, nil)) {
				return true
			}
		}
	}
	return false
}

// receivedAt reports whether control comes to a block only if a select has received
// from a channel that is one of those meant.
func receivedAt(b *ssa.BasicBlock, meant func(ssa.Value) bool) bool {
	for d := b; d != nil; d = d.Idom() {
		if len(d.Preds) != 1 {
			continue
		}
		branch, ok := atEndOf(d.Preds[0]).(*ssa.If)
		if ok && d.Preds[0].Succs[0] == d {
			if ch := caseOf(branch.Cond); ch != nil && meant(ch) {
				return true
			}
		}
	}
	return false
}

// fieldOfParam returns the parameter that a channel is a field of, and which one.
func fieldOfParam(ch ssa.Value) (*ssa.Parameter, int) {
	load, ok := ch.(*ssa.UnOp)
	if !ok {
		return nil, 0
	}
	f, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil, 0
	}
	p, _ := f.X.(*ssa.Parameter)
	return p, f.Field
}

// objOf returns the declaration of a function, or nil.
func objOf(fn *ssa.Function) *types.Func {
	obj, _ := fn.Object().(*types.Func)
	return obj
}

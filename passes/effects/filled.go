package effects

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A channel that is filled where it is made, as in
//
//	p.free = make(chan *buffer, n)
//	for range n {
//		p.free <- new(buffer)
//	}
//
// has room for what the loop sends. And it is a pool from then on: what is sent
// to it has been taken out before, so that there is room for that too.

// roomInPool reports whether a send is to a channel that was full as soon as it
// was made, wherever it may have been made.
func (e *engine) roomInPool(ch ssa.Value) bool {
	pool := false
	for _, s := range e.sources(ch) {
		if c, ok := s.value.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		mc, ok := s.value.(*ssa.MakeChan)
		if !ok || !e.madeFull(mc) {
			return false
		}
		pool = true
	}
	return pool
}

// madeFull reports whether a loop behind the make fills the channel.
func (e *engine) madeFull(mc *ssa.MakeChan) bool {
	full, ok := e.full[mc]
	if !ok {
		for _, b := range mc.Parent().Blocks {
			for _, in := range b.Instrs {
				send, ok := in.(*ssa.Send)
				full = full || ok && e.madeFor(send.Chan, send) == mc && e.fills(send, mc)
			}
		}
		e.full[mc] = full
	}
	return full
}

// eachTurn reports whether a channel is another one in each turn of the loop
// around a send: the loop is over a container of channels, or each turn receives a
// message that says where the answer goes.
func (e *engine) eachTurn(ch ssa.Value, send ssa.Instruction) bool {
	if ex, ok := unchanged(ch).(*ssa.Extract); ok {
		if _, ok := ex.Tuple.(*ssa.Next); ok {
			return true
		}
	}
	messages := e.holding(ch)
	for _, v := range messages {
		in, ok := v.(ssa.Instruction)
		if !ok || in.Parent() != send.Parent() || !isReceived(v) || e.inLoop(send.Block(), in.Block()) {
			return false
		}
	}
	return len(messages) > 0
}

// holding returns the structs that a channel is a field of, if they are values of
// the function.
func (e *engine) holding(ch ssa.Value) []ssa.Value {
	switch x := unchanged(ch).(type) {
	case *ssa.Field:
		return []ssa.Value{x.X}
	case *ssa.UnOp:
		if f, ok := x.X.(*ssa.FieldAddr); ok {
			if a, ok := f.X.(*ssa.Alloc); ok {
				return e.allocStores(a)
			}
		}
	}
	return nil
}

// isReceived reports whether a value was received from a channel.
func isReceived(v ssa.Value) bool {
	if ex, ok := v.(*ssa.Extract); ok {
		if _, ok := ex.Tuple.(*ssa.Select); ok {
			return ex.Index > 1
		}
		v = ex.Tuple
	}
	recv, ok := v.(*ssa.UnOp)
	return ok && recv.Op == token.ARROW
}

// alwaysBuffered reports whether channels of a type have a buffer wherever they
// are made, which is in sight: their elements are of a type that only this package can
// name. As long as a send is not repeated, it is out of sight whether it has to wait.
func (e *engine) alwaysBuffered(ch ssa.Value) bool {
	elem := chanElem(ch.Type())
	if elem == nil || elem.Pkg() != e.pass.Pkg || elem.Exported() {
		return false
	}
	if e.chansMade == nil {
		e.chansMade = make(map[*types.TypeName]buffering)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if mc, ok := in.(*ssa.MakeChan); ok {
						at := e.chansMade[chanElem(mc.Type())]
						at.some = true
						at.none = at.none || isInt(mc.Size, 0)
						e.chansMade[chanElem(mc.Type())] = at
					}
				}
			}
		}
	}
	return e.chansMade[elem] == buffering{some: true}
}

// buffering says of the channels with elements of some type whether there are any, and any
// without a buffer.
type buffering struct{ some, none bool }

// chanElem returns the name of the type of a channel's elements, or nil.
func chanElem(t types.Type) *types.TypeName {
	ch := chanOf(t)
	if ch == nil {
		return nil
	}
	return namedType(ch.Elem())
}

// madeFor returns where a channel was made that an instruction uses, if that is in the
// same function and on every way to it; the channel may be in a field since.
func (e *engine) madeFor(ch ssa.Value, use ssa.Instruction) *ssa.MakeChan {
	ch = unchanged(ch)
	if mc, ok := ch.(*ssa.MakeChan); ok && e.precedes(mc, use) {
		return mc
	}
	load, ok := ch.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	var made *ssa.MakeChan
	for _, b := range use.Parent().Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || !sameAddress(st.Addr, load.X) || !e.precedes(st, use) && !e.leads(b, use.Block(), nil) {
				continue
			}
			mc, ok := unchanged(st.Val).(*ssa.MakeChan)
			if !ok || made != nil || !e.precedes(st, use) {
				return nil
			}
			made = mc
		}
	}
	return made
}

// fills reports whether a send is run as often as the channel has room: once for
// each turn of a loop that counts up to the size of the buffer.
func (e *engine) fills(send *ssa.Send, mc *ssa.MakeChan) bool {
	var around map[*ssa.BasicBlock]bool
	for _, loop := range loops(send.Parent()) {
		if !loop[send.Block()] || loop[mc.Block()] {
			continue
		}
		if around != nil {
			return false // a loop in a loop
		}
		around = loop
	}
	for _, b := range inOrder(around) {
		n := turns(b, around)
		if n != nil && (afterTurn(b) || b != send.Block() && b.Dominates(send.Block())) && (e.sameCount(n, mc.Size) || isCap(n, send.Chan)) {
			return true
		}
	}
	return false
}

// turns returns how often a loop runs at most that ends with a condition at the
// end of b, or nil if the condition does not count.
func turns(b *ssa.BasicBlock, loop map[*ssa.BasicBlock]bool) ssa.Value {
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || !loop[b.Succs[0]] || loop[b.Succs[1]] {
		return nil
	}
	less, ok := cond.Cond.(*ssa.BinOp)
	if !ok {
		return nil
	}
	var first int64
	switch less.Op {
	case token.LSS, token.NEQ:
	case token.LEQ:
		first = 1
	default:
		return nil
	}
	switch x := less.X.(type) {
	case *ssa.Phi: // for i := 0; i < n; i++
		if counts(x, first) {
			return less.Y
		}
	case *ssa.UnOp: // the same, with a literal that captures i, of which each turn has its own
		if phi, ok := x.X.(*ssa.Phi); ok && x.Op == token.MUL && countsAnew(phi, first) {
			return less.Y
		}
	case *ssa.BinOp: // what range makes of it: the condition comes after i++
		phi, ok := x.X.(*ssa.Phi)
		if !ok || !isInt(x.Y, 1) || x.Op != token.ADD {
			return nil
		}
		if phi.Block() == b && counts(phi, -1) || phi.Comment == "rangeint.iter" && counts(phi, 0) {
			return less.Y
		}
	}
	return nil
}

// counts reports whether a variable goes up from first by one each turn.
func counts(phi *ssa.Phi, first int64) bool {
	for _, v := range phi.Edges {
		next, ok := v.(*ssa.BinOp)
		if !isInt(v, first) && !(ok && next.Op == token.ADD && next.X == phi && isInt(next.Y, 1)) {
			return false
		}
	}
	return true
}

// countsAnew is counts for a variable that each turn has a copy of, given the address.
func countsAnew(phi *ssa.Phi, first int64) bool {
	for _, ref := range *phi.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.MakeClosure:
			for i, b := range ref.Bindings {
				if fn := ref.Fn.(*ssa.Function); b == phi && (i >= len(fn.FreeVars) || !loadedOnly(fn.FreeVars[i])) {
					return false
				}
			}
		default:
			return false
		}
	}
	for _, v := range phi.Edges {
		copied, ok := v.(*ssa.Alloc)
		if !ok {
			return false
		}
		for _, ref := range *copied.Referrers() {
			st, ok := ref.(*ssa.Store)
			if !ok {
				continue
			}
			next, isNext := st.Val.(*ssa.BinOp)
			switch {
			case isInt(st.Val, first), loads(st.Val, phi):
			case isNext && next.Op == token.ADD && loads(next.X, copied) && isInt(next.Y, 1):
			default:
				return false
			}
		}
	}
	return true
}

// loads reports whether a value is what is at an address.
func loads(v, addr ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	return ok && load.Op == token.MUL && load.X == addr
}

// loadedOnly reports whether a captured variable is only read.
func loadedOnly(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

func isInt(v ssa.Value, want int64) bool {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		return false
	}
	n, exact := constant.Int64Val(constant.ToInt(c.Value))
	return exact && n == want
}

// sameCount reports whether two numbers are the same: the same value, constant,
// variable, or length of something.
func (e *engine) sameCount(a, b ssa.Value) bool {
	a, b = unchanged(a), unchanged(b)
	if sameVariable(a, b) {
		return !e.storedBetween(a, b)
	}
	switch x := a.(type) {
	case *ssa.Const:
		y, ok := b.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && constant.Compare(x.Value, token.EQL, y.Value)
	case *ssa.Call:
		y, ok := b.(*ssa.Call)
		return ok && isBuiltin(x, "len") && isBuiltin(y, "len") && sameVariable(x.Call.Args[0], y.Call.Args[0])
	}
	return false
}

// isCap reports whether a number is the size of a channel's buffer.
func isCap(n, ch ssa.Value) bool {
	call, ok := n.(*ssa.Call)
	return ok && isBuiltin(call, "cap") && sameVariable(unchanged(call.Call.Args[0]), unchanged(ch))
}

func isBuiltin(call *ssa.Call, name string) bool {
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == name
}

// unchanged takes off what changes the type of a value only.
func unchanged(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Convert:
			if b, ok := x.X.Type().Underlying().(*types.Basic); !ok || b.Info()&types.IsInteger == 0 {
				return v
			}
			v = x.X
		default:
			return v
		}
	}
}

// sameAddress reports whether two addresses are those of the same variable, or
// of the same field of the same one.
func sameAddress(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	f, ok := a.(*ssa.FieldAddr)
	g, ok2 := b.(*ssa.FieldAddr)
	return ok && ok2 && f.Field == g.Field && (sameVariable(f.X, g.X) || sameAddress(f.X, g.X))
}

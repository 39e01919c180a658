package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A request may hold a channel for the one reply to it: who makes the request makes
// the channel, with room, and receives from it once; nobody else receives. A send
// there has room if it is the only one for the request, which is out of sight.

// replies reports whether a send is such a reply, and is not repeated for the same
// request as far as that can be seen.
func (e *engine) replies(send *ssa.Send) bool {
	request := ownerOf(unchanged(send.Chan))
	if request == nil {
		return false
	}
	field := e.holder(send.Chan)
	if !e.stored(field) || e.givesOut(field) || !e.forReplies(field) {
		return false
	}
	return !e.repeatedFor(request, send)
}

// forReplies reports whether the channels in a field have room, and are received from
// only by who makes them, once.
func (e *engine) forReplies(field *types.Var) bool {
	receives := e.receives(field)
	if len(receives) == 0 {
		return false
	}
	var made []*ssa.MakeChan
	for _, v := range e.stores[field] {
		mc, ok := v.(*ssa.MakeChan)
		if !ok || isInt(mc.Size, 0) {
			return false
		}
		for _, use := range *mc.Referrers() {
			switch use.(type) {
			case *ssa.Store, *ssa.DebugRef:
			default:
				return false // it is known by another name
			}
		}
		made = append(made, mc)
	}
	for _, r := range receives {
		if !slices.ContainsFunc(made, func(mc *ssa.MakeChan) bool {
			return r.Parent() == mc.Parent() && e.precedes(mc, r) && !e.inLoop(r.Block(), mc.Block()) && e.receivesFrom(r, mc, field)
		}) {
			return false
		}
	}
	return true
}

// receivesFrom reports whether an instruction receives from the field of the object
// that a channel was stored in when it was made.
func (e *engine) receivesFrom(in ssa.Instruction, mc *ssa.MakeChan, field *types.Var) bool {
	var object ssa.Value
	for _, use := range *mc.Referrers() {
		if st, ok := use.(*ssa.Store); ok {
			if f, ok := st.Addr.(*ssa.FieldAddr); ok && e.place(f) == field {
				object = f.X
			}
		}
	}
	var chans []ssa.Value
	switch in := in.(type) {
	case *ssa.UnOp:
		chans = append(chans, in.X)
	case *ssa.Select:
		for _, st := range in.States {
			if st.Dir == types.RecvOnly {
				chans = append(chans, st.Chan)
			}
		}
	}
	return object != nil && slices.ContainsFunc(chans, func(ch ssa.Value) bool {
		owner := ownerOf(unchanged(ch))
		return owner != nil && e.single(owner) == object
	})
}

// repeatedFor reports whether a send may run more than once for an object: in a loop
// that does not get another one by a receive, from a container or by a call, or in a
// literal that is made for the object and run more than once.
func (e *engine) repeatedFor(object ssa.Value, send ssa.Instruction) bool {
	object = e.single(object)
	var scope *ssa.Function
	var made *ssa.BasicBlock
	switch v := object.(type) {
	case *ssa.Parameter:
		scope = v.Parent()
	case *ssa.FreeVar:
		return true
	case *ssa.UnOp, *ssa.Extract, *ssa.Call, *ssa.Alloc:
		in := v.(ssa.Instruction)
		scope = in.Parent()
		if load, ok := v.(*ssa.UnOp); !ok || isReceived(load) {
			made = in.Block()
		}
	default:
		return true
	}
	return e.mayRepeatIn(send, scope, made)
}

// A map may hold such channels by the number of their request: who gets the reply looks
// the channel up, and deletes it so that nobody else does.

// pending reports whether a send is to a channel that was looked up in a map and is
// deleted there before, where all channels that are put in have room.
func (e *engine) pending(send *ssa.Send) bool {
	found := lookedUp(send.Chan)
	if found == nil {
		return false
	}
	calls := e.holder(found.X)
	if !e.stored(calls) || e.mayRepeatIn(send, send.Parent(), found.Block()) || !e.deletedBefore(found, calls, send) {
		return false
	}
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.MapUpdate:
					if e.holder(in.Map) == calls && !forReply(in.Value) {
						return false
					}
				case *ssa.Send:
					if other := lookedUp(in.Chan); other != nil && e.holder(other.X) == calls && !e.deletedBefore(other, calls, in) {
						return false
					}
				}
			}
		}
	}
	return true
}

// lookedUp returns where a channel was looked up in a map, or nil.
func lookedUp(ch ssa.Value) *ssa.Lookup {
	v := unchanged(ch)
	if ex, ok := v.(*ssa.Extract); ok && ex.Index == 0 {
		v = ex.Tuple
	}
	found, _ := v.(*ssa.Lookup)
	return found
}

// deletedBefore reports whether what was looked up in a map is deleted in the same
// function before an instruction.
func (e *engine) deletedBefore(found *ssa.Lookup, m *types.Var, in ssa.Instruction) bool {
	for _, b := range in.Parent().Blocks {
		for _, op := range b.Instrs {
			call, ok := op.(*ssa.Call)
			if ok && isBuiltin(call, "delete") && e.precedes(call, in) && e.holder(call.Call.Args[0]) == m &&
				sameVariable(call.Call.Args[1], found.Index) {
				return true
			}
		}
	}
	return false
}

// forReply reports whether a value is a channel with room that is received from and no
// more where it is made.
func forReply(v ssa.Value) bool {
	mc, ok := unchanged(v).(*ssa.MakeChan)
	if !ok || isInt(mc.Size, 0) {
		return false
	}
	puts := 0
	for _, use := range *mc.Referrers() {
		switch use := use.(type) {
		case *ssa.MapUpdate:
			puts++
		case *ssa.Select:
			for _, st := range use.States {
				if st.Chan == mc && st.Dir == types.SendOnly || st.Send == mc {
					return false
				}
			}
		case *ssa.UnOp, *ssa.DebugRef, *ssa.Return, *ssa.ChangeType:
		default:
			return false
		}
	}
	return puts == 1
}

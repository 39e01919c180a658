package effects

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// chanUses is what happens to a channel in the function that makes it.
type chanUses struct {
	sends    []ssa.Instruction
	receives []ssa.Instruction
	closes   []ssa.Instruction
	deferred []ssa.Instruction // that close it
	escapes  bool              // to where its sends cannot be counted
	given    bool              // to who may receive from it
	returned bool
	repeats  bool // some send may run more than once for one make

	holders map[any]bool // literals that capture it, and calls that pass it on
}

// ends returns what closes the channel.
func (u *chanUses) ends() []ssa.Instruction { return slices.Concat(u.closes, u.deferred) }

// chanUses returns what happens to a channel in the function that makes it and in
// its literals. Functions that it is passed to are out of sight.
func (e *engine) chanUses(mc *ssa.MakeChan) chanUses { return e.usesOf(mc, false) }

// allUses is chanUses that goes on in the functions of this package to which the
// channel is passed.
func (e *engine) allUses(mc *ssa.MakeChan) chanUses { return e.usesOf(mc, true) }

// usesKey is a question to usesOf.
type usesKey struct {
	mc     *ssa.MakeChan
	passed bool
}

// usesOf finds the uses of a channel once: each of its sends asks for all of them.
func (e *engine) usesOf(mc *ssa.MakeChan, passed bool) chanUses {
	key := usesKey{mc, passed}
	u, ok := e.uses[key]
	if !ok {
		mark := e.cuts
		u = e.findUses(mc, passed)
		if !e.indexing && e.whole(mark) {
			e.uses[key] = u
		}
	}
	u.holders = maps.Clone(u.holders) // others may be added
	return u
}

func (e *engine) findUses(mc *ssa.MakeChan, passed bool) chanUses {
	u := chanUses{holders: make(map[any]bool)}
	seen := make(map[ssa.Value]bool)
	var value, address func(v ssa.Value)
	send := func(in ssa.Instruction) {
		u.sends = append(u.sends, in)
		u.repeats = u.repeats || e.mayRepeat(in, mc)
	}
	refs := func(v ssa.Value) []ssa.Instruction {
		if seen[v] || v.Referrers() == nil {
			return nil
		}
		seen[v] = true
		return *v.Referrers()
	}
	// Who can only receive from it cannot send.
	escape := func(v ssa.Value) {
		if ch := chanOf(deref(v.Type())); ch != nil && ch.Dir() == types.RecvOnly {
			u.given = true
		} else {
			u.escapes = true
		}
	}
	captured := func(v ssa.Value, mc *ssa.MakeClosure, follow func(ssa.Value)) {
		for i, b := range mc.Bindings {
			if fn := mc.Fn.(*ssa.Function); b == v && i < len(fn.FreeVars) {
				u.holders[fn] = true
				follow(fn.FreeVars[i])
			}
		}
	}
	value = func(v ssa.Value) {
		for _, ref := range refs(v) {
			switch ref := ref.(type) {
			case *ssa.Send:
				if ref.Chan == v {
					send(ref)
				} else {
					escape(v)
				}
			case *ssa.Select:
				for _, st := range ref.States {
					switch {
					case st.Send == v:
						escape(v)
					case st.Chan == v && st.Dir == types.SendOnly:
						send(ref)
					case st.Chan == v:
						u.receives = append(u.receives, ref)
					}
				}
			case *ssa.UnOp:
				u.receives = append(u.receives, ref)
			case *ssa.DebugRef, *ssa.BinOp:
			case *ssa.Return: // who gets it receives from it
				u.returned = true
			case *ssa.ChangeType:
				value(ref)
			case *ssa.Phi:
				if passed {
					value(ref)
				} else {
					escape(v)
				}
			case *ssa.Store:
				if a, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v {
					address(a)
				} else {
					escape(v)
				}
			case ssa.CallInstruction:
				if b, ok := ref.Common().Value.(*ssa.Builtin); ok {
					if _, deferred := ref.(*ssa.Defer); b.Name() == "close" && !deferred {
						u.closes = append(u.closes, ref)
					} else if b.Name() == "close" {
						u.deferred = append(u.deferred, ref)
					}
					continue
				}
				fn := e.callee(ref.Common())
				if !passed || fn == nil || len(fn.Params) != len(ref.Common().Args) {
					escape(v)
					continue
				}
				u.holders[ref] = true
				for i, a := range ref.Common().Args {
					if a == v {
						value(fn.Params[i])
					}
				}
			case *ssa.MakeClosure:
				captured(v, ref, value)
			default:
				escape(v)
			}
		}
	}
	address = func(a ssa.Value) {
		for _, ref := range refs(a) {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Val == a {
					escape(a)
				}
			case *ssa.UnOp:
				value(ref)
			case *ssa.DebugRef:
			case *ssa.MakeClosure:
				captured(a, ref, address)
			default:
				escape(a)
			}
		}
	}
	value(mc)
	return u
}

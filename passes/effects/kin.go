package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An object that a run of a task makes for itself may hold others in its fields, which
// are as much its own: a reader has a buffer of its own, a writer its list of blocks. If a
// field points to new objects only, and no function shows to others what it reads from
// there, nobody waits for their mutexes but who has the object that they are in. That is
// the uniqueness of ownership types (Clarke, Potter and Noble, "Ownership types for
// flexible alias protection", OOPSLA 1998), found out instead of declared.
//
// Since that does not follow what the program does with memory, but with names, the wait
// is called possible, not impossible.

// keepToSelf says of the wait for a mutex that nobody else knows the object which it is a
// part of, if fn has made that and comes to it by the fields of what it has made, or has
// taken it out of a pool.
func (e *engine) keepToSelf(eff *Effect, fn *ssa.Function, in ssa.Instruction) {
	l := &eff.Lock
	if l.Alone || l.Key == "" {
		return
	}
	for r := &l.reach; r != nil && !l.Alone; r = r.holder {
		l.Alone = r.from != nil && r.from.Parent() == fn && (e.isKin(*r) && e.isNew(r.from) || e.isOwned(r.from)) && !e.shownBefore(r.from, in, 0)
	}
}

// isKin reports whether a way leads from a struct only to what is its own.
func (e *engine) isKin(r reach) bool {
	if !isStruct(deref(r.from.Type())) {
		return false
	}
	for leg := r.way; leg != nil; leg = leg.next {
		if leg.field == nil {
			continue // of an array
		}
		switch leg.field.Type().Underlying().(type) {
		case *types.Struct, *types.Array:
		case *types.Pointer:
			if !e.keepsToOwner(leg.field) {
				return false
			}
		default:
			return false
		}
	}
	return r.way != nil
}

// keepsToOwner reports whether a field points to objects that only who has the struct can
// come to.
func (e *engine) keepsToOwner(f *types.Var) bool {
	keeps, ok := e.kin[f]
	if !ok {
		keeps = e.pointsToNew(f) && !e.fieldShows(f)
		e.kin[f] = keeps
	}
	return keeps
}

// fieldShows reports whether a function of the package lets others know what it stores in
// a field or reads from it, or copies the struct and with it the pointer.
func (e *engine) fieldShows(f *types.Var) bool {
	s := showing{e: e, ever: true, field: f, seen: make(map[ssa.Value]bool)}
	for _, v := range e.stores[f] {
		if !isNil(v) && s.by(v) {
			return true
		}
	}
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.FieldAddr:
					if fieldOf(in.X.Type(), in.Field) == f && s.byPointer(in) {
						return true
					}
				case *ssa.Field:
					if fieldOf(in.X.Type(), in.Field) == f {
						return true
					}
				case *ssa.UnOp:
					if fieldIndex(in.X.Type(), f) >= 0 && isStruct(in.Type()) {
						return true
					}
				}
			}
		}
	}
	return false
}

// byPointer is by for what the address of a field leads to.
func (s *showing) byPointer(addr *ssa.FieldAddr) bool {
	for _, use := range *addr.Referrers() {
		switch use := use.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if s.by(use) {
				return true
			}
		case *ssa.Store:
			if use.Addr != addr {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// byResult is by for what a function returns to its callers, if these are all known.
func (s *showing) byResult(ret *ssa.Return, v ssa.Value) bool {
	fn := ret.Parent()
	if !s.e.calledHereOnly(fn) {
		return true
	}
	for _, site := range s.e.callSites[fn] {
		call, ok := site.in.(*ssa.Call)
		if !ok {
			return true
		}
		if len(ret.Results) == 1 {
			if s.by(call) {
				return true
			}
			continue
		}
		for _, use := range *call.Referrers() {
			if x, ok := use.(*ssa.Extract); ok && ret.Results[x.Index] == v && s.by(x) {
				return true
			}
		}
	}
	return false
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

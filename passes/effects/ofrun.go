package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A run of a task may make an object for itself and enter it in a list, for somebody who
// shows how far the runs have come. Others know it then, but what shows that its mutex is
// held long may be no more than that other runs come to the same function: with the objects
// that they have made.

// madeByRun reports whether a mutex is part of an object that each call of a function makes,
// itself or by what it calls.
func (e *engine) madeByRun(l *Lock, fn *ssa.Function) bool {
	from := l.reach.from
	switch from.(type) {
	case *ssa.Alloc, *ssa.Call, *ssa.Extract:
	default:
		return false
	}
	if of := from.Parent(); fn == nil || of != fn && within(fn, of) {
		return false // a function around it has made one for all
	}
	if l.reach.index != 0 {
		return false
	}
	last, ok := e.legsMade(l)
	if last == nil {
		last = from.Type()
	}
	return ok && (l.Made || e.hasMutex(deref(deref(last)), l.Key)) && e.isMade(from, 0)
}

// legsMade reports whether the way to a mutex leads through structs only, and by pointers
// in fields of this package to objects that have been made for these; and returns the type
// of the last such pointer, or nil if there is none.
func (e *engine) legsMade(l *Lock) (last types.Type, ok bool) {
	for leg := l.reach.way; leg != nil; leg = leg.next {
		switch {
		case leg.field == nil:
			return nil, false
		case isStruct(leg.field.Type()):
		case isStruct(deref(leg.field.Type())) && e.onlyMade(leg.field):
			last = leg.field.Type()
		default:
			return nil, false
		}
	}
	return last, true
}

// onlyMade reports whether a field of this package only ever gets a pointer to an object
// that has just been made, each struct to another one; others may know that, too.
func (e *engine) onlyMade(f *types.Var) bool {
	if !e.stored(f) || len(e.setters[f]) != len(e.stores[f]) {
		return false
	}
	given := make(map[ssa.Value]bool)
	for _, st := range e.setters[f] {
		if isNil(st.Val) {
			continue
		}
		switch st.Val.(type) {
		case *ssa.Alloc, *ssa.Call, *ssa.Extract:
		default:
			return false
		}
		made := st.Val.(ssa.Instruction).Block()
		if given[st.Val] || e.inLoop(st.Block(), made) || !e.isMade(st.Val, 0) {
			return false
		}
		given[st.Val] = true
	}
	return true
}

// madeForParam reports whether a mutex belongs to an object that has been made for that of a
// parameter, and that this leads to by pointers; or, by the fact of another package, for what
// it leads to.
func (e *engine) madeForParam(l *Lock) bool {
	if _, ok := l.reach.from.(*ssa.Parameter); !ok || l.Root != RootParam || l.Key == "" {
		return false
	}
	last, ok := e.legsMade(l)
	return ok && (l.Made || last != nil && e.hasMutex(deref(last), l.Key))
}

// setApart says of the wait for the mutex of an object that each call of a function makes
// that nothing shows that it is held long meanwhile, if that is by other calls only.
func (e *engine) setApart(eff *Effect, fn *ssa.Function) {
	if c := eff.Cause; c != nil && c.Runs && !c.Elsewhere && e.madeByRun(&eff.Lock, fn) {
		eff.Cause = c.withElsewhere(true)
	}
}

// hasMutex reports whether a struct, or one in it, has the mutex with some key.
func (e *engine) hasMutex(t types.Type, key string) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if e.varKey(f) == key || e.hasMutex(f.Type(), key) {
			return true
		}
	}
	return false
}

// isMade reports whether a value is an object that has just been made, or the variable that
// holds one; others may know it.
func (e *engine) isMade(v ssa.Value, depth int) bool {
	all := func(vals []ssa.Value) bool {
		found := false
		for _, v := range vals {
			if isNil(v) {
				continue
			}
			if !e.isMade(v, depth+1) {
				return false
			}
			found = true
		}
		return found
	}
	if depth > maxKey {
		return false
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		return isStruct(deref(v.Type())) || all(e.allocStores(v))
	case *ssa.Phi:
		return all(v.Edges)
	case *ssa.UnOp:
		a := e.alloc(v.X)
		return a != nil && !isStruct(deref(a.Type())) && all(e.allocStores(a))
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && v.Index == 0 && e.isMade(call, depth)
	case *ssa.Call:
		return e.madeByCall(v, depth)
	}
	return false
}

// madeIn reports whether a value is an object that is made anew by what a function calls, and
// not by one around it.
func (e *engine) madeIn(v ssa.Value, fn *ssa.Function) bool {
	return fn != nil && v.Parent() != nil && !within(fn, v.Parent()) && e.isMade(v, 0)
}

// makesFresh reports whether importers may take the first result of fn for an object that
// it has made.
func (e *engine) makesFresh(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	if res.Len() == 0 || !e.ownable(res.At(0).Type()) {
		return false
	}
	found := false
	for _, v := range results(fn, 0) {
		if isNil(v) {
			continue
		}
		if !e.isMade(v, 0) {
			return false
		}
		found = true
	}
	return found
}

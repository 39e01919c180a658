package effects

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// madeInCallsOf reports whether all objects with a mutex are made by calls of the opener, before
// it starts who calls the callback, and known only by fields of what it was passed.
func (e *engine) madeInCallsOf(s *session, mutex string) bool {
	if packageOf(mutex) != e.pass.Pkg.Path() {
		return false
	}
	found := false
	mutex = strings.TrimSuffix(mutex, readSuffix)
	has := func(t types.Type) bool { return e.embedsMutex(t, mutex) }
	for _, fn := range e.funcs {
		if e.inTest(fn.Pos()) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch v := in.(type) {
				case *ssa.Alloc:
					t := deref(v.Type())
					if !has(t) {
						continue
					}
					n := namedType(t)
					if n == nil || n.Exported() || parameterized(t) || !e.keptInSession(v, s, 0) {
						return false
					}
					found = true
				case *ssa.MakeSlice:
					if has(v.Type().Underlying().(*types.Slice).Elem()) {
						return false
					}
				case *ssa.MakeChan:
					if has(v.Type().Underlying().(*types.Chan).Elem()) {
						return false
					}
				case *ssa.MakeMap:
					if has(v.Type().Underlying().(*types.Map).Elem()) {
						return false
					}
				}
			}
		}
	}
	for _, m := range e.prog.Package(e.pass.Pkg).Members {
		if g, ok := m.(*ssa.Global); ok && has(deref(g.Type())) {
			return false
		}
	}
	return found
}

// embedsMutex reports whether the mutex with some key is part of each value of a type.
func (e *engine) embedsMutex(t types.Type, key string) bool {
	switch t := t.Underlying().(type) {
	case *types.Array:
		return e.embedsMutex(t.Elem(), key)
	case *types.Struct:
		for f := range t.Fields() {
			if isStruct(f.Type()) && e.varKey(f) == key || e.embedsMutex(f.Type(), key) {
				return true
			}
		}
	}
	return false
}

// keptInSession reports whether an object is put only into fields of what calls of the opener
// have, by functions that only it calls and that lock nothing.
func (e *engine) keptInSession(v ssa.Value, s *session, depth int) bool {
	if depth > maxKey {
		return false
	}
	fn := v.Parent()
	for _, ref := range referrers(v) {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr:
		case *ssa.Store:
			if ref.Addr == v {
				continue
			}
			f, ok := ref.Addr.(*ssa.FieldAddr)
			if !ok || !e.runsFirst(fn, s, ref, depth) {
				return false
			}
			if _, ok := e.object(f.X).(*ssa.Parameter); !ok {
				return false
			}
		case *ssa.Return:
			if len(ref.Results) != 1 || !e.calledHereOnly(fn) || len(e.callSites[fn]) == 0 {
				return false
			}
			for _, site := range e.callSites[fn] {
				if e.inTest(site.fn.Pos()) {
					continue
				}
				call, ok := site.in.(*ssa.Call)
				if !ok || !e.keptInSession(call, s, depth+1) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// runsFirst reports whether an instruction runs in calls of the opener only, before it starts
// who calls the callback, and with nothing locked.
func (e *engine) runsFirst(fn *ssa.Function, s *session, in ssa.Instruction, depth int) bool {
	if len(e.callIndex().locks[fn]) > 0 || depth > maxKey {
		return false
	}
	if fn == s.opener {
		return e.precedes(in, s.started)
	}
	return e.calledHereOnly(fn) && len(e.callSites[fn]) > 0 && !slices.ContainsFunc(e.callSites[fn], func(site callSite) bool {
		_, ok := site.in.(*ssa.Call)
		return !e.inTest(site.fn.Pos()) && (!ok || !e.runsFirst(site.fn, s, site.in, depth+1))
	})
}

// groupInField returns the function that waits for the goroutines of a group, if an instruction
// adds one to a group that a field holds, into which only that function puts groups.
func (e *engine) groupInField(in ssa.Instruction) *ssa.Function {
	call, ok := in.(*ssa.Call)
	if !ok {
		return nil
	}
	recv := receiver(&call.Call)
	if recv == nil || !e.isGroup(recv.Type()) {
		return nil
	}
	at := fieldLoaded(recv)
	if at == nil {
		return nil
	}
	f := fieldOf(at.X.Type(), at.Field)
	if !e.stored(f) || len(e.setters[f]) != len(e.stores[f]) {
		return nil
	}
	var by *ssa.Function
	for _, st := range e.setters[f] {
		if isNil(st.Val) || e.inTest(st.Parent().Pos()) {
			continue
		}
		if by != nil && by != st.Parent() || !e.waitsAfter(st, e.groupOf(st.Val)) {
			return nil
		}
		by = st.Parent()
	}
	return by
}

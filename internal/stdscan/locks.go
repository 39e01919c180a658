package stdscan

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A lock is what a function of package sync does to its receiver.
type lock int

const (
	locks lock = iota + 1
	unlocks
)

// lockOf returns what a function does if it is one that locks or unlocks.
func lockOf(fn *ssa.Function) (lock, bool) {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || fn.Synthetic != "" {
		return 0, false
	}
	path, name, _ := tableName(obj)
	switch path + "." + name {
	case "sync.Mutex.Lock", "sync.RWMutex.Lock", "sync.RWMutex.RLock", "internal/sync.Mutex.Lock":
		return locks, true
	case "sync.Mutex.Unlock", "sync.RWMutex.Unlock", "sync.RWMutex.RUnlock", "internal/sync.Mutex.Unlock":
		return unlocks, true
	}
	return 0, false
}

// lock adds that n locks a mutex. The wait for it is short if nobody outside can
// lock it, and all who do neither wait for anything else nor leave it locked.
func (d *Derivation) lock(n *node, does lock, addr ssa.Value) {
	if does == unlocks {
		return
	}
	v := mutexOf(addr)
	if v == nil {
		d.because(n, "locks a mutex that is not known", nil)
		return
	}
	m := d.mutex[v]
	if m == nil {
		m = &mutex{lockers: make(map[*node]bool)}
		d.mutex[v] = m
	}
	if !m.lockers[n] {
		m.lockers[n] = true
		n.mutexes = append(n.mutexes, m)
	}
	if m.long {
		d.because(n, "locks "+variableName(v), nil)
	}
}

// judge marks the mutexes that may be held for long, and reports whether there
// are any that were not marked before. Those who lock them are looked at again.
func (d *Derivation) judge() bool {
	found := false
	for v, m := range d.mutex {
		if m.long {
			continue
		}
		for n := range m.lockers {
			if n.waits() || len(n.needs) > 0 || !unlocksToo(n.fn, v) {
				m.long = true
			}
		}
		if m.long {
			found = true
			for n := range m.lockers {
				d.queue(n)
			}
		}
	}
	return found
}

// unlocksToo reports whether a function, or a literal in it, unlocks v.
func unlocksToo(fn *ssa.Function, v *types.Var) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if callee := call.Common().StaticCallee(); callee != nil {
				if does, _ := lockOf(callee); does == unlocks && mutexOf(call.Common().Args[0]) == v {
					return true
				}
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		if unlocksToo(anon, v) {
			return true
		}
	}
	return false
}

// mutexOf returns the field or package-level variable that a mutex is, or nil if
// somebody outside can lock it, too.
func mutexOf(addr ssa.Value) *types.Var {
	switch x := addr.(type) {
	case *ssa.Global:
		if v, ok := x.Object().(*types.Var); ok && !v.Exported() {
			return v
		}
	case *ssa.FieldAddr:
		t := x.X.Type().Underlying().(*types.Pointer).Elem()
		v := t.Underlying().(*types.Struct).Field(x.Field)
		if !v.Exported() {
			return v.Origin()
		}
		if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Exported() && public(n.Obj().Pkg().Path()) {
			return nil
		}
		if outer, ok := x.X.(*ssa.FieldAddr); ok && v.Embedded() {
			return mutexOf(outer) // a struct that is but a mutex and what it guards
		}
		if outer, ok := x.X.(*ssa.Global); ok {
			return mutexOf(outer)
		}
		return v.Origin()
	case *ssa.UnOp:
		return mutexOf(x.X) // a pointer to a mutex
	case *ssa.IndexAddr:
		return mutexOf(x.X) // one of several
	}
	return nil
}

func variableName(v *types.Var) string {
	return v.Pkg().Path() + "." + v.Name()
}

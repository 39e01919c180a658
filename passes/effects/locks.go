package effects

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// bindLock sets which mutex an effect is about, from the pointer to it (or, if
// the callee knows the field, from the value that the field is reached from).
// Of a WaitGroup or a channel it sets only whose it is.
func (e *engine) bindLock(eff *Effect, v ssa.Value) {
	l := &eff.Lock
	if v == nil {
		l.Root, l.value = RootUnknown, nil
		return
	}
	if l.Key == "" && (eff.Kind == models.Lock || eff.Kind == models.RLock) {
		l.Key = e.lockKey(v, 0)
	}
	e.root(l, v)
}

// lockKey names the field or the variable that holds a mutex. All objects of a
// type share the key of its field.
func (e *engine) lockKey(v ssa.Value, depth int) string {
	if depth > 8 {
		return ""
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		f := fieldOf(v.X.Type(), v.Field)
		if f == nil {
			return ""
		}
		return e.varKey(f)
	case *ssa.Global:
		return v.Pkg.Pkg.Path() + "." + v.Name()
	case *ssa.Alloc:
		return e.position(v.Pos()).String()
	case *ssa.UnOp:
		if v.Op == token.MUL { // a pointer to a mutex, kept in a field or variable
			return e.lockKey(v.X, depth+1)
		}
	case *ssa.FreeVar:
		if b := e.bindings(v); len(b) == 1 {
			return e.lockKey(b[0], depth+1)
		}
	case *ssa.IndexAddr:
		if k := e.lockKey(v.X, depth+1); k != "" {
			return k + "[]"
		}
	case *ssa.MakeInterface:
		return e.lockKey(v.X, depth+1)
	}
	return ""
}

// varKey names a variable by where it is declared, which is the same for the
// package itself and for its importers.
func (e *engine) varKey(f *types.Var) string {
	if f.Pkg() == nil {
		return ""
	}
	if !f.IsField() {
		return f.Pkg().Path() + "." + f.Name()
	}
	p := e.pass.Fset.Position(f.Pos())
	// Export data has no columns, so the name tells fields of a line apart.
	return fmt.Sprintf("%s.%s:%d", f.Pkg().Path(), f.Name(), p.Line)
}

// root finds whom the mutex belongs to.
func (e *engine) root(l *Lock, v ssa.Value) {
	for range 32 {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.IndexAddr:
			if _, ok := x.Index.(*ssa.Const); !ok {
				l.Root, l.value = RootElement, x
				return
			}
			v = x.X
		case *ssa.Lookup, *ssa.Next, *ssa.Index:
			l.Root, l.value = RootElement, x
			return
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.FreeVar:
			b := e.bindings(x)
			if len(b) != 1 {
				l.Root, l.value = RootUnknown, nil
				return
			}
			v = b[0]
		case *ssa.UnOp:
			if x.Op != token.MUL {
				l.Root, l.value = RootUnknown, nil
				return
			}
			v = x.X
			if a := e.alloc(v); a != nil {
				vals := e.allocStores(a)
				if len(vals) == 1 {
					v = vals[0]
				}
			}
		case *ssa.Global:
			l.Root, l.value = RootShared, nil
			return
		case *ssa.Alloc, *ssa.Call:
			l.Root, l.value = RootLocal, x
			return
		case *ssa.Parameter:
			l.Root, l.Param, l.value = RootParam, paramIndex(x), x
			return
		default:
			l.Root, l.value = RootUnknown, nil
			return
		}
	}
	l.Root, l.value = RootUnknown, nil
}

// alloc returns the variable behind an address, if it is a captured or local one.
func (e *engine) alloc(v ssa.Value) *ssa.Alloc {
	for range 8 {
		switch x := v.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			b := e.bindings(x)
			if len(b) != 1 {
				return nil
			}
			v = b[0]
		default:
			return nil
		}
	}
	return nil
}

// lockOp returns what an instruction itself does with a mutex, and which.
func (e *engine) lockOp(c *ssa.CallCommon) (models.Kind, string) {
	for _, t := range e.callees(c) {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		for _, me := range m.Effects {
			switch me.Kind {
			case models.Lock, models.RLock, models.Unlock, models.RUnlock:
				if v := argsOf(c, t)(models.Receiver); v != nil {
					return me.Kind, e.lockKey(v, 0)
				}
			}
		}
	}
	return models.None, ""
}

// locks reports whether fn takes a mutex, itself or by a call.
func (e *engine) locks(fn *ssa.Function) bool {
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok && len(e.lockSteps(&call.Call).acquires) > 0 {
				return true
			}
		}
	}
	return false
}

// held is the set of mutexes that are locked at some point on every path to it.
type held map[string]bool

// lockSteps is what a call does to the mutexes that are held around it.
type lockSteps struct {
	releases []string // unlocked, though somebody else has locked them
	acquires []string // locked when it returns
}

func (h held) step(l lockSteps) {
	for _, k := range l.releases {
		delete(h, k)
	}
	for _, k := range l.acquires {
		h[k] = true
	}
}

// lockSteps returns what a call does to the mutexes around it: a function may
// be written to be called with a mutex held and let go of it, or to take one
// for its caller.
func (e *engine) lockSteps(c *ssa.CallCommon) lockSteps {
	switch kind, key := e.lockOp(c); kind {
	case models.Lock, models.RLock:
		if key != "" {
			return lockSteps{acquires: []string{key}}
		}
	case models.Unlock, models.RUnlock:
		return lockSteps{releases: []string{key}}
	}
	var l lockSteps
	targets := e.callees(c)
	for _, t := range targets {
		s := e.summaryOf(t)
		if s == nil {
			continue
		}
		l.releases = append(l.releases, s.releases...)
		if len(targets) == 1 {
			l.acquires = append(l.acquires, s.acquires...)
		}
	}
	return l
}

// balance finds what a function does to the mutexes of its callers.
func (e *engine) balance(fn *ssa.Function) {
	s := e.nodes[fn]
	released := make(held)
	var deferred held // released when the function returns
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if d, ok := in.(*ssa.Defer); ok {
				for _, k := range e.lockSteps(&d.Call).releases {
					if deferred == nil {
						deferred = make(held)
					}
					deferred[k] = true
				}
			}
		}
	}
	entry := e.heldAtEntry(fn)
	var atReturn held
	for _, b := range e.live(fn) {
		if entry[b] == nil {
			continue
		}
		state := maps.Clone(entry[b])
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				l := e.lockSteps(&in.Call)
				for _, k := range l.releases {
					if !state[k] {
						released[k] = true
					}
				}
				state.step(l)
			case *ssa.Return:
				for k := range deferred {
					if !state[k] {
						released[k] = true
					}
					delete(state, k)
				}
				if atReturn == nil {
					atReturn = maps.Clone(state)
				}
				maps.DeleteFunc(atReturn, func(k string, _ bool) bool { return !state[k] })
			}
		}
	}
	s.releases = slices.Sorted(maps.Keys(released))
	s.acquires = slices.Sorted(maps.Keys(atReturn))
}

// deferredAfter returns the mutexes that are unlocked by what is deferred after
// d, and so before d runs.
func (e *engine) deferredAfter(d *ssa.Defer) []string {
	var keys []string
	for _, b := range d.Parent().Blocks {
		for _, in := range b.Instrs {
			if later, ok := in.(*ssa.Defer); ok && later != d && comesBefore(d, later) {
				keys = append(keys, e.lockSteps(&later.Call).releases...)
			}
		}
	}
	return keys
}

// heldAtEntry computes the mutexes that are held when a block begins: forward,
// by intersection, so that a mutex locked on some paths only does not count.
func (e *engine) heldAtEntry(fn *ssa.Function) map[*ssa.BasicBlock]held {
	entry := map[*ssa.BasicBlock]held{}
	if len(fn.Blocks) == 0 {
		return entry
	}
	entry[fn.Blocks[0]] = held{}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[0]
		work = work[1:]
		state := maps.Clone(entry[b])
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok {
				state.step(e.lockSteps(&call.Call))
			}
		}
		for _, succ := range b.Succs {
			old, seen := entry[succ]
			if !seen {
				entry[succ] = maps.Clone(state)
				work = append(work, succ)
				continue
			}
			before := len(old)
			maps.DeleteFunc(old, func(k string, _ bool) bool { return !state[k] })
			if len(old) != before {
				work = append(work, succ)
			}
		}
	}
	return entry
}

// longCall returns the effect of a call that takes long though it does not hold
// up its worker: it blocks with the worker given back, or runs a task for each
// item. It is nil for other instructions.
func (e *engine) longCall(in ssa.Instruction) *Effect {
	call, ok := in.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, t := range e.callees(&call.Call) {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		long := len(m.Offloads) > 0 || slices.ContainsFunc(m.Tasks, func(t models.Task) bool { return t.Each })
		if long {
			return &Effect{Kind: models.Wait, Bound: External,
				Path: Path{Hops: []Hop{{Func: t.name(), Pos: e.position(posOf(in)), Edge: t.edge}}}}
		}
	}
	return nil
}

// waits reports whether an effect takes long, given what is known of the
// mutexes and what the user thinks short.
func (e *engine) waits(eff *Effect) bool {
	return eff.Waits() && !eff.Brief() || eff.Lock.Key != "" && e.longCause(eff.Lock.Key) != nil
}

// lengthen makes the wait for a mutex as long as its critical sections are.
func (e *engine) lengthen(eff *Effect) {
	if eff.Lock.Key == "" || eff.Cause != nil {
		return
	}
	if c := e.longCause(eff.Lock.Key); c != nil {
		eff.Bound, eff.Cause = External, c
	}
}

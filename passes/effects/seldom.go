package effects

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Tasks queue up for a lock that each of them takes. If one takes it only when
// something has failed, or when what it looked for under the lock for readers was not
// there, hardly any does.

// seldom marks the locks that fn takes in a block for such a reason.
func (e *engine) seldom(effs []Effect, b *ssa.BasicBlock) {
	for i := range effs {
		eff := &effs[i]
		if eff.Seldom || eff.Kind != models.Lock && eff.Kind != models.RLock {
			continue
		}
		failed, ok := e.failures[b]
		if !ok {
			failed = afterFailure(b)
			e.failures[b] = failed
		}
		eff.Seldom = failed || eff.Kind == models.Lock && len(eff.Path.Hops) == 1 && e.upgrades(eff.Lock.Key, b)
		eff.Seldom = eff.Seldom || eff.Kind == models.Lock && e.missed(eff.Lock.Key, b)
	}
}

// afterFailure reports whether control comes to a block only if an error is not
// nil.
func afterFailure(b *ssa.BasicBlock) bool {
	for p := b.Idom(); p != nil; p = p.Idom() {
		cond, ok := atEndOf(p).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := cond.Cond.(*ssa.BinOp)
		if !ok || !isNil(eq.Y) || eq.X.Type().String() != "error" {
			continue
		}
		failed := p.Succs[0]
		if eq.Op == token.EQL {
			failed = p.Succs[1]
		}
		if ways(failed) == 1 && failed.Dominates(b) {
			return true
		}
	}
	return false
}

// upgrades reports whether the function of a block takes the side for readers of a
// mutex before it comes there, and may end without coming there.
func (e *engine) upgrades(key string, b *ssa.BasicBlock) bool {
	if key == "" {
		return false
	}
	for p := b.Idom(); p != nil; p = p.Idom() {
		for _, in := range p.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			if kind, of := e.lockOp(&call.Call); kind == models.RLock && strings.TrimSuffix(of, readSuffix) == key {
				return true
			}
		}
	}
	return false
}

// missed reports whether control comes to a block only if a function has not found what
// it looked up in a map under the side for readers of a mutex.
func (e *engine) missed(key string, b *ssa.BasicBlock) bool {
	if key == "" {
		return false
	}
	for p := b.Idom(); p != nil; p = p.Idom() {
		cond, ok := atEndOf(p).(*ssa.If)
		if !ok {
			continue
		}
		found, missing := cond.Cond, p.Succs[1]
		if eq, ok := found.(*ssa.BinOp); ok && isNil(eq.Y) && (eq.Op == token.EQL || eq.Op == token.NEQ) {
			if found = eq.X; eq.Op == token.EQL {
				missing = p.Succs[0]
			}
		}
		if ways(missing) == 1 && missing.Dominates(b) && e.looksUp(found, key) {
			return true
		}
	}
	return false
}

// looksUp reports whether a value is what a function has found in a map, or whether it
// has, under the side for readers of a mutex.
func (e *engine) looksUp(v ssa.Value, key string) bool {
	index := 0
	if ex, ok := v.(*ssa.Extract); ok {
		v, index = ex.Tuple, ex.Index
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn := e.callee(&call.Call)
	if fn == nil || len(fn.Blocks) == 0 {
		return false
	}
	found := false
	var returned []ssa.Value
	for _, r := range results(fn, index) {
		// Where a function defers something, its results are in variables.
		if load, ok := r.(*ssa.UnOp); ok && load.Op == token.MUL {
			if a, ok := load.X.(*ssa.Alloc); ok {
				returned = append(returned, e.allocStores(a)...)
				continue
			}
		}
		returned = append(returned, r)
	}
	for _, r := range returned {
		if ex, ok := r.(*ssa.Extract); ok {
			r = ex.Tuple
		}
		switch r.(type) {
		case *ssa.Lookup:
			found = true
		case *ssa.Const: // of another way to return
		default:
			return false
		}
	}
	return found && e.readLocks(fn, key)
}

// readLocks reports whether a function itself takes the side for readers of a mutex.
func (e *engine) readLocks(fn *ssa.Function, key string) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok {
				if kind, of := e.lockOp(&call.Call); kind == models.RLock && strings.TrimSuffix(of, readSuffix) == key {
					return true
				}
			}
		}
	}
	return false
}

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

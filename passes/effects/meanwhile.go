package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Who holds a mutex long makes others wait only while it runs. Often it does not run
// at the same time as tasks do: a program that rebuilds an index, say, does so
// before or after the work, and locks it as all methods of the index do. So
// something has to show that the two may meet:
//
//   - the task itself may come to where the mutex is held long, and so do other runs of it,
//     if these are not for other items with a mutex each;
//   - the function that holds it is reached from what runs by itself: a goroutine, a
//     task, a function or method that another package keeps to call it later, a handler
//     of requests; if somebody waits for the goroutine or the task before he returns, then
//     by his doing only, see runsBeside;
//   - it is called after the hand-over, before the task is waited for;
//   - or nobody waits for the task.
//
// That is a coarse form of may-happen-in-parallel analysis (Naumovich, Avrunin and
// Clarke, "An efficient algorithm for computing MHP information for concurrent Java
// programs", ESEC/FSE 1999).

// A waiter is who waits for a mutex.
type waiter struct {
	fn       *ssa.Function   // that waits in the end; nil if it is of another package
	path     Path            // from there
	handOver ssa.Instruction // if fn is a task: where it became one
	joined   bool            // the task is one that somebody waits for
	item     bool            // the mutex is that of the item that it is run for
	alone    bool            // nobody else knows the object with the mutex
}

// meanwhile reports whether a function may hold a mutex long while somebody waits for
// it, of whom nothing is known if w is nil.
func (e *engine) meanwhile(w *waiter, holder *ssa.Function) bool {
	if w == nil {
		return e.runsByItself(holder)
	}
	if w.alone {
		return false
	}
	if !w.item && (w.fn != nil && e.comesTo(w.fn, holder) || slices.ContainsFunc(w.path.Hops, func(h Hop) bool { return e.inBody(h, holder) })) {
		return true
	}
	return w.atAnyTime(e) || e.runsBeside(w, holder) || w.handOver != nil && e.beforeJoin(w.handOver, func(in ssa.Instruction) bool {
		call, ok := in.(*ssa.Call)
		return ok && slices.ContainsFunc(e.callees(&call.Call), func(t target) bool { return t.fn != nil && e.comesTo(t.fn, holder) })
	})
}

// forItem returns who waits in the same way for a mutex that other runs do not want.
func (w *waiter) forItem() *waiter {
	if w == nil {
		return nil
	}
	other := *w
	other.item = true
	return &other
}

// atAnyTime reports whether the waiter is a task that nobody waits for, so that it may run
// whatever the rest of the program does.
func (w *waiter) atAnyTime(e *engine) bool {
	return !w.joined && w.handOver != nil && e.beforeJoin(w.handOver, func(in ssa.Instruction) bool {
		_, ok := in.(*ssa.Return)
		return ok
	})
}

// meanwhileOf is meanwhile for a mutex of another package, which functions of
// that package hold long.
func (e *engine) meanwhileOf(w *waiter, key string) bool {
	for _, s := range e.callIndex().foreign[packageOf(key)] {
		f := e.imports.function(s.t.obj.Origin())
		if f == nil || !slices.Contains(f.Summary.Long, key) {
			continue
		}
		if e.meanwhile(w, s.fn) {
			return true
		}
		if w != nil && w.handOver != nil && e.beforeJoin(w.handOver, func(in ssa.Instruction) bool { return in == s.call }) {
			return true
		}
	}
	return false
}

// writtenMeanwhile reports whether somebody may lock an RWMutex for writing while somebody
// waits for it as a reader. Importers may, who come to it, and they may call what does.
func (e *engine) writtenMeanwhile(key string, w *waiter) bool {
	if key == "" || packageOf(key) != e.pass.Pkg.Path() {
		return true
	}
	writers, callbacks := e.holders(key)
	if len(callbacks) > 0 || slices.ContainsFunc(writers, func(fn *ssa.Function) bool {
		return fn.Object() != nil && e.exported(fn) || e.meanwhile(w, fn)
	}) {
		return true
	}
	if e.exportedKeys == nil {
		e.exportedKeys = e.exportedMutexes()
	}
	return e.exportedKeys[key]
}

// longIn returns the keys of the mutexes of this package that a call of a function may
// hold long.
func (e *engine) longIn(fn *ssa.Function) []string {
	reach := e.reach(fn)
	var keys []string
	for _, f := range reach {
		for _, key := range e.callIndex().locks[f] {
			if packageOf(key) != e.pass.Pkg.Path() || slices.Contains(keys, key) || e.longCause(key, nil) == nil {
				continue
			}
			if slices.ContainsFunc(e.long[key], func(c ownedCause) bool { return !c.cause.Elsewhere && slices.Contains(reach, c.by) }) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys[:min(len(keys), maxParams)]
}

// inBody reports whether a function makes a hop, rather than a literal in it.
func (e *engine) inBody(h Hop, fn *ssa.Function) bool {
	return e.encloses(fn, h) && !slices.ContainsFunc(fn.AnonFuncs, func(lit *ssa.Function) bool { return e.encloses(lit, h) })
}

// encloses reports whether a hop is made in the source of a function.
func (e *engine) encloses(fn *ssa.Function, h Hop) bool {
	syntax := fn.Syntax()
	if syntax == nil {
		return false
	}
	return h.Pos.Compare(e.position(syntax.Pos())) >= 0 && h.Pos.Compare(e.position(syntax.End())) <= 0
}

// comesTo reports whether a call of a function may run another one.
func (e *engine) comesTo(fn, to *ssa.Function) bool { return slices.Contains(e.reach(fn), to) }

// reach returns the functions of the package that a call of a function may run.
func (e *engine) reach(fn *ssa.Function) []*ssa.Function {
	e.ensure(fn)
	seen := map[*ssa.Function]bool{fn: true}
	all := []*ssa.Function{fn}
	for i := 0; i < len(all); i++ {
		for _, d := range e.graph.deps[all[i]] {
			if !seen[d] {
				seen[d] = true
				all = append(all, d)
			}
		}
	}
	return all
}

// beforeJoin reports whether the function that hands over a task may come to some
// instruction after that, and before it waits for other goroutines.
func (e *engine) beforeJoin(handOver ssa.Instruction, is func(ssa.Instruction) bool) bool {
	fn := handOver.Parent()
	if e.joinsItself(fn, handOver) {
		return false
	}
	return e.mayPass(handOver, is, func(in ssa.Instruction) bool {
		return slices.ContainsFunc(e.instr(fn, in).effects, func(eff Effect) bool {
			return eff.Kind == models.GroupWait || eff.Kind == models.Wait
		})
	})
}

// mayPass reports whether a function may come from one instruction to some other, and
// not to one that ends the search before that.
func (e *engine) mayPass(from ssa.Instruction, is, ends func(ssa.Instruction) bool) bool {
	start := from.Block()
	seen := make(map[*ssa.BasicBlock]bool)
	var visit func(b *ssa.BasicBlock, ins []ssa.Instruction) bool
	visit = func(b *ssa.BasicBlock, ins []ssa.Instruction) bool {
		for _, in := range ins {
			if is(in) {
				return true
			}
			if ends(in) {
				return false
			}
		}
		for _, s := range b.Succs {
			if !seen[s] && !afterFailure(s) { // as when the hand-over fails
				if seen[s] = true; visit(s, s.Instrs) {
					return true
				}
			}
		}
		return false
	}
	return visit(start, start.Instrs[slices.Index(start.Instrs, from)+1:])
}

// joinsItself reports whether a call that hands over tasks returns only when they have
// ended, as par.ForEach does.
func (e *engine) joinsItself(fn *ssa.Function, in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok {
		return false
	}
	return !e.givesHandle(call) && slices.ContainsFunc(e.instr(fn, call).effects, func(eff Effect) bool {
		return eff.Kind == models.GroupWait || eff.Kind == models.Wait
	})
}

// givesHandle reports whether a call returns what one waits for the tasks with.
func (e *engine) givesHandle(call *ssa.Call) bool {
	for v := range call.Call.Signature().Results().Variables() {
		m, _ := lookupMethod(v.Type(), "Wait").(*types.Func)
		if m == nil {
			continue
		}
		if line := e.model(m.Origin()); line != nil && slices.ContainsFunc(line.Effects, func(me models.Effect) bool { return me.Kind == models.Wait }) {
			return true
		}
	}
	return false
}

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
//     of requests;
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
	byItself := e.runsByItself(holder) && (!w.item || e.runsBesides(holder, w.fn))
	return w.atAnyTime(e) || byItself || w.handOver != nil && e.beforeJoin(w.handOver, func(in ssa.Instruction) bool {
		call, ok := in.(*ssa.Call)
		return ok && slices.ContainsFunc(e.callees(&call.Call), func(t target) bool { return t.fn != nil && e.comesTo(t.fn, holder) })
	})
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
	fn, start := handOver.Parent(), handOver.Block()
	if e.joinsItself(fn, handOver) {
		return false
	}
	seen := make(map[*ssa.BasicBlock]bool)
	var visit func(b *ssa.BasicBlock, ins []ssa.Instruction) bool
	visit = func(b *ssa.BasicBlock, ins []ssa.Instruction) bool {
		for _, in := range ins {
			if is(in) {
				return true
			}
			if slices.ContainsFunc(e.instr(fn, in).effects, func(eff Effect) bool {
				return eff.Kind == models.GroupWait || eff.Kind == models.Wait
			}) {
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
	return visit(start, start.Instrs[slices.Index(start.Instrs, handOver)+1:])
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

// startedIndex has what runs by itself: goroutines, tasks, what other packages keep, and
// handlers of requests, and which functions use which. Tests are left out.
type startedIndex struct {
	roots   []*ssa.Function
	uses    map[*ssa.Function][]*ssa.Function
	reached map[*ssa.Function]bool // from the roots
}

// runsByItself reports whether a function is reached from what may run at any time, by
// calls and by mentions.
func (e *engine) runsByItself(fn *ssa.Function) bool {
	if e.started == nil {
		e.started = e.indexStarted()
	}
	return e.started.reached[fn]
}

// runsBesides is runsByItself for what is reached without the task of a call.
func (e *engine) runsBesides(fn, task *ssa.Function) bool {
	return e.runsByItself(fn) && e.started.from(task)[fn]
}

func (e *engine) indexStarted() *startedIndex {
	s := &startedIndex{uses: make(map[*ssa.Function][]*ssa.Function)}
	for _, fn := range e.funcs {
		if e.inTest(fn.Pos()) {
			continue
		}
		if servesRequests(fn) {
			s.roots = append(s.roots, fn)
		}
		e.safely(fn, func() {
			for _, b := range e.live(fn) {
				for _, in := range b.Instrs {
					s.roots = append(s.roots, e.startedBy(in)...)
					s.uses[fn] = append(s.uses[fn], e.usedBy(in)...)
				}
			}
		})
	}
	s.reached = s.from(nil)
	return s
}

// from returns what is reached from all roots but one.
func (s *startedIndex) from(except *ssa.Function) map[*ssa.Function]bool {
	reached := make(map[*ssa.Function]bool)
	work := slices.DeleteFunc(slices.Clone(s.roots), func(fn *ssa.Function) bool { return fn == except })
	for i := 0; i < len(work); i++ {
		if fn := work[i]; !reached[fn] {
			reached[fn] = true
			work = append(work, s.uses[fn]...)
		}
	}
	return reached
}

// usedBy returns the functions of the package that an instruction calls, but for those
// that it starts as goroutines, and those that it mentions.
func (e *engine) usedBy(in ssa.Instruction) []*ssa.Function {
	var used []*ssa.Function
	if _, ok := in.(*ssa.Go); ok {
		return nil
	}
	if call, ok := in.(ssa.CallInstruction); ok {
		for _, t := range e.callees(call.Common()) {
			if t.fn != nil {
				used = append(used, t.fn)
			}
		}
	}
	for _, op := range in.Operands(nil) {
		if f, ok := (*op).(*ssa.Function); ok {
			if t, ok := e.named(f); ok && t.fn != nil {
				used = append(used, t.fn)
			}
		}
	}
	return used
}

// startedBy returns the functions that an instruction makes run by themselves: as
// goroutines or tasks, or by passing them, or what has them as methods, to a function of
// another package that does not call them before it returns.
func (e *engine) startedBy(in ssa.Instruction) []*ssa.Function {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	var started []*ssa.Function
	add := func(ts []target) {
		for _, t := range ts {
			if t.fn != nil {
				started = append(started, t.fn)
			}
		}
	}
	c := call.Common()
	if _, ok := in.(*ssa.Go); ok {
		add(e.callees(c))
	}
	for _, a := range c.Args {
		switch typ := a.Type().Underlying().(type) {
		case *types.Signature:
			if e.mayHandOver(call) || e.keeps(c, a) {
				add(e.functions(a))
			}
		case *types.Interface:
			if mi, ok := a.(*ssa.MakeInterface); ok && typ.NumMethods() > 0 && e.keeps(c, a) {
				for m := range typ.Methods() {
					add(e.methodOf(mi.X.Type(), m.Name(), nil, Interface))
				}
			}
		}
	}
	return started
}

// keeps reports whether an argument is passed to a function of another package that
// keeps it, rather than call it, or a method of it.
func (e *engine) keeps(c *ssa.CallCommon, arg ssa.Value) bool {
	targets := e.callees(c)
	for _, t := range targets {
		if t.fn != nil {
			return false
		}
		if m := e.model(t.obj); m != nil && slices.ContainsFunc(m.Effects, func(eff models.Effect) bool { return eff.Kind == models.Once }) {
			return false
		}
		s, args := e.summaryOf(t), argsOf(c, t)
		if s != nil && (slices.ContainsFunc(s.calls, func(pc ParamCall) bool { return args(pc.Param) == arg }) ||
			slices.ContainsFunc(s.invokes, func(pi ParamInvoke) bool { return args(pi.Param) == arg })) {
			return false
		}
	}
	return len(targets) > 0
}

// servesRequests reports whether a function is a handler of net/http.
func servesRequests(fn *ssa.Function) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
			n := namedType(p.Type())
			return n != nil && n.Name() == name && n.Pkg() != nil && n.Pkg().Path() == "net/http"
		})
	}
	return has("Request") && has("ResponseWriter")
}

package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A goroutine is a function that another one starts beside itself.
type goroutine struct {
	at     ssa.Instruction // what starts it
	fn     *ssa.Function
	args   args    // of its parameters
	frames []frame // calls of the functions around it, as far as they are known
}

// startedIn returns the goroutines that a function starts.
func (e *engine) startedIn(fn *ssa.Function, frames []frame) []goroutine {
	var found []goroutine
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			found = append(found, e.startedAt(in, frames, false)...)
		}
	}
	return found
}

// startedAt returns the goroutines that an instruction starts: a go statement, or
// the call of a method of a group. Tasks of a pool, which may have to wait for their
// turn, are among them only if that is asked for.
func (e *engine) startedAt(in ssa.Instruction, frames []frame, tasks bool) []goroutine {
	switch in := in.(type) {
	case *ssa.Go:
		if fn := e.callee(&in.Call); fn != nil {
			return []goroutine{{in, fn, argsOf(&in.Call, target{fn: fn, obj: objOf(fn)}), frames}}
		}
	case *ssa.Call:
		var found []goroutine
		for _, f := range e.groupStarts(&in.Call, tasks) {
			fn, _ := e.single(f).(*ssa.Function)
			if mc, ok := e.single(f).(*ssa.MakeClosure); ok {
				fn = mc.Fn.(*ssa.Function)
			}
			if fn == nil || e.nodes[fn] == nil {
				return nil
			}
			found = append(found, goroutine{in, fn, noArgs, frames})
		}
		return found
	}
	return nil
}

// groupStarts returns the functions that a call starts as goroutines of a group.
func (e *engine) groupStarts(c *ssa.CallCommon, tasks bool) []ssa.Value {
	recv := receiver(c)
	if recv == nil || !e.isGroup(recv.Type()) {
		return nil
	}
	var fs []ssa.Value
	for _, t := range e.callees(c) {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		args := argsOf(c, t)
		for _, call := range m.Calls {
			if call.Go {
				fs = append(fs, args(call.Param))
			}
		}
		if tasks {
			for _, task := range m.Tasks {
				fs = append(fs, args(task.Param))
			}
		}
	}
	return fs
}

// isGroup reports whether one can wait for a value of a type as for a group of
// goroutines.
func (e *engine) isGroup(t types.Type) bool {
	n := namedType(t)
	if n == nil {
		return false
	}
	is, ok := e.groups[n]
	if ok {
		return is
	}
	if named, ok := n.Type().(*types.Named); ok {
		for m := range named.Methods() {
			is = is || e.waitsForGroup(m)
		}
	}
	e.groups[n] = is
	return is
}

// A job is what a goroutine does for who waits for it.
type job struct {
	goals   []ssa.Instruction // one of which has to be done
	holders map[any]bool      // literals and calls that can do it
}

// mayDo reports whether a call of fn can do the job.
func (j *job) mayDo(call ssa.Instruction, fn *ssa.Function) bool {
	return j.holders[call] || j.holders[fn]
}

// does reports whether a function comes to one of the goals of a job before it
// returns, or does it then.
func (e *engine) does(fn *ssa.Function, j *job, depth int) bool {
	const maxDepth = 3 // of functions that do it for the goroutine
	blocks := e.live(fn)
	if len(blocks) == 0 || depth > maxDepth {
		return false
	}
	isGoal := func(in ssa.Instruction) bool {
		if slices.Contains(j.goals, in) {
			return true
		}
		c, ok := in.(ssa.CallInstruction)
		if _, other := in.(*ssa.Go); !ok || other {
			return false
		}
		callee := e.callee(c.Common())
		return callee != nil && j.mayDo(in, callee) && e.does(callee, j, depth+1)
	}
	seen := make(map[*ssa.BasicBlock]bool)
	var avoids func(b *ssa.BasicBlock) bool
	avoids = func(b *ssa.BasicBlock) bool {
		if seen[b] {
			return false
		}
		seen[b] = true
		for _, in := range b.Instrs {
			if isGoal(in) {
				return false
			}
			if _, ok := in.(*ssa.Return); ok {
				return true
			}
		}
		return slices.ContainsFunc(b.Succs, avoids)
	}
	return !avoids(blocks[0])
}

// dawdles reports whether a goroutine may wait for long before it has done its job,
// for anything but those who wait for that.
func (e *engine) dawdles(g goroutine, j *job, depth int) bool {
	const maxDepth = 3
	if depth > maxDepth || e.busy[g.fn] {
		return true
	}
	e.busy[g.fn] = true
	defer delete(e.busy, g.fn)
	for _, b := range e.live(g.fn) {
		for _, in := range b.Instrs {
			if e.awaited[in] > 0 || !e.matters(in, g.fn, j) {
				continue
			}
			if c, ok := in.(ssa.CallInstruction); ok {
				fn := e.callee(c.Common())
				if _, other := in.(*ssa.Go); fn != nil && j.mayDo(in, fn) && !other {
					args := argsOf(c.Common(), target{fn: fn, obj: objOf(fn)})
					if e.dawdles(goroutine{in, fn, args, g.frames}, j, depth+1) {
						return true
					}
					continue
				}
			}
			if e.receivesComputed(in, g) {
				continue
			}
			var out outcome
			known := e.graph.complete(func() {
				out = e.instr(g.fn, in)
				e.bindOwn(&out, g.fn, g.args)
				e.bindOuter(&out, g.frames)
			})
			if !known || e.holdsUp(&out, g.fn) {
				return true
			}
		}
	}
	for _, eff := range e.loopEffects(g.fn) {
		if eff.Waits() {
			return true
		}
	}
	return false
}

// receivesComputed reports whether an instruction receives from a channel that the
// function has as a parameter, or one around it, if its argument is computed.
func (e *engine) receivesComputed(in ssa.Instruction, g goroutine) bool {
	recv, ok := in.(*ssa.UnOp)
	if !ok || recv.Op != token.ARROW {
		return false
	}
	p, ok := e.single(recv.X).(*ssa.Parameter)
	if !ok {
		return false
	}
	frames := g.frames
	if p.Parent() == g.fn && g.args != nil {
		frames = append([]frame{{fn: g.fn, args: g.args}}, frames...)
	}
	arg, _ := argOf(p, frames)
	return arg != p && e.computed(in, arg)
}

// matters reports whether an instruction may come before the goals of a job, as far
// as they are in the same function and not deferred.
func (e *engine) matters(in ssa.Instruction, fn *ssa.Function, j *job) bool {
	if len(j.goals) == 0 {
		return true
	}
	for _, goal := range j.goals {
		if _, deferred := goal.(*ssa.Defer); deferred || goal.Parent() != fn {
			return true
		}
		if goal.Block() == in.Block() && e.precedes(in, goal) || e.leads(in.Block(), goal.Block(), nil) {
			return true
		}
	}
	return false
}

// holdsUp reports whether what an instruction of fn does takes long, or may do so
// for what it calls is not known.
func (e *engine) holdsUp(out *outcome, fn *ssa.Function) bool {
	if len(out.invokes) > 0 || out.opaque {
		return true
	}
	for _, c := range out.calls {
		if !e.need(c) {
			return true
		}
	}
	for i := range out.effects {
		eff := &out.effects[i]
		switch {
		case eff.Doubtful() || e.servesPipe(eff) || eff.Kind == models.Send && eff.channel != nil && e.awaitedIn[eff.channel]:
		case len(eff.awaits) > 0:
			for _, c := range eff.awaits {
				if !e.need(c) {
					return true
				}
			}
		case classOf(eff.Kind) == classLock && !eff.Waits() && e.locksOwn(eff, fn):
		case eff.Waits() || classOf(eff.Kind) == classLock:
			return true
		}
	}
	return false
}

// servesPipe reports whether an effect is the wait for who reads from a pipe, and waits
// to do so.
func (e *engine) servesPipe(eff *Effect) bool {
	pipe, ok := eff.channel.(*ssa.Call)
	return ok && eff.Kind == models.Send && e.awaited[pipe] > 0
}

// locksOwn reports whether an effect is the wait for a mutex that is a variable of a
// function around fn, of which the literals that use it do not wait for long.
func (e *engine) locksOwn(eff *Effect, fn *ssa.Function) bool {
	a, ok := eff.Lock.value.(*ssa.Alloc)
	if !ok || eff.Lock.Root != RootLocal || eff.Lock.indirect || !within(fn, a.Parent()) || !e.isMutex(a.Type()) {
		return false
	}
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.MakeClosure:
			lit := ref.Fn.(*ssa.Function)
			if !e.busy[lit] && e.dawdles(goroutine{fn: lit}, new(job), 0) {
				return false
			}
		case ssa.CallInstruction:
			if kind, _ := e.lockOp(ref.Common()); kind == models.None {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// startedBefore reports whether a goroutine has been started whenever control comes
// to an instruction, or, if that is in another function, is started whenever the
// function returns that has made what they share.
func (e *engine) startedBefore(g goroutine, made, in ssa.Instruction) bool {
	if in.Parent() == g.at.Parent() {
		return e.precedes(g.at, in)
	}
	if e.runsAfter(in, g.at) {
		return true
	}
	if made.Parent() != g.at.Parent() || !e.beforeReturns(g.at, made) {
		return false
	}
	lit := in.Parent()
	for lit.Parent() != nil && lit.Parent() != made.Parent() {
		lit = lit.Parent()
	}
	if lit.Parent() == nil {
		return true // it has been returned since
	}
	// Whoever starts both must not wait in between.
	sites := e.closures[lit]
	return len(sites) == 1 && e.promptly(sites[0], g.at)
}

// promptly reports whether control goes from one instruction on to another without a
// wait.
func (e *engine) promptly(from, to ssa.Instruction) bool {
	after := func(a, b ssa.Instruction) bool {
		if a.Block() == b.Block() && e.precedes(b, a) {
			return true
		}
		return e.leads(b.Block(), a.Block(), nil)
	}
	for _, b := range e.live(from.Parent()) {
		for _, in := range b.Instrs {
			if in == from || in == to || !after(in, from) || !after(to, in) {
				continue
			}
			var out outcome
			known := e.graph.complete(func() { out = e.instr(from.Parent(), in) })
			if !known || e.holdsUp(&out, from.Parent()) {
				return false
			}
		}
	}
	return true
}

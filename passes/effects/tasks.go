package effects

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// A Task is a function that this package hands to a pool.
type Task struct {
	Func     string // the full name of the function that is the task
	Entry    string // what it was handed to, such as "par.ForEach"
	Way      finding.Way
	Pool     *models.Package
	CPU      bool // a blocked worker of the pool starves the others
	Each     bool // it runs for each item of a data-parallel call,
	Parts    bool // or for parts of many items
	Pos, End token.Pos
	Position finding.Position
	Blocks   []Block // in source order
}

// Handed says how the task came to be one, as in "passed to par.ForEach".
func (t *Task) Handed() string { return t.Way.String() + " " + t.Entry }

// A Block is an operation that may hold up the task.
type Block struct {
	Effect
	Contended bool // for a lock: other tasks of the same call want it too
	Free      bool // for an RWMutex locked for reading: nobody locks it for writing meanwhile

	// The source in the task that leads there: the call, or the operation
	// itself. If the task is a function of another package, it is the hand-over.
	Pos, End token.Pos
}

// passedOver is called for each instruction that is taken to hand over nothing,
// for tests of that.
var passedOver = func(*engine, *ssa.Function, ssa.Instruction) {}

// tasks finds the tasks of the package and what may block them.
func (e *engine) tasks() []*Task {
	var all []*Task
	for _, fn := range e.funcs {
		if fn.Synthetic != "" && fn.Syntax() == nil && fn.Name() != "init" {
			continue
		}
		e.safely(fn, func() {
			for _, b := range e.live(fn) {
				for _, in := range b.Instrs {
					if !e.mayHandOver(in) {
						passedOver(e, fn, in)
						continue
					}
					out := e.instr(fn, in)
					for _, h := range out.tasks {
						if !e.keptBefore(h, in) {
							all = append(all, e.task(h, in))
						}
					}
				}
			}
		})
	}
	slices.SortStableFunc(all, func(a, b *Task) int { return cmp.Compare(a.Pos, b.Pos) })
	return all
}

func (e *engine) task(h handOver, in ssa.Instruction) *Task {
	pool := e.table.Package(h.hand.Pool)
	if pool == nil {
		pool = &models.Package{Path: h.hand.Pool}
	}
	site := e.span(posOf(in))
	t := &Task{
		Func:     e.nameOf(h.task),
		Entry:    h.hand.Entry,
		Way:      h.hand.Way,
		Pool:     pool,
		CPU:      e.forCPU(pool, h.hand),
		Each:     h.hand.Each,
		Parts:    h.hand.Parts,
		Pos:      site.pos,
		End:      site.end,
		Position: e.position(posOf(in)),
	}
	if h.entry != "" {
		t.Entry = ShortName(h.entry, e.pass.Pkg.Path()) + " (" + h.hand.Entry + ")"
		t.Way = finding.Passed
	}
	// A literal needs no mention: the report is in it.
	var start Path
	if h.task.fn == nil || h.task.fn.Parent() == nil {
		start = Path{Hops: []Hop{{Func: e.nameOf(h.task), Pos: t.Position, Edge: h.task.edge}}}
	}
	if fn := h.task.fn; fn != nil && e.model(h.task.obj) == nil && !e.noteOn(fn).Calls() {
		for _, b := range e.live(fn) {
			for _, op := range b.Instrs {
				e.ofTask = true
				out := e.instr(fn, op)
				e.bindOuter(&out, h.task.frames)
				e.bindOwn(&out, fn, h.args)
				e.guessParams(&out, fn)
				// What was taken before the hand-over is given back, and what has ended is not waited for.
				left := slices.DeleteFunc(out.effects, func(eff Effect) bool {
					return !eff.decidedBy(fn, h.args) || e.givesBackIn(&eff, op, h, in) || e.openForTask(&eff, h, in)
				})
				for _, eff := range withoutPlaces(left) {
					t.add(e, h, in, eff.after(start), e.spanIn(op, &eff))
				}
			}
		}
		for _, eff := range e.loopEffects(fn) {
			if !eff.decidedBy(fn, h.args) {
				continue
			}
			t.add(e, h, in, eff.after(start), e.spanOf(eff.Path.Hops[0].Pos))
		}
	} else {
		var out outcome
		e.enter(&out, h.task, h.args.on(h.task.recv), t.Position)
		left := slices.DeleteFunc(out.effects, func(eff Effect) bool { return e.givesBack(&eff, in) || e.isOpen(eff.Latch, in) })
		for _, eff := range withoutPlaces(left) {
			t.add(e, h, in, eff, site)
		}
	}
	slices.SortStableFunc(t.Blocks, func(a, b Block) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), a.compare(&b.Effect))
	})
	return t
}

// add keeps one report for each kind, operation and place in the task, which
// is handed over at an instruction.
func (t *Task) add(e *engine, h handOver, in ssa.Instruction, eff Effect, at span) {
	if eff.Kind == models.Wait {
		return // its worker is given back
	}
	common := eff.Lock.common(h.task, in.Parent())
	w := &waiter{fn: h.task.fn, path: eff.Path, handOver: in, joined: h.hand.Joined, item: t.Each && eff.Lock.ofItem(h.task)}
	e.lengthen(&eff, w)
	e.setApart(&eff, h.task.fn)
	if !t.Each && eff.Cause != nil && !eff.Cause.Elsewhere && (!common && e.isOwn(h, in, &eff.Lock) || e.isLent(in, &eff.Lock)) {
		eff.Cause = eff.Cause.withElsewhere(true)
	}
	b := Block{Effect: eff, Contended: t.Each && (!t.Parts || eff.Repeats) && common, Pos: at.pos, End: at.end}
	if b.Contended && b.Kind == models.Lock && b.Cause != nil && b.Cause.Elsewhere {
		b.Bound, b.Cause = Short, nil // that they queue up is sure
	}
	b.Free = b.Kind == models.RLock && !b.Waits() && !e.writtenMeanwhile(b.Lock.Key, w)
	if b.Contended && eff.Seldom && !eff.Waits() {
		b.Doubt = true // most of them may not want it
	}
	for i := range t.Blocks {
		old := &t.Blocks[i]
		if old.Pos == b.Pos && old.Kind == b.Kind && old.Path.Last().Func == b.Path.Last().Func && old.Lock.Key == b.Lock.Key {
			if b.clearer(old) {
				*old = b
			}
			return
		}
	}
	t.Blocks = append(t.Blocks, b)
}

// clearer reports whether b says more of an operation than old, which is at the same place.
func (b *Block) clearer(old *Block) bool {
	return cmp.Or(
		cmp.Compare(order(b.Doubtful()), order(old.Doubtful())),
		-cmp.Compare(b.Bound, old.Bound),
		-cmp.Compare(order(b.Contended), order(old.Contended)),
		b.compare(&old.Effect),
	) < 0
}

// ofItem reports whether a mutex belongs to what a task gets as an argument.
func (l Lock) ofItem(task target) bool {
	p, ok := l.value.(*ssa.Parameter)
	return ok && l.Root == RootParam && p.Parent() == task.fn && (l.Param != models.Receiver || task.recv == nil)
}

// isOwn reports whether a run of a task comes to a mutex by what it alone was passed or has
// received, as far as is known. Others may know that too, but nothing shows it.
func (e *engine) isOwn(h handOver, in ssa.Instruction, l *Lock) bool {
	switch x := l.reach.from.(type) {
	case *ssa.UnOp:
		return x.Op == token.ARROW
	case *ssa.Parameter:
		if x.Parent() != h.task.fn {
			return false
		}
		if h.args == nil {
			return true
		}
		v := h.args(paramIndex(x))
		passed := Lock{reach: e.reachOf(v, nil, 0)}
		return v == nil || !passed.common(h.task, in.Parent())
	}
	return false
}

// isLent reports whether a run of a task comes to a mutex by what the function that hands
// it over has taken out of a pool, for that run alone.
func (e *engine) isLent(in ssa.Instruction, l *Lock) bool {
	made, ok := l.reach.from.(ssa.Instruction)
	return ok && made.Parent() == in.Parent() && !e.inLoop(in.Block(), made.Block()) &&
		e.isOwned(l.reach.from) && !e.usedAfter(l.reach.from, in, nil)
}

// within reports whether fn is outer or a literal in it.
func within(fn, outer *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if fn == outer {
			return true
		}
	}
	return false
}

// knownArgs returns the arguments that a task is called with, as far as they are known.
func (h handOver) knownArgs() args {
	known := h.args
	if known == nil {
		known = noArgs
	}
	if h.task.recv != nil {
		known = known.on(h.task.recv)
	}
	return known
}

// spanIn returns the source of what an instruction does: the instruction, or for the
// body of a range over a function what is there.
func (e *engine) spanIn(op ssa.Instruction, eff *Effect) span {
	if call, ok := op.(ssa.CallInstruction); ok && len(eff.Path.Hops) > 0 &&
		slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool { return loopBody(a) != nil }) {
		if at := e.spanOf(eff.Path.Hops[0].Pos); at.pos.IsValid() {
			return at
		}
	}
	return e.span(posOf(op))
}

// spanOf returns the source at a position of this package.
func (e *engine) spanOf(p finding.Position) span {
	return e.span(Locate(e.pass, p))
}

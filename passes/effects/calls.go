package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// An outcome is what one instruction of a function adds to its summary, and the
// tasks that it hands to a pool.
type outcome struct {
	effects []Effect
	calls   []ParamCall
	invokes []ParamInvoke
	hands   []Hand
	tasks   []handOver
	opaque  bool // it may take long for what is no effect: what the package does not show, or what others run
}

// A handOver makes a function a task.
type handOver struct {
	hand  Hand
	entry string // what the function was passed to, if that is a wrapper of hand.Entry
	task  target
	args  args // that it is called with
}

// args returns the argument for a parameter, or nil if it is not known.
type args func(param int) ssa.Value

func noArgs(int) ssa.Value { return nil }

// argsOf returns the arguments of a call as the target sees them.
func argsOf(c *ssa.CallCommon, t target) args {
	method := t.obj != nil && t.obj.Signature().Recv() != nil
	return func(i int) ssa.Value {
		switch {
		case i == models.Receiver && t.recv != nil:
			return t.recv
		case i == models.Receiver && c.IsInvoke():
			return c.Value
		case c.IsInvoke() || t.recv != nil || !method:
		default:
			i++ // a static call of a method passes the receiver first
		}
		if i < 0 || i >= len(c.Args) {
			return nil
		}
		return c.Args[i]
	}
}

// instr returns what an instruction of fn does. What a go statement starts does
// not hold up the function that starts it.
func (e *engine) instr(fn *ssa.Function, in ssa.Instruction) outcome {
	argless, ways, work := e.argless, e.ways, e.work
	e.argless, e.ways, e.work = nil, 0, 0
	ofTask := e.ofTask
	e.ofTask = false
	defer func() { e.argless, e.ways, e.work = argless, ways, work }()
	var out outcome
	switch in := in.(type) {
	case *ssa.Call:
		e.call(&out, fn, in, ofTask)
	case *ssa.Defer:
		e.call(&out, fn, in, ofTask)
	case *ssa.Go:
		// What it starts waits elsewhere, but it may be what hands over a task.
		var started outcome
		e.call(&started, fn, in, false)
		out.hands, out.tasks = started.hands, started.tasks
	case *ssa.Send, *ssa.UnOp, *ssa.Select:
		if eff, ok := e.channelOp(fn, in); ok && !e.unshared(&eff, fn, in) {
			out.effects = append(out.effects, eff)
		}
	}
	e.keeping(&out, fn, in)
	e.seldom(out.effects, in.Block())
	e.doubtFailing(out.effects, in)
	for i := range out.effects {
		e.guard(&out.effects[i], fn, in)
	}
	leaveLatches(out.effects, fn)
	if out.size() != (size{}) && e.inLoop(in.Block(), nil) {
		out.repeat(size{})
	}
	return out
}

// call adds what a call does, in a task if ofTask.
func (e *engine) call(out *outcome, fn *ssa.Function, in ssa.CallInstruction, ofTask bool) {
	c, pos := in.Common(), e.position(posOf(in))
	targets := e.callees(c)
	if e.modelGives(c, targets) {
		targets = nil
	}
	e.ways = len(targets)
	const many = 256 // effects, as of what is called through a map of functions
	limit := many
	for _, t := range targets {
		before := out.size()
		e.enter(out, t, e.argsAt(c, t, in), pos)
		e.doubtRecords(out.effects[before.effects:], t, in)
		e.doubtWrapped(out.effects[before.effects:], t, fn, c)
		if e.recursive(fn, t) {
			out.repeat(before)
		}
		if len(out.effects) >= limit {
			out.fold()
			limit = max(many, 2*len(out.effects))
		}
	}
	if c.IsInvoke() && len(targets) == 0 {
		before := out.size()
		e.invoke(out, c.Value, c.Method.Name(), false, Path{}, pos, giving{}) // it may wrap something that is known
		if out.size() == before {
			e.guess(out, c, pos)
		}
	}
	if _, ok := c.Value.(*ssa.Builtin); !ok && !c.IsInvoke() && len(targets) == 0 {
		out.opaque = out.opaque || e.hidden(c.Value)
		e.guess(out, c, pos)
	}
	e.mergeTold(out, targets)
	e.bindPassed(out, fn)
	before := out.size()
	// The body of a range over a function runs wherever that function comes
	// from: who writes the loop expects it to.
	for _, a := range c.Args {
		mc := loopBody(a)
		if mc == nil {
			continue
		}
		body := mc.Fn.(*ssa.Function)
		yielded := func(i int) ssa.Value {
			if i < 0 || i != len(body.Params)-1 {
				return nil
			}
			return e.pieceOf(pieces{{c.Value, partElems}})
		}
		for _, t := range e.function(body, mc.Bindings, Static) {
			e.enter(out, t, yielded, pos)
		}
		out.inline(funcName(body))
	}
	out.repeat(before)
	if ofTask {
		e.unseal(out, fn, in)
	}
	if e.ranOnce(in) {
		out.effects = nil
	}
	left := out.effects[:0]
	for _, eff := range out.effects {
		e.limit(&eff, in)
		e.signalsAgain(&eff, in)
		e.freesTaken(&eff, in)
		e.doubtIf(&eff, fn, func() bool {
			return e.groupComputes(&eff, in) || e.pipeComputes(&eff, in) || e.consumes(&eff, in) || e.feeds(&eff, in)
		})
		if wait, ok := in.(*ssa.Call); ok && eff.Kind == models.GroupWait && eff.Path.Len() == 1 {
			eff.Doubt = eff.Doubt || e.joinedInField(wait) || e.toldToEnd(&eff, wait)
		}
		if e.bindChannel(&eff, in) || e.awaitsClosed(&eff, in) || e.isOpen(eff.Latch, in) {
			continue
		}
		if !e.joinedBefore(&eff, in) && !e.onceBefore(&eff, in) && !e.givesBack(&eff, in) && !e.unshared(&eff, fn, in) && !e.lastWords(&eff, in) {
			e.keepToSelf(&eff, fn, in)
			left = append(left, eff)
		}
	}
	out.effects = left
	e.settle(out, fn)
}

// modelGives reports whether a model says what a method call does, as one of the body of a
// request, and nothing else does but callers, who may have made the request themselves.
func (e *engine) modelGives(c *ssa.CallCommon, targets []target) bool {
	if !c.IsInvoke() || c.Method.Name() == "Close" || slices.ContainsFunc(targets, func(t target) bool { return !t.isParam() }) {
		return false
	}
	m, _ := e.gives(c.Value)
	return m != nil
}

// inline leaves out of the paths the way to the body of a loop: who reads the source
// sees no function there.
func (o *outcome) inline(body string) {
	for i := range o.effects {
		p := &o.effects[i].Path
		j := slices.IndexFunc(p.Hops, func(h Hop) bool { return h.Func == body })
		if j >= 0 && j+1 < len(p.Hops) && p.Gap == 0 {
			p.Hops = p.Hops[j+1:]
		}
	}
}

// settle drops what concerns parameters that fn cannot know: those of functions
// that do not enclose it.
func (e *engine) settle(out *outcome, fn *ssa.Function) {
	// ofType reports whether fn, or who is around it, knows the type.
	ofType := func(typ *int, tparam **types.TypeParam) bool {
		if *typ > 0 && *tparam == nil {
			return true // as was found before
		}
		i := typeIndex(fn, *tparam)
		if i == 0 || fn.Parent() == nil {
			*typ, *tparam = max(*typ, i), nil
		}
		return i > 0
	}
	resolve := func(param *int, outer **ssa.Parameter) bool {
		if *outer == nil {
			return true
		}
		if (*outer).Parent() == fn {
			*param, *outer = paramIndex(*outer), nil
			return true
		}
		for f := fn.Parent(); f != nil; f = f.Parent() {
			if (*outer).Parent() == f {
				return true
			}
		}
		return false
	}
	calls := out.calls[:0]
	for _, c := range out.calls {
		if resolve(&c.Param, &c.outer) {
			calls = append(calls, c)
		}
	}
	invokes := out.invokes[:0]
	for _, c := range out.invokes {
		known := resolve(&c.Param, &c.outer)
		if !known {
			c.Param, c.outer = noParam, nil
		}
		if ofType(&c.Type, &c.tparam) || known && (c.Param != noParam || c.outer != nil) {
			invokes = append(invokes, c)
		}
	}
	hands := out.hands[:0]
	for _, h := range out.hands {
		known := resolve(&h.Param, &h.outer)
		if !known {
			h.Param, h.outer = noParam, nil
		}
		if ofType(&h.Type, &h.tparam) || known && (h.Param != noParam || h.outer != nil) {
			hands = append(hands, h)
		}
	}
	out.calls, out.invokes, out.hands = calls, invokes, hands
}

// callees returns what a call may run.
func (e *engine) callees(c *ssa.CallCommon) []target {
	ts, ok := e.resolved[c]
	if !ok {
		mark := e.cuts
		if ts = e.resolve(c); e.whole(mark) {
			e.resolved[c] = ts
		}
	}
	return ts
}

func (e *engine) resolve(c *ssa.CallCommon) []target {
	if c.IsInvoke() {
		return through(c.Value, "", e.methods(c.Value, c.Method.Name(), c.Method))
	}
	switch v := c.Value.(type) {
	case *ssa.Builtin:
		return nil
	case *ssa.Function:
		return e.function(v, nil, Static)
	}
	return through(c.Value, "", e.functions(c.Value))
}

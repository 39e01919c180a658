package effects

import (
	"go/constant"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
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
}

// A handOver makes a function a task.
type handOver struct {
	hand  Hand
	entry string // what the function was passed to, if that is a wrapper of hand.Entry
	task  target
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
	var out outcome
	switch in := in.(type) {
	case *ssa.Call:
		e.call(&out, fn, in)
	case *ssa.Defer:
		e.call(&out, fn, in)
	case *ssa.Go:
		// What it starts waits elsewhere, but it may be what hands over a task.
		var started outcome
		e.call(&started, fn, in)
		out.hands, out.tasks = started.hands, started.tasks
	case *ssa.Send, *ssa.UnOp, *ssa.Select:
		if eff, ok := e.channelOp(fn, in); ok && !e.unshared(&eff, fn, in) {
			out.effects = append(out.effects, eff)
		}
	}
	e.keeping(&out, fn, in)
	for i := range out.effects {
		e.guard(&out.effects[i], fn, in)
	}
	if out.size() != (size{}) && e.inLoop(in.Block(), nil) {
		out.repeat(size{})
	}
	return out
}

func (e *engine) call(out *outcome, fn *ssa.Function, in ssa.CallInstruction) {
	c, pos := in.Common(), e.position(posOf(in))
	targets := e.callees(c)
	for _, t := range targets {
		before := out.size()
		e.enter(out, t, argsOf(c, t), pos)
		e.doubtRecords(out.effects[before.effects:], t, in)
		if e.recursive(fn, t) {
			out.repeat(before)
		}
	}
	e.mergeTold(out, targets)
	before := out.size()
	// The body of a range over a function runs wherever that function comes
	// from: who writes the loop expects it to.
	for _, a := range c.Args {
		mc := loopBody(a)
		if mc == nil {
			continue
		}
		for _, t := range e.function(mc.Fn.(*ssa.Function), mc.Bindings, Static) {
			e.enter(out, t, noArgs, pos)
		}
	}
	out.repeat(before)
	left := out.effects[:0]
	for _, eff := range out.effects {
		e.limit(&eff, in)
		if !e.joinedBefore(&eff, in) && !e.givesBack(&eff, in) && !e.unshared(&eff, fn, in) && !e.lastWords(&eff, in) {
			left = append(left, eff)
		}
	}
	out.effects = left
	e.settle(out, fn)
}

// settle drops what concerns parameters that fn cannot know: those of functions
// that do not enclose it.
func (e *engine) settle(out *outcome, fn *ssa.Function) {
	// ofType reports whether fn, or who is around it, knows the type.
	ofType := func(typ *int, tparam **types.TypeParam) bool {
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
		ts = e.resolve(c)
		e.resolved[c] = ts
	}
	return ts
}

func (e *engine) resolve(c *ssa.CallCommon) []target {
	if c.IsInvoke() {
		return e.methods(c.Value, c.Method.Name(), c.Method)
	}
	switch v := c.Value.(type) {
	case *ssa.Builtin:
		return nil
	case *ssa.Function:
		return e.function(v, nil, Static)
	}
	return e.functions(c.Value)
}

// enter adds what a call of t at pos does.
func (e *engine) enter(out *outcome, t target, args args, pos finding.Position) {
	e.descend()
	defer e.leave()
	if len(t.frames) > 0 {
		// A function may be made of itself, as in h = wrap(h).
		const maxDepth = 4
		if e.entering == maxDepth {
			return
		}
		e.entering++
		defer func() { e.entering-- }()
		var inner outcome
		frames := t.frames
		t.frames = nil
		if t.made != nil {
			args = frames[0].args
		}
		e.enter(&inner, t, args, pos)
		e.bindOuter(&inner, frames)
		out.add(&inner)
		return
	}
	if t.param != nil || t.tparam != nil {
		out.passOn(t, Path{}, pos)
		return
	}
	s := e.summaryOf(t)
	if s == nil {
		return
	}
	here := Path{Hops: []Hop{{Func: t.name(), Pos: pos, Edge: t.edge}}}
	for _, eff := range s.effects {
		if e.byConcrete(out, &eff, t, args, here, pos) {
			continue
		}
		if e.bind(&eff, t, s.bounds(), args) {
			out.effects = append(out.effects, eff.after(here))
		}
	}
	if s.model != nil {
		e.once(out, s.model, here, args)
	}
	for _, c := range s.calls {
		via := here.join(c.Path)
		if c.outer != nil {
			c.Path = via
			out.calls = append(out.calls, c)
			continue
		}
		before := out.size()
		for _, f := range e.given(args(c.Param), c.Part) {
			e.through(out, f, via, at(c.Pos, pos))
		}
		if c.Repeats {
			out.repeat(before)
		}
	}
	for _, c := range s.invokes {
		via := here.join(c.Path)
		before := out.size()
		switch {
		case c.outer != nil || c.tparam != nil:
			c.Path = via
			out.invokes = append(out.invokes, c)
		case c.Type > 0:
			e.invokeOfType(out, t, c, args, via, at(c.Pos, pos))
		case c.Part != "":
			e.invokePart(out, args(c.Param), c.Part, c.Method, via, at(c.Pos, pos))
		default:
			e.invoke(out, args(c.Param), c.Method, c.Param == models.Receiver && s.model != nil, via, at(c.Pos, pos))
		}
		if c.Repeats {
			out.repeat(before)
		}
	}
	for _, h := range s.hands {
		if h.outer != nil || h.tparam != nil {
			out.hands = append(out.hands, h)
			continue
		}
		entry := ""
		if s.model == nil && (t.obj == nil || entryName(t.obj, "") != h.Entry) {
			entry = t.name()
		}
		if h.Type > 0 {
			e.handOverOfType(out, t, h, args, entry)
			continue
		}
		e.handOver(out, h, args(h.Param), entry)
	}
}

// add adds what another instruction does.
func (o *outcome) add(p *outcome) {
	o.effects = append(o.effects, p.effects...)
	o.calls = append(o.calls, p.calls...)
	o.invokes = append(o.invokes, p.invokes...)
	o.hands = append(o.hands, p.hands...)
	o.tasks = append(o.tasks, p.tasks...)
}

// handOver adds that the argument v is made a task: it, a method of it, or what
// it contains. entry is the function that it was passed to, if that is a
// wrapper.
func (e *engine) handOver(out *outcome, h Hand, v ssa.Value, entry string) {
	e.handOverAll(out, h, e.meant(v, h.Part, h.Method), entry)
}

func (e *engine) handOverAll(out *outcome, h Hand, fs []target, entry string) {
	h.said = false // of the wrapper
	for _, f := range fs {
		if f.param != nil || f.tparam != nil {
			h.outer, h.tparam, h.Part, h.Method = f.param, f.tparam, f.part, f.method
			h.Param = noParam // unless outer is known
			out.hands = append(out.hands, h)
			continue
		}
		if f.edge == Closure {
			f.edge = Static // it is handed over where it is written
		}
		out.tasks = append(out.tasks, handOver{hand: h, entry: entry, task: f})
		e.handThrough(out, h, f)
	}
}

// handThrough hands on what a task calls: a function that makes a task which
// calls its parameter is an entry for that parameter.
func (e *engine) handThrough(out *outcome, h Hand, task target) {
	s := e.nodes[task.fn]
	if s == nil {
		return
	}
	e.ensure(task.fn)
	var inner outcome
	for _, c := range s.calls {
		if c.outer != nil {
			through := h
			through.outer, through.tparam, through.Part, through.Method = c.outer, nil, c.Part, ""
			inner.hands = append(inner.hands, through)
		}
	}
	for _, c := range s.invokes {
		if (c.outer != nil || c.tparam != nil) && task.fn.Parent() != nil {
			through := h
			through.Param, through.outer, through.tparam, through.Part, through.Method = noParam, c.outer, c.tparam, c.Part, c.Method
			inner.hands = append(inner.hands, through)
		}
	}
	for _, hand := range s.hands {
		if hand.outer != nil || hand.tparam != nil {
			inner.hands = append(inner.hands, hand)
		}
	}
	e.bindOuter(&inner, task.frames) // what is known now is analysed with the task
	out.hands = append(out.hands, inner.hands...)
}

// at returns the place where a parameter is called, or that of the outer call
// if it is called in the standard library.
func at(inner, outer finding.Position) finding.Position {
	if inner.Line == 0 {
		return outer
	}
	return inner
}

// through adds what a function does that is called at the end of a path.
func (e *engine) through(out *outcome, f target, via Path, pos finding.Position) {
	if f.param != nil || f.tparam != nil {
		out.passOn(f, via, pos)
		return
	}
	f.edge = max(f.edge, Param)
	var inner outcome
	e.enter(&inner, f, noArgs, pos)
	for _, eff := range inner.effects {
		out.effects = append(out.effects, eff.after(via))
	}
	for _, c := range inner.calls {
		c.Path = via.join(c.Path)
		out.calls = append(out.calls, c)
	}
	for _, c := range inner.invokes {
		c.Path = via.join(c.Path)
		out.invokes = append(out.invokes, c)
	}
	out.hands = append(out.hands, inner.hands...)
}

// once adds the effect of sync.Once.Do: one task runs the function, and all who
// come meanwhile wait for it. What the function does is not reported by itself,
// since it happens once.
func (e *engine) once(out *outcome, m *models.Func, here Path, args args) {
	for _, me := range m.Effects {
		if me.Kind != models.Once {
			continue
		}
		var inner outcome
		for _, f := range e.functions(args(me.Param)) {
			e.through(&inner, f, Path{}, here.Last().Pos)
		}
		var worst *Effect
		for i := range inner.effects {
			// Even if it is brief: the wait for it may then be excused.
			if eff := &inner.effects[i]; !eff.Doubt && eff.Waits() && (worst == nil || eff.compare(worst) < 0) {
				worst = eff
			}
		}
		if worst != nil {
			out.effects = append(out.effects, Effect{Kind: models.Once, Bound: worst.Bound, For: worst.For, Repeats: worst.Repeats, Path: here,
				Cause: &Cause{Func: worst.Path.Last().Func, Pos: worst.Path.Last().Pos, Dynamic: worst.Path.Dynamic() > 0}})
		}
		out.calls = append(out.calls, inner.calls...)
	}
}

// bind settles what an effect of a callee means at a call with these arguments,
// and reports whether anything is left of it.
func (e *engine) bind(eff *Effect, t target, m *models.Func, args args) bool {
	if !eff.Guard.bindGuard(args) {
		return false
	}
	// A literal may lock a mutex of a function around it: that stays as it is.
	if p, _ := eff.Lock.value.(*ssa.Parameter); eff.Lock.Root == RootParam && (p == nil || p.Parent() == t.fn) {
		e.bindLock(eff, args(eff.Lock.Param))
	}
	e.bindEndpoint(eff, t, args)
	if m == nil {
		return eff.Bound != Never
	}
	switch eff.Kind {
	case models.Lock, models.RLock:
		eff.Lock.Early = true
		recv := args(models.Receiver)
		if recv != nil && t.obj != nil {
			eff.Lock.Key = e.promotedKey(recv, t.obj)
		}
		e.bindLock(eff, recv)
		return true
	case models.Cond:
		eff.Frees = e.freedBy(args(models.Receiver))
	case models.GroupWait:
		eff.Lock.Early = true
		e.bindLock(eff, args(models.Receiver))
	}
	for _, me := range m.Effects {
		if me.Kind != eff.Kind {
			continue
		}
		if me.For != models.NoParam {
			if d, ok := constDuration(args(me.For)); ok {
				eff.For = d
				return d > 0
			}
		}
		if me.Addr != models.NoParam && isAddress(args(me.Addr)) {
			return false
		}
		if me.Ctx != models.NoParam {
			switch b, d := e.contextBound(args(me.Ctx)); b {
			case Forever:
				me.Ctx = models.NoParam
				eff.Bound = defaultBound(me)
			case Timed:
				eff.Bound, eff.For = Timed, d
			}
		}
		if me.Max != "" {
			e.limitedByField(eff, args(models.Receiver), me.Max)
		}
		break
	}
	if v := args(models.Receiver); v != nil {
		if eff.Kind == models.Net && t.obj != nil {
			eff.end = e.endpointOf(v)
			eff.end.method = t.obj.Name()
		}
		if g, _ := e.gives(v); g != nil {
			eff.Kind = g.Gives
		}
	}
	return true
}

// constDuration returns the value of a constant duration.
func constDuration(v ssa.Value) (time.Duration, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(c.Value))
	return time.Duration(n), ok
}

// model returns the line about a function, or nil.
func (e *engine) model(obj *types.Func) *models.Func {
	if obj == nil {
		return nil
	}
	pkg, name := modelName(obj)
	return e.table.Func(pkg, name)
}

// summaryOf returns what is known of a function, or nil. A model goes before
// the body: it says what the library promises, not what it happens to do.
func (e *engine) summaryOf(t target) *summary {
	if t.obj != nil {
		obj := t.obj.Origin()
		if s, ok := e.known[obj]; ok {
			return s
		}
		if s := e.saidOfMethod(obj); s != nil {
			e.known[obj] = s
			return s
		}
		if m := e.model(obj); m != nil {
			s := fromModel(m, obj, e.table.Package(obj.Pkg().Path()))
			e.known[obj] = s
			return s
		}
	}
	if t.made != nil {
		s := fromFact(&t.made.Summary)
		s.said = t.said
		return s
	}
	if t.fn != nil {
		e.ensure(t.fn)
		return e.nodes[t.fn]
	}
	if t.obj == nil || t.obj.Pkg() == nil || isStd(t.obj.Pkg().Path()) {
		return nil
	}
	obj := t.obj.Origin()
	var s *summary
	if f := e.imports.function(obj); f != nil {
		s = fromFact(&f.Summary)
		s.said = f.said()
	}
	e.known[obj] = s
	return s
}

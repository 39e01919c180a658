package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// maxWork bounds the calls that are followed for one instruction. Real programs have
// some thousands; where closures are made of one another there may be no end.
const maxWork = 10_000

// enter adds what a call of t at pos does.
func (e *engine) enter(out *outcome, t target, args args, pos finding.Position) {
	e.descend()
	defer e.leave()
	if e.work++; e.work > maxWork {
		out.opaque = true
		return
	}
	if t.own != nil {
		own := t.own
		t.own = nil
		var inner outcome
		e.enter(&inner, t, args, pos)
		e.demand(&inner, own)
		out.add(&inner)
		return
	}
	if len(t.frames) > 0 {
		// A function may be made of itself, as in h = wrap(h).
		const maxDepth = 8
		if e.entering == maxDepth || !e.passesMakers(t.frames) {
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
		inner.fold()
		out.add(&inner)
		return
	}
	if t.param != nil || t.tparam != nil {
		out.passOn(t, Path{}, pos, e.passes(args))
		return
	}
	s := e.summaryOf(t)
	if s == nil {
		return
	}
	out.opaque = out.opaque || s.opaque
	here := Path{Hops: []Hop{{Func: e.nameOf(t), Pos: pos, Edge: t.edge}}}
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
			c.Given = e.rebased(giving{c.Given, t.fn, args})
			out.calls = append(out.calls, c)
			continue
		}
		before := out.size()
		fs, given := through(args(c.Param), c.Part, e.given(args(c.Param), c.Part)), giving{c.Given, t.fn, args}
		if s.model != nil && c.Param == models.Receiver && isFuncMethod(t.obj) {
			given = giving{given: e.passes(args)} // its own parameters
		}
		perhaps := s.model != nil && c.Part.isField() // as it is there if need be
		if perhaps {
			for i := range fs {
				fs[i].edge = max(fs[i].edge, Field)
			}
		}
		e.throughAll(out, fs, via, at(c.Pos, pos), given)
		if v := args(c.Param); v != nil && len(fs) == 0 && !perhaps {
			out.opaque = out.opaque || e.hidden(v)
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
			c.Given = e.rebased(giving{c.Given, t.fn, args})
			out.invokes = append(out.invokes, c)
		case c.Type > 0:
			e.invokeOfType(out, t, c, args, via, at(c.Pos, pos))
		case c.Part != "":
			e.invokePart(out, args(c.Param), c.Part, c.Method, via, at(c.Pos, pos), giving{c.Given, t.fn, args})
		default:
			e.invoke(out, args(c.Param), c.Method, c.Param == models.Receiver && s.model != nil, via, at(c.Pos, pos), giving{c.Given, t.fn, args})
		}
		if c.Repeats {
			out.repeat(before)
		}
	}
	for _, h := range s.hands {
		if h.outer != nil || h.tparam != nil {
			h.Given = e.rebased(giving{h.Given, t.fn, args})
			out.hands = append(out.hands, h)
			continue
		}
		entry := ""
		if s.model == nil && (t.obj == nil || entryName(t.obj, "") != h.Entry) {
			entry = e.nameOf(t)
		}
		if h.Type > 0 {
			e.handOverOfType(out, t, h, args, entry)
			continue
		}
		e.handOver(out, h, args(h.Param), entry, giving{h.Given, t.fn, args})
	}
}

// add adds what another instruction does.
func (o *outcome) add(p *outcome) {
	o.effects = append(o.effects, p.effects...)
	o.calls = append(o.calls, p.calls...)
	o.invokes = append(o.invokes, p.invokes...)
	o.hands = append(o.hands, p.hands...)
	o.tasks = append(o.tasks, p.tasks...)
	o.opaque = o.opaque || p.opaque
}

// handOver adds that the argument v is made a task: it, a method of it, or what
// it contains. entry is the function that it was passed to, if that is a
// wrapper.
func (e *engine) handOver(out *outcome, h Hand, v ssa.Value, entry string, given giving) {
	e.handOverAll(out, h, through(v, h.Part, e.meant(v, h.Part, h.Method)), entry, given)
}

func (e *engine) handOverAll(out *outcome, h Hand, fs []target, entry string, given giving) {
	h.said = false // of the wrapper
	args := e.argsGiven(given)
	h.Given = e.passes(args)
	for _, f := range fs {
		if f.param != nil || f.tparam != nil {
			h.outer, h.tparam, h.Part, h.Method = f.param, f.tparam, f.part, f.method
			h.Param = noParam // unless outer is known
			out.hands = append(out.hands, h)
			if f.param != nil && f.tparam == nil && f.method != "" && entry == "" {
				for _, m := range e.sealed(f) {
					out.tasks = append(out.tasks, handOver{hand: h, task: m, args: args})
				}
			}
			continue
		}
		if f.edge == Closure {
			f.edge = Static // it is handed over where it is written
		}
		out.tasks = append(out.tasks, handOver{hand: h, entry: entry, task: f, args: args})
		e.handThrough(out, h, f, args)
	}
}

// handThrough hands on what a task calls: a function that makes a task which
// calls its parameter is an entry for that parameter.
func (e *engine) handThrough(out *outcome, h Hand, task target, args args) {
	s := e.nodes[task.fn]
	if s == nil {
		return
	}
	e.ensure(task.fn)
	var inner outcome
	// own adds that callers of the function that hands over the task say what it is given,
	// as where the task gets the items of a list that this function gets.
	own := func(c ParamCall, method string) {
		if args == nil {
			return
		}
		for _, f := range e.meant(args(c.Param), c.Part, method) {
			if f.param == nil || f.tparam != nil {
				continue // what is known now is analysed with the task
			}
			through := h
			through.Param, through.outer, through.tparam, through.Part, through.Method = noParam, f.param, nil, f.part, f.method
			through.Given = e.passes(e.argsGiven(giving{c.Given, task.fn, args}))
			inner.hands = append(inner.hands, through)
		}
	}
	for _, c := range s.calls {
		if c.outer == nil {
			own(c, "")
			continue
		}
		through := h
		through.outer, through.tparam, through.Part, through.Method = c.outer, nil, c.Part, ""
		through.Given = e.passes(e.argsGiven(giving{c.Given, task.fn, args}))
		inner.hands = append(inner.hands, through)
	}
	for _, c := range s.invokes {
		if c.outer == nil && c.tparam == nil && c.Type == 0 {
			own(c.ParamCall, c.Method)
		}
		if (c.outer != nil || c.tparam != nil) && task.fn.Parent() != nil {
			through := h
			through.Param, through.outer, through.tparam, through.Part, through.Method = noParam, c.outer, c.tparam, c.Part, c.Method
			through.Given = e.passes(e.argsGiven(giving{c.Given, task.fn, args}))
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

// maxWays bounds the ways to what is called at the end of a path, where each of
// several functions calls what may be several.
const maxWays = 4096

// throughAll adds what functions do one of which is called at the end of a path.
func (e *engine) throughAll(out *outcome, fs []target, via Path, pos finding.Position, given giving) {
	ways := e.ways
	defer func() { e.ways = ways }()
	if len(fs) > 1 {
		e.ways = max(ways, 1) * len(fs)
	}
	if e.ways > maxWays && ways > 1 {
		out.opaque = true
		return
	}
	for _, f := range fs {
		e.through(out, f, via, pos, given)
	}
}

// through adds what a function does that is called at the end of a path.
func (e *engine) through(out *outcome, f target, via Path, pos finding.Position, given giving) {
	if f.isParam() {
		if passed := e.passes(e.argsGiven(given)); e.nearer(out, f, passed, via) {
			out.passOn(f, via, pos, passed)
		}
		return
	}
	f.edge = max(f.edge, Param)
	inner := e.enterGiven(f, false, pos, given)
	inner.under(via)
	if f.made != nil {
		inner.tasks = nil // they are reported where it is made
	}
	out.add(&inner)
}

// isFuncMethod reports whether a method is that of a type of functions with the same
// parameters, such as http.HandlerFunc.ServeHTTP: it passes them on.
func isFuncMethod(obj *types.Func) bool {
	if obj == nil || obj.Signature().Recv() == nil {
		return false
	}
	f, ok := obj.Signature().Recv().Type().Underlying().(*types.Signature)
	return ok && types.Identical(f.Params(), obj.Signature().Params())
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
		e.throughAll(&inner, e.functions(args(me.Param)), Path{}, here.Last().Pos, giving{})
		var worst *Effect
		for i := range inner.effects {
			// Even if it is brief: the wait for it may then be excused.
			if eff := &inner.effects[i]; !eff.Doubtful() && eff.Waits() && (worst == nil || eff.compare(worst) < 0) {
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

package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What is stored in a field often comes from a parameter, as with a constructor,
// an option, or a function that registers handlers; and what is called often
// comes from a constructor. Within a package both can be followed.

// A callSite is a static call of a function of this package.
type callSite struct {
	fn *ssa.Function // around it
	in ssa.CallInstruction
}

func (e *engine) indexCall(fn *ssa.Function, in ssa.CallInstruction) {
	callee := in.Common().StaticCallee()
	if callee == nil {
		return
	}
	if callee = e.declared(callee); e.nodes[callee] != nil {
		e.callSites[callee] = append(e.callSites[callee], callSite{fn, in})
	}
}

// declared returns the function that was written, of an instance of it or a
// wrapper of a promoted method.
func (e *engine) declared(fn *ssa.Function) *ssa.Function {
	fn = origin(fn)
	if obj, ok := fn.Object().(*types.Func); ok {
		if body := e.prog.FuncValue(obj.Origin()); body != nil {
			return body
		}
	}
	return fn
}

// passed returns what the callers in this package pass for a parameter.
func (e *engine) passed(p *ssa.Parameter) []ssa.Value {
	fn := p.Parent()
	i := slices.Index(fn.Params, p)
	var vals []ssa.Value
	for _, site := range e.callSites[fn] {
		c := site.in.Common()
		if i >= len(c.Args) || e.testOnly(site.fn, fn.Pos()) || dropped(site.in) {
			continue
		}
		vals = append(vals, c.Args[i])
	}
	return vals
}

// dropped reports whether a call makes a function that nobody calls, such as an
// option that is not applied.
func dropped(in ssa.CallInstruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok {
		return false
	}
	_, isFunc := call.Type().Underlying().(*types.Signature)
	return isFunc && len(*call.Referrers()) == 0
}

// origins follows a value as sources does, and further: into the functions of
// this package that return it, and, from a parameter that is kept somewhere, to
// those who pass it.
func (e *engine) origins(v ssa.Value) []source {
	if v == nil {
		return nil
	}
	if found, ok := e.reached[v]; ok {
		return found
	}
	w, mark := e.newWalk(), e.cuts
	w.deep = true
	w.walk(source{value: v})
	if !e.indexing && e.whole(mark) {
		e.reached[v] = w.found
	}
	return w.found
}

// origins returns the origins of a value, at the level of this walk.
func (w *sourceWalk) origins(v ssa.Value) []source {
	if !w.deep {
		return w.e.sources(v)
	}
	if w.level == 0 {
		return w.e.origins(v)
	}
	return w.inner(v, w.level)
}

func (w *sourceWalk) inner(v ssa.Value, level int) []source {
	in := sourceWalk{e: w.e, deep: true, level: level, seen: make(map[ssa.Value]bool), made: w.made}
	in.walk(source{value: v})
	return in.found
}

// across follows a value into another function, and reports whether it did.
func (w *sourceWalk) across(s source) bool {
	switch v := s.value.(type) {
	case *ssa.Parameter:
		if !s.field || s.part != "" {
			return false
		}
		vals := w.e.passed(v)
		for _, x := range vals {
			w.walk(source{value: x, field: true})
		}
		// Who is out of sight may pass something else.
		obj, ok := v.Parent().Object().(*types.Func)
		return len(vals) > 0 && !(ok && obj.Exported())
	case *ssa.Call:
		return w.call(v, 0, s.field)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return w.call(call, v.Index, s.field)
		}
	}
	return false
}

// A result is one of those of a function.
type result struct {
	fn    *ssa.Function
	index int
}

// call follows the result of a call of a function of this package. Functions
// that are returned are not followed: what they do depends on the call, see
// returned.
func (w *sourceWalk) call(call *ssa.Call, index int, field bool) bool {
	const maxLevel = 3
	if w.level == maxLevel || returnsFunc(call, index) {
		return false
	}
	found := false
	ms := w.e.makers(call)
	for _, m := range ms.all {
		found = w.resultOf(call, m, index, field || !ms.sure) || found
	}
	return found
}

// A maker is a function that a call may run, and if it is a parameter that is called,
// that parameter.
type maker struct {
	fn    *ssa.Function
	param *ssa.Parameter
	part  Part
}

// makers are what a call may run; sure says that there is but one thing which it can be.
type makers struct {
	all  []maker
	sure bool
}

// makers returns the functions of this package that a call which returns a value may
// run.
func (e *engine) makers(call *ssa.Call) makers {
	if callee := call.Call.StaticCallee(); callee != nil {
		callee = e.declared(callee)
		obj, _ := callee.Object().(*types.Func)
		if e.nodes[callee] == nil || e.model(obj) != nil {
			return makers{}
		}
		return makers{[]maker{{fn: callee}}, true}
	}
	if ms, ok := e.made[call]; ok || e.indexing {
		return ms
	}
	if e.asked[call] || len(e.asked) == maxAsked {
		e.cuts++
		return makers{}
	}
	mark := e.cuts
	e.asked[call] = true
	ms := e.findMakers(call)
	delete(e.asked, call)
	if e.whole(mark) {
		e.made[call] = ms
	}
	return ms
}

// maxAsked bounds how often it is asked what a call returns for the answer to what
// another one does.
const maxAsked = 3

// whole reports whether the answer to a question that began at a mark of e.cuts may be
// kept. While it is looked for what a call may run, that question may come back, as in
//
//	v = v.next()
//
// and is cut short there. What depends on that holds for the moment only: whoever asks
// later, from elsewhere, is to get the same answer whatever was asked before.
func (e *engine) whole(mark int) bool { return len(e.asked) == 0 || e.cuts == mark }

func (e *engine) findMakers(call *ssa.Call) makers {
	if call.Call.IsInvoke() {
		return e.methodsMade(&call.Call)
	}
	var fns []maker
	add := func(t target, m maker) {
		if m.fn = t.fn; t.fn != nil && t.recv == nil && !slices.Contains(fns, m) {
			fns = append(fns, m)
		}
	}
	for _, t := range e.functions(call.Call.Value) {
		if t.param == nil {
			add(t, maker{})
			continue
		}
		for _, v := range e.passed(t.param) { // middleware, say
			for _, f := range e.given(v, t.part) {
				add(f, maker{param: t.param, part: t.part})
			}
		}
	}
	return makers{all: fns}
}

// methodsMade returns the methods of this package that a call through an interface may
// run: of what the value is here, or of what is passed for it.
func (e *engine) methodsMade(call *ssa.CallCommon) makers {
	if e.model(call.Method) != nil {
		return makers{}
	}
	var fns []maker
	add := func(t target) {
		if m := (maker{fn: t.fn}); t.fn != nil && e.model(t.obj) == nil && !slices.Contains(fns, m) {
			fns = append(fns, m)
		}
	}
	ts := e.methods(call.Value, call.Method.Name(), call.Method)
	for _, t := range ts {
		switch {
		case t.isParam():
			for _, m := range e.methodsPassed(t) {
				add(m)
			}
		case t.edge != Interface: // else it is a guess, and what it returns would be one more
			add(t)
		}
	}
	if len(fns) > maxMethods {
		return makers{} // such as all formats that are registered: which one returned it is any
	}
	return makers{fns, len(ts) == 1 && ts[0].edge == Static}
}

// maxMethods bounds how many methods a call may run of which it is followed what they
// return.
const maxMethods = 4

// methodsPassed returns what a method of a parameter is, by what the callers in this package
// pass for it.
func (e *engine) methodsPassed(t target) []target {
	if t.param == nil || t.part != "" {
		return nil
	}
	var ts []target
	for _, v := range e.passed(t.param) {
		for _, m := range e.methods(v, t.method, nil) {
			if !m.isParam() && m.edge != Interface {
				ts = append(ts, m)
			}
		}
	}
	return ts
}

// argument returns what a call passes for a parameter of the function that it runs, the
// receiver counted, or nil.
func argument(call *ssa.CallCommon, i int) ssa.Value {
	if call.IsInvoke() {
		if i == 0 {
			return call.Value
		}
		i--
	}
	if i < 0 || i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// resultOf follows the result of a call of callee.
func (w *sourceWalk) resultOf(call *ssa.Call, m maker, index int, field bool) bool {
	callee := m.fn
	key := result{callee, index}
	srcs, ok := w.made[key]
	if !ok {
		w.made[key] = nil // recursion ends here
		for _, v := range results(callee, index) {
			srcs = append(srcs, w.inner(v, w.level+1)...)
		}
		srcs = distinct(srcs)
		w.made[key] = srcs
	}
	for _, s := range srcs {
		if p, ok := s.value.(*ssa.Parameter); ok && p.Parent() == callee && s.part == "" {
			w.walk(source{value: argument(&call.Call, slices.Index(callee.Params, p)), field: field || s.field})
			continue
		}
		if !w.e.passesMaker(call, callee, s.by) {
			continue
		}
		s.field = s.field || field
		s.by = w.e.makingBy(call, m, s)
		w.add(s)
	}
	return len(srcs) > 0
}

// bindPassed settles what a call in fn does with the parameters of functions that do
// not enclose it: a literal that one of these made was kept somewhere, and calls what
// its callers passed.
func (e *engine) bindPassed(out *outcome, fn *ssa.Function) {
	const maxTurns = 3 // of what is passed on by who keeps it
	elsewhere := func(p *ssa.Parameter) bool { return p != nil && !within(fn, p.Parent()) }
	seen, handed := make(map[callKey]bool), make(map[Hand]bool)
	first := func(key callKey) bool {
		if seen[key] {
			return false
		}
		seen[key] = true
		return true
	}
	for range maxTurns {
		if !slices.ContainsFunc(out.calls, func(c ParamCall) bool { return elsewhere(c.outer) }) &&
			!slices.ContainsFunc(out.invokes, func(c ParamInvoke) bool { return elsewhere(c.outer) && c.tparam == nil }) &&
			!slices.ContainsFunc(out.hands, func(h Hand) bool { return elsewhere(h.outer) && h.tparam == nil }) {
			return
		}
		out.fold()
		calls, invokes, hands := out.calls, out.invokes, out.hands
		out.calls, out.invokes, out.hands = nil, nil, nil
		for _, c := range calls {
			if !elsewhere(c.outer) {
				out.calls = append(out.calls, c)
				continue
			}
			if !first(c.key()) {
				continue
			}
			var fs []target
			for _, v := range e.passed(c.outer) {
				for _, f := range e.given(v, c.Part) {
					f.edge = max(f.edge, Field)
					fs = append(fs, f)
				}
			}
			e.throughAll(out, fs, c.Path, c.Pos, giving{given: c.Given})
		}
		for _, c := range invokes {
			if !elsewhere(c.outer) || c.tparam != nil {
				out.invokes = append(out.invokes, c)
				continue
			}
			if !first(c.key()) {
				continue
			}
			before := len(out.effects)
			e.oncePart(c.Part, func() {
				for _, v := range e.passed(c.outer) {
					e.invokeArg(out, v, c, c.Path, c.Pos, giving{given: c.Given})
				}
			})
			for i := range out.effects[before:] {
				markField(&out.effects[before+i].Path, c.Path.Len())
			}
		}
		for _, h := range hands {
			if !elsewhere(h.outer) || h.tparam != nil {
				out.hands = append(out.hands, h)
				continue
			}
			if !handed[h] {
				handed[h] = true
				e.handPassed(out, h)
			}
		}
	}
}

// handPassed hands over what the callers of a function pass for its parameter.
func (e *engine) handPassed(out *outcome, h Hand) {
	before := len(out.tasks)
	for _, v := range e.passed(h.outer) {
		e.handOver(out, h, v, funcName(h.outer.Parent()), giving{given: h.Given})
	}
	for i := range out.tasks[before:] {
		t := &out.tasks[before+i].task
		t.edge = max(t.edge, Field)
	}
}

// markField marks a hop of a path as one that goes through a field.
func markField(p *Path, at int) {
	if at < len(p.Hops) && p.Gap == 0 {
		p.Hops[at].Edge = max(p.Hops[at].Edge, Field)
	}
}

// A making is a call of a function which returns a value that it made of its
// arguments: an adapter, say. There is one of each, so that sources compare.
type making struct {
	call   *ssa.CallCommon
	maker          // that it calls
	inside *making // the call in that function which made the value before, if any
}

// makingBy returns the call by which the source s of a result of fn is made.
func (e *engine) makingBy(call *ssa.Call, by maker, s source) *making {
	if _, ok := s.value.(*ssa.Const); ok || !slices.ContainsFunc(by.fn.Params, holdsFunctions) {
		return s.by // whoever calls it gets the same
	}
	m := making{&call.Call, by, s.by}
	if e.makings[m] == nil {
		e.makings[m] = &m
	}
	return e.makings[m]
}

// passesMaker reports whether what fn returns may be made by m, given what the call of
// fn passes: it may call what is passed to make it.
func (e *engine) passesMaker(call *ssa.Call, fn *ssa.Function, m *making) bool {
	for ; m != nil; m = m.inside {
		if m.param == nil || m.param.Parent() != fn {
			continue
		}
		passed := argument(&call.Call, slices.Index(fn.Params, m.param))
		if passed == nil {
			return true
		}
		given := e.given(passed, m.part)
		known := len(given) > 0 && !slices.ContainsFunc(given, func(t target) bool { return t.param != nil })
		if known && !slices.ContainsFunc(given, func(t target) bool { return t.fn == m.fn }) {
			return false
		}
	}
	return true
}

// passesMakers is passesMaker for the calls that made a target, given those around the
// one at hand.
func (e *engine) passesMakers(frames []frame) bool {
	for _, f := range frames {
		i := e.passer(f)
		if i < 0 {
			continue
		}
		given := e.given(e.around[i].args(paramIndex(f.by.param)), f.by.part)
		known := len(given) > 0 && !slices.ContainsFunc(given, func(t target) bool { return t.param != nil })
		if known && !slices.ContainsFunc(given, func(t target) bool { return t.fn == f.by.fn }) {
			return false
		}
	}
	return true
}

// passer returns which of the calls around the one at hand passes the function that f
// calls, or -1.
func (e *engine) passer(f frame) int {
	if f.by.param == nil {
		return -1
	}
	return slices.IndexFunc(e.around, func(g frame) bool { return g.fn == f.by.param.Parent() })
}

// holdsFunctions reports whether it may be up to a parameter what is run: it is a
// function or an interface, or has such in it.
func holdsFunctions(p *ssa.Parameter) bool {
	_, isStruct := deref(p.Type()).Underlying().(*types.Struct)
	return isStruct || mayRun(p.Type())
}

// framesOf returns the calls of a making, the innermost first.
func (e *engine) framesOf(m *making) []frame {
	if m == nil {
		return nil
	}
	frames := e.framesOf(m.inside)
	called := m.call.StaticCallee()
	if called == nil {
		called = m.fn
	}
	for _, t := range e.function(called, nil, Static) {
		frames = append(frames, frame{t.fn, argsOf(m.call, t), t.targs, m.call, t.recv, m.maker})
	}
	return frames
}

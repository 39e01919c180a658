package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

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

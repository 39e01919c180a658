package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Made describes a function that another one returns: a closure of an
// option, of a middleware, or an iterator. Parameters in it are those of the
// function that makes it.
type Made struct {
	Index int    // of the result
	Name  string // full name of the literal, or of the function
	Edge  Edge   // how it is known what is returned
	Summary
}

// maxReturned bounds how deep functions return what functions return.
const maxReturned = 3

// returned resolves a function that a call returns. If that is a call of a
// parameter, it is up to who knows the argument, see target.result.
func (e *engine) returned(call *ssa.Call, index int, edge Edge, depth int) []target {
	if depth >= maxReturned || !returnsFunc(call, index) {
		return nil
	}
	var makers []target
	if fn := call.Call.StaticCallee(); fn != nil {
		makers = e.function(fn, nil, edge)
	} else if call.Call.IsInvoke() {
		makers = e.methods(call.Call.Value, call.Call.Method.Name(), call.Call.Method)
	} else {
		makers = e.functionsDepth(call.Call.Value, depth+1)
	}
	var ts []target
	for _, t := range makers {
		if t.param != nil && t.method == "" {
			t.result, t.index, t.edge = call, index, max(t.edge, edge)
			ts = append(ts, t)
			continue
		}
		ts = append(ts, e.returnedBy(t, &call.Call, index, edge, depth)...)
	}
	if len(ts) > 1 {
		for i := range ts {
			ts[i].edge = max(ts[i].edge, Field) // one of them
		}
	}
	return ts
}

// returnedBy returns the functions that a call of t returns.
func (e *engine) returnedBy(t target, call *ssa.CallCommon, index int, edge Edge, depth int) []target {
	var ts []target
	args := argsOf(call, t)
	if m := e.model(t.obj); m != nil {
		if index > 0 {
			return nil // the function that stops the first, say
		}
		for _, i := range m.ReturnsFunc {
			for _, r := range e.functionsDepth(args(i), depth+1) {
				r.edge = max(r.edge, edge)
				ts = append(ts, r)
			}
		}
		return ts
	}
	if t.fn == nil {
		return e.madeBy(t, index, call)
	}
	around := slices.Concat([]frame{{fn: t.fn, args: args, targs: t.targs, call: call, recv: t.recv}}, t.frames)
	for _, v := range results(t.fn, index) {
		for _, r := range e.functionsDepth(v, depth+1) {
			r.edge = max(r.edge, edge)
			ts = append(ts, e.asSeenBy(r, around, depth)...)
		}
	}
	return ts
}

// asSeenBy returns what a function is for the caller of functions that return
// it. What is a parameter of those is what the caller gave them.
func (e *engine) asSeenBy(r target, around []frame, depth int) []target {
	if r.param == nil {
		r.frames = slices.Concat(r.frames, around)
		return []target{r}
	}
	i := slices.IndexFunc(around, func(f frame) bool { return f.fn == r.param.Parent() })
	if i < 0 || r.method != "" {
		return []target{r}
	}
	given := around[i].args(paramIndex(r.param))
	var ts []target
	add := func(t target, edge Edge, around []frame) {
		t.edge = max(t.edge, edge)
		ts = append(ts, e.asSeenBy(t, around, depth)...)
	}
	switch {
	case r.result != nil: // what one returns that it was given, as with middleware
		if depth+1 >= maxReturned {
			return nil
		}
		for _, m := range e.givenDepth(given, r.part, depth+1) {
			for _, t := range e.returnedBy(m, &r.result.Call, r.index, max(r.edge, m.edge), depth+1) {
				add(t, Static, around)
			}
		}
	case r.part != "":
		for _, t := range e.givenDepth(given, r.part, depth+1) {
			add(t, Static, around[i+1:])
		}
	default:
		edge := r.edge
		if edge == Param {
			edge = Static // it is known after all
		}
		for _, t := range e.functionsDepth(given, depth+1) {
			add(t, edge, around[i+1:])
		}
	}
	return ts
}

// returnsFunc reports whether the result of that index is a function.
func returnsFunc(call *ssa.Call, index int) bool {
	t := call.Type()
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(index).Type()
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// results returns what a function returns as its result of that index.
func results(fn *ssa.Function, index int) []ssa.Value {
	var vals []ssa.Value
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && index < len(ret.Results) {
			vals = append(vals, ret.Results[index])
		}
	}
	return vals
}

// madeBy returns what a function of another package returns, by its fact.
func (e *engine) madeBy(t target, index int, call *ssa.CallCommon) []target {
	s := e.summaryOf(t)
	if s == nil {
		return nil
	}
	var ts []target
	for i := range s.made {
		if m := &s.made[i]; m.Index == index {
			ts = append(ts, target{made: m, edge: max(m.Edge, t.edge), frames: []frame{{args: argsOf(call, t), call: call, recv: t.recv}}})
		}
	}
	return ts
}

// maxMade bounds how many functions the fact of one that returns them describes.
const maxMade = 2

// makes returns what importers have to know of the functions that fn returns.
func (e *engine) makes(fn *ssa.Function) []Made {
	var all []Made
	res := fn.Signature.Results()
	for i := range res.Len() {
		if _, ok := res.At(i).Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, v := range results(fn, i) {
			for _, t := range e.functions(v) {
				if t.param != nil {
					if t.method == "" && t.param.Parent() == fn {
						all = append(all, Made{Index: i, Name: funcName(fn), Edge: Param,
							Summary: Summary{Calls: []ParamCall{{Param: paramIndex(t.param), Part: t.part}}}})
					}
					continue
				}
				if m := e.describe(fn, t); m != nil && len(all) < maxMade {
					m.Index = i
					all = append(all, *m)
				}
			}
		}
	}
	return all[:min(len(all), maxMade)]
}

// describe returns what the function t does that fn returns, or nil if that is
// nothing.
func (e *engine) describe(fn *ssa.Function, t target) *Made {
	var out outcome
	e.enter(&out, t, args(noArgs).on(t.recv), e.position(fn.Pos()))
	e.settle(&out, fn)
	s := new(summary)
	s.merge(&out)
	f := e.fact(fn, s)
	if f == nil {
		return nil
	}
	// The hop to the function itself is where the result is called.
	for i := range f.Effects {
		p := &f.Effects[i].Path
		p.Hops = p.Hops[1:]
		if f.Effects[i].Lock.Root == RootParam {
			f.Effects[i].Lock.Root = RootUnknown
		}
	}
	for i := range f.Calls {
		f.Calls[i].Path.Hops = f.Calls[i].Path.Hops[1:]
	}
	for i := range f.Invokes {
		f.Invokes[i].Path.Hops = f.Invokes[i].Path.Hops[1:]
	}
	return &Made{Name: e.nameOf(t), Edge: t.edge, Summary: *f}
}

// bindOuter settles what a literal does with the parameters of the functions
// around it, given the calls of those that made it.
//
// A literal may be made by a call in itself, as a chain of interceptors is. Then
// there is no end to what calls what, so it is followed for some turns only.
func (e *engine) bindOuter(out *outcome, frames []frame) {
	const maxDepth = 8
	if len(frames) == 0 {
		return
	}
	if e.binding == maxDepth {
		*out = outcome{effects: out.effects, opaque: true}
		return
	}
	e.binding++
	around := e.around
	e.around = append(around[:len(around):len(around)], frames...)
	defer func() {
		e.binding--
		e.around = around
	}()
	for _, f := range frames {
		e.bindFrame(out, f)
	}
}

// bindFrame settles what concerns the parameters of one function.
func (e *engine) bindFrame(out *outcome, f frame) {
	of := func(p *ssa.Parameter) bool { return p != nil && p.Parent() == f.fn }
	e.bindHeld(out, f)
	calls, invokes, hands := out.calls, out.invokes, out.hands
	out.calls, out.invokes, out.hands = nil, nil, nil
	for _, c := range calls {
		if !of(c.outer) {
			out.calls = append(out.calls, c)
			continue
		}
		arg := f.args(paramIndex(c.outer))
		e.throughAll(out, through(arg, c.Part, e.given(arg, c.Part)), c.Path, c.Pos, giving{c.Given, f.fn, f.args})
	}
	for _, c := range invokes {
		typ := 0
		if f.fn != nil {
			typ = typeIndex(f.fn, c.tparam)
		}
		if !of(c.outer) && typ == 0 {
			out.invokes = append(out.invokes, c)
			continue
		}
		if c.Param = noParam; c.outer != nil {
			c.Param = paramIndex(c.outer)
		}
		c.Type = typ
		if typ > 0 {
			e.invokeOfType(out, target{targs: f.targs}, c, f.args, c.Path, c.Pos)
			continue
		}
		e.invokeArg(out, f.args(c.Param), c, c.Path, c.Pos, giving{c.Given, f.fn, f.args})
	}
	for _, h := range hands {
		if !of(h.outer) {
			out.hands = append(out.hands, h)
			continue
		}
		e.handOver(out, h, f.args(paramIndex(h.outer)), "", giving{h.Given, f.fn, f.args})
	}
}

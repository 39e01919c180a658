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
	w := e.newWalk()
	w.deep = true
	w.walk(source{value: v})
	if !e.indexing {
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
	callee := call.Call.StaticCallee()
	if callee == nil || w.level == maxLevel || returnsFunc(call, index) {
		return false
	}
	callee = w.e.declared(callee)
	obj, _ := callee.Object().(*types.Func)
	if w.e.nodes[callee] == nil || w.e.model(obj) != nil {
		return false
	}
	key := result{callee, index}
	srcs, ok := w.made[key]
	if !ok {
		w.made[key] = nil // recursion ends here
		for _, v := range results(callee, index) {
			for _, s := range w.inner(v, w.level+1) {
				if !slices.Contains(srcs, s) {
					srcs = append(srcs, s)
				}
			}
		}
		w.made[key] = srcs
	}
	for _, s := range srcs {
		if p, ok := s.value.(*ssa.Parameter); ok && p.Parent() == callee && s.part == "" {
			if i := slices.Index(callee.Params, p); i < len(call.Call.Args) {
				w.walk(source{value: call.Call.Args[i], field: field || s.field})
			}
			continue
		}
		s.field = s.field || field
		s.by = w.e.makingBy(call, callee, s)
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
	seen := make(map[callKey]bool)
	first := func(key callKey) bool {
		if seen[key] {
			return false
		}
		seen[key] = true
		return true
	}
	for range maxTurns {
		if !slices.ContainsFunc(out.calls, func(c ParamCall) bool { return elsewhere(c.outer) }) &&
			!slices.ContainsFunc(out.invokes, func(c ParamInvoke) bool { return elsewhere(c.outer) && c.tparam == nil }) {
			return
		}
		out.fold()
		calls, invokes := out.calls, out.invokes
		out.calls, out.invokes = nil, nil
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
			e.throughAll(out, fs, c.Path, c.Pos)
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
			for _, v := range e.passed(c.outer) {
				e.invokeArg(out, v, c, c.Path, c.Pos)
			}
			for i := range out.effects[before:] {
				markField(&out.effects[before+i].Path, c.Path.Len())
			}
		}
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
	inside *making // the call in that function which made the value before, if any
}

// makingBy returns the call by which the source s of a result of fn is made.
func (e *engine) makingBy(call *ssa.Call, fn *ssa.Function, s source) *making {
	if _, ok := s.value.(*ssa.Const); ok || !slices.ContainsFunc(fn.Params, holdsFunctions) {
		return s.by // whoever calls it gets the same
	}
	m := making{&call.Call, s.by}
	if e.makings[m] == nil {
		e.makings[m] = &m
	}
	return e.makings[m]
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
	for _, t := range e.function(m.call.StaticCallee(), nil, Static) {
		frames = append(frames, frame{t.fn, argsOf(m.call, t), t.targs, m.call, t.recv})
	}
	return frames
}

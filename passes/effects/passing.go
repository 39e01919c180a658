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

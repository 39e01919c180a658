package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
)

// A generic function is summarised once. What it does by way of the methods of
// its type parameters is settled at each call, where the types are known.

// methodOfTypeParam returns the method of a value whose type is a type parameter.
func (e *engine) methodOfTypeParam(v ssa.Value, tp *types.TypeParam, name string) []target {
	t := target{tparam: tp, method: name, edge: Param}
	if srcs := e.sources(v); len(srcs) == 1 && !srcs[0].field {
		// If the type is an interface, it is the argument that tells more.
		if p, ok := srcs[0].value.(*ssa.Parameter); ok {
			t.param, t.part = p, srcs[0].part
		}
	}
	return []target{t}
}

// coreType returns the type that a type parameter has in any case, but for its name and for
// the direction of channels; else t.
func coreType(t types.Type) types.Type {
	if tp, ok := types.Unalias(t).(*types.TypeParam); ok {
		if core := commonType(tp.Constraint()); core != nil {
			return core
		}
	}
	return t
}

// commonType returns what all types in a constraint have in common, or nil.
func commonType(constraint types.Type) types.Type {
	it, ok := constraint.Underlying().(*types.Interface)
	if !ok {
		return constraint
	}
	for embedded := range it.EmbeddedTypes() {
		u, ok := embedded.(*types.Union)
		if !ok {
			if core := commonType(embedded); core != nil {
				return core
			}
			continue
		}
		first := commonType(u.Term(0).Type())
		for i := 1; first != nil && i < u.Len(); i++ {
			other := commonType(u.Term(i).Type())
			if other == nil || !sameCore(first, other) {
				first = nil
			} else if ch := chanOf(first); ch != nil && ch.Dir() == types.SendRecv {
				first = other // what can be done with all of them
			}
		}
		if first != nil {
			return first
		}
	}
	return nil
}

// sameCore reports whether two types have the same underlying type, or are channels of
// the same elements.
func sameCore(a, b types.Type) bool {
	x, y := chanOf(a), chanOf(b)
	if x != nil && y != nil {
		return types.Identical(x.Elem(), y.Elem())
	}
	return types.Identical(a.Underlying(), b.Underlying())
}

// chanOf returns the type of channels that a type is, as that of a type parameter, or nil.
func chanOf(t types.Type) *types.Chan {
	ch, _ := coreType(t).Underlying().(*types.Chan)
	return ch
}

// typeArgs returns the type arguments of a type or of what it points to.
func typeArgs(t types.Type) []types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	var args []types.Type
	for arg := range n.TypeArgs().Types() {
		args = append(args, arg)
	}
	return args
}

// typeIndex returns the number of a type parameter of the function around fn, or
// of its receiver, counted from 1; or 0.
func typeIndex(fn *ssa.Function, tp *types.TypeParam) int {
	if tp == nil {
		return 0
	}
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	sig := fn.Signature
	if obj, ok := fn.Object().(*types.Func); ok {
		sig = obj.Signature()
	}
	for _, list := range []*types.TypeParamList{sig.TypeParams(), sig.RecvTypeParams()} {
		for i := range list.Len() {
			if list.At(i) == tp {
				return i + 1
			}
		}
	}
	return 0
}

// invokeOfType adds what the method of a type argument does, given the target
// that the type belongs to.
func (e *engine) invokeOfType(out *outcome, t target, c ParamInvoke, args args, via Path, pos finding.Position) {
	v, given := args(c.Param), giving{c.Given, t.fn, args}
	if c.Type > len(t.targs) {
		e.invokeArg(out, v, c, via, pos, given)
		return
	}
	switch arg := types.Unalias(t.targs[c.Type-1]).(type) {
	case *types.TypeParam:
		inner := ParamInvoke{ParamCall: ParamCall{Param: noParam, Path: via, Pos: pos, Given: e.passes(e.argsGiven(given))}, Method: c.Method, tparam: arg}
		for _, f := range e.meant(v, c.Part, c.Method) {
			if f.param != nil {
				inner.outer, inner.Part = f.param, f.part
			}
		}
		out.invokes = append(out.invokes, inner)
	default:
		if types.IsInterface(arg) {
			e.invokeArg(out, v, c, via, pos, given)
			return
		}
		for _, m := range e.methodOf(arg, c.Method, v, Param) {
			var inner outcome
			e.enter(&inner, m, e.argsGiven(given), pos)
			inner.fold()
			inner.under(via)
			out.add(&inner)
		}
	}
}

// handOverOfType adds that the method of a type argument is made a task.
func (e *engine) handOverOfType(out *outcome, t target, h Hand, args args, entry string) {
	given := giving{h.Given, t.fn, args}
	if h.Type <= len(t.targs) {
		switch arg := types.Unalias(t.targs[h.Type-1]).(type) {
		case *types.TypeParam:
			f := target{tparam: arg, method: h.Method}
			for _, p := range e.meant(args(h.Param), h.Part, h.Method) {
				f.param, f.part = p.param, p.part
			}
			h.Type = 0
			e.handOverAll(out, h, []target{f}, entry, given)
			return
		default:
			if !types.IsInterface(arg) {
				h.Type = 0
				e.handOverAll(out, h, e.methodOf(arg, h.Method, args(h.Param), Param), entry, given)
				return
			}
		}
	}
	h.Type = 0
	e.handOver(out, h, args(h.Param), entry, given)
}

// invokeArg adds what a method of the argument does.
func (e *engine) invokeArg(out *outcome, v ssa.Value, c ParamInvoke, via Path, pos finding.Position, given giving) {
	if c.Part != "" {
		e.invokePart(out, v, c.Part, c.Method, via, pos, given)
		return
	}
	e.invoke(out, v, c.Method, false, via, pos, given)
}

// passOn adds that a parameter is called, or a method of it or of a type
// parameter: what that does is up to the caller.
func (o *outcome) passOn(t target, via Path, pos finding.Position, given *Given) {
	call := ParamCall{outer: t.param, Part: t.part, Path: via, Pos: pos, Given: given}
	if t.param == nil {
		call.Param = noParam
	}
	if t.method == "" {
		o.calls = append(o.calls, call)
		return
	}
	o.invokes = append(o.invokes, ParamInvoke{ParamCall: call, Method: t.method, tparam: t.tparam})
}

// under puts a path before all that an outcome holds.
func (o *outcome) under(via Path) {
	for i := range o.effects {
		o.effects[i] = o.effects[i].after(via)
	}
	for i := range o.calls {
		o.calls[i].Path = via.join(o.calls[i].Path)
	}
	for i := range o.invokes {
		o.invokes[i].Path = via.join(o.invokes[i].Path)
	}
}

// otherInstance reports whether a value cannot be what a field f holds which is of
// type t, since f belongs to a generic type and the value to another instance.
func otherInstance(f *types.Var, t, value types.Type) bool {
	want, ok := t.Underlying().(*types.Signature)
	got, isFunc := value.Underlying().(*types.Signature)
	return ok && isFunc && parameterized(f.Type()) && !parameterized(want) && !parameterized(got) && !types.Identical(want, got)
}

// parameterized reports whether a type depends on a type parameter.
func parameterized(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Signature:
		return parameterized(t.Params()) || parameterized(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			if parameterized(v.Type()) {
				return true
			}
		}
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if parameterized(arg) {
				return true
			}
		}
	case *types.Map:
		return parameterized(t.Key()) || parameterized(t.Elem())
	case interface{ Elem() types.Type }:
		return parameterized(t.Elem())
	}
	return false
}

package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What a method of a parameter does is told to callers. If there are none that know
// what they pass, nobody would report it; but if the interface is one that others
// cannot implement, or not even name, it is one of those types that this package
// puts into it.

// unseal adds to what an instruction of a task does the methods of parameters of
// the functions around it, of which only the types of this package are known.
func (e *engine) unseal(out *outcome, fn *ssa.Function, in ssa.CallInstruction) {
	for _, c := range slices.Clone(out.invokes) {
		if c.outer == nil || c.tparam != nil || c.outer.Parent() == fn {
			continue
		}
		for _, t := range e.sealed(target{param: c.outer, part: c.Part, method: c.Method}) {
			args := noArgs
			if call := in.Common(); call.IsInvoke() && c.Path.Len() == 0 {
				args = argsOf(call, t)
			}
			var inner outcome
			e.enter(&inner, t, args, c.Pos)
			inner.fold()
			inner.under(c.Path)
			if c.Repeats {
				inner.repeat(size{})
			}
			out.effects = append(out.effects, inner.effects...)
		}
	}
}

// sealed returns what a method of a parameter may be if no caller in this package
// tells and no other package can say: those of the types that are put into the
// interface here.
func (e *engine) sealed(t target) []target {
	typ := partType(t.param.Type(), t.part)
	if typ == nil || !e.isSealed(typ) || e.isTold(t.param, make(map[*ssa.Parameter]bool)) {
		return nil
	}
	var ts []target
	for _, impl := range e.implementers(typ) {
		ts = append(ts, e.methodOf(impl, t.method, nil, Interface)...)
	}
	return ts
}

// isSealed reports whether an interface belongs to this package: it is not
// exported, or has a method that is not.
func (e *engine) isSealed(t types.Type) bool {
	n := namedType(t)
	it, ok := t.Underlying().(*types.Interface)
	if !ok || n == nil || n.Pkg() != e.pass.Pkg {
		return false
	}
	for m := range it.Methods() {
		if !m.Exported() {
			return true
		}
	}
	return !n.Exported()
}

// isTold reports whether some call in this package passes for a parameter what is
// not such a parameter in turn.
func (e *engine) isTold(p *ssa.Parameter, seen map[*ssa.Parameter]bool) bool {
	if seen[p] {
		return false
	}
	seen[p] = true
	for _, v := range e.passed(p) {
		for _, s := range e.origins(v) {
			from, ok := s.value.(*ssa.Parameter)
			if ok && !s.field && !e.isTold(from, seen) || isNil(s.value) {
				continue
			}
			return true
		}
	}
	return false
}

// partType returns the type of a part of what is of type t, or nil.
func partType(t types.Type, part Part) types.Type {
	for t != nil && part != "" {
		step, rest := part.first()
		f, _ := fieldNamed(t, step.name())
		p, isPointer := t.Underlying().(*types.Pointer)
		switch {
		case step == partElems:
			t = contained(t)
		case step == partAddress:
			t = types.NewPointer(t)
		case step == partPointed && isPointer:
			t = p.Elem()
		case step.isField() && f != nil:
			t = f.Type()
		default:
			t = nil
		}
		part = rest
	}
	return t
}

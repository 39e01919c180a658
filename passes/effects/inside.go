package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// inside returns where a part of a value comes from.
func (e *engine) inside(v ssa.Value, part Part) []source {
	if v == nil {
		return nil
	}
	key := partKey{v, part}
	srcs, ok := e.insides[key]
	if !ok {
		e.descend()
		defer e.leave()
		mark := e.cuts
		srcs = e.same(distinct(e.findInside(v, part)))
		if e.whole(mark) {
			e.insides[key] = srcs
		}
	}
	return srcs
}

// same returns the list of sources that there was before if it is the same one: then
// it need not be looked at again, see invokePart. Fields of many types that hold values
// of these types again have many such lists.
func (e *engine) same(srcs []source) []source {
	const few = 8
	if len(srcs) < few {
		return srcs
	}
	key := listKey{len(srcs), srcs[0], srcs[len(srcs)/2], srcs[len(srcs)-1]}
	for _, known := range e.lists[key] {
		if slices.Equal(known, srcs) {
			return known
		}
	}
	e.lists[key] = append(e.lists[key], srcs)
	return srcs
}

// listKey is the same for lists that are.
type listKey struct {
	length              int
	first, middle, last source
}

// distinct leaves out sources that are there already.
func distinct(srcs []source) []source {
	if len(srcs) < 2 {
		return srcs
	}
	seen := make(map[source]bool, len(srcs))
	for i, s := range srcs {
		if !seen[s] {
			seen[s] = true
			continue
		}
		left := slices.Clone(srcs[:i]) // srcs may be known elsewhere too
		for _, s := range srcs[i:] {
			if !seen[s] {
				seen[s] = true
				left = append(left, s)
			}
		}
		return left
	}
	return srcs
}

// partKey stands for a part of a value.
type partKey struct {
	value ssa.Value
	part  Part
}

func (e *engine) findInside(v ssa.Value, part Part) []source {
	if p, ok := v.(*piece); ok && part != "" {
		return e.insidePiece(p, part)
	}
	step, rest := part.first()
	var srcs []source
	switch step {
	case "":
		return e.origins(v)
	case partPointed:
		srcs = e.pointed(v)
	case partAddress:
		srcs = e.addresses(v)
	case partElems:
		srcs = e.contents(v)
		next, deeper := rest.first()
		if items, ok := e.fieldsOfItems(v, next); ok && len(srcs) == 0 {
			srcs, rest = items, deeper
			break
		}
		if len(srcs) == 0 {
			return e.storedAnywhere(v, rest)
		}
	default:
		srcs = e.fieldValues(v, step)
	}
	if rest == "" {
		return srcs
	}
	all := e.assignedInside(v, step, rest)
	for _, s := range srcs {
		if p, ok := s.value.(*ssa.Parameter); ok && s.part != "" {
			if deeper, ok := s.part.join(rest); ok {
				all = append(all, source{value: p, part: deeper})
			}
			continue
		}
		for _, t := range e.inside(s.value, rest) {
			t.field = t.field || s.field
			all = append(all, t)
		}
	}
	return all
}

// insidePiece returns where a part of a piece comes from.
func (e *engine) insidePiece(p *piece, part Part) []source {
	var srcs []source
	for _, k := range p.of {
		if k.value == nil {
			break
		}
		if deeper, ok := k.part.join(part); ok {
			srcs = append(srcs, e.inside(k.value, deeper)...)
		}
	}
	return srcs
}

// pointed returns where that comes from which v points to.
func (e *engine) pointed(v ssa.Value) []source {
	w := e.newWalk()
	w.deep = true
	for _, s := range e.origins(v) {
		switch x := s.value.(type) {
		case *ssa.Parameter:
			if part, ok := s.part.join(partPointed); ok && !s.field {
				w.add(source{value: x, part: part})
			}
		case *ssa.IndexAddr:
			w.elements(x.X)
		default:
			w.load(x, s.field)
		}
	}
	return w.found
}

// addresses returns the pointers to what v is, as far as they can be told.
func (e *engine) addresses(v ssa.Value) []source {
	var srcs []source
	for _, s := range e.origins(v) {
		if p, ok := s.value.(*ssa.Parameter); ok && !s.field {
			if part, ok := s.part.join(partAddress); ok {
				srcs = append(srcs, source{value: p, part: part})
			}
			continue
		}
		if p := e.pieceOf(pieces{{v, partAddress}}); p != nil {
			srcs = append(srcs, source{value: p, field: s.field})
		}
	}
	return srcs
}

// assignedInside returns where that comes from which is assigned to fields of the
// struct in a field of v, one by one.
func (e *engine) assignedInside(v ssa.Value, step, rest Part) []source {
	next, deeper := rest.first()
	if !step.isField() || !next.isField() {
		return nil
	}
	var srcs []source
	for _, in := range e.fieldsAt(v, step) {
		for _, val := range e.assignedTo(in, next) {
			srcs = append(srcs, e.inside(val, deeper)...)
		}
		srcs = append(srcs, e.assignedInside(in, next, deeper)...)
	}
	return srcs
}

// storedAnywhere returns what this package stores in a field of the structs that
// a container contains.
func (e *engine) storedAnywhere(container ssa.Value, part Part) []source {
	step, rest := part.first()
	elem := elemType(container.Type())
	if elem == nil || rest != "" || !step.isField() {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(elem, true, nil, string(step[1:]))
	f, _ := obj.(*types.Var)
	if p, part := stepIn(e.partOf(container)); p != nil {
		if p, part := stepTo(p, part, f); p != nil {
			return []source{{value: p, part: part}}
		}
	}
	if f != nil {
		f = f.Origin()
	}
	return e.storedIn(f)
}

// fieldValues returns where the values of a field come from of the struct that v
// is or points to.
func (e *engine) fieldValues(v ssa.Value, step Part) []source {
	f, index := fieldNamed(v.Type(), step.name())
	if f == nil {
		return nil
	}
	var srcs []source
	known := true
	for _, s := range e.origins(v) {
		switch x := structAt(s.value).(type) {
		case *ssa.Const: // nil, or a struct of zeros
		default:
			as, ok := e.assignments(x, index, 0)
			_, made := x.(*ssa.Alloc)
			known = known && ok && (made || e.initial(x, as))
			for _, val := range append(values(as), e.setThrough(v, f)...) {
				for _, in := range e.origins(val) {
					in.field = in.field || s.field
					srcs = append(srcs, in)
				}
			}
		}
	}
	if known {
		return e.passedOn(srcs)
	}
	if own, ok := e.ownFieldValues(v, index); ok {
		return e.passedOn(own)
	}
	if p, part := e.partAt(v, 0); p != nil {
		if part, ok := part.join(step); ok {
			return append(srcs, source{value: p, part: part})
		}
		return srcs
	}
	return e.storedIn(f)
}

// passedOn adds what callers pass for the parameters that were stored in fields, as a
// constructor does with the function for a sync.Pool.
func (e *engine) passedOn(srcs []source) []source {
	all := srcs
	for _, s := range srcs {
		p, ok := s.value.(*ssa.Parameter)
		if !ok || !s.field || s.part != "" {
			continue
		}
		for _, v := range e.passed(p) {
			for _, in := range e.origins(v) {
				in.field = true
				all = append(all, in)
			}
		}
	}
	return all
}

// setThrough returns what this package stores in a field of a struct by way of the field or
// package-level variable that v, a pointer to the struct, is loaded from.
func (e *engine) setThrough(v ssa.Value, f *types.Var) []ssa.Value {
	in := e.holder(v)
	if in == nil {
		return nil
	}
	var vals []ssa.Value
	for _, st := range e.setters[f.Origin()] {
		if e.holder(st.Addr.(*ssa.FieldAddr).X) == in {
			vals = append(vals, st.Val)
		}
	}
	return vals
}

// ownFieldValues is fieldValues for a struct in a field or package-level variable of this
// package, such as a sync.Pool with a function. It reports whether all that is stored there
// is known, or something at least.
func (e *engine) ownFieldValues(v ssa.Value, index int) ([]source, bool) {
	in := e.place(structAt(v))
	if in == nil || in.Pkg() != e.pass.Pkg {
		return nil, false
	}
	var srcs []source
	vals := e.partsOf(in)[index]
	for _, val := range vals {
		for _, s := range e.origins(val) {
			s.field = true
			srcs = append(srcs, s)
		}
	}
	return srcs, len(vals) > 0 || e.own(in) && !e.lentOut(in)
}

// lentOut reports whether the address of a field or package-level variable is handed on,
// other than to methods that models know, so that parts of it may be set there.
func (e *engine) lentOut(v *types.Var) bool {
	if e.lentOuts == nil {
		e.lentOuts = make(map[*types.Var]bool)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					e.indexLent(in)
				}
			}
		}
	}
	return e.lentOuts[v]
}

func (e *engine) indexLent(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.FieldAddr, *ssa.DebugRef, *ssa.UnOp:
		return
	case ssa.CallInstruction:
		if fn := in.Common().StaticCallee(); fn != nil && receiver(in.Common()) != nil && e.model(objOf(origin(fn))) != nil {
			return
		}
	}
	st, isStore := in.(*ssa.Store)
	for _, op := range in.Operands(nil) {
		if isStore && op == &st.Addr || *op == nil {
			continue
		}
		if v := e.place(*op); v != nil {
			e.lentOuts[v] = true
		}
	}
}

// structAt returns the pointer to a struct that v is, or is read from.
func structAt(v ssa.Value) ssa.Value {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if _, ok := load.Type().Underlying().(*types.Pointer); !ok {
			return load.X
		}
	}
	return v
}

// assignedTo returns what is stored in a field of the struct that v points to, by
// way of v.
func (e *engine) assignedTo(v ssa.Value, step Part) []ssa.Value {
	f, index := fieldNamed(v.Type(), step.name())
	if f == nil {
		return nil
	}
	as, _ := e.assignments(v, index, 0)
	return values(as)
}

// initial reports whether assignments to a field of an object are all that matters
// of it: where the object is got, or in fields of it, one is made in any case.
func (e *engine) initial(object ssa.Value, as []assignment) bool {
	in, ok := object.(ssa.Instruction)
	if !ok {
		return false
	}
	_, inner := object.(*ssa.FieldAddr)
	return len(as) > 0 && (inner || slices.ContainsFunc(as, func(a assignment) bool { return a.in.Block() == in.Block() }))
}

// fieldsAt returns the pointers to a struct in a field of the struct that v is or
// points to, by which fields of that one may be assigned.
func (e *engine) fieldsAt(v ssa.Value, step Part) []ssa.Value {
	f, index := fieldNamed(v.Type(), step.name())
	if f == nil {
		return nil
	}
	var found []ssa.Value
	for _, s := range e.origins(v) {
		for _, alias := range e.aliases(e.object(structAt(s.value))) {
			for _, ref := range referrers(alias) {
				at, ok := ref.(*ssa.FieldAddr)
				if !ok || at.X != alias || at.Field != index {
					continue
				}
				if _, pointer := f.Type().Underlying().(*types.Pointer); !pointer {
					found = append(found, at)
					continue
				}
				for _, use := range referrers(at) {
					if load, ok := use.(*ssa.UnOp); ok {
						found = append(found, load)
					}
				}
			}
		}
	}
	return found
}

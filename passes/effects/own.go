package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What a method does by way of an unexported field is found out once, of all that the
// package stores in the field. Whoever calls it on an object which is made at hand knows
// better what is in there: a reader that counts is slow if what it reads from is.

// A fieldFrom is a field that a parameter, or what it points to, has; or the parameter
// itself.
type fieldFrom struct {
	param *ssa.Parameter
	field *types.Var // or nil
}

// An ownership says that an effect needs a value to be in a field of a parameter, and
// perhaps another one in that of another parameter: what reads from a wrapper may be in a
// wrapper itself. There is one of each in a package.
type ownership struct {
	fieldFrom
	value ssa.Value
	and   *ownership
}

// with returns what needs both, if that is not too much.
func (e *engine) with(own, other *ownership) *ownership {
	switch {
	case own == nil:
		return other
	case other == nil || own.and != nil || other.and != nil || own.fieldFrom == other.fieldFrom:
		return own
	}
	return e.ownership(ownership{own.fieldFrom, own.value, other})
}

// fieldOfParam returns the field of a parameter that is at an address, or nil. There is
// one of each, so that sources compare.
func (e *engine) fieldOfParam(addr *ssa.FieldAddr) *fieldFrom {
	object := e.object(addr.X)
	if copied, ok := object.(*ssa.Alloc); ok { // of a parameter that is a struct
		if vals := e.allocStores(copied); len(vals) == 1 {
			object = vals[0]
		}
	}
	p, ok := object.(*ssa.Parameter)
	if !ok {
		return nil
	}
	return e.fieldFrom(p, fieldOf(addr.X.Type(), addr.Field))
}

func (e *engine) fieldFrom(p *ssa.Parameter, f *types.Var) *fieldFrom {
	from := fieldFrom{p, f}
	if e.fieldFroms[from] == nil {
		e.fieldFroms[from] = &from
	}
	return e.fieldFroms[from]
}

// maxOwned is how many values a field may hold so that effects are told apart by them:
// of many, most objects have none that matters, and each would have to be kept.
const maxOwned = 16

// maxDemands is how many effects of a class a function keeps that need something.
const maxDemands = 3 * maxOwned

// owned returns what effects need that come from the source s, one of several.
func (e *engine) owned(s source, among []source) *ownership {
	if s.from == nil {
		return nil
	}
	n := 0
	for _, other := range among {
		if other.from == s.from {
			n++
		}
	}
	if n > maxOwned {
		return nil
	}
	return e.ownership(ownership{*s.from, s.value, nil})
}

func (e *engine) ownership(own ownership) *ownership {
	if e.ownerships[own] == nil {
		e.ownerships[own] = &own
	}
	return e.ownerships[own]
}

// outer returns what is needed last on the way from an operation, of two.
func (own *ownership) outer() *ownership {
	if own != nil && own.and != nil {
		return own.and
	}
	return own
}

// loosen makes the effects of a class need one value each, and reports whether some needed
// two. So it stays then, lest they come back.
func (s *summary) loosen(c class) bool {
	if s.loose[c] {
		return false
	}
	s.loose[c] = true
	all := s.effects
	s.effects = nil
	found := false
	for _, eff := range all {
		if classOf(eff.Kind) != c || eff.own == nil || eff.own.and == nil {
			s.effects = append(s.effects, eff)
		}
	}
	for _, eff := range all {
		if classOf(eff.Kind) == c && eff.own != nil && eff.own.and != nil {
			found = true
			s.addEffect(eff)
		}
	}
	return found
}

// ownedBy says of targets what they need.
func ownedBy(ts []target, own *ownership) {
	for i := range ts {
		if own != nil && ts[i].own == nil {
			ts[i].own = own
		}
	}
}

// demand says of effects what they need.
func (e *engine) demand(out *outcome, own *ownership) {
	for i := range out.effects {
		out.effects[i].own = e.with(out.effects[i].own, own)
	}
}

// bindField settles for a call of t whether what an effect needs is in the fields of the
// arguments, and reports whether it may be.
func (e *engine) bindField(eff *Effect, t target, args args) bool {
	var left *ownership
	for own := eff.own; own != nil; own = own.and {
		one := e.ownership(ownership{own.fieldFrom, own.value, nil})
		if own.param.Parent() == t.fn {
			var ok bool
			if one, ok = e.boundField(own, args(paramIndex(own.param))); !ok {
				return false
			}
		}
		left = e.with(left, one)
	}
	eff.own = left
	return true
}

// boundField returns what an effect needs that needs a value in a field of the argument v,
// nothing if that is not known, and reports whether the value may be there.
func (e *engine) boundField(own *ownership, v ssa.Value) (*ownership, bool) {
	if v == nil {
		return nil, true
	}
	srcs := e.origins(v)
	if len(srcs) == 1 {
		if p, ok := srcs[0].value.(*ssa.Parameter); ok && !srcs[0].field && srcs[0].part == "" {
			return e.ownership(ownership{fieldFrom{p, own.field}, own.value, nil}), true
		}
	}
	if i := slices.IndexFunc(srcs, func(s source) bool { return s.value == own.value }); i >= 0 && own.field == nil && srcs[i].from != nil {
		return e.owned(srcs[i], srcs), true // it is in a field of a parameter in turn
	}
	in := &holdings{user: v.Parent(), values: make(map[ssa.Value]bool), params: make(map[*ssa.Parameter]bool), seen: make(map[*ssa.Parameter]bool)}
	known := own.field != nil && e.putIn(in, v, own.field, nil) || own.field == nil && e.addSources(in, v, nil)
	if !known || in.values[own.value] || len(in.params) > 1 {
		return nil, true
	}
	for p := range in.params {
		return e.ownership(ownership{fieldFrom{param: p}, own.value, nil}), true
	}
	return nil, false
}

// bindHeld is bindField for effects of what the function f.fn made.
func (e *engine) bindHeld(out *outcome, f frame) {
	if f.fn == nil {
		return
	}
	left := out.effects[:0]
	for _, eff := range out.effects {
		eff.place = e.placeFor(eff.place, target{fn: f.fn}, f.args)
		if e.bindField(&eff, target{fn: f.fn}, f.args) {
			left = append(left, eff)
		}
	}
	out.effects = left
}

// holdings are what a field, or a parameter, may hold.
type holdings struct {
	user   *ssa.Function // that asks
	values map[ssa.Value]bool
	params map[*ssa.Parameter]bool // of the user, and of those around it
	seen   map[*ssa.Parameter]bool // of who sets the field
}

// putIn adds what is stored in a field of the objects that v may be, given the calls
// that made v, and reports whether they are all made in this package and known.
func (e *engine) putIn(in *holdings, v ssa.Value, f *types.Var, frames []frame) bool {
	srcs := e.origins(v)
	for _, s := range srcs {
		x, index := s.value, 0
		if mi, ok := x.(*ssa.MakeInterface); ok {
			x = mi.X
		}
		if ex, ok := x.(*ssa.Extract); ok {
			x, index = ex.Tuple, ex.Index
		}
		if _, zero := x.(*ssa.Const); zero {
			continue // nil, or a struct without anything in it
		}
		by := slices.Concat(e.framesOf(s.by), frames)
		if call, ok := x.(*ssa.Call); ok {
			if !e.putInResult(in, call, index, f, by) {
				return false
			}
			continue
		}
		made, ok := structAt(x).(*ssa.Alloc)
		if !ok || fieldIndex(made.Type(), f) < 0 {
			return false
		}
		as, ok := e.assignments(made, fieldIndex(made.Type(), f), 0)
		if !ok {
			return false
		}
		for _, val := range append(values(as), e.setByOthers(f)...) {
			if !e.addSources(in, val, by) {
				return false
			}
		}
	}
	return len(srcs) > 0
}

// putInResult is putIn for what a function of this package returns.
func (e *engine) putInResult(in *holdings, call *ssa.Call, index int, f *types.Var, frames []frame) bool {
	fn := e.callee(&call.Call)
	if fn == nil || len(frames) >= maxReturned {
		return false
	}
	by := frame{fn: fn, args: argsOf(&call.Call, target{fn: fn, obj: objOf(fn)}), call: &call.Call}
	for _, r := range results(fn, index) {
		if !isNil(r) && !e.putIn(in, r, f, append([]frame{by}, frames...)) {
			return false
		}
	}
	return true
}

// addSources adds where a value comes from, given the calls that made the object which
// it is in, and reports whether that is known.
func (e *engine) addSources(in *holdings, v ssa.Value, frames []frame) bool {
	for _, s := range e.origins(v) {
		p, ok := s.value.(*ssa.Parameter)
		if !ok {
			in.values[s.value] = true
			continue
		}
		i := slices.IndexFunc(frames, func(f frame) bool { return f.fn == p.Parent() })
		if i < 0 && s.part == "" && in.user != nil && within(in.user, p.Parent()) {
			in.params[p] = true
			continue
		}
		if in.seen[p] {
			continue
		}
		if i < 0 && s.part == "" && !exported(p.Parent()) {
			in.seen[p] = true               // it may pass it on to itself
			for _, a := range e.passed(p) { // of who sets it, whoever calls that
				if !e.addSources(in, a, nil) {
					return false
				}
			}
			continue
		}
		if s.part != "" || i < 0 {
			return false
		}
		if a := frames[i].args(paramIndex(p)); a == nil || !e.addSources(in, a, frames[i+1:]) {
			return false
		}
	}
	return true
}

// exported reports whether others may call a function.
func exported(fn *ssa.Function) bool {
	obj := objOf(fn)
	return obj == nil || obj.Exported()
}

// fieldIndex returns the index of a field of the struct that t is or points to, or -1.
func fieldIndex(t types.Type, f *types.Var) int {
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return -1
	}
	for i := range st.NumFields() {
		if st.Field(i).Origin() == f {
			return i
		}
	}
	return -1
}

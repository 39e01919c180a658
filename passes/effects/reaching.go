package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What a field holds where it is read is what has been assigned to it last, where
// the code shows that it is the same object: the classic question of reaching
// definitions, asked of fields of objects that one variable, or none, holds.

// object returns the value that makes or gets what a pointer points to: v itself,
// or what the variable holds that it is read from, if that is assigned only once.
func (e *engine) object(v ssa.Value) ssa.Value {
	for range maxKey {
		if a := e.alloc(v); a != nil {
			return a
		}
		load, ok := v.(*ssa.UnOp)
		if !ok {
			return v
		}
		a := e.alloc(load.X)
		if a == nil {
			return v
		}
		vals := e.allocStores(a)
		if len(vals) != 1 {
			return v
		}
		v = vals[0]
	}
	return v
}

// passesOn reports whether all that an instruction does with one of the aliases of an object is
// to make another one.
func (e *engine) passesOn(ref ssa.Instruction, v ssa.Value) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef, *ssa.MakeClosure, *ssa.UnOp:
		return true
	case *ssa.Store:
		a, ok := ref.Addr.(*ssa.Alloc)
		return ok && ref.Val == v && len(e.allocStores(a)) == 1
	}
	return false
}

// aliases returns the values that are the same pointer as an object.
func (e *engine) aliases(object ssa.Value) []ssa.Value {
	if found, ok := e.aliased[object]; ok {
		return found
	}
	found := []ssa.Value{object}
	e.aliased[object] = found // a variable may hold its own address
	add := func(v ssa.Value) {
		if !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	if at, ok := object.(*ssa.FieldAddr); ok {
		for _, around := range e.aliases(e.object(at.X)) {
			for _, ref := range referrers(around) {
				if same, ok := ref.(*ssa.FieldAddr); ok && same.X == around && same.Field == at.Field {
					add(same)
				}
			}
		}
	}
	for i := 0; i < len(found); i++ {
		for _, ref := range referrers(found[i]) {
			switch ref := ref.(type) {
			case *ssa.MakeClosure:
				for _, fv := range captures(ref, found[i]) {
					add(fv)
				}
			case *ssa.Store:
				a, ok := ref.Addr.(*ssa.Alloc)
				if !ok || ref.Val != found[i] || len(e.allocStores(a)) != 1 {
					continue
				}
				for _, addr := range e.aliases(a) {
					for _, use := range referrers(addr) {
						if load, ok := use.(*ssa.UnOp); ok && load.X == addr {
							add(load)
						}
					}
				}
			}
		}
	}
	e.aliased[object] = found
	return found
}

func referrers(v ssa.Value) []ssa.Instruction {
	if refs := v.Referrers(); refs != nil {
		return *refs
	}
	return nil
}

// captures returns as what a literal knows a value that it captures.
func captures(mc *ssa.MakeClosure, v ssa.Value) []ssa.Value {
	var as []ssa.Value
	fn, ok := mc.Fn.(*ssa.Function)
	for i, b := range mc.Bindings {
		if ok && b == v && i < len(fn.FreeVars) {
			as = append(as, fn.FreeVars[i])
		}
	}
	return as
}

// An assignment stores values in a field, one of them at a time.
type assignment struct {
	in   *ssa.Store
	vals []ssa.Value
}

func values(as []assignment) []ssa.Value {
	var vals []ssa.Value
	for _, a := range as {
		vals = append(vals, a.vals...)
	}
	return vals
}

// assignments returns what is stored in a field of an object by way of its
// aliases, and whether that can be followed.
func (e *engine) assignments(object ssa.Value, field, depth int) (as []assignment, ok bool) {
	if depth > 3 {
		return nil, false
	}
	for _, v := range e.aliases(object) {
		for _, ref := range referrers(v) {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr != v {
					continue
				}
				if _, zero := ref.Val.(*ssa.Const); zero {
					as = append(as, assignment{in: ref})
					continue
				}
				// A composite literal is made in a variable of its own.
				load, ok := ref.Val.(*ssa.UnOp)
				if !ok {
					return nil, false
				}
				from, ok := load.X.(*ssa.Alloc)
				if !ok {
					return nil, false
				}
				inner, ok := e.assignments(from, field, depth+1)
				if !ok {
					return nil, false
				}
				as = append(as, assignment{ref, values(inner)})
			case *ssa.FieldAddr:
				if ref.X != v || ref.Field != field {
					continue
				}
				for _, use := range referrers(ref) {
					if st, ok := use.(*ssa.Store); ok && st.Addr == ref {
						as = append(as, assignment{st, []ssa.Value{st.Val}})
					}
				}
			}
		}
	}
	return as, true
}

// reaching leaves out the assignments that others overwrite before control comes
// to an instruction. It reports whether one of them has been made by then in any
// case, and nobody else can have made another since.
func (e *engine) reaching(object ssa.Value, as []assignment, in ssa.Instruction) ([]assignment, bool) {
	points := e.wayTo(in)
	var last *ssa.Store
	for _, p := range points { // the innermost function first
		for _, a := range as {
			if a.in.Parent() == p.Parent() && e.precedes(a.in, p) && (last == nil || e.precedes(last, a.in)) {
				last = a.in
			}
		}
		if last == nil {
			continue
		}
		var left []assignment
		for _, a := range as {
			if a.in == last || !e.comesBefore(a.in, last) {
				left = append(left, a)
			}
		}
		return left, !e.handedOnBetween(object, last, points)
	}
	return as, false
}

// wayTo returns an instruction, and where the literals around it are made, from the
// innermost.
func (e *engine) wayTo(in ssa.Instruction) []ssa.Instruction {
	points := []ssa.Instruction{in}
	for fn := in.Parent(); fn.Parent() != nil; fn = fn.Parent() {
		at := e.madeAt(fn)
		if at == nil {
			break
		}
		points = append(points, at)
	}
	return points
}

// madeAt returns where the function around a literal makes it, or uses it if it captures
// nothing; nil if there are several places.
func (e *engine) madeAt(lit *ssa.Function) ssa.Instruction {
	if made := e.closures[lit]; len(made) > 0 {
		if len(made) > 1 {
			return nil
		}
		return made[0]
	}
	if at, ok := e.usedAt[lit]; ok {
		return at
	}
	var at ssa.Instruction
	n := 0
	for _, b := range lit.Parent().Blocks {
		for _, in := range b.Instrs {
			if slices.ContainsFunc(in.Operands(nil), func(op *ssa.Value) bool { return *op == lit }) {
				at = in
				n++
			}
		}
	}
	if n > 1 {
		at = nil
	}
	e.usedAt[lit] = at
	return at
}

// comesBefore is precedes for instructions of which the second may be in a
// literal.
func (e *engine) comesBefore(a, b ssa.Instruction) bool {
	for _, p := range e.wayTo(b) {
		if p.Parent() == a.Parent() {
			return e.precedes(a, p)
		}
	}
	return false
}

// handedOnBetween reports whether others may get to know an object, and assign to
// its fields, after an instruction and before one of some points.
func (e *engine) handedOnBetween(object ssa.Value, after ssa.Instruction, points []ssa.Instruction) bool {
	for _, v := range e.aliases(object) {
		for _, ref := range referrers(v) {
			switch ref := ref.(type) {
			case *ssa.FieldAddr, *ssa.UnOp, *ssa.DebugRef, *ssa.MakeClosure, *ssa.BinOp:
				continue
			case *ssa.Store:
				if a, ok := ref.Addr.(*ssa.Alloc); ref.Addr == v || ok && len(e.allocStores(a)) == 1 {
					continue
				}
			}
			if slices.ContainsFunc(points, func(p ssa.Instruction) bool { return e.comesBetween(ref, after, p) }) {
				return true
			}
		}
	}
	return false
}

// comesBetween reports whether an instruction, or a literal around it, may come
// after one that comes before a point, and before that.
func (e *engine) comesBetween(in, after, point ssa.Instruction) bool {
	for _, in := range e.wayTo(in) {
		if in.Parent() != point.Parent() || in == point {
			continue
		}
		from, to := in.Block(), point.Block()
		switch {
		case after.Parent() != point.Parent():
			return from == to && e.precedes(in, point) || e.leads(from, to, nil)
		case to == after.Block():
			return from == to && e.precedes(after, in) && e.precedes(in, point)
		case from == after.Block() && e.precedes(in, after):
			return false
		}
		return from == to && e.precedes(in, point) || e.leads(from, to, after.Block())
	}
	return false
}

// storedThrough returns what is stored in a variable by way of pointers to it.
func (e *engine) storedThrough(alloc *ssa.Alloc) []ssa.Value {
	var vals []ssa.Value
	for _, v := range e.aliases(alloc) {
		for _, ref := range referrers(v) {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == v {
				vals = append(vals, st.Val)
			}
		}
	}
	return vals
}

// localFieldStores returns what is stored in a field of a local struct, or of an
// object of which it is known what has been stored there last; or nil if that is
// not all known.
func (e *engine) localFieldStores(addr *ssa.FieldAddr) []ssa.Value {
	object := e.object(addr.X)
	as, ok := e.assignments(object, addr.Field, 0)
	if !ok {
		return nil
	}
	as, sure := e.reaching(object, as, addr)
	if sure || e.alloc(addr.X) != nil {
		return values(as)
	}
	if _, made := object.(*ssa.Alloc); made {
		return append(values(as), e.setByOthers(fieldOf(addr.X.Type(), addr.Field))...)
	}
	return nil
}

// localCopyStores is localFieldStores for a field of a struct that is loaded.
func (e *engine) localCopyStores(v *ssa.Field) []ssa.Value {
	load, ok := v.X.(*ssa.UnOp)
	if !ok {
		return nil
	}
	alloc, ok := load.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	as, ok := e.assignments(alloc, v.Field, 0)
	if !ok {
		return nil
	}
	as, _ = e.reaching(alloc, as, load)
	return values(as)
}

// isCopy reports whether a variable holds a struct that comes from elsewhere, such as a
// parameter.
func (e *engine) isCopy(made *ssa.Alloc) bool {
	return slices.ContainsFunc(e.allocStores(made), func(v ssa.Value) bool {
		load, ok := v.(*ssa.UnOp)
		if !ok {
			_, zero := v.(*ssa.Const)
			return !zero
		}
		_, literal := load.X.(*ssa.Alloc)
		return !literal
	})
}

// setByOthers returns what this package stores in a field by way of pointers that may
// be to an object which is made here: not to one that is made elsewhere.
func (e *engine) setByOthers(f *types.Var) []ssa.Value {
	var vals []ssa.Value
	for _, st := range e.setters[f] {
		if made, ok := e.object(st.Addr.(*ssa.FieldAddr).X).(*ssa.Alloc); !ok || e.isCopy(made) {
			vals = append(vals, st.Val)
		}
	}
	return vals
}

// fieldStores returns what is stored in a field of a local struct, and whether
// that is all known.
func (e *engine) fieldStores(alloc *ssa.Alloc, field, depth int) ([]ssa.Value, bool) {
	as, ok := e.assignments(alloc, field, depth)
	return values(as), ok
}

package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A channel that has been closed stays so, but the field that holds it may get another
// one. Most fields get one value, where the object is made.

// renewals are the fields and the types of structs that get other values later.
type renewals struct {
	fields  map[*types.Var]bool
	structs map[*types.TypeName]bool
	locals  map[*ssa.Alloc]bool // variables of functions, of a type of structs

	by map[*ssa.Function][]any // which fields, types and package-level variables a function sets
}

// renewed reports whether a field may get another value once its object is in use.
func (e *engine) renewed(f *types.Var) bool { return e.renewalIndex().fields[f] }

// replaced reports whether a struct, or what a type points to, may be assigned another
// one as a whole once it is in use.
func (e *engine) replaced(t types.Type) bool {
	n := namedType(t)
	return n != nil && e.renewalIndex().structs[n]
}

func (e *engine) renewalIndex() *renewals {
	if e.renewing != nil {
		return e.renewing
	}
	e.renewing = &renewals{make(map[*types.Var]bool), make(map[*types.TypeName]bool), make(map[*ssa.Alloc]bool), make(map[*ssa.Function][]any)}
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if st, ok := in.(*ssa.Store); ok {
					e.indexRenewal(fn, st)
				}
			}
		}
	}
	return e.renewing
}

func (e *engine) indexRenewal(fn *ssa.Function, st *ssa.Store) {
	if g, ok := st.Addr.(*ssa.Global); ok && !isInit(fn) {
		e.renewing.by[fn] = append(e.renewing.by[fn], g)
	}
	addr, isField := st.Addr.(*ssa.FieldAddr)
	_, isStruct := st.Val.Type().Underlying().(*types.Struct)
	if !isField && !isStruct || e.firstStore(st) {
		return
	}
	if isField {
		if f := fieldOf(addr.X.Type(), addr.Field); f != nil && !e.testOnly(fn, f.Pos()) {
			e.renewing.fields[f] = true
			e.renewing.by[fn] = append(e.renewing.by[fn], f)
		}
		return
	}
	if a := e.alloc(st.Addr); a != nil {
		e.renewing.locals[a] = true
		return
	}
	if n := namedType(st.Val.Type()); n != nil && !e.testOnly(fn, n.Pos()) {
		e.renewing.structs[n] = true
		e.renewing.by[fn] = append(e.renewing.by[fn], n)
	}
}

// firstStore reports whether a store comes before any use of what it sets: where the
// object is made, in the initialisation of a package-level variable, or where a field is
// filled that was found empty.
func (e *engine) firstStore(st *ssa.Store) bool {
	base := st.Addr
	for {
		f, ok := base.(*ssa.FieldAddr)
		if !ok {
			break
		}
		base = f.X
	}
	switch base := e.object(base).(type) {
	case *ssa.Alloc:
		if base.Parent() == st.Parent() && !e.usedYet(base, st) {
			return true
		}
	case *ssa.Global:
		if isInit(st.Parent()) {
			return true
		}
	}
	return foundEmpty(st) || e.runOnce(st.Parent())
}

// usedYet reports whether something may be done with a new object before a store to it or
// to a field, but to set its fields.
func (e *engine) usedYet(made *ssa.Alloc, st *ssa.Store) bool {
	before := func(in ssa.Instruction) bool {
		if in.Parent() != st.Parent() {
			return false // a literal that is made later, or counts where it is made
		}
		if in.Block() == st.Block() && e.precedes(in, st) {
			return in != st
		}
		return made.Block() != st.Block() && e.leads(in.Block(), st.Block(), made.Block())
	}
	var used func(v ssa.Value) bool
	used = func(v ssa.Value) bool {
		for _, use := range referrers(v) {
			switch use := use.(type) {
			case *ssa.DebugRef:
				continue
			case *ssa.FieldAddr:
				if used(use) {
					return true
				}
				continue
			case *ssa.Store:
				if use.Addr == v {
					continue
				}
				// The variable that holds a pointer to it, which literals may capture.
				if a, ok := use.Addr.(*ssa.Alloc); ok && len(e.allocStores(a)) == 1 {
					for _, use := range referrers(a) {
						if _, literal := use.(*ssa.MakeClosure); literal && before(use) {
							return true
						}
					}
					continue
				}
			}
			if before(use) {
				return true
			}
		}
		return false
	}
	for _, v := range e.aliases(made) {
		if used(v) {
			return true
		}
	}
	return false
}

// renewedBetween reports whether a call between two instructions of a function may set a
// variable, a field or something on the way to it.
func (e *engine) renewedBetween(addr ssa.Value, from, to ssa.Instruction) bool {
	var on []any
	for {
		if n := namedType(addr.Type()); n != nil && e.replaced(addr.Type()) {
			on = append(on, n)
		}
		switch x := addr.(type) {
		case *ssa.FieldAddr:
			if f := fieldOf(x.X.Type(), x.Field); f != nil && e.renewed(f) {
				on = append(on, f)
			}
			addr = x.X
			continue
		case *ssa.UnOp:
			addr = x.X
			continue
		case *ssa.Global:
			if e.assignedLater(x) {
				on = append(on, x)
			}
		}
		break
	}
	if len(on) == 0 {
		return false
	}
	seen := make(map[*ssa.Function]bool)
	for _, b := range from.Parent().Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok && e.isBetween(from, in, to) && e.sets(call, on, seen) {
				return true
			}
		}
	}
	return false
}

// isBetween reports whether control may come to an instruction after another one and before
// a third, which comes after the first in any case.
func (e *engine) isBetween(first, in, last ssa.Instruction) bool {
	switch {
	case in == first || in == last:
		return false
	case first.Block() == last.Block() && e.precedes(first, last):
		return in.Block() == first.Block() && e.precedes(first, in) && e.precedes(in, last)
	case in.Block() == first.Block():
		return e.precedes(first, in) && (in.Block() != last.Block() || e.precedes(in, last))
	case in.Block() == last.Block() && e.precedes(in, last):
		return true
	}
	return e.leads(first.Block(), in.Block(), nil) && e.leads(in.Block(), last.Block(), first.Block())
}

// sets reports whether a call may set one of some variables, fields, or structs of a type.
func (e *engine) sets(call ssa.CallInstruction, on []any, seen map[*ssa.Function]bool) bool {
	for _, t := range e.callees(call.Common()) {
		if t.fn == nil || seen[t.fn] {
			continue
		}
		seen[t.fn] = true
		if slices.ContainsFunc(e.renewalIndex().by[t.fn], func(v any) bool { return slices.Contains(on, v) }) {
			return true
		}
		for _, b := range e.live(t.fn) {
			for _, in := range b.Instrs {
				if inner, ok := in.(ssa.CallInstruction); ok && e.sets(inner, on, seen) {
					return true
				}
			}
		}
	}
	return false
}

// foundEmpty reports whether control comes to a store only if what it sets was nil.
func foundEmpty(st *ssa.Store) bool {
	for d := st.Block(); d != nil; d = d.Idom() {
		if len(d.Preds) != 1 {
			continue
		}
		branch, ok := atEndOf(d.Preds[0]).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !isNil(eq.Y) || eq.Op != token.EQL && eq.Op != token.NEQ {
			continue
		}
		empty := 0
		if eq.Op == token.NEQ {
			empty = 1
		}
		load, ok := eq.X.(*ssa.UnOp)
		if ok && load.Op == token.MUL && sameAddress(load.X, st.Addr) && d.Preds[0].Succs[empty] == d {
			return true
		}
	}
	return false
}

// runOnce reports whether a function is a literal that is there for a sync.Once.
func (e *engine) runOnce(lit *ssa.Function) bool {
	site := onlyCall(e.closures[lit])
	if site == nil {
		return false
	}
	for _, t := range e.callees(site.Common()) {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		for _, me := range m.Effects {
			if me.Kind == models.Once && argsOf(site.Common(), t)(me.Param) == ssa.Value(e.closures[lit][0]) {
				return true
			}
		}
	}
	return false
}

// onlyCall returns the call that is the only use of a literal, or nil.
func onlyCall(sites []*ssa.MakeClosure) *ssa.Call {
	if len(sites) != 1 || len(*sites[0].Referrers()) != 1 {
		return nil
	}
	call, _ := (*sites[0].Referrers())[0].(*ssa.Call)
	return call
}

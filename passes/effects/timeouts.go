package effects

import (
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"
)

// A client has the time that it gives an operation in a field.

// limitedByField bounds an effect by a field of the receiver.
func (e *engine) limitedByField(eff *Effect, recv ssa.Value, name string) {
	d, ok := e.fieldDuration(recv, name, 0)
	if !ok {
		return
	}
	if eff.Bound == Timed && (d == 0 || eff.For > 0 && eff.For < d) {
		return
	}
	eff.Bound, eff.For = Timed, d
}

// fieldDuration returns the time in a field of a struct, 0 if it is not
// constant, and whether there is one that is not 0.
func (e *engine) fieldDuration(v ssa.Value, name string, depth int) (time.Duration, bool) {
	const maxDepth = 3 // of functions that return what functions return
	if v == nil || depth > maxDepth {
		return 0, false
	}
	st, ok := deref(v.Type()).Underlying().(*types.Struct)
	if !ok {
		return 0, false
	}
	field := -1
	for i := range st.NumFields() {
		if st.Field(i).Name() == name {
			field = i
		}
	}
	if field < 0 {
		return 0, false
	}
	longest, limited := time.Duration(0), false
	add := func(d time.Duration, ok bool) bool {
		switch {
		case !ok:
			return false
		case limited && (d == 0 || longest == 0):
			longest = 0
		default:
			longest = max(longest, d)
		}
		limited = true
		return true
	}
	constants := func(vals []ssa.Value) bool {
		for _, val := range vals {
			d, known := constDuration(val)
			if !add(d, !known || d > 0) {
				return false
			}
		}
		return len(vals) > 0
	}
	for _, s := range e.sources(v) {
		switch x := s.value.(type) {
		case *ssa.Alloc:
			vals, _ := e.fieldStores(x, field, 0)
			if !constants(vals) {
				return 0, false
			}
		case *ssa.FieldAddr, *ssa.Global: // that holds the struct itself
			if obj := e.place(x); !e.own(obj) || !constants(e.partsOf(obj)[field]) {
				return 0, false
			}
		case *ssa.Call:
			fn := e.callee(&x.Call)
			if fn == nil {
				return 0, false
			}
			rs := results(fn, 0)
			for _, r := range rs {
				if !add(e.fieldDuration(r, name, depth+1)) {
					return 0, false
				}
			}
		default:
			return 0, false
		}
	}
	return longest, limited
}

// own reports whether nobody but this package can change a variable.
func (e *engine) own(v *types.Var) bool {
	return v != nil && v.Pkg() == e.pass.Pkg && !v.Exported()
}

// partsOf returns what is stored in the fields of a struct that is itself in a
// field or a package-level variable.
func (e *engine) partsOf(v *types.Var) map[int][]ssa.Value {
	if e.parts == nil {
		e.parts = make(map[*types.Var]map[int][]ssa.Value)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					e.indexPart(fn, in)
				}
			}
		}
	}
	return e.parts[v]
}

func (e *engine) indexPart(fn *ssa.Function, in ssa.Instruction) {
	st, ok := in.(*ssa.Store)
	if !ok {
		return
	}
	set := func(outer *types.Var, field int, vals ...ssa.Value) {
		if outer.Pkg() != e.pass.Pkg || e.testOnly(fn, outer.Pos()) {
			return
		}
		if e.parts[outer] == nil {
			e.parts[outer] = make(map[int][]ssa.Value)
		}
		e.parts[outer][field] = append(e.parts[outer][field], vals...)
	}
	if f, ok := st.Addr.(*ssa.FieldAddr); ok {
		if outer := e.place(f.X); outer != nil {
			set(outer, f.Field, st.Val)
		}
	}
	// A whole struct, of which a composite literal is made elsewhere.
	load, ok := st.Val.(*ssa.UnOp)
	if !ok {
		return
	}
	from, ok := load.X.(*ssa.Alloc)
	outer := e.place(st.Addr)
	if s, isStruct := st.Val.Type().Underlying().(*types.Struct); ok && isStruct && outer != nil {
		for i := range s.NumFields() {
			if vals, _ := e.fieldStores(from, i, 0); len(vals) > 0 {
				set(outer, i, vals...)
			}
		}
	}
}

package stdscan

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// stored holds what is ever stored in the unexported fields and package-level
// variables of a program: nobody outside can store anything else there.
type stored struct {
	vals  map[*types.Var][]ssa.Value
	taken map[*types.Var]bool // its address goes elsewhere
}

func findStored(all []*node) stored {
	s := stored{vals: make(map[*types.Var][]ssa.Value), taken: make(map[*types.Var]bool)}
	for _, n := range all {
		for _, b := range n.fn.Blocks {
			for _, in := range b.Instrs {
				s.instr(in)
			}
		}
	}
	return s
}

func (s *stored) instr(in ssa.Instruction) {
	store, _ := in.(*ssa.Store)
	if store != nil {
		if v := variable(store.Addr); v != nil && keepsCode(v.Type()) {
			s.vals[v] = append(s.vals[v], store.Val)
		}
	}
	var operands [8]*ssa.Value
	for _, op := range in.Operands(operands[:0]) {
		v := variable(*op)
		if v == nil || !keepsCode(v.Type()) {
			continue
		}
		switch in := in.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			if in.Addr != *op {
				s.taken[v] = true
			}
		default:
			s.taken[v] = true
		}
	}
}

// at returns all that is stored at an address, and whether that is known.
func (s *stored) at(addr ssa.Value) ([]ssa.Value, bool) {
	v := variable(addr)
	if v == nil || v.Exported() || s.taken[v] || len(s.vals[v]) == 0 {
		return nil, false
	}
	return s.vals[v], true
}

// field is at for a field of a struct that is no variable.
func (s *stored) field(f *ssa.Field) ([]ssa.Value, bool) {
	v := f.X.Type().Underlying().(*types.Struct).Field(f.Field).Origin()
	if v.Exported() || s.taken[v] || len(s.vals[v]) == 0 {
		return nil, false
	}
	return s.vals[v], true
}

// variable returns the field or package-level variable at an address.
func variable(addr ssa.Value) *types.Var {
	switch x := addr.(type) {
	case *ssa.Global:
		v, _ := x.Object().(*types.Var)
		return v
	case *ssa.FieldAddr:
		p, ok := x.X.Type().Underlying().(*types.Pointer)
		if !ok {
			return nil
		}
		st, ok := p.Elem().Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		return st.Field(x.Field).Origin()
	}
	return nil
}

// keepsCode reports whether a variable of type t can be called, or a method of
// what it holds.
func keepsCode(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Interface:
		return true
	}
	return false
}

// loaded returns what a load may find.
func (d *Derivation) loaded(x *ssa.UnOp) ([]ssa.Value, bool) {
	if x.Op != token.MUL {
		return nil, false
	}
	if vals := stores(x.X); vals != nil {
		return vals, true
	}
	return d.stored.at(x.X)
}

// returned returns what the functions call that a function of the table returns.
func (d *Derivation) returned(call *ssa.Call) ([]ssa.Value, bool) {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return nil, false
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return nil, false
	}
	path, name, _ := tableName(obj)
	f := d.table.Func(path, name)
	if f == nil || len(f.ReturnsFunc) == 0 {
		return nil, false
	}
	var vals []ssa.Value
	for _, i := range f.ReturnsFunc {
		if i < 0 || i >= len(call.Call.Args) || obj.Signature().Recv() != nil {
			return nil, false
		}
		vals = append(vals, call.Call.Args[i])
	}
	return vals, true
}

package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Elements of channels, maps, slices and arrays are collected by the place
// where their container is made: a queue of functions runs whatever is put into
// it anywhere in the package.

// keep records what an instruction puts into a container.
func (e *engine) keep(fn *ssa.Function, in ssa.Instruction) {
	var container, elem ssa.Value
	switch in := in.(type) {
	case *ssa.Send:
		container, elem = in.Chan, in.X
	case *ssa.MapUpdate:
		container, elem = in.Map, in.Value
	case *ssa.Store:
		if at, ok := in.Addr.(*ssa.IndexAddr); ok {
			container, elem = at.X, in.Val
		}
	case *ssa.Select:
		for _, st := range in.States {
			if st.Send != nil {
				e.put(fn, st.Chan, st.Send)
			}
		}
	}
	if container != nil {
		e.put(fn, container, elem)
	}
}

func (e *engine) put(fn *ssa.Function, container, elem ssa.Value) {
	if !mayRun(elem.Type()) {
		return
	}
	for _, s := range e.sources(container) {
		if made := madeAt(s.value); made != nil && !e.testOnly(fn, made.Pos()) {
			e.elems[made] = append(e.elems[made], elem)
		}
	}
}

// mayRun reports whether values of the type are functions or have methods.
func mayRun(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Interface:
		return true
	}
	return false
}

// madeAt returns the value that stands for a container: where it is made.
func madeAt(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice, *ssa.Alloc, *ssa.Global:
			return x
		case *ssa.Slice:
			v = x.X
		default:
			return nil
		}
	}
}

// element returns the container that a value is taken out of, or nil.
func element(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return v.X
		}
		if at, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return at.X
		}
	case *ssa.Index:
		return v.X
	case *ssa.Lookup:
		return v.X
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.UnOp, *ssa.Lookup: // with a second result
			if v.Index == 0 {
				return element(t.(ssa.Value))
			}
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
				return r.X
			}
		case *ssa.Select:
			at := v.Index - 2 // the results are index, ok, and what each receive got
			for _, st := range t.States {
				if st.Dir != types.RecvOnly {
					continue
				}
				if at == 0 {
					return st.Chan
				}
				at--
			}
		}
	}
	return nil
}

// elements follows the elements of a container, and reports whether it could.
func (w *sourceWalk) elements(container ssa.Value) bool {
	if w.e.indexing {
		return false
	}
	found := false
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, s := range w.e.sources(v) {
			switch x := s.value.(type) {
			case *ssa.Parameter:
				if !s.field && !s.elem {
					found = true
					w.add(source{value: x, elem: true})
				}
			case *ssa.Slice:
				visit(x.X)
			case *ssa.Alloc: // of an array, which may be a copy of a literal
				for _, whole := range w.e.allocStores(x) {
					if from, ok := whole.(*ssa.UnOp); ok {
						visit(from.X)
					}
				}
			case *ssa.Call:
				if b, ok := x.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
					for _, a := range x.Call.Args {
						visit(a)
					}
				}
			}
			made := madeAt(s.value)
			if made == nil {
				continue
			}
			for _, elem := range w.e.elems[made] {
				found = true
				w.walk(source{value: elem, field: true})
			}
		}
	}
	visit(container)
	return found
}

// contents returns where the elements of a container come from.
func (e *engine) contents(container ssa.Value) []source {
	if container == nil {
		return nil
	}
	w := sourceWalk{e: e, seen: make(map[ssa.Value]bool)}
	w.elements(container)
	return w.found
}

// elementFuncs returns what the functions in a container may be.
func (e *engine) elementFuncs(container ssa.Value) []target {
	return e.eachElement(container, "", func(v ssa.Value) []target { return e.functions(v) })
}

// elementMethods returns what a method of the values in a container may be.
func (e *engine) elementMethods(container ssa.Value, method string) []target {
	return e.eachElement(container, method, func(v ssa.Value) []target { return e.methods(v, method, nil) })
}

func (e *engine) eachElement(container ssa.Value, method string, resolve func(ssa.Value) []target) []target {
	var ts []target
	for _, s := range e.contents(container) {
		if p, ok := s.value.(*ssa.Parameter); ok && s.elem {
			ts = append(ts, target{param: p, elem: true, method: method, edge: Param})
			continue
		}
		for _, t := range resolve(s.value) {
			if t.param != nil {
				continue // whoever passed it is not who takes it out
			}
			t.edge = max(t.edge, Field)
			ts = append(ts, t)
		}
	}
	return ts
}

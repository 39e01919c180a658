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
	if element(container) != nil && e.indexing {
		e.postponed = append(e.postponed, putting{fn, container, elem})
		return
	}
	for _, s := range e.origins(container) {
		values := []ssa.Value{s.value}
		if p, ok := s.value.(*ssa.Parameter); ok && !s.field {
			values = e.passed(p) // whoever calls fn has it filled
		}
		for _, v := range values {
			if place := e.containerAt(v); place != nil && !e.testOnly(fn, place.Pos()) {
				e.elems[place] = append(e.elems[place], elem)
			}
		}
	}
}

// putting is what is put into a container that is itself taken out of one.
type putting struct {
	fn              *ssa.Function
	container, elem ssa.Value
}

// mayRun reports whether values of the type are functions or have methods, or
// contain such values.
func mayRun(t types.Type) bool {
	for range 4 {
		switch t.Underlying().(type) {
		case *types.Signature, *types.Interface:
			return true
		}
		if t = elemType(t); t == nil {
			return false
		}
	}
	return false
}

// elemType returns the type of what a container contains, or nil.
func elemType(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	case *types.Chan:
		return u.Elem()
	}
	return nil
}

// A place stands for a container: the value that makes it, or the field that is
// an array.
type place interface{ Pos() token.Pos }

// containerAt returns what stands for a container, or nil.
func (e *engine) containerAt(v ssa.Value) place {
	for {
		switch x := v.(type) {
		case *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice, *ssa.Alloc, *ssa.Global:
			return x
		case *ssa.Slice:
			v = x.X
		case *ssa.FieldAddr:
			if f := fieldOf(x.X.Type(), x.Field); f != nil && isArray(f.Type()) {
				return f
			}
			return nil
		case *ssa.UnOp:
			if x.Op != token.MUL || !isArray(x.Type()) {
				return nil
			}
			v = x.X
		default:
			return nil
		}
	}
}

func isArray(t types.Type) bool {
	_, ok := t.Underlying().(*types.Array)
	return ok
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
	var visit func(v ssa.Value, field bool)
	copied := func(vals []ssa.Value) { // an array may be a copy of a literal
		for _, whole := range vals {
			if from, ok := whole.(*ssa.UnOp); ok && from.Op == token.MUL {
				visit(from.X, true)
			}
		}
	}
	visit = func(v ssa.Value, field bool) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, s := range w.origins(v) {
			switch x := s.value.(type) {
			case *ssa.Parameter:
				if part, ok := s.part.join(partElems); ok && !s.field && !field {
					found = true
					w.add(source{value: x, part: part})
				}
			case *ssa.Slice:
				visit(x.X, field || s.field)
			case *ssa.Alloc:
				copied(w.e.allocStores(x))
			case *ssa.Call:
				if isBuiltin(x, "append") {
					for _, a := range x.Call.Args {
						visit(a, field || s.field)
					}
				}
				contents, elems := w.e.containedBy(x)
				for _, c := range contents {
					visit(c, field || s.field)
				}
				for _, elem := range elems {
					found = true
					w.walk(source{value: elem, field: field || s.field})
				}
			}
			if w.deep {
				for _, r := range w.e.partOfParam(s.value, v) {
					if p, ok := r.value.(*ssa.Parameter); !ok {
						visit(r.value, true)
					} else if part, ok := r.part.join(partElems); ok && r.part != "" {
						found = true
						w.add(source{value: p, part: part})
					}
				}
			}
			made := w.e.containerAt(s.value)
			switch x := made.(type) {
			case nil:
				continue
			case *ssa.Global:
				if v, ok := x.Object().(*types.Var); ok && isArray(v.Type()) {
					copied(w.e.stores[v])
				}
			case *types.Var:
				copied(w.e.stores[x])
			}
			for _, elem := range w.e.elems[made] {
				found = true
				w.walk(source{value: elem, field: true})
			}
		}
	}
	visit(container, false)
	return found
}

// containedBy returns the containers and iterators whose contents the result of a
// call contains, or yields; and those that it contains themselves, or parts of them.
func (e *engine) containedBy(call *ssa.Call) (contents, elems []ssa.Value) {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return nil, nil
	}
	obj, _ := origin(fn).Object().(*types.Func)
	m := e.model(obj)
	if m == nil {
		return nil, nil
	}
	inner := contained(call.Type())
	for _, n := range m.Contains {
		a := argsOf(&call.Call, target{obj: obj})(n)
		if a == nil {
			continue
		}
		elem := contained(a.Type())
		switch {
		case elem != nil && inner != nil && elemType(inner) != nil && types.Identical(elem, elemType(inner)):
			elems = append(elems, a) // as of slices.Chunk
		case elem == nil || types.Identical(elem, inner) || contained(elem) == nil:
			contents = append(contents, a)
		default:
			for _, s := range e.contents(a) { // several containers, as of slices.Concat
				contents = append(contents, s.value)
			}
		}
	}
	return contents, elems
}

// contained returns the type of what a container contains or an iterator yields last,
// or nil.
func contained(t types.Type) types.Type {
	if elem := elemType(t); elem != nil {
		return elem
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 {
		return nil
	}
	yield, ok := sig.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok || yield.Params().Len() == 0 {
		return nil
	}
	return yield.Params().At(yield.Params().Len() - 1).Type()
}

// contents returns where the elements of a container come from.
func (e *engine) contents(container ssa.Value) []source {
	if container == nil {
		return nil
	}
	w := e.newWalk()
	w.deep = true
	w.elements(container)
	return w.found
}

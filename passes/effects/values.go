package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A source is a place where a value may come from.
type source struct {
	value ssa.Value
	field bool // by way of a field, a package-level variable or a container
	part  Part // value is a parameter, and meant is this part of it

	by   *making    // if a function made it of what that was passed
	from *fieldFrom // if it is in a field of a parameter
}

// edge returns how a callee is known that comes from s, one of several sources:
// for sure only if there is no other.
func (s source) edge(among []source) Edge {
	if s.field {
		return Field
	}
	for _, other := range among {
		if c, ok := other.value.(*ssa.Const); other != s && !(ok && c.IsNil()) {
			return Field
		}
	}
	return Static
}

// sources follows a value back to where it is made: through conversions,
// variables (also captured ones), unexported fields and package-level variables
// of this package. What it cannot follow it returns as it is.
func (e *engine) sources(v ssa.Value) []source {
	if found, ok := e.traced[v]; ok {
		return found
	}
	w := e.newWalk()
	w.walk(source{value: v})
	if !e.indexing {
		e.traced[v] = w.found
	}
	return w.found
}

type sourceWalk struct {
	e     *engine
	deep  bool // see origins
	level int  // of functions that return what functions return
	seen  map[ssa.Value]bool
	made  map[result][]source // see call
	from  *fieldFrom          // of what is walked
	at    map[ssa.Value][]int // where in found it is
	ways  map[ssa.Value]int   // of what is found, how many calls made it
	found []source
}

func (e *engine) newWalk() *sourceWalk {
	return &sourceWalk{e: e, seen: make(map[ssa.Value]bool), made: make(map[result][]source)}
}

func (w *sourceWalk) add(s source) {
	if s.from == nil {
		s.from = w.from
	}
	if w.ways[s.value] > maxMakings {
		return
	}
	if w.ways[s.value] == maxMakings {
		s.field, s.by, s.from = true, nil, nil
	}
	if !slices.ContainsFunc(w.at[s.value], func(i int) bool { return w.found[i] == s }) {
		w.keep(s)
		if w.ways == nil {
			w.ways = make(map[ssa.Value]int)
		}
		w.ways[s.value]++
	}
}

// maxMakings bounds of how many calls it is told apart what they make of their arguments:
// in a parser, thousands of ways may lead to a value. Of more than these it is one thing,
// whoever made it.
const maxMakings = 8

func (w *sourceWalk) keep(s source) {
	if w.at == nil {
		w.at = make(map[ssa.Value][]int)
	}
	w.at[s.value] = append(w.at[s.value], len(w.found))
	w.found = append(w.found, s)
}

func (w *sourceWalk) walk(s source) {
	if s.from == nil {
		s.from = w.from
	}
	if s.value == nil || w.seen[s.value] {
		for _, i := range w.at[s.value] { // it comes in two ways
			if w.found[i].from != s.from {
				w.found[i].from = nil
			}
		}
		return
	}
	w.seen[s.value] = true
	next := func(v ssa.Value) { w.walk(source{value: v, field: s.field}) }
	if c := element(s.value); c != nil && mayRun(s.value.Type()) && w.elements(c) {
		return
	}
	if w.e.saidOf(s.value) != nil {
		w.keep(s)
		return
	}
	if w.deep && mayRun(s.value.Type()) && w.across(s) {
		return
	}
	switch v := s.value.(type) {
	case *piece:
		w.piece(v, s.field)
		return
	case *ssa.ChangeType:
		next(v.X)
		return
	case *ssa.ChangeInterface:
		next(v.X)
		return
	case *ssa.TypeAssert:
		if types.IsInterface(v.AssertedType) {
			next(v.X)
			return
		}
		if w.asserted(v, s.field) {
			return
		}
	case *ssa.Extract:
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			if types.IsInterface(ta.AssertedType) { // which not all of them may be
				next(ta.X)
				return
			}
			if w.asserted(ta, s.field) {
				return
			}
		}
	case *ssa.Phi:
		for _, edge := range v.Edges {
			next(edge)
		}
		return
	case *ssa.Parameter:
		if from := w.e.yieldedAs(v); from != nil {
			found := len(w.found)
			w.walk(source{value: from, field: s.field})
			if len(w.found) > found {
				return
			}
		}
	case *ssa.FreeVar:
		if bound := w.e.bindings(v); bound != nil {
			for _, b := range bound {
				next(b)
			}
			return
		}
	case *ssa.UnOp:
		if v.Op == token.MUL && w.load(v.X, s.field) {
			return
		}
	case *ssa.Field:
		if vals := w.e.localCopyStores(v); len(vals) > 0 {
			for _, x := range vals {
				next(x)
			}
			return
		}
		if f := fieldOf(v.X.Type(), v.Field); w.e.stored(f) {
			from := w.from
			if p, ok := v.X.(*ssa.Parameter); ok && from == nil {
				w.from = w.e.fieldFrom(p, f)
			}
			w.storesOf(f, v.Type())
			w.from = from
			return
		}
	}
	w.keep(s)
}

// yieldedAs returns what a variable of a range over a function gets, which is a parameter
// of its body: what that function yields last, as far as it may run. For other
// parameters it returns nil.
func (e *engine) yieldedAs(p *ssa.Parameter) ssa.Value {
	body := p.Parent()
	if p != body.Params[len(body.Params)-1] || !mayRun(p.Type()) || len(e.closures[body]) != 1 {
		return nil
	}
	mc := loopBody(e.closures[body][0])
	if mc == nil {
		return nil
	}
	for _, use := range *mc.Referrers() {
		if call, ok := use.(*ssa.Call); ok {
			return e.pieceOf(pieces{{call.Call.Value, partElems}})
		}
	}
	return nil
}

// asserted follows a function that is taken out of an interface.
func (w *sourceWalk) asserted(ta *ssa.TypeAssert, field bool) bool {
	if _, ok := ta.AssertedType.Underlying().(*types.Signature); !ok {
		return false
	}
	found := false
	for _, s := range w.origins(ta.X) {
		if mi, ok := s.value.(*ssa.MakeInterface); ok && types.Identical(mi.X.Type(), ta.AssertedType) {
			found = true
			w.walk(source{value: mi.X, field: field || s.field})
		}
	}
	return found
}

// load follows the value at an address, and reports whether it could.
func (w *sourceWalk) load(addr ssa.Value, field bool) bool {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		vals := w.e.allocStores(addr)
		for _, v := range vals {
			w.walk(source{value: v, field: field})
		}
		return len(vals) > 0
	case *ssa.UnOp: // a pointer that a variable holds
		var vals []ssa.Value
		if a, ok := w.e.object(addr).(*ssa.Alloc); ok {
			vals = w.e.storedThrough(a)
		}
		for _, v := range vals {
			w.walk(source{value: v, field: field})
		}
		return len(vals) > 0
	case *ssa.FreeVar:
		found := false
		for _, b := range w.e.bindings(addr) {
			if w.seen[b] {
				continue
			}
			found = w.load(b, field) || found
		}
		return found
	case *ssa.FieldAddr:
		if vals := w.e.localFieldStores(addr); len(vals) > 0 {
			for _, v := range vals {
				w.walk(source{value: v, field: field})
			}
			return true
		}
		if f := fieldOf(addr.X.Type(), addr.Field); w.e.stored(f) {
			from := w.from
			if from == nil {
				w.from = w.e.fieldOfParam(addr)
			}
			w.storesOf(f, deref(addr.Type()))
			w.from = from
			return true
		}
	case *ssa.Global:
		obj, ok := addr.Object().(*types.Var)
		if !ok || !w.e.stored(obj) && !w.e.initialized(obj) {
			return false
		}
		w.storesOf(obj, obj.Type())
		return w.e.stored(obj) // else importers may store something else
	}
	return false
}

// storesOf follows what is stored in a field or variable which is of type t where
// it is read: a field of a generic type is of another type in each instance.
func (w *sourceWalk) storesOf(f *types.Var, t types.Type) {
	for _, v := range w.e.stores[f] {
		if otherInstance(f, t, v.Type()) {
			continue
		}
		w.walk(source{value: v, field: true})
	}
}

// stored reports whether all that is ever stored in the field or package-level
// variable is known: nobody outside can name it, and something is stored here.
func (e *engine) stored(f *types.Var) bool {
	return f != nil && f.Pkg() == e.pass.Pkg && !f.Exported() && len(e.stores[f]) > 0
}

// initialized reports whether this package stores something in an exported variable of
// its own, as in
//
//	var Output io.Writer = os.Stdout
func (e *engine) initialized(v *types.Var) bool {
	return v != nil && v.Pkg() == e.pass.Pkg && v.Exported() && types.IsInterface(v.Type()) && len(e.stores[v]) > 0
}

// fieldOf returns the field of a struct, or of what t points to.
func fieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok {
		return nil // the core type of a type parameter
	}
	return st.Field(i).Origin()
}

// bindings returns the values that closures capture as v.
func (e *engine) bindings(v *ssa.FreeVar) []ssa.Value {
	fn := v.Parent()
	var bound []ssa.Value
	for i, fv := range fn.FreeVars {
		if fv != v {
			continue
		}
		for _, mc := range e.closures[fn] {
			bound = append(bound, mc.Bindings[i])
		}
	}
	return bound
}

// allocStores returns what is stored in a local variable, by its function and
// by the literals that capture it.
func (e *engine) allocStores(alloc *ssa.Alloc) []ssa.Value {
	var vals []ssa.Value
	var visit func(addr ssa.Value)
	visit = func(addr ssa.Value) {
		refs := addr.Referrers()
		if refs == nil {
			return
		}
		for _, ref := range *refs {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == addr {
					vals = append(vals, ref.Val)
				}
			case *ssa.MakeClosure:
				for i, b := range ref.Bindings {
					if fn, ok := ref.Fn.(*ssa.Function); ok && b == addr && i < len(fn.FreeVars) {
						visit(fn.FreeVars[i])
					}
				}
			}
		}
	}
	visit(alloc)
	return vals
}

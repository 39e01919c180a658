package effects

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A target is something that a call may run.
type target struct {
	fn     *ssa.Function  // if its body is in this package
	obj    *types.Func    // if it is a declared function or method
	recv   ssa.Value      // of a method that is bound to it
	via    ssa.Value      // what the caller has in hand, if it does not call it by name
	param  *ssa.Parameter // instead of the above: a parameter,
	part   Part           // or a part of it,
	method string         // or this method of it
	edge   Edge
	own    *ownership // what it needs

	result *ssa.Call // with param: what that call of it returns,
	index  int       // as which of its results

	tparam *types.TypeParam // with method: of a value of this type, which param may be
	targs  []types.Type     // of an instance of a generic function or type

	made   *Made        // if it is the result of a function of another package, or annotated
	said   *models.Func // what annotations say of made
	model  *models.Func // or what a model says of it
	frames []frame      // of the calls that made it, see bindOuter
}

// A frame is a call of a function that returned a literal.
type frame struct {
	fn    *ssa.Function
	args  args
	targs []types.Type

	call *ssa.CallCommon // which call it is,
	recv ssa.Value       // and of which target
	by   maker
}

// isParam reports whether it is up to callers of the function at hand what t is.
func (t target) isParam() bool {
	return (t.param != nil || t.tparam != nil) && len(t.frames) == 0
}

// through returns targets that are called through a value, or through a part of it, which
// may be another one each time.
func through(v ssa.Value, part Part, ts []target) []target {
	if part != "" {
		return ts
	}
	ts = slices.Clone(ts)
	for i := range ts {
		ts[i].via = v
	}
	return ts
}

// nameOf returns the full name of what a target is.
func (e *engine) nameOf(t target) string {
	var key any
	switch {
	case t.fn != nil:
		key = t.fn
	case t.made != nil:
		return t.made.Name
	case t.obj != nil:
		key = t.obj
	default:
		return t.method
	}
	name, ok := e.fullNames[key]
	if !ok {
		if t.fn != nil {
			name = funcName(t.fn)
		} else {
			name = fullName(t.obj)
		}
		e.fullNames[key] = name
	}
	return name
}

// functions returns what a function value may be.
func (e *engine) functions(v ssa.Value) []target {
	ts, ok := e.funcValues[v]
	if !ok {
		mark := e.cuts
		for _, t := range e.functionsDepth(v, 0) {
			if t.result == nil {
				ts = append(ts, t)
			}
		}
		if e.whole(mark) {
			e.funcValues[v] = ts
		}
	}
	return ts
}

func (e *engine) functionsDepth(v ssa.Value, depth int) []target {
	e.descend()
	defer e.leave()
	if v == nil {
		return nil
	}
	var ts []target
	user := v
	srcs := e.origins(v)
	for _, s := range srcs {
		edge, n := s.edge(srcs), len(ts)
		switch v := s.value.(type) {
		case *ssa.Function:
			ts = append(ts, e.function(v, nil, edge)...)
		case *ssa.MakeClosure:
			ts = append(ts, e.function(v.Fn.(*ssa.Function), v.Bindings, edge)...)
		case *ssa.Parameter:
			if !s.field {
				ts = append(ts, target{param: v, part: s.part, edge: Param})
			}
		case *ssa.Call:
			ts = append(ts, e.returned(v, 0, edge, depth)...)
		case *ssa.Extract:
			if call, ok := v.Tuple.(*ssa.Call); ok {
				ts = append(ts, e.returned(call, v.Index, edge, depth)...)
			}
		default:
			if n := e.saidOf(v); n != nil {
				ts = append(ts, n.target(edge))
				continue
			}
			ts = append(ts, e.functionsRead(s.value, user, edge, depth)...)
		}
		ownedBy(ts[n:], e.owned(s, srcs))
	}
	return ts
}

// function turns an SSA function into a target: an instance becomes the generic
// function, and a bound method the method and its receiver.
func (e *engine) function(fn *ssa.Function, bindings []ssa.Value, edge Edge) []target {
	targs := fn.TypeArgs()
	fn = origin(fn)
	obj, _ := fn.Object().(*types.Func)
	switch {
	case strings.HasPrefix(fn.Synthetic, "thunk") && obj != nil && types.IsInterface(obj.Signature().Recv().Type()):
		// Of a method expression: the method of what is passed.
		return []target{{edge: edge, made: &Made{Name: fullName(obj), Summary: Summary{
			Invokes: []ParamInvoke{{Method: obj.Name()}}}}}}
	case strings.HasPrefix(fn.Synthetic, "bound method wrapper"):
		if len(bindings) != 1 || obj == nil {
			return nil
		}
		return e.method(bindings[0], obj, edge)
	case fn.Parent() != nil && edge == Static:
		edge = Closure
	}
	t := target{obj: obj, edge: edge, targs: targs}
	if obj != nil {
		if recv := obj.Signature().Recv(); recv != nil && len(targs) == 0 {
			t.targs = typeArgs(recv.Type())
		}
		obj = obj.Origin()
		t.obj = obj
		if body := e.prog.FuncValue(obj); body != nil {
			fn = body
		}
	}
	if e.nodes[fn] != nil {
		t.fn = fn
	}
	if t.fn == nil && t.obj == nil {
		return nil
	}
	return []target{t}
}

// method resolves the method obj of the value recv.
func (e *engine) method(recv ssa.Value, obj *types.Func, edge Edge) []target {
	if !types.IsInterface(recv.Type()) {
		if types.IsInterface(obj.Signature().Recv().Type()) {
			if ts, ok := e.promoted(recv.Type(), obj.Name(), recv, edge); ok {
				return ts
			}
		}
		t := target{obj: obj.Origin(), recv: recv, edge: edge, targs: typeArgs(obj.Signature().Recv().Type())}
		if body := e.prog.FuncValue(t.obj); body != nil && e.nodes[body] != nil {
			t.fn = body
		}
		return []target{t}
	}
	var ts []target
	for _, t := range e.methods(recv, obj.Name(), obj) {
		t.edge = max(t.edge, edge)
		ts = append(ts, t)
	}
	return ts
}

// methods resolves a method of an interface by what the value may be. obj is
// the interface's own method, if known.
func (e *engine) methods(v ssa.Value, name string, obj *types.Func) []target {
	key := methodKey{v, name, obj}
	ts, ok := e.methodVals[key]
	if !ok {
		e.descend()
		defer e.leave()
		mark := e.cuts
		ts = distinctTargets(e.findMethods(v, name, obj))
		if len(e.promoting) == 0 && !e.indexing && e.whole(mark) { // else they may be but some
			e.methodVals[key] = slices.Clip(ts)
		}
	}
	return ts
}

// distinctTargets returns one of each target that is there more than once: where what
// is stored in many places is read from many, the same few come by every way.
func distinctTargets(ts []target) []target {
	if len(ts) < 2 {
		return ts
	}
	type key struct {
		fn     *ssa.Function
		obj    *types.Func
		recv   ssa.Value
		param  *ssa.Parameter
		part   Part
		method string
		edge   Edge
		own    ownership
		tparam *types.TypeParam
	}
	seen := make(map[key]bool, len(ts))
	var left []target
	for _, t := range ts {
		k := key{t.fn, t.obj, t.recv, t.param, t.part, t.method, t.edge, ownership{}, t.tparam}
		if t.own != nil {
			k.own = *t.own
		}
		plain := t.made == nil && t.said == nil && t.model == nil && t.result == nil && len(t.frames) == 0
		if plain && seen[k] {
			continue
		}
		seen[k] = seen[k] || plain
		left = append(left, t)
	}
	return left
}

// unconverted returns what a value was before it was converted from one interface to
// another.
func unconverted(v ssa.Value) ssa.Value {
	for {
		c, ok := v.(*ssa.ChangeInterface)
		if !ok {
			return v
		}
		v = c.X
	}
}

// methodKey stands for a question to methods.
type methodKey struct {
	value ssa.Value
	name  string
	obj   *types.Func
}

func (e *engine) findMethods(v ssa.Value, name string, obj *types.Func) []target {
	var ts []target
	if n := e.told(obj); n != nil && (n.Line.OK || n.Line.Tasks != nil) {
		ts = []target{{obj: obj, recv: v}} // said of all that v may be
		if n.Line.OK {
			return ts
		}
	}
	if tp, ok := types.Unalias(v.Type()).(*types.TypeParam); ok {
		return e.methodOfTypeParam(v, tp, name)
	}
	srcs := e.origins(v)
	for _, s := range srcs {
		edge := s.edge(srcs)
		if p, ok := s.value.(*ssa.Parameter); ok && s.part != "" {
			ts = append(ts, target{param: p, part: s.part, method: name, edge: Param})
			// Whoever fills it: what it is an interface for is known.
			whole := unconverted(v)
			if iobj, _ := lookupMethod(whole.Type(), name).(*types.Func); types.IsInterface(whole.Type()) && e.model(iobj) != nil {
				ts = append(ts, target{obj: iobj, recv: whole, edge: edge})
			}
			continue
		}
		if mi, ok := s.value.(*ssa.MakeInterface); ok {
			n := len(ts)
			ts = append(ts, withFrames(e.methodOf(mi.X.Type(), name, mi.X, edge), e.framesOf(s.by))...)
			ownedBy(ts[n:], e.owned(s, srcs))
			continue
		}
		if !types.IsInterface(s.value.Type()) {
			ts = append(ts, withFrames(e.methodOf(s.value.Type(), name, s.value, edge), e.framesOf(s.by))...)
			continue
		}
		// What is converted from one interface to another is known better as what it was.
		iobj, _ := lookupMethod(s.value.Type(), name).(*types.Func)
		if iobj == nil || obj != nil && e.model(iobj) == nil {
			iobj = obj
		}
		if iobj != nil && e.model(iobj) != nil {
			ts = append(ts, target{obj: iobj, recv: s.value, edge: edge})
			continue
		}
		if e.told(iobj).Calls() {
			if len(ts) == 0 || ts[0].obj != iobj {
				ts = append(ts, target{obj: iobj, recv: s.value, edge: edge})
			}
			continue
		}
		if p, ok := s.value.(*ssa.Parameter); ok && !s.field {
			ts = append(ts, target{param: p, method: name, edge: Param})
			continue
		}
		if read := e.methodsRead(s.value, v, name, edge); len(read) > 0 {
			ts = append(ts, read...)
			continue
		}
		for _, impl := range e.implementers(s.value.Type()) {
			ts = append(ts, e.methodOf(impl, name, nil, Interface)...)
		}
	}
	return ts
}

// withFrames says of targets which calls made the value that they belong to.
func withFrames(ts []target, frames []frame) []target {
	for i := range ts {
		ts[i].frames = slices.Concat(ts[i].frames, frames)
	}
	return ts
}

// methodOf returns the method of a concrete type.
func (e *engine) methodOf(t types.Type, name string, recv ssa.Value, edge Edge) []target {
	obj, ok := lookupMethod(t, name).(*types.Func)
	if !ok {
		return nil
	}
	tg := target{obj: obj.Origin(), recv: recv, edge: edge, targs: typeArgs(obj.Signature().Recv().Type())}
	if types.IsInterface(obj.Signature().Recv().Type()) {
		if ts, ok := e.promoted(t, name, recv, edge); ok {
			return ts
		}
		return []target{tg} // a model knows it
	}
	if body := e.prog.FuncValue(tg.obj); body != nil && e.nodes[body] != nil {
		tg.fn = body
	}
	return []target{tg}
}

func lookupMethod(t types.Type, name string) types.Object {
	var pkg *types.Package
	if n := namedType(t); n != nil {
		pkg = n.Pkg()
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	return obj
}

// implementers returns the types that this package puts into an interface that
// it declares. Types of other packages are not asked: most of them never meet
// the value, and one that blocks would make all of them seem to.
func (e *engine) implementers(t types.Type) []types.Type {
	n := namedType(t)
	if n == nil || n.Pkg() != e.pass.Pkg {
		return nil
	}
	return e.impls[n]
}

// paramIndex returns the number of a parameter as the tables count: the
// receiver apart.
func paramIndex(p *ssa.Parameter) int {
	fn := p.Parent()
	for i, q := range fn.Params {
		if p == q {
			if fn.Signature.Recv() != nil {
				return i - 1
			}
			return i
		}
	}
	return -3 // not a parameter of anything
}

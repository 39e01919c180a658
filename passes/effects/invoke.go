package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// invoke adds what a method of a value does. self says that it is the method's
// own receiver which is invoked, as with a bufio.Reader: what counts then is
// what it wraps.
func (e *engine) invoke(out *outcome, v ssa.Value, method string, self bool, via Path, pos finding.Position, given giving) {
	if v == nil {
		return
	}
	if made, ok := e.madeField(e.single(v)); ok {
		for _, w := range made {
			e.invoke(out, w, method, false, via, pos, given)
		}
		return
	}
	if m, edge := e.gives(v); m != nil && method != "Close" {
		name := m.Package + "." + m.Name + "." + method
		end := e.endpointOf(v)
		end.method = method
		eff := Effect{Kind: m.Gives, Bound: External, end: end,
			Path: via.join(Path{Hops: []Hop{{Func: name, Pos: pos, Edge: max(Param, edge)}}})}
		if load, ok := e.single(v).(*ssa.UnOp); ok && asked(eff) {
			eff.Doubt = namedInput(load)
		}
		out.effects = append(out.effects, eff)
		return
	}
	wrapped := e.wrappings(v, 0)
	if self {
		for _, w := range wrapped {
			e.invokeWrapped(out, w, method, via, pos, given)
		}
		if p := e.parameter(v); p != nil {
			out.invokes = append(out.invokes, ParamInvoke{ParamCall: ParamCall{outer: p, Path: via, Pos: pos, Given: e.passes(e.argsGiven(given))}, Method: method})
		}
		return
	}
	targets := e.methods(v, method, nil)
	if len(targets)+len(wrapped) == 0 {
		out.opaque = out.opaque || e.hidden(v)
	}
	if len(targets) == 0 {
		// A wrapper that is known as an interface only, such as an
		// io.LimitReader, passes the call on; an io.TeeReader also writes.
		for _, w := range wrapped {
			name := method
			if lookupMethod(w.value.Type(), name) == nil {
				name = "Write"
			}
			e.invokeWrapped(out, w, name, via, pos, giving{})
		}
	}
	ways := e.ways
	defer func() { e.ways = ways }()
	if made := countMade(targets); made > 1 {
		if e.ways = max(ways, 1) * made; e.ways > maxWays && ways > 1 {
			out.opaque = true
			return
		}
	}
	for _, t := range targets {
		t.via = v
		if t.isParam() {
			e.through(out, t, via, pos, given)
			continue
		}
		if !e.firstInvocation(e.invocationOf(t)) {
			continue
		}
		t.edge = max(t.edge, Param)
		inner := e.enterGiven(t, true, pos, given)
		inner.under(via)
		inner.hands, inner.tasks = nil, nil
		out.add(&inner)
	}
}

// countMade returns how many targets belong to what some call made.
func countMade(ts []target) int {
	n := 0
	for _, t := range ts {
		if len(t.frames) > 0 {
			n++
		}
	}
	return n
}

// parameter returns the parameter that a value is, if it is one.
func (e *engine) parameter(v ssa.Value) *ssa.Parameter {
	for _, s := range e.sources(v) {
		if p, ok := s.value.(*ssa.Parameter); ok && !s.field && s.part == "" {
			return p
		}
	}
	return nil
}

// A wrapping is what another value wraps, and the calls that made that.
type wrapping struct {
	value  ssa.Value
	frames []frame
	own    *ownership // what that needs
}

// unwrapping is a method of a value that is followed.
type unwrapping struct {
	value  ssa.Value
	method string
}

// invokeWrapped adds what a method of a value does which another one wraps. A value may
// wrap itself, as in
//
//	for _, f := range filters {
//		r = bufio.NewReader(r)
//	}
func (e *engine) invokeWrapped(out *outcome, w wrapping, method string, via Path, pos finding.Position, given giving) {
	this := unwrapping{w.value, method}
	if e.unwrapping[this] {
		return
	}
	e.unwrapping[this] = true
	defer delete(e.unwrapping, this)
	e.descend()
	defer e.leave()
	if len(w.frames) == 0 && w.own == nil {
		e.invoke(out, w.value, method, false, via, pos, given)
		return
	}
	var inner outcome
	e.invoke(&inner, w.value, method, false, via, pos, given)
	e.bindOuter(&inner, w.frames)
	e.demand(&inner, w.own)
	out.add(&inner)
}

// wrapped returns what a value wraps, as far as the function that it is in tells.
func (e *engine) wrapped(v ssa.Value) []ssa.Value {
	var inner []ssa.Value
	for _, w := range e.wrappings(v, 0) {
		if len(w.frames) == 0 {
			inner = append(inner, w.value)
		}
	}
	return inner
}

// wrappings returns what a value wraps: the argument of a constructor such as
// bufio.NewReader, also in a function of this package that returns what that made, or
// what is in a field of a struct.
func (e *engine) wrappings(v ssa.Value, depth int) []wrapping {
	key := wrapKey{v, depth}
	inner, ok := e.wraps[key]
	if !ok {
		mark := e.cuts
		e.wraps[key] = nil // recursion ends here
		inner = e.findWrappings(v, depth)
		if e.wraps[key] = inner; !e.whole(mark) {
			delete(e.wraps, key)
		}
	}
	return inner
}

// wrapKey stands for a question to wrappings.
type wrapKey struct {
	value ssa.Value
	depth int
}

func (e *engine) findWrappings(v ssa.Value, depth int) []wrapping {
	var inner []wrapping
	srcs := e.sources(v)
	for _, s := range srcs {
		x, own := s.value, e.owned(s, srcs)
		if mi, ok := x.(*ssa.MakeInterface); ok {
			x = mi.X
		}
		index := 0
		if ex, ok := x.(*ssa.Extract); ok {
			x, index = ex.Tuple, ex.Index // gzip.NewReader returns an error too
		}
		call, ok := x.(*ssa.Call)
		if !ok {
			for _, field := range e.wrappedFields(x) {
				inner = append(inner, wrapping{value: field, own: own})
			}
			if a := e.madeFrom(x); a != nil {
				inner = append(inner, e.wrappings(a, depth)...)
			}
			continue
		}
		for _, t := range e.callees(&call.Call) {
			m := e.model(t.obj)
			if m == nil {
				if t.fn == nil || depth == maxReturned {
					continue
				}
				by := frame{fn: t.fn, args: argsOf(&call.Call, t), targs: t.targs, call: &call.Call, recv: t.recv}
				for _, r := range results(t.fn, index) {
					for _, w := range e.wrappings(r, depth+1) {
						inner = append(inner, wrapping{w.value, slices.Concat(w.frames, []frame{by}, t.frames), own})
					}
				}
				continue
			}
			for _, i := range m.Wraps {
				a := argsOf(&call.Call, t)(i)
				if a == nil {
					continue
				}
				if elemType(a.Type()) == nil {
					inner = append(inner, wrapping{value: a, own: own})
					continue
				}
				for _, s := range e.contents(a) { // of io.MultiWriter, say
					if s.part == "" {
						inner = append(inner, wrapping{value: s.value, own: own})
					}
				}
			}
		}
	}
	return inner
}

// gives returns the line that gives an effect to the use of a value, as with
// os.Stdout or the body of a response, or nil; and how it is known that the
// value is that.
func (e *engine) gives(v ssa.Value) (*models.Func, Edge) {
	g, ok := e.gifts[v]
	if !ok {
		mark := e.cuts
		g.line, g.edge = e.findGives(v)
		if !e.indexing && e.whole(mark) {
			e.gifts[v] = g
		}
	}
	return g.line, g.edge
}

// A gift is an answer of gives.
type gift struct {
	line *models.Func
	edge Edge
}

func (e *engine) findGives(v ssa.Value) (*models.Func, Edge) {
	srcs := e.origins(v)
	for _, s := range srcs {
		x := s.value
		if mi, ok := x.(*ssa.MakeInterface); ok {
			x = mi.X
		}
		if m := e.modelOfValue(x); m != nil && m.Gives != models.None {
			if _, made := e.madeField(x); !made {
				return m, s.edge(srcs)
			}
		}
	}
	return nil, Static
}

// modelOfValue returns the line about the variable, the field or the function
// that a value is read or returned from.
func (e *engine) modelOfValue(v ssa.Value) *models.Func {
	switch v := v.(type) {
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.Global:
			if obj := x.Object(); obj != nil && obj.Pkg() != nil {
				return e.table.Func(obj.Pkg().Path(), obj.Name())
			}
		case *ssa.FieldAddr:
			return e.modelOfField(x.X.Type(), x.Field)
		}
	case *ssa.Field:
		return e.modelOfField(v.X.Type(), v.Field)
	case *ssa.Extract:
		return e.modelOfValue(v.Tuple)
	case *ssa.Call:
		if v.Call.IsInvoke() {
			return e.model(v.Call.Method)
		}
		if fn := v.Call.StaticCallee(); fn != nil {
			obj, _ := origin(fn).Object().(*types.Func)
			return e.model(obj)
		}
	}
	return nil
}

func (e *engine) modelOfField(t types.Type, i int) *models.Func {
	f := fieldOf(t, i)
	n := namedType(t)
	if p, ok := t.Underlying().(*types.Pointer); ok && n == nil {
		n = namedType(p.Elem())
	}
	if f == nil || n == nil || n.Pkg() == nil {
		return nil
	}
	return e.table.Func(n.Pkg().Path(), n.Name()+"."+f.Name())
}

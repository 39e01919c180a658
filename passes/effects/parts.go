package effects

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// What runs is often not an argument itself but in one: in a table, or in a
// struct of options. So summaries speak of parts of parameters, and whoever knows
// the argument looks there.

// A Part says which part of a value is meant: the steps from it to there, each of
// which is one of those below, or a dot and the name of an exported field of it or of
// what it points to. The empty Part is the value itself.
type Part string

const (
	partElems   Part = "[]" // what a container contains
	partPointed Part = "*"  // what a pointer points to
	partAddress Part = "&"  // a pointer to it
)

// maxSteps bounds the steps of a Part.
const maxSteps = 3

// first parts the first step from the others.
func (p Part) first() (step, rest Part) {
	if strings.HasPrefix(string(p), string(partElems)) {
		return partElems, p[len(partElems):]
	}
	if i := strings.IndexAny(string(p[min(1, len(p)):]), ".[*&"); i >= 0 {
		return p[:i+1], p[i+1:]
	}
	return p, ""
}

// name returns the name of the field that a step goes to.
func (p Part) name() string { return strings.TrimPrefix(string(p), ".") }

// isField reports whether a step goes to a field.
func (p Part) isField() bool { return strings.HasPrefix(string(p), ".") }

// join returns the steps of p and then those of q, and whether these are not too
// many.
func (p Part) join(q Part) (Part, bool) {
	if before, ok := strings.CutSuffix(string(p), string(partAddress)); ok && q != "" {
		p, q = Part(before), Part(strings.TrimPrefix(string(q), string(partPointed)))
	}
	all, n := p+q, 0
	for _, c := range all {
		if strings.ContainsRune(".[*&", c) {
			n++
		}
	}
	return all, n <= maxSteps
}

func partOfShape(s annotation.Shape) Part {
	if s.Elem {
		return partElems
	}
	return ""
}

// partOf returns the parameter that a value is read from, through exported
// fields, and the part of it; or nil.
func (e *engine) partOf(v ssa.Value) (*ssa.Parameter, Part) {
	switch v := v.(type) {
	case *ssa.Parameter:
		return v, ""
	case *ssa.UnOp:
		if at, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL {
			p, part := e.partAt(at.X, 0)
			return stepTo(p, part, fieldOf(at.X.Type(), at.Field))
		}
		switch v.X.(type) {
		case *ssa.Alloc, *ssa.FreeVar, *ssa.Global, *ssa.IndexAddr, *ssa.FieldAddr:
		default:
			if p, part := e.partOf(v.X); p != nil && v.Op == token.MUL {
				return step(p, part, partPointed)
			}
		}
	case *ssa.Field:
		p, part := e.partOf(v.X)
		return stepTo(p, part, fieldOf(v.X.Type(), v.Field))
	}
	if c := element(v); c != nil {
		return stepIn(e.partOf(c))
	}
	if p, ok := v.(*piece); ok && p.of[1].value == nil {
		of, part := e.partOf(p.of[0].value)
		return step(of, part, p.of[0].part)
	}
	srcs := e.sources(v)
	if len(srcs) != 1 || srcs[0].value == v || srcs[0].field || srcs[0].part != "" {
		return nil, ""
	}
	return e.partOf(srcs[0].value)
}

// partAt is partOf for the struct at an address.
func (e *engine) partAt(addr ssa.Value, depth int) (*ssa.Parameter, Part) {
	if depth > maxSteps {
		return nil, ""
	}
	switch x := addr.(type) {
	case *ssa.FieldAddr:
		p, part := e.partAt(x.X, depth+1)
		return stepTo(p, part, fieldOf(x.X.Type(), x.Field))
	case *ssa.IndexAddr:
		return stepIn(e.partOf(x.X))
	case *ssa.Alloc:
		if whole := e.allocStores(x); len(whole) == 1 {
			return e.partOf(whole[0])
		}
		return nil, ""
	case *ssa.FreeVar:
		if bound := e.bindings(x); len(bound) == 1 {
			return e.partAt(bound[0], depth+1)
		}
		return nil, ""
	}
	return e.partOf(addr)
}

// stepTo goes on to a field.
func stepTo(p *ssa.Parameter, part Part, f *types.Var) (*ssa.Parameter, Part) {
	if f == nil || !f.Exported() {
		return nil, ""
	}
	return step(p, part, Part("."+f.Name()))
}

// stepIn goes on to what a container contains.
func stepIn(p *ssa.Parameter, part Part) (*ssa.Parameter, Part) { return step(p, part, partElems) }

func step(p *ssa.Parameter, part, next Part) (*ssa.Parameter, Part) {
	part, ok := part.join(next)
	if p == nil || !ok {
		return nil, ""
	}
	return p, part
}

// partOfParam returns what is meant by a value that sources cannot follow: a part
// of a parameter, or what this package stores in exported fields of that name.
// Others may store something else there. v is where the value user comes from: a
// parameter of a function that user is not in says nothing to who asks.
func (e *engine) partOfParam(v, user ssa.Value) []source {
	if !mayRun(v.Type()) {
		return nil
	}
	switch v.(type) {
	case *ssa.UnOp, *ssa.Field:
	default:
		return nil
	}
	if p, part := e.partOf(v); p != nil && part != "" && within(user.Parent(), p.Parent()) {
		return []source{{value: p, part: part}}
	}
	f := e.fieldRead(v)
	if load, ok := v.(*ssa.UnOp); ok && f != nil && f.Exported() {
		if at, ok := load.X.(*ssa.FieldAddr); ok {
			var srcs []source
			for _, s := range e.fieldValues(at.X, Part("."+f.Name())) {
				// What is read from a field in turn may be this one again.
				if from := e.fieldRead(s.value); from != nil {
					srcs = append(srcs, e.storedIn(from)...)
				} else {
					srcs = append(srcs, s)
				}
			}
			return srcs
		}
	}
	return e.storedIn(f)
}

// functionsRead returns the functions that user may be, which sources cannot
// follow further than to where v is read.
func (e *engine) functionsRead(v, user ssa.Value, edge Edge, depth int) []target {
	return e.readFrom(e.partOfParam(v, user), "", edge, func(v ssa.Value) []target { return e.functionsDepth(v, depth+1) })
}

// methodsRead is functionsRead for a method of such a value.
func (e *engine) methodsRead(v, user ssa.Value, name string, edge Edge) []target {
	return e.readFrom(e.partOfParam(v, user), name, edge, func(v ssa.Value) []target { return e.methods(v, name, nil) })
}

func (e *engine) readFrom(srcs []source, method string, edge Edge, resolve func(ssa.Value) []target) []target {
	var ts []target
	for _, s := range srcs {
		if p, ok := s.value.(*ssa.Parameter); ok {
			if s.part != "" {
				ts = append(ts, target{param: p, part: s.part, method: method, edge: max(edge, Param)})
			}
			continue
		}
		for _, t := range resolve(s.value) {
			if t.param == nil {
				t.edge = max(t.edge, edge, s.edge(srcs))
				ts = append(ts, t)
			}
		}
	}
	return ts
}

// fieldRead returns the field or variable that a value is read from, or nil.
func (e *engine) fieldRead(v ssa.Value) *types.Var {
	switch v := v.(type) {
	case *ssa.UnOp:
		return e.place(v.X)
	case *ssa.Field:
		return fieldOf(v.X.Type(), v.Field)
	}
	return nil
}

// storedIn returns where what this package stores in an exported field or variable
// comes from, other such places included.
func (e *engine) storedIn(f *types.Var) []source {
	srcs, ok := e.storedIns[f]
	if !ok {
		mark := e.cuts
		srcs = distinct(e.findStored(f))
		if !e.indexing && e.whole(mark) {
			e.storedIns[f] = slices.Clip(srcs)
		}
	}
	return srcs
}

func (e *engine) findStored(f *types.Var) []source {
	var srcs []source
	seen := make(map[*types.Var]bool)
	var visit func(f *types.Var)
	visit = func(f *types.Var) {
		if f == nil || !f.Exported() || seen[f] {
			return
		}
		seen[f] = true
		for _, v := range e.stores[f] {
			for _, s := range e.origins(v) {
				if from := e.fieldRead(s.value); from != nil {
					visit(from)
					continue
				}
				srcs = append(srcs, source{value: s.value, part: s.part, field: true})
			}
		}
	}
	visit(f)
	return srcs
}

// given returns the functions that an argument, or a part of it, is.
func (e *engine) given(v ssa.Value, part Part) []target {
	if part == "" {
		return e.functions(v)
	}
	return e.partFuncs(v, part, e.functions)
}

// givenDepth is given at some depth of functions that others return.
func (e *engine) givenDepth(v ssa.Value, part Part, depth int) []target {
	if part == "" {
		return e.functionsDepth(v, depth)
	}
	return e.partFuncs(v, part, func(v ssa.Value) []target { return e.functionsDepth(v, depth) })
}

func (e *engine) partFuncs(v ssa.Value, part Part, functions func(ssa.Value) []target) []target {
	return e.eachInside(v, part, "", functions)
}

// meant returns what is meant by an argument: it, a method of it, or a part of
// it.
func (e *engine) meant(v ssa.Value, part Part, method string) []target {
	switch {
	case v == nil:
		return nil
	case method == "":
		return e.given(v, part)
	case part != "":
		return e.eachInside(v, part, method, func(v ssa.Value) []target { return e.methods(v, method, nil) })
	}
	return e.methods(v, method, nil)
}

func (e *engine) eachInside(v ssa.Value, part Part, method string, resolve func(ssa.Value) []target) []target {
	var ts []target
	srcs := e.inside(v, part)
	for _, s := range srcs {
		if p, ok := s.value.(*ssa.Parameter); ok && s.part != "" {
			ts = append(ts, target{param: p, part: s.part, method: method, edge: Param})
			continue
		}
		field := s.field || strings.Contains(string(part), string(partElems))
		for _, t := range resolve(s.value) {
			if field && t.param != nil {
				continue // whoever passed it is not who takes it out
			}
			if field {
				t.edge = max(t.edge, Field)
			}
			t.edge = max(t.edge, s.edge(srcs))
			ts = append(ts, t)
		}
	}
	return ts
}

// invokePart adds what a method does of a part of a value. What is there may
// itself be made of such parts, as decoders are: then there are more ways through
// them than anybody can follow, so each is looked at once.
func (e *engine) invokePart(out *outcome, v ssa.Value, part Part, method string, via Path, pos finding.Position, given giving) {
	e.oncePart(part, func() { e.invokeParts(out, v, part, method, via, pos, given) })
}

// oncePart runs a function that looks at such a part of one value or more, each
// invocation in there once.
func (e *engine) oncePart(part Part, f func()) {
	if part != "" && e.invocations == nil {
		e.invocations, e.heard = make(map[invocation]bool), make(map[heard]int)
		defer func() { e.invocations, e.heard = nil, nil }()
	}
	f()
}

func (e *engine) invokeParts(out *outcome, v ssa.Value, part Part, method string, via Path, pos finding.Position, given giving) {
	srcs := e.inside(v, part)
	if len(srcs) > 0 && !e.firstInvocation(invocation{among: &srcs[0], method: method}) {
		return // for another value, of which as much is known
	}
	for _, s := range srcs {
		p, ok := s.value.(*ssa.Parameter)
		if ok && s.part != "" {
			out.invokes = append(out.invokes, ParamInvoke{ParamCall: ParamCall{outer: p, Part: s.part, Path: via, Pos: pos, Given: e.passes(e.argsGiven(given))}, Method: method})
			continue
		}
		if ok && s.field {
			continue // whoever passed it is not who takes it out
		}
		if !e.firstInvocation(invocation{value: s.value, method: method}) {
			continue
		}
		before := len(out.effects)
		e.invoke(out, s.value, method, false, via, pos, given)
		if s.field || strings.Contains(string(part), string(partElems)) {
			for i := range out.effects[before:] {
				markField(&out.effects[before+i].Path, via.Len())
			}
		}
	}
}

// An invocation is the call of a method of a value.
type invocation struct {
	value  ssa.Value
	among  *source // instead: of one of these
	method string
	target bool // it is the value that has the method, not what holds it,
	by     *ssa.CallCommon
	depth  int // and made by that call, so many deep
}

// invocationOf returns the call of a method that is known.
func (e *engine) invocationOf(t target) invocation {
	this := invocation{value: t.recv, method: e.nameOf(t), target: true, depth: len(t.frames)}
	if len(t.frames) > 0 {
		this.by = t.frames[0].call
	}
	return this
}

// firstInvocation reports whether a call is to be followed.
func (e *engine) firstInvocation(this invocation) bool {
	if e.invocations == nil {
		return true
	}
	seen := e.invocations[this]
	e.invocations[this] = true
	return !seen
}

// heard stands for what an outcome says of a parameter, or of a method of it.
type heard struct {
	out    *outcome
	param  *ssa.Parameter
	tparam *types.TypeParam
	part   Part
	method string
	given  *Given
}

// nearer reports whether out is to say by a path that it is up to callers what t is:
// it does not by one which is as short. What is there in a part may be the same
// parameter hundreds of times.
func (e *engine) nearer(out *outcome, t target, given *Given, via Path) bool {
	if e.heard == nil {
		return true
	}
	key := heard{out, t.param, t.tparam, t.part, t.method, given}
	if n, ok := e.heard[key]; ok && n <= via.Len() {
		return false
	}
	e.heard[key] = via.Len()
	return true
}

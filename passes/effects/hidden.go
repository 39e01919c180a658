package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What importers are told of the objects that functions make and get, so that
// they know their own new ones.

// elsewhere returns what is known of a function of another package that is no
// model, or nil.
func (e *engine) elsewhere(fn *types.Func) *funcFact {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == e.pass.Pkg || isStd(fn.Pkg().Path()) || e.model(fn) != nil {
		return nil
	}
	return e.imports.function(fn.Origin())
}

// makesNew reports whether importers may take the first result of fn for a new
// object, which matters if it can be waited for.
func (e *engine) makesNew(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	return res.Len() > 0 && e.ownable(res.At(0).Type()) && e.resultIsNew(fn, 0)
}

// hides returns the parameters that can be waited for and that fn does not show
// to others.
func (e *engine) hides(fn *ssa.Function) []int {
	var hidden []int
	for _, p := range fn.Params {
		if e.ownable(p.Type()) && !e.showsParam(p, 0) {
			hidden = append(hidden, paramIndex(p))
		}
	}
	return hidden
}

// ownable reports whether a type is a pointer to what can be waited for.
func (e *engine) ownable(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && e.canWaitFor(p.Elem())
}

// showsParam reports whether others may know what a parameter points to when its
// function returns.
func (e *engine) showsParam(p *ssa.Parameter, depth int) bool {
	for _, b := range e.live(p.Parent()) {
		last := atEndOf(b)
		if e.shownBefore(p, last, depth) {
			return true
		}
		if ret, ok := last.(*ssa.Return); ok && slices.ContainsFunc(ret.Results, func(r ssa.Value) bool { return e.leadsTo(r, p) }) {
			return true
		}
	}
	return len(p.Parent().Blocks) == 0
}

// leadsTo reports whether a result is a parameter, or is one in an interface.
func (e *engine) leadsTo(result ssa.Value, p *ssa.Parameter) bool {
	if mi, ok := result.(*ssa.MakeInterface); ok {
		result = mi.X
	}
	return slices.ContainsFunc(e.sources(result), func(s source) bool { return s.value == p })
}

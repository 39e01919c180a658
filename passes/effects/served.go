package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function may return a channel to which a goroutine sends what it computes, and which
// that closes in the end. Importers are told so.

// servesResults returns which of the results of a function are such channels.
func (e *engine) servesResults(fn *ssa.Function) []int {
	var served []int
	for i := range fn.Signature.Results().Len() {
		vals := slices.DeleteFunc(slices.Clone(results(fn, i)), isNil)
		if len(vals) > 0 && !slices.ContainsFunc(vals, func(v ssa.Value) bool { return !isChan(v) || !e.servesResult(fn, v) }) {
			served = append(served, i)
		}
	}
	return served
}

// servesResult reports whether what a function returns is a channel that it makes for a
// goroutine which computes and closes it.
func (e *engine) servesResult(fn *ssa.Function, v ssa.Value) bool {
	mc := e.makeChan(v)
	if mc == nil || mc.Parent() != fn {
		return false
	}
	u := e.allUses(mc)
	if u.escapes || u.given {
		return false
	}
	for _, send := range u.sends {
		e.awaited[send]++
		defer func() { e.awaited[send]-- }()
	}
	j := &job{goals: u.ends(), holders: u.holders}
	return slices.ContainsFunc(e.startedIn(fn, nil), func(g goroutine) bool { return e.beforeReturns(g.at, mc) && e.sure(g, j) })
}

// servedElsewhere reports whether a channel is such a result of a function of another
// package.
func (e *engine) servedElsewhere(ch ssa.Value) bool {
	srcs := e.sources(ch)
	for _, s := range srcs {
		v, index := s.value, 0
		if ex, ok := v.(*ssa.Extract); ok {
			v, index = ex.Tuple, ex.Index
		}
		call, ok := v.(*ssa.Call)
		if !ok || s.field {
			return false
		}
		fn := call.Call.StaticCallee()
		if fn == nil {
			return false
		}
		f := e.elsewhere(objOf(origin(fn)))
		if f == nil || !slices.Contains(f.Summary.Feeds, index) {
			return false
		}
	}
	return len(srcs) > 0
}

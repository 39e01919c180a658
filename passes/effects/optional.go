package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// optional reports whether a channel is there only if somebody out of sight asks
// for it: what the field holds comes from functional options alone, which are
// exported and which this package does not use itself. Whoever gives such an
// option has read what it costs.
func (e *engine) optional(ch ssa.Value) bool {
	srcs := e.sources(ch)
	given := false
	for _, s := range srcs {
		if isNil(s.value) {
			continue
		}
		p, ok := s.value.(*ssa.Parameter)
		if !ok || !s.field || !e.isOption(p.Parent()) {
			return false
		}
		given = true
	}
	return given
}

// isOption reports whether a function makes a functional option that importers
// only give.
func (e *engine) isOption(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || !obj.Exported() || len(e.callSites[fn]) > 0 {
		return false
	}
	res := obj.Signature().Results()
	if res.Len() != 1 {
		return false
	}
	_, ok = res.At(0).Type().Underlying().(*types.Signature)
	return ok
}

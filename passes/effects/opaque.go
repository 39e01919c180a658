package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// What is called of which the package does not show where it comes from counts as
// harmless, but it is not known to be for a computation only.

// hidden reports whether a function, or a value of which a method is called, may be
// anything: it comes from outside of the package, and not from the standard library.
func (e *engine) hidden(v ssa.Value) bool {
	if types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	for _, s := range e.sources(v) {
		x := s.value
		if ex, ok := x.(*ssa.Extract); ok {
			x = ex.Tuple
		}
		switch x := x.(type) {
		case *ssa.MakeInterface, *ssa.Function, *ssa.MakeClosure:
			continue
		case *ssa.Const:
			continue
		case *ssa.Call:
			if fn := x.Call.StaticCallee(); fn != nil {
				if obj := objOf(origin(fn)); obj != nil && obj.Pkg() != nil && isStd(obj.Pkg().Path()) {
					continue
				}
			}
		}
		return true
	}
	return false
}

package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// asMany has the functions of the standard library whose result has, or yields, as many
// elements as their first argument.
var asMany = map[string]bool{
	"maps.All":                true,
	"maps.Clone":              true,
	"maps.Keys":               true,
	"maps.Values":             true,
	"slices.All":              true,
	"slices.Backward":         true,
	"slices.Clone":            true,
	"slices.Collect":          true,
	"slices.Sorted":           true,
	"slices.SortedFunc":       true,
	"slices.SortedStableFunc": true,
	"slices.Values":           true,
}

// madeOfAsMany returns what has as many elements as a value, which was made of that, as
// slices.Sorted(maps.Keys(m)) is of m; or the value.
func (e *engine) madeOfAsMany(v ssa.Value) ssa.Value {
	for {
		call, ok := e.single(v).(*ssa.Call)
		if !ok {
			return v
		}
		fn := call.Call.StaticCallee()
		if fn == nil {
			return v
		}
		obj, _ := origin(fn).Object().(*types.Func)
		if obj == nil || !asMany[fullName(obj)] {
			return v
		}
		v = unchanged(call.Call.Args[0])
	}
}

// eachYielded returns how often a literal runs that is the body of a range over a function,
// if that yields the elements of something.
func (e *engine) eachYielded(c *ssa.CallCommon, f ssa.Value) (outside, bool) {
	if loopBody(f) == nil {
		return outside{}, false
	}
	of := e.madeOfAsMany(c.Value)
	if of == c.Value {
		return outside{}, false
	}
	return outside{count: count{times: 1, n: number{v: of, length: true}}}, true
}

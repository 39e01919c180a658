package effects

import (
	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A method may return the object that it is called on, or one that has been made for that
// alone and that a field of it leads to:
//
//	func (t *transfer) account() *account {
//		if t.acc == nil {
//			t.acc = newAccount()
//		}
//		return t.acc
//	}
//
// Who has made the first one for himself has the second one for himself, too, as far as the
// names tell: others may know both.

// madeByCall reports whether the first result of a call is an object that its function has just
// made, or that is as much the own of who calls as what he passes, which he has just made.
func (e *engine) madeByCall(call *ssa.Call, depth int) bool {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return false
	}
	of, ok := e.resultOf(origin(fn), depth)
	if !ok || of == 0 {
		return ok
	}
	arg := e.argOf(call, of)
	if arg == nil {
		return false
	}
	r := e.reachOf(arg, nil, 0)
	switch r.from.(type) {
	case *ssa.Alloc, *ssa.Call, *ssa.Extract:
	default:
		return false
	}
	// What a function around it has made is there for all its literals.
	return r.from.Parent() == call.Parent() && r.index == 0 && e.legsOf(r) && e.isMade(r.from, depth+1)
}

// resultOf reports whether the first result of a function always is an object that it has
// just made, or nil, or that of a parameter or made for it alone; and returns which parameter,
// counted as in Effect.ForArg, or 0 if that is never so.
func (e *engine) resultOf(fn *ssa.Function, depth int) (of int, ok bool) {
	if e.nodes[fn] == nil {
		f := e.elsewhere(objOf(fn))
		if f == nil {
			return 0, false
		}
		return f.Summary.Of, f.Summary.New || f.Summary.Fresh || f.Summary.Of != 0
	}
	if depth > maxKey {
		return 0, false
	}
	for _, v := range results(fn, 0) {
		if isNil(v) {
			continue
		}
		if !e.isMade(v, depth+1) {
			p := e.ofParam(v, fn, depth+1)
			if p == 0 || of != 0 && p != of {
				return 0, false
			}
			of = p
		}
		ok = true
	}
	return of, ok
}

// ofParam returns the parameter of fn, counted as in Effect.ForArg, of which a value is the
// object, or one that has been made for it; or 0.
func (e *engine) ofParam(v ssa.Value, fn *ssa.Function, depth int) int {
	r := e.reachOf(v, nil, 0)
	if depth > maxKey || r.index != 0 || !e.legsOf(r) {
		return 0
	}
	switch from := r.from.(type) {
	case *ssa.Parameter:
		if from.Parent() == fn {
			return paramIndex(from) + firstArg
		}
	case *ssa.Call:
		callee := from.Call.StaticCallee()
		if callee == nil || from.Parent() != fn {
			return 0
		}
		of, ok := e.resultOf(origin(callee), depth)
		if arg := e.argOf(from, of); ok && arg != nil {
			return e.ofParam(arg, fn, depth+1)
		}
	}
	return 0
}

// legsOf reports whether a way leads only to objects that have been made for where it begins.
func (e *engine) legsOf(r reach) bool {
	_, ok := e.legsMade(&Lock{reach: r})
	return ok
}

// argOf returns the argument of a static call for a parameter, counted as in Effect.ForArg,
// or nil if that is none.
func (e *engine) argOf(call *ssa.Call, param int) ssa.Value {
	i := param - firstArg
	if i < models.Receiver {
		return nil
	}
	fn := call.Call.StaticCallee()
	return argsOf(&call.Call, target{fn: fn, obj: objOf(origin(fn))})(i)
}

// resultForFact returns the parameter to which, or to what has been made for it, importers may
// take the first result of fn to belong, unless fn has made it, counted as in Effect.ForArg;
// or 0.
func (e *engine) resultForFact(fn *ssa.Function) int {
	res := fn.Signature.Results()
	if res.Len() == 0 || !e.ownable(res.At(0).Type()) {
		return 0
	}
	of, _ := e.resultOf(fn, 0)
	return of
}

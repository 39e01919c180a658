package effects

import (
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"
)

// A helper may make the context that it calls a function with:
//
//	func within(ctx context.Context, d time.Duration, f func(context.Context)) {
//		ctx, cancel := context.WithTimeout(ctx, d)
//		defer cancel()
//		f(ctx)
//	}
//
// In a literal that is passed to it, and to nobody else, that is the context.

// callbackContext is contextBound for a parameter of a literal.
func (e *engine) callbackContext(p *ssa.Parameter, depth int) (Bound, time.Duration) {
	call, arg := e.passedOnce(p.Parent())
	if call == nil {
		return Ctx, 0
	}
	i := slices.Index(call.Call.Args, arg)
	fn := e.callee(&call.Call)
	if fn == nil || i < 0 || len(fn.Params) != len(call.Call.Args) {
		return Ctx, 0
	}
	var longest lifetime
	if !e.addGiven(&longest, fn.Params[i], paramIndex(p), []frame{{fn: fn, args: argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})}}, depth) {
		return Ctx, 0
	}
	return longest.get()
}

// addGiven adds the contexts that a function calls its parameter f with, as argument n,
// itself or by passing it on, and reports whether all are known.
func (e *engine) addGiven(longest *lifetime, f *ssa.Parameter, n int, frames []frame, depth int) bool {
	for _, use := range *f.Referrers() {
		if _, ok := use.(*ssa.DebugRef); ok {
			continue
		}
		call, ok := use.(*ssa.Call)
		if !ok {
			return false
		}
		if call.Call.Value == f {
			if n >= len(call.Call.Args) {
				return false
			}
			b, d := e.contextBoundIn(call.Call.Args[n], frames, depth+1)
			longest.add(b, d, false)
			continue
		}
		fn := e.callee(&call.Call)
		if fn == nil || len(frames) == maxReturned || len(fn.Params) != len(call.Call.Args) {
			return false
		}
		inner := append([]frame{{fn: fn, args: argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})}}, frames...)
		for i, a := range call.Call.Args {
			if a == f && !e.addGiven(longest, fn.Params[i], n, inner, depth) {
				return false
			}
		}
	}
	return true
}

// passedOnce returns the call that a literal is an argument of, and what stands for it
// there, if it is used nowhere else.
func (e *engine) passedOnce(fn *ssa.Function) (*ssa.Call, ssa.Value) {
	if fn.Parent() == nil {
		return nil, nil
	}
	if sites := e.closures[fn]; len(sites) > 0 {
		if len(sites) != 1 || len(*sites[0].Referrers()) != 1 {
			return nil, nil
		}
		call, _ := (*sites[0].Referrers())[0].(*ssa.Call)
		return call, sites[0]
	}
	// A literal that captures nothing is a value without referrers.
	var found *ssa.Call
	for _, b := range fn.Parent().Blocks {
		for _, in := range b.Instrs {
			for _, op := range in.Operands(nil) {
				if *op != fn {
					continue
				}
				call, ok := in.(*ssa.Call)
				if !ok || found != nil {
					return nil, nil
				}
				found = call
			}
		}
	}
	return found, fn
}

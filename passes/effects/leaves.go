package effects

import (
	"golang.org/x/tools/go/ssa"
)

// Of a function it matters whether a call of it may not come back: it may panic,
// or end the goroutine or the program. For a loop of its caller that is a way
// out.

// maxLeaves is how many calls away the panic may be. It is small because a
// helper such as check or must is meant, not that any program has a panic
// somewhere.
const maxLeaves = 2

// leaves reports whether an instruction may leave its function for good.
func (e *engine) leaves(in ssa.Instruction, depth int) bool {
	switch in := in.(type) {
	case *ssa.Panic:
		return in.Pos().IsValid() // else it is one that SSA has added
	case *ssa.Call:
		for _, t := range e.callees(&in.Call) {
			if e.targetLeaves(t, depth) {
				return true
			}
		}
	}
	return false
}

func (e *engine) targetLeaves(t target, depth int) bool {
	if m := e.model(t.obj); m != nil {
		return m.Exits
	}
	switch {
	case t.fn != nil:
		return depth < maxLeaves && e.mayLeave(t.fn, depth+1)
	case t.obj != nil && t.obj.Pkg() != nil && !isStd(t.obj.Pkg().Path()):
		f := e.imports.function(t.obj)
		return f != nil && f.Leaves
	}
	return false
}

// mayLeave reports whether a call of fn may not come back.
func (e *engine) mayLeave(fn *ssa.Function, depth int) bool {
	if e.recovers(fn) {
		return false
	}
	for _, f := range withBodies(fn) {
		for _, b := range e.live(f) {
			for _, in := range b.Instrs {
				if e.leaves(in, depth) {
					return true
				}
			}
		}
	}
	return false
}

// recovers reports whether a function defers a call of recover.
func (e *engine) recovers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			d, ok := in.(*ssa.Defer)
			if !ok {
				continue
			}
			for _, t := range e.callees(&d.Call) {
				if t.fn != nil && callsRecover(t.fn) {
					return true
				}
			}
		}
	}
	return false
}

func callsRecover(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok {
				if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
					return true
				}
			}
		}
	}
	return false
}

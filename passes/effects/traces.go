package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// leavesTrace reports whether something tells which of the ways was taken that lead from a
// block to the ends of some: what is stored or called on one of them.
func leavesTrace(from *ssa.BasicBlock, ends []*ssa.BasicBlock) bool {
	onAll := func(b *ssa.BasicBlock) bool {
		return !slices.ContainsFunc(ends, func(end *ssa.BasicBlock) bool { return !b.Dominates(end) })
	}
	seen := map[*ssa.BasicBlock]bool{from: true}
	work := slices.Clone(ends)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] || !from.Dominates(b) {
			continue
		}
		seen[b] = true
		if !onAll(b) && slices.ContainsFunc(b.Instrs, isTrace) {
			return true
		}
		work = append(work, b.Preds...)
	}
	return false
}

// isTrace reports whether an instruction may change what others see. A function of the
// standard library, such as one that prints a message, does so only by a pointer that it is
// passed, as those of sync/atomic do, or by a function.
func isTrace(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Store:
		return !isArgument(in.Addr)
	case *ssa.MapUpdate, *ssa.Send, *ssa.Go, *ssa.Defer:
		return true
	case *ssa.Call:
		if b, ok := in.Call.Value.(*ssa.Builtin); ok {
			return slices.Contains([]string{"append", "clear", "close", "copy", "delete"}, b.Name())
		}
		called := in.Call.Method
		if fn := in.Call.StaticCallee(); fn != nil {
			called, _ = origin(fn).Object().(*types.Func)
		}
		return called == nil || called.Pkg() == nil || !isStd(called.Pkg().Path()) || slices.ContainsFunc(in.Call.Args, changeable)
	}
	return false
}

// isArgument reports whether an address is that of one of the arguments for a parameter
// that takes any number of them.
func isArgument(addr ssa.Value) bool {
	at, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	list, ok := at.X.(*ssa.Alloc)
	return ok && list.Comment == "varargs"
}

// changeable reports whether an argument is a function, or the address of a variable or a
// field.
func changeable(arg ssa.Value) bool {
	switch arg.(type) {
	case *ssa.Alloc, *ssa.FreeVar, *ssa.Global, *ssa.FieldAddr, *ssa.IndexAddr:
		return true
	}
	return isFunc(arg)
}

func isPhi(in ssa.Instruction) bool { _, ok := in.(*ssa.Phi); return ok }

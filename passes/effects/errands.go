package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// errands finds the calls that end what others wait for, made of or with a value.
type errands struct {
	e    *engine
	ends func(in ssa.CallInstruction, v ssa.Value) bool
	seen map[ssa.Value]bool
	job  *job

	field *types.Var // of the value, if it is what holds that which matters
}

func (e *engine) errands(ends func(in ssa.CallInstruction, v ssa.Value) bool) *errands {
	return &errands{e, ends, make(map[ssa.Value]bool), &job{holders: make(map[any]bool)}, nil}
}

// of follows the uses of a value.
func (w *errands) of(v ssa.Value) {
	if w.seen[v] || v.Referrers() == nil {
		return
	}
	w.seen[v] = true
	for _, use := range *v.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp:
			w.of(use)
		case *ssa.FieldAddr:
			if w.field != nil && w.e.place(use) == w.field {
				w.of(use)
			}
		case *ssa.MakeInterface:
			w.of(use)
		case *ssa.ChangeInterface:
			w.of(use)
		case *ssa.Store:
			if a, ok := use.Addr.(*ssa.Alloc); ok && use.Val == v {
				w.of(a)
			}
		case *ssa.MakeClosure:
			for i, b := range use.Bindings {
				if fn := use.Fn.(*ssa.Function); b == v && i < len(fn.FreeVars) {
					w.job.holders[fn] = true
					w.of(fn.FreeVars[i])
				}
			}
		case ssa.CallInstruction:
			w.call(v, use)
		}
	}
}

func (w *errands) call(v ssa.Value, in ssa.CallInstruction) {
	if w.ends(in, v) {
		w.job.goals = append(w.job.goals, in)
		return
	}
	c := in.Common()
	fn := w.e.callee(c)
	if fn == nil || len(fn.Params) != len(c.Args) {
		return
	}
	w.job.holders[in] = true
	for i, a := range c.Args {
		if a == v {
			w.of(fn.Params[i])
		}
	}
}

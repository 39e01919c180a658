package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// An Under says that a function calls a parameter while it holds a mutex, as
// with func (s *store) with(f func()). How long it holds it is up to who passes
// the parameter.
type Under struct {
	Param  int
	Elem   bool   // what the parameter contains
	Method string // if not empty: this method of it
	Lock   string // key of the mutex
}

// calledUnder records which parameters fn calls in an instruction that did out,
// with these mutexes held.
func (s *summary) calledUnder(out *outcome, locks held) bool {
	changed := false
	for _, c := range out.calls {
		if c.outer == nil {
			changed = s.addUnder(Under{Param: c.Param, Elem: c.Elem}, locks) || changed
		}
	}
	for _, c := range out.invokes {
		if c.outer == nil && c.Param != models.Receiver {
			changed = s.addUnder(Under{Param: c.Param, Elem: c.Elem, Method: c.Method}, locks) || changed
		}
	}
	return changed
}

func (s *summary) addUnder(u Under, locks held) bool {
	changed := false
	for key := range locks {
		u.Lock = key
		if key != "" && !slices.Contains(s.under, u) && len(s.under) < maxParams {
			s.under = append(s.under, u)
			changed = true
		}
	}
	return changed
}

// callbacks finds what fn passes to functions that call it with a mutex held.
func (e *engine) callbacks(fn *ssa.Function) bool {
	changed := false
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, t := range e.callees(&call.Call) {
				s := e.summaryOf(t)
				if s == nil {
					continue
				}
				for _, u := range s.under {
					changed = e.callback(fn, in, u, argsOf(&call.Call, t)) || changed
				}
			}
		}
	}
	return changed
}

func (e *engine) callback(fn *ssa.Function, in ssa.Instruction, u Under, args args) bool {
	changed := false
	for _, f := range e.meant(args(u.Param), u.Elem, u.Method) {
		if f.param != nil {
			if f.param.Parent() == fn {
				own := Under{Param: paramIndex(f.param), Elem: f.elem, Method: f.method}
				changed = e.nodes[fn].addUnder(own, held{u.Lock: true}) || changed
			}
			continue
		}
		var out outcome
		e.enter(&out, f, noArgs, e.position(posOf(in)))
		if worst := e.worst(&out); worst != nil {
			changed = e.isLong(u.Lock, worst) || changed
		}
	}
	return changed
}

package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// What calls and literals do with an object that they get.

// byCall reports whether others may know the argument v after a call.
func (s *showing) byCall(c *ssa.CallCommon, v ssa.Value) bool {
	targets := s.e.callees(c)
	if len(targets) == 0 {
		targets = s.e.assigned(c.Value)
	}
	if c.IsInvoke() || len(targets) == 0 {
		return true
	}
	for _, t := range targets {
		if s.byCallOf(t, c, v) {
			return true
		}
	}
	return false
}

// byInterface reports whether others may know an object once it is in an interface. They
// do not if nothing is done with that but calling its methods.
func (s *showing) byInterface(mi *ssa.MakeInterface) bool {
	for _, use := range *mi.Referrers() {
		call, ok := use.(ssa.CallInstruction)
		if _, isDebug := use.(*ssa.DebugRef); isDebug || ok && !s.before(use) {
			continue
		}
		if !ok || !call.Common().IsInvoke() || call.Common().Value != mi || slices.Contains(call.Common().Args, ssa.Value(mi)) {
			return true
		}
		if _, ok := use.(*ssa.Go); ok {
			return true
		}
		targets := s.e.callees(call.Common())
		if len(targets) == 0 || slices.ContainsFunc(targets, func(t target) bool { return s.byMethod(t) }) {
			return true
		}
	}
	return false
}

// byMethod reports whether a method of this package shows its receiver.
func (s *showing) byMethod(t target) bool {
	return t.fn == nil || len(t.fn.Params) == 0 || s.depth == maxShown || s.e.showsParam(t.fn.Params[0], s.depth+1)
}

// byLiteral reports whether others may know the object once a literal is made that
// captures v. They do not if the literal is but called before the call that gets it
// returns, and does not show it.
func (s *showing) byLiteral(mc *ssa.MakeClosure, v ssa.Value) bool {
	lit := mc.Fn.(*ssa.Function)
	if s.depth == maxShown || !s.e.onlyCalled(mc) {
		return true
	}
	for i, b := range mc.Bindings {
		if b != v || i >= len(lit.FreeVars) {
			continue
		}
		for _, block := range s.e.live(lit) {
			if s.e.shownBefore(lit.FreeVars[i], atEndOf(block), s.depth+1) {
				return true
			}
		}
	}
	return false
}

// onlyCalled reports whether a literal is called where it is made, or given once to
// what calls it before it returns: a range over a function, a function of this
// package that does nothing else with it, or one of which a model says so.
func (e *engine) onlyCalled(mc *ssa.MakeClosure) bool {
	for _, use := range *mc.Referrers() {
		call, ok := use.(*ssa.Call)
		if _, isDebug := use.(*ssa.DebugRef); isDebug {
			continue
		}
		if !ok || call.Call.Value != mc && !e.justCalls(&call.Call, mc) {
			return false
		}
	}
	return true
}

// justCalls reports whether a call does nothing with its argument f but call it.
func (e *engine) justCalls(c *ssa.CallCommon, f *ssa.MakeClosure) bool {
	if loopBody(f) != nil {
		return true
	}
	targets := e.callees(c)
	for _, t := range targets {
		args := argsOf(c, t)
		if m := e.model(t.obj); m != nil {
			if len(m.Tasks) > 0 || !slices.ContainsFunc(m.Calls, func(mc models.Call) bool { return !mc.Go && args(mc.Param) == f }) {
				return false
			}
			continue
		}
		if t.fn == nil {
			return false
		}
		for _, p := range t.fn.Params {
			if args(paramIndex(p)) != f {
				continue
			}
			for _, use := range *p.Referrers() {
				if call, ok := use.(*ssa.Call); !ok || call.Call.Value != p {
					return false
				}
			}
		}
	}
	return len(targets) > 0
}

// assigned returns the functions that this package stores in the package-level
// variable which a value is loaded from. What importers store in an exported one
// is out of sight.
func (e *engine) assigned(v ssa.Value) []target {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	g, ok := load.X.(*ssa.Global)
	if !ok {
		return nil
	}
	var ts []target
	for _, val := range e.stores[e.place(g)] {
		ts = append(ts, e.functions(val)...)
	}
	return ts
}

func (s *showing) byCallOf(t target, c *ssa.CallCommon, v ssa.Value) bool {
	e := s.e
	if m := e.model(t.obj); m != nil {
		for _, me := range m.Effects {
			switch me.Kind {
			case models.Lock, models.RLock, models.Unlock, models.RUnlock, models.TryLock, models.TryRLock, models.GroupWait:
			default:
				return true
			}
		}
		return len(m.Tasks)+len(m.Calls) > 0
	}
	args := argsOf(c, t)
	if t.fn == nil && t.obj != nil && t.made == nil {
		f := e.elsewhere(t.obj)
		if f == nil {
			return true
		}
		for i := models.Receiver; i < t.obj.Signature().Params().Len(); i++ {
			if args(i) == v && !slices.Contains(f.Summary.Hides, i) {
				return true
			}
		}
		return false
	}
	if s.depth == maxShown || t.fn == nil {
		return true
	}
	for _, p := range t.fn.Params {
		if args(paramIndex(p)) == v && e.showsParam(p, s.depth+1) {
			return true
		}
	}
	return false
}

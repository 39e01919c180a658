package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Who has called sync.Once.Do before need not wait for it again, and nor do the tasks
// that are made after that.

// A once is a sync.Once: a variable, or a field of an object.
type once struct {
	object ssa.Value
	field  *types.Var // or nil
}

// onceBefore reports whether an effect of a call is the wait for a sync.Once that the
// function, or one around it, has waited for before.
func (e *engine) onceBefore(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	if !ok || eff.Kind != models.Once {
		return false
	}
	wanted, all := e.onces(call, 0)
	if !all || len(wanted) == 0 || slices.ContainsFunc(wanted, e.anew) {
		return false
	}
	for _, p := range e.wayTo(in) {
		for _, b := range p.Parent().Blocks {
			for _, op := range b.Instrs {
				if first, ok := op.(*ssa.Call); ok && op != p && e.precedes(op, p) {
					done, _ := e.onces(first, 0)
					wanted = slices.DeleteFunc(wanted, func(o once) bool { return slices.Contains(done, o) })
				}
			}
		}
	}
	return len(wanted) == 0
}

// ranOnce reports whether a call is of what sync.OnceFunc and its like return, and
// comes after another one of the same.
func (e *engine) ranOnce(in ssa.CallInstruction) bool {
	made := e.onceFunc(in.Common())
	if made == nil {
		return false
	}
	for _, p := range e.wayTo(in) {
		for _, b := range p.Parent().Blocks {
			for _, op := range b.Instrs {
				if first, ok := op.(*ssa.Call); ok && op != p && e.onceFunc(&first.Call) == made && e.precedes(op, p) {
					return true
				}
			}
		}
	}
	return false
}

// onceFunc returns the call that made the function which is called, if it runs once.
func (e *engine) onceFunc(c *ssa.CallCommon) *ssa.Call {
	if c.IsInvoke() || c.StaticCallee() != nil {
		return nil
	}
	v := e.single(c.Value)
	if load, ok := v.(*ssa.UnOp); ok {
		if g, ok := load.X.(*ssa.Global); ok && !g.Object().Exported() && len(e.stores[e.place(g)]) == 1 {
			v = e.stores[e.place(g)][0]
		}
	}
	made, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	m := e.modelOfValue(made)
	if m == nil || m.Package != "sync" || len(m.ReturnsFunc) == 0 {
		return nil
	}
	return made
}

// onces returns the variables of type sync.Once for which a call waits in any case: that
// of Do, or of a function that calls it for its receiver or a package-level variable. It
// reports whether these are all for which the call may wait.
func (e *engine) onces(call ssa.CallInstruction, depth int) (found []once, all bool) {
	c := call.Common()
	for _, t := range e.callees(c) {
		m := e.model(t.obj)
		if m != nil && slices.ContainsFunc(m.Effects, func(me models.Effect) bool { return me.Kind == models.Once }) {
			return []once{e.onceAt(argsOf(c, t)(models.Receiver))}, true
		}
	}
	const maxDepth = 3
	fn := e.callee(c)
	if fn == nil || depth == maxDepth || len(fn.Params) != len(c.Args) {
		return nil, false
	}
	all = true
	for _, b := range e.live(fn) {
		for _, op := range b.Instrs {
			inner, ok := op.(ssa.CallInstruction)
			if !ok || !e.waitsForOnce(inner.Common()) {
				continue
			}
			if _, ok := op.(*ssa.Call); !ok || !e.beforeReturns(op, fn.Blocks[0].Instrs[0]) {
				all = false
				continue
			}
			waits, known := e.onces(inner, depth+1)
			all = all && known
			for _, o := range waits {
				if p, ok := o.object.(*ssa.Parameter); ok && p.Parent() == fn {
					o.object = e.object(c.Args[slices.Index(fn.Params, p)])
				} else if _, ok := o.object.(*ssa.Global); !ok {
					all = false
					continue
				}
				found = append(found, o)
			}
		}
	}
	return found, all
}

// waitsForOnce reports whether a call waits for a sync.Once, as far as summaries tell.
func (e *engine) waitsForOnce(c *ssa.CallCommon) bool {
	return slices.ContainsFunc(e.callees(c), func(t target) bool {
		if m := e.model(t.obj); m != nil {
			return slices.ContainsFunc(m.Effects, func(me models.Effect) bool { return me.Kind == models.Once })
		}
		s := e.summaryOf(t)
		return s != nil && slices.ContainsFunc(s.effects, func(eff Effect) bool { return eff.Kind == models.Once })
	})
}

// onceAt returns the sync.Once at an address; its object is nil if that is not known.
func (e *engine) onceAt(addr ssa.Value) once {
	if addr == nil {
		return once{}
	}
	var o once
	if f, ok := addr.(*ssa.FieldAddr); ok {
		o.field, addr = fieldOf(f.X.Type(), f.Field), f.X
	}
	switch v := e.object(addr).(type) {
	case *ssa.Global, *ssa.Alloc, *ssa.Parameter, *ssa.Call, *ssa.Extract:
		o.object = v
	}
	return o
}

// anew reports whether a sync.Once may be begun anew by an assignment, or is not known.
func (e *engine) anew(o once) bool {
	if o.object == nil {
		return true
	}
	if o.field != nil {
		return len(e.stores[o.field]) > 0
	}
	if a, ok := o.object.(*ssa.Alloc); ok {
		return len(e.allocStores(a)) > 0
	}
	g, ok := o.object.(*ssa.Global)
	return !ok || len(e.stores[e.place(g)]) > 0
}

// insteadOf returns what a sync.Once for which a call waits may have run instead of what
// the call says, and whether that is known.
func (e *engine) insteadOf(c *ssa.CallCommon) ([]*ssa.Function, bool) {
	if e.doing == nil {
		e.doing = make(map[any][]*ssa.CallCommon)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if call, ok := in.(ssa.CallInstruction); ok {
						if key, _ := e.doneBy(call.Common()); key != nil {
							e.doing[key] = append(e.doing[key], call.Common())
						}
					}
				}
			}
		}
	}
	key, own := e.doneBy(c)
	if key == nil {
		return nil, false
	}
	var others []*ssa.Function
	for _, other := range e.doing[key] {
		switch _, f := e.doneBy(other); {
		case f == nil:
			return nil, false
		case f != own:
			others = append(others, f)
		}
	}
	return others, true
}

// runsOwn reports whether a call runs a literal itself, or by way of a sync.Once that runs
// nothing else.
func (e *engine) runsOwn(c *ssa.CallCommon) bool {
	if _, own := c.Value.(*ssa.MakeClosure); own {
		return true
	}
	others, known := e.insteadOf(c)
	return known && len(others) == 0
}

// doneBy returns what stands for the sync.Once whose method Do is called, and what that is
// to run, as far as these are known.
func (e *engine) doneBy(c *ssa.CallCommon) (key any, f *ssa.Function) {
	callee := c.StaticCallee()
	if callee == nil || len(c.Args) != 2 {
		return nil, nil
	}
	m := e.model(objOf(callee))
	if m == nil || !slices.ContainsFunc(m.Effects, func(me models.Effect) bool { return me.Kind == models.Once }) {
		return nil, nil
	}
	switch v := c.Args[1].(type) {
	case *ssa.MakeClosure:
		f, _ = v.Fn.(*ssa.Function)
	case *ssa.Function:
		f = v
	}
	o := e.onceAt(c.Args[0])
	if o.field != nil {
		return o.field, f
	}
	switch v := o.object.(type) {
	case *ssa.Global, *ssa.Alloc:
		return v, f
	}
	return nil, f
}

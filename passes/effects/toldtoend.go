package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Who stops an object tells its goroutines to end, and waits until they have: by a context
// that he cancels, or a channel that he closes, and by a group. If they wait for nothing
// without listening to that, he waits for what they are at, which is a computation.

// A telling is what tells goroutines to end: contexts that have been cancelled, by the calls
// that make them, and fields with channels that have been closed.
type telling struct {
	made   []*ssa.Call
	closed []*types.Var
}

// toldToEnd reports whether an effect is the wait for a group in a field whose goroutines
// have been told to end just before, by way of the same object, and do so at once.
func (e *engine) toldToEnd(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok || eff.Kind != models.GroupWait || eff.Path.Len() != 1 || e.lending[in] {
		return false
	}
	group, ok := receiver(&call.Call).(*ssa.FieldAddr)
	if !ok || !e.isGroup(group.Type()) {
		return false
	}
	t := e.toldBefore(call, group)
	if len(t.made) == 0 && len(t.closed) == 0 {
		return false
	}
	e.lending[in] = true
	defer delete(e.lending, in)
	gs := e.membersInField(fieldOf(group.X.Type(), group.Field))
	return len(gs) > 0 && !slices.ContainsFunc(gs, func(g goroutine) bool { return !e.listens(g, &t) })
}

// toldBefore returns what a function has told the goroutines of an object with a group in a
// field, before it waits for them.
func (e *engine) toldBefore(wait *ssa.Call, group *ssa.FieldAddr) telling {
	var t telling
	for _, b := range e.live(wait.Parent()) {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || call.Call.IsInvoke() || !e.precedes(call, wait) {
				continue
			}
			said := call.Call.Value
			closes := isBuiltin(call, "close")
			if closes {
				said = call.Call.Args[0]
			}
			load, ok := said.(*ssa.UnOp)
			if !ok {
				continue
			}
			at, ok := load.X.(*ssa.FieldAddr)
			if !ok || !sameAddress(at.X, group.X) {
				continue
			}
			f := fieldOf(at.X.Type(), at.Field)
			if closes {
				t.closed = append(t.closed, f)
				continue
			}
			t.made = append(t.made, e.cancelledBy(f)...)
		}
	}
	return t
}

// cancelledBy returns the calls that make the contexts which the functions in a field
// cancel, or nil if others may be there.
func (e *engine) cancelledBy(f *types.Var) []*ssa.Call {
	if !e.stored(f) {
		return nil
	}
	var made []*ssa.Call
	for _, v := range e.stores[f] {
		if isNil(v) {
			continue
		}
		ex, ok := e.single(v).(*ssa.Extract)
		if !ok {
			return nil
		}
		call, ok := ex.Tuple.(*ssa.Call)
		if !ok || !isCancel(ex, call) {
			return nil
		}
		if m := e.modelOfValue(call); m == nil || m.Context == nil || !m.Context.Cancel {
			return nil
		}
		made = append(made, call)
	}
	return made
}

// membersInField returns the goroutines of a group in a field of this package alone, or nil
// if there may be others.
func (e *engine) membersInField(f *types.Var) []goroutine {
	if f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return nil
	}
	var all []goroutine
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				at, ok := in.(*ssa.FieldAddr)
				if !ok || fieldOf(at.X.Type(), at.Field) != f {
					continue
				}
				for _, use := range referrers(at) {
					c, ok := use.(ssa.CallInstruction)
					if !ok || receiver(c.Common()) != at {
						return nil
					}
					gs, known := e.membersBy(c)
					if !known {
						return nil
					}
					all = append(all, gs...)
				}
			}
		}
	}
	return all
}

// membersBy returns the goroutines that a call of a method of a group makes members, or that
// are members until they make it.
func (e *engine) membersBy(c ssa.CallInstruction) (gs []goroutine, known bool) {
	if len(e.groupStarts(c.Common(), true)) > 0 {
		gs = e.startedAt(c, nil, true)
		return gs, len(gs) > 0
	}
	fn := c.Common().StaticCallee()
	if fn == nil {
		return nil, false
	}
	obj, _ := origin(fn).Object().(*types.Func)
	if obj == nil || e.waitsForGroup(obj) || obj.Signature().Params().Len() > 0 {
		return nil, obj != nil // it waits, or says how many there are
	}
	member := c.Parent()
	sites := e.callSites[member]
	for _, site := range sites {
		started, ok := site.in.(*ssa.Go)
		if !ok {
			return nil, false
		}
		gs = append(gs, e.startedAt(started, nil, false)...)
	}
	return gs, len(gs) > 0 && len(gs) == len(sites)
}

// listens reports whether a goroutine ends as soon as it is told, but for what it computes:
// all that it waits for are selects that listen to that as well, and then it waits no more.
func (e *engine) listens(g goroutine, t *telling) bool {
	told := func(ch ssa.Value) bool { return ch != nil && e.isTelling(ch, g, t) }
	var waits, ends []*ssa.BasicBlock
	for _, b := range e.live(g.fn) {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Select:
				if in.Blocking && !slices.ContainsFunc(in.States, func(s *ssa.SelectState) bool { return told(s.Chan) }) {
					return false
				}
				waits = append(waits, b)
				continue
			case *ssa.If:
				if told(caseOf(in.Cond)) {
					ends = append(ends, b.Succs[0])
				}
			}
			var out outcome
			known := e.graph.complete(func() { out = e.instr(g.fn, in) })
			if !known || out.opaque || len(out.invokes)+len(out.calls) > 0 || slices.ContainsFunc(out.effects, func(eff Effect) bool { return eff.Waits() }) {
				return false
			}
		}
	}
	for _, end := range ends {
		if slices.ContainsFunc(waits, func(b *ssa.BasicBlock) bool { return b == end || e.leads(end, b, nil) }) {
			return false
		}
	}
	return len(ends) > 0
}

// isTelling reports whether a channel that a goroutine receives from is what tells it to end.
func (e *engine) isTelling(ch ssa.Value, g goroutine, t *telling) bool {
	if f := e.holder(ch); f != nil && slices.Contains(t.closed, f) {
		return true
	}
	done, ok := e.single(ch).(*ssa.Call)
	if !ok {
		return false
	}
	ctx := receiver(&done.Call)
	if m := e.modelOfValue(done); m == nil || !m.Done || ctx == nil {
		return false
	}
	v := e.single(ctx)
	if p, ok := v.(*ssa.Parameter); ok && p.Parent() == g.fn && g.args != nil {
		if a := g.args(paramIndex(p)); a != nil {
			v = e.single(a)
		}
	}
	ex, ok := v.(*ssa.Extract)
	return ok && ex.Index == 0 && slices.ContainsFunc(t.made, func(c *ssa.Call) bool { return ex.Tuple == c })
}

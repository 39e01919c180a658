package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// givesBack reports whether a send or receive, which instruction in leads to,
// gives back what was taken before, as with a semaphore of channel slots or a
// free list: more has been taken than given on every way to it, in the function of
// in and in those that it is a literal of. Then there is room, or a permit, for it.
func (e *engine) givesBack(eff *Effect, in ssa.Instruction) bool {
	t, field, ok := eff.taken()
	return ok && (e.permitsForTurns(in).have(t, field) || e.takenLater(t, field, in))
}

// takenLater reports whether an instruction defers what gives back a permit that is held
// whenever its function returns.
func (e *engine) takenLater(t taking, field string, in ssa.Instruction) bool {
	d, ok := in.(*ssa.Defer)
	f := e.permitsOf(in.Parent())
	if !ok || f == nil {
		return false
	}
	ends := 0
	for _, b := range e.live(in.Parent()) {
		ret, ok := atEndOf(b).(*ssa.Return)
		if !ok || b != d.Block() && !e.leads(d.Block(), b, nil) {
			continue
		}
		if !f.at(ret).have(t, field) {
			return false
		}
		ends++
	}
	return ends > 0
}

// givesBackIn is givesBack in a task that an instruction hands over: of what was taken
// before that.
func (e *engine) givesBackIn(eff *Effect, in ssa.Instruction, h handOver, handed ssa.Instruction) bool {
	t, field, ok := eff.taken()
	if !ok {
		return false
	}
	start := e.enough(e.permitsAt(handed), h)
	if len(start) == 0 {
		return false
	}
	if p := e.placeFor(t.place, h.task, h.knownArgs()); p != t.place && p.known() {
		// It is another one to who hands over the task.
		for _, k := range start.find(taking{place: p, dir: t.dir}, "") {
			start[t] = start[k]
		}
	}
	f := e.permitFlow(in.Parent(), maxNets, start)
	return f.at(in).have(t, field)
}

// taken returns the permit that an effect would give back, and the field or variable
// that holds the channel, as far as these are known.
func (e *Effect) taken() (t taking, field string, ok bool) {
	t.place = e.place
	field, _ = e.channel.(string)
	if !t.place.known() {
		t.field = field
	}
	switch {
	case t == taking{}:
	case e.Kind == models.Send:
		t.dir = types.RecvOnly
	case e.Kind == models.Recv && e.permit:
		t.dir = types.SendOnly
	}
	return t, field, t.dir != types.SendRecv
}

// have reports whether a permit is held in any case.
func (p permits) have(t taking, field string) bool {
	return slices.ContainsFunc(p.find(t, field), func(k taking) bool { return p[k].sure() })
}

// permitsAt returns the permits that are held when control comes to an instruction.
func (e *engine) permitsAt(in ssa.Instruction) permits {
	f := e.permitsOf(in.Parent())
	if f == nil {
		return nil
	}
	return f.at(in)
}

// permitsOf returns what a function does with permits. A literal has those that are held
// where it begins to run.
func (e *engine) permitsOf(fn *ssa.Function) *permitFlow {
	f, ok := e.permitFlows[fn]
	if ok {
		return f
	}
	mark := e.cuts
	e.permitFlows[fn] = nil // recursion ends here
	f = e.permitFlow(fn, maxNets, e.startOf(fn))
	if e.permitFlows[fn] = f; !e.whole(mark) {
		delete(e.permitFlows, fn)
	}
	return f
}

// bindChannel settles which channel an effect of a call is about, if that is passed to
// the function that waits for it, and reports whether the wait is for a permit that
// nobody keeps for long.
func (e *engine) bindChannel(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	fn := e.callee(call.Common())
	if fn == nil || len(fn.Params) != len(call.Common().Args) {
		return false
	}
	switch {
	case eff.Kind == models.Recv:
		for i, p := range fn.Params {
			if eff.channel == any(p) {
				eff.channel = e.chanID(call.Common().Args[i])
				return e.only(fn, p, types.RecvOnly) && e.briefPermit(in, call.Common().Args[i], types.RecvOnly)
			}
		}
	case eff.Kind == models.Send && eff.channel != nil && eff.Path.Len() == 2:
		for i, a := range call.Common().Args {
			if isChan(a) && e.chanID(a) == eff.channel && e.only(fn, fn.Params[i], types.SendOnly) {
				return e.briefPermit(in, a, types.SendOnly)
			}
		}
	}
	return false
}

// only reports whether a function sends to a channel that it gets, or receives from it,
// and does not do the other.
func (e *engine) only(fn *ssa.Function, p *ssa.Parameter, dir types.ChanDir) bool {
	other := types.ChanDir(types.SendOnly)
	if dir == other {
		other = types.RecvOnly
	}
	return e.anyOperates(fn, p, dir) && !e.anyOperates(fn, p, other)
}

// operates reports whether an instruction sends to the channel, or receives
// from it: itself, or in a function or literal that it calls.
func (e *engine) operates(in ssa.Instruction, id any, dir types.ChanDir, depth int) bool {
	const maxDepth = 2 // acquire is seldom more than a method around a send
	switch in := in.(type) {
	case *ssa.Send:
		return dir == types.SendOnly && e.chanID(in.Chan) == id
	case *ssa.UnOp:
		return dir == types.RecvOnly && in.Op == token.ARROW && e.chanID(in.X) == id
	case *ssa.Select:
		if !in.Blocking {
			return false // it may have taken nothing
		}
		for _, st := range in.States {
			if st.Dir == dir && e.chanID(st.Chan) == id {
				return true
			}
		}
	case *ssa.Call:
		return depth < maxDepth && e.callOperates(&in.Call, id, dir, depth)
	case *ssa.Defer: // it has run when the function around it returns
		return 0 < depth && depth < maxDepth && e.callOperates(&in.Call, id, dir, depth)
	}
	return false
}

func (e *engine) callOperates(c *ssa.CallCommon, id any, dir types.ChanDir, depth int) bool {
	for _, fn := range e.runs(c) {
		for _, known := range append(e.passedAs(c, fn, id), id) {
			for _, b := range fn.Blocks {
				for _, op := range b.Instrs {
					if e.operates(op, known, dir, depth+1) {
						return true
					}
				}
			}
		}
	}
	return false
}

// passedAs returns the IDs that a function knows a channel by which a call passes to it,
// as that of a method of a channel type.
func (e *engine) passedAs(c *ssa.CallCommon, fn *ssa.Function, id any) []any {
	if e.callee(c) != fn || len(c.Args) != len(fn.Params) {
		return nil
	}
	var ids []any
	for i, a := range c.Args {
		if isChan(a) && e.chanID(a) == id {
			ids = append(ids, fn.Params[i])
		}
	}
	return ids
}

// runs returns the functions of this package that a call runs before it
// returns, as par.Blocking runs its argument.
func (e *engine) runs(c *ssa.CallCommon) []*ssa.Function {
	var fns []*ssa.Function
	for _, t := range e.callees(c) {
		if t.fn != nil && t.edge <= Closure {
			fns = append(fns, t.fn)
		}
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		args := argsOf(c, t)
		params := m.Offloads
		for _, call := range m.Calls {
			if !call.Go {
				params = append(params[:len(params):len(params)], call.Param)
			}
		}
		for _, i := range params {
			if mc, ok := args(i).(*ssa.MakeClosure); ok {
				fns = append(fns, mc.Fn.(*ssa.Function))
			}
		}
	}
	return fns
}

// chanID identifies a channel within the package: by where it is made or passed
// in, or by the field or variable that holds it. It is nil if that is unknown.
func (e *engine) chanID(ch ssa.Value) any {
	if srcs := e.sources(ch); len(srcs) == 1 && !srcs[0].field {
		switch v := srcs[0].value.(type) {
		case *ssa.MakeChan, *ssa.Parameter:
			return v
		}
	}
	if key := e.lockKey(ch, 0); key != "" {
		return key
	}
	return nil
}

// caseBlock returns where control goes when a select has sent to a channel, or
// received from it, or nil if that may be several places.
func (e *engine) caseBlock(sel *ssa.Select, id any, dir types.ChanDir) *ssa.BasicBlock {
	var found *ssa.BasicBlock
	for _, b := range sel.Parent().Blocks {
		branch, ok := atEndOf(b).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := branch.Cond.(*ssa.BinOp)
		if !ok || eq.Op != token.EQL {
			continue
		}
		ex, ok := eq.X.(*ssa.Extract)
		n, isConst := eq.Y.(*ssa.Const)
		if !ok || !isConst || ex.Tuple != sel || ex.Index != 0 {
			continue
		}
		i := int(n.Int64())
		if i < 0 || i >= len(sel.States) || sel.States[i].Dir != dir || e.chanID(sel.States[i].Chan) != id {
			continue
		}
		if found != nil {
			return nil
		}
		found = b.Succs[0]
	}
	return found
}

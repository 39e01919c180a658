package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A channel with a buffer that is sent to and received from by turns is a semaphore,
// or a mutex: who sends waits for those who have sent before, and that matters only if
// they do something long until they receive. The same goes for one that who makes it puts
// something in, and that is received from and sent to by turns.

// briefPermit reports whether a send, or a call of a function that does nothing else,
// takes a permit of a semaphore that nobody keeps for long: whoever sends receives soon,
// without a wait in between, and nobody receives otherwise. If take is RecvOnly, it is
// the other way round.
func (e *engine) briefPermit(in ssa.Instruction, ch ssa.Value, take types.ChanDir) bool {
	id := e.chanID(ch)
	if id == nil || !e.buffered(ch) {
		return false
	}
	takes, gives := e.sendsTo(id), e.receives(id)
	if v := e.holder(ch); v != nil {
		takes, gives = e.sendsTo(v), e.receives(v)
	}
	if take == types.RecvOnly {
		fills, others := e.parted(takes, ch)
		if len(fills) == 0 {
			return false
		}
		takes, gives = gives, others
	}
	const tooMany = 16
	if len(gives) == 0 || len(takes) > tooMany || slices.ContainsFunc(takes, func(s ssa.Instruction) bool { return e.lending[s] }) {
		return false
	}
	e.lending[in] = true
	defer delete(e.lending, in)
	p := &permit{e, id, take}
	return !slices.ContainsFunc(gives, func(r ssa.Instruction) bool { return !p.takenBefore(r, 0) }) &&
		!slices.ContainsFunc(takes, func(s ssa.Instruction) bool { return !e.inTest(s.Pos()) && !p.soon(s, 0) })
}

// parted tells the sends to a channel that put something in where it is made from the
// others. There are none of the former if some of the channels stay empty.
func (e *engine) parted(sends []ssa.Instruction, ch ssa.Value) (fills, others []ssa.Instruction) {
	filled := make(map[ssa.Value]bool)
	for _, in := range sends {
		if send, ok := in.(*ssa.Send); ok {
			if mc := e.madeFor(send.Chan, send); mc != nil && (e.inLoop(send.Block(), mc.Block()) || e.beforeReturns(send, mc)) {
				filled[mc] = true
				fills = append(fills, in)
				continue
			}
		}
		others = append(others, in)
	}
	made := []ssa.Value{e.makeChan(ch)}
	if v := e.holder(ch); v != nil {
		made = e.stores[v]
	}
	if slices.ContainsFunc(made, func(mc ssa.Value) bool { return !filled[mc] }) {
		return nil, others
	}
	return fills, others
}

// buffered reports whether a channel has a buffer wherever it may come from, and is
// used in sight only.
func (e *engine) buffered(ch ssa.Value) bool {
	if v := e.holder(ch); v != nil {
		return e.stored(v) && !e.givesOut(v) && !slices.ContainsFunc(e.stores[v], func(made ssa.Value) bool {
			mc, ok := made.(*ssa.MakeChan)
			return !ok || isInt(mc.Size, 0) || len(*mc.Referrers()) != 1 // else who has it may use it
		})
	}
	mc := e.makeChan(ch)
	if mc == nil || isInt(mc.Size, 0) {
		return false
	}
	u := e.allUses(mc)
	for h := range u.holders {
		if call, ok := h.(ssa.CallInstruction); ok && slices.ContainsFunc(e.passedAs(call.Common(), e.callee(call.Common()), mc), func(p any) bool {
			return !e.operatedOnly(p.(*ssa.Parameter), 1)
		}) {
			return false
		}
	}
	return !u.escapes && !u.given && !u.returned
}

// hasNoBuffer reports whether a channel has no buffer wherever it comes from, as far as that
// is in sight.
func (e *engine) hasNoBuffer(ch ssa.Value) bool {
	if v := e.holder(ch); v != nil {
		return e.stored(v) && len(e.stores[v]) > 0 && !slices.ContainsFunc(e.stores[v], func(made ssa.Value) bool {
			mc, ok := made.(*ssa.MakeChan)
			return !ok || !isInt(mc.Size, 0)
		})
	}
	mc := e.makeChan(ch)
	return mc != nil && isInt(mc.Size, 0)
}

// givesOut reports whether a channel in a field or package-level variable is given to
// others, who may use it.
func (e *engine) givesOut(v *types.Var) bool {
	if e.handed == nil {
		e.handed = make(map[*types.Var]bool)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					load, ok := in.(ssa.Value)
					if !ok {
						continue
					}
					if !isChan(load) {
						continue
					}
					if v := e.holder(load); v != nil && !e.operatedOnly(load, 0) {
						e.handed[v] = true
					}
				}
			}
		}
	}
	return e.handed[v]
}

// operatedOnly reports whether a channel is sent to and received from, and nothing
// else, here and in functions that it is passed to.
func (e *engine) operatedOnly(ch ssa.Value, depth int) bool {
	for _, use := range *ch.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp, *ssa.BinOp, *ssa.DebugRef:
		case *ssa.Send:
			if use.Chan != ch {
				return false
			}
		case *ssa.Select:
			for _, st := range use.States {
				if st.Send == ch {
					return false
				}
			}
		case ssa.CallInstruction:
			if _, ok := use.Common().Value.(*ssa.Builtin); ok {
				continue
			}
			fn := e.callee(use.Common())
			if fn == nil || depth == maxCallers || len(fn.Params) != len(use.Common().Args) {
				return false
			}
			for i, a := range use.Common().Args {
				if a == ch && !e.operatedOnly(fn.Params[i], depth+1) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// A permit is that of the semaphore with this ID, which is taken by sending or by
// receiving.
type permit struct {
	e    *engine
	id   any
	take types.ChanDir
}

// maxCallers is how many calls away from its use a permit may be taken or given back.
const maxCallers = 2

// takenBefore reports whether the permit that an instruction gives back has been taken
// before, in the same function or by who calls it.
func (p *permit) takenBefore(in ssa.Instruction, depth int) bool {
	if recv, ok := in.(*ssa.UnOp); ok && recv.CommaOk {
		return false
	}
	if _, ok := in.(*ssa.Select); ok {
		return false // it may have taken nothing
	}
	fn := in.Parent()
	for _, b := range fn.Blocks {
		for _, op := range b.Instrs {
			if op == in || !p.e.precedes(op, in) && (op.Block() == in.Block() || !p.e.leads(op.Block(), in.Block(), nil)) {
				continue
			}
			if p.e.operates(op, p.id, p.take, 0) {
				return true
			}
			if sel, ok := op.(*ssa.Select); ok && p.e.caseBlock(sel, p.id, p.take) != nil {
				return true
			}
		}
	}
	if depth == maxCallers {
		return false
	}
	if site := onlyUse(p.e.closures[fn]); site != nil {
		return p.takenBefore(site, depth)
	}
	sites := p.e.callSites[fn]
	return p.e.calledHereOnly(fn) && len(sites) > 0 &&
		!slices.ContainsFunc(sites, func(s callSite) bool { return !p.takenBefore(s.in, depth+1) })
}

// onlyUse returns the call or defer statement that is the only use of a literal, or nil.
func onlyUse(sites []*ssa.MakeClosure) ssa.Instruction {
	if len(sites) != 1 || len(*sites[0].Referrers()) != 1 {
		return nil
	}
	switch use := (*sites[0].Referrers())[0].(type) {
	case *ssa.Call:
		if use.Call.Value == sites[0] {
			return use
		}
	case *ssa.Defer:
		if use.Call.Value == sites[0] {
			return use
		}
	}
	return nil
}

// gives reports whether an instruction gives the permit back, before it waits for
// anything: itself, or by a function that it calls.
func (p *permit) gives(in ssa.Instruction, depth int) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return p.take == types.SendOnly && p.e.operates(in, p.id, types.RecvOnly, 0)
	case *ssa.Send:
		return p.take == types.RecvOnly && p.e.operates(in, p.id, types.SendOnly, 0)
	case ssa.CallInstruction:
		fn := p.e.callee(in.Common())
		if _, other := in.(*ssa.Go); fn == nil || other || depth == maxCallers || len(fn.Blocks) == 0 {
			return false
		}
		for _, op := range fn.Blocks[0].Instrs {
			if p.gives(op, depth+1) {
				return true
			}
			for _, known := range p.e.passedAs(in.Common(), fn, p.id) {
				if (&permit{p.e, known, p.take}).gives(op, depth+1) {
					return true
				}
			}
			if p.waits(op, fn) {
				return false
			}
		}
	}
	return false
}

func (p *permit) waits(in ssa.Instruction, fn *ssa.Function) bool {
	long := false
	known := p.e.graph.complete(func() {
		out := p.e.instr(fn, in)
		long = p.e.holdsUp(&out, fn)
	})
	return long || !known
}

// soon reports whether the permit is given back after an instruction that takes it,
// whatever happens, and without a wait before that: in the same function, or by who
// calls it.
func (p *permit) soon(take ssa.Instruction, depth int) bool {
	b, from := take.Block(), 0
	switch take.(type) {
	case *ssa.Go, *ssa.Defer:
		return false // it takes it at another time
	}
	if sel, ok := take.(*ssa.Select); ok {
		if b = p.e.caseBlock(sel, p.id, p.take); b == nil {
			return false
		}
	} else {
		from = slices.Index(b.Instrs, take) + 1
	}
	fn := take.Parent()
	type state struct {
		b     *ssa.BasicBlock
		later bool
	}
	seen := make(map[state]bool)
	kept := false // until the function returns
	var walk func(b *ssa.BasicBlock, from int, later bool) bool
	walk = func(b *ssa.BasicBlock, from int, later bool) bool {
		for _, in := range b.Instrs[from:] {
			if p.gives(in, 0) {
				if _, deferred := in.(*ssa.Defer); !deferred {
					return true
				}
				later = true
				continue
			}
			if _, ok := in.(*ssa.Return); ok {
				kept = kept || !later
				return true
			}
			if p.waits(in, fn) {
				return false
			}
		}
		for _, s := range b.Succs {
			if next := (state{s, later}); !seen[next] {
				seen[next] = true
				if !walk(s, 0, later) {
					return false
				}
			}
		}
		return true
	}
	if !walk(b, from, false) {
		return false
	}
	if !kept {
		return true
	}
	sites := p.e.callSites[fn]
	return depth < maxCallers && p.e.calledHereOnly(fn) && len(sites) > 0 && !slices.ContainsFunc(sites, func(s callSite) bool {
		call, ok := s.in.(*ssa.Call)
		return !ok || !p.soon(call, depth+1)
	})
}

package effects

import (
	"go/token"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Who waits for goroutines of its own which only compute waits as long as they do:
// that is a finding for who wants to know only.

// A channel that is made, with the calls of the functions that made it.
type madeChan struct {
	mc     *ssa.MakeChan
	result ssa.Value // of the call that made it, or nil
	frames []frame
}

// computed reports whether a receive, or a select that receives from several
// channels, waits only for goroutines that compute: the function that makes a
// channel starts them, they wait for nothing but who receives, and they close it in
// the end, or send as often as it is received.
func (e *engine) computed(in ssa.Instruction, chans ...ssa.Value) bool {
	if e.lending[in] {
		return false
	}
	e.lending[in] = true
	defer delete(e.lending, in)
	var together []madeChan
	for _, ch := range chans {
		if e.servedElsewhere(ch) || e.closedByMaker(in, ch) || e.producedByMaker(in, ch) {
			return true
		}
		made := e.madeChans(ch)
		served := len(made) > 0
		for _, m := range made {
			served = served && e.serves(in, m)
		}
		if served {
			return true
		}
		if len(made) == 1 {
			together = append(together, made[0])
		}
	}
	return len(together) > 1 && e.serves(in, together...)
}

// madeChans returns where a channel is made, here or by the functions of this
// package that return it, or nil if it may come from elsewhere.
func (e *engine) madeChans(ch ssa.Value) []madeChan {
	var made []madeChan
	for _, s := range e.sources(ch) {
		if s.field {
			return nil
		}
		index := 0
		v := s.value
		if ex, ok := v.(*ssa.Extract); ok {
			v, index = ex.Tuple, ex.Index
		}
		switch v := v.(type) {
		case *ssa.MakeChan:
			made = append(made, madeChan{mc: v})
		case *ssa.Call:
			fn := e.callee(&v.Call)
			if fn == nil {
				return nil
			}
			around := []frame{{fn: fn, args: argsOf(&v.Call, target{fn: fn, obj: objOf(fn)})}}
			for _, r := range results(fn, index) {
				if isNil(r) {
					continue // with an error
				}
				mc := e.makeChan(r)
				if mc == nil || mc.Parent() != fn {
					return nil
				}
				made = append(made, madeChan{mc, s.value, around})
			}
		default:
			return nil
		}
	}
	return made
}

// serves reports whether goroutines that compute end a wait for one of some
// channels.
func (e *engine) serves(in ssa.Instruction, made ...madeChan) bool {
	maker := made[0].mc.Parent()
	var all chanUses
	j := &job{holders: make(map[any]bool)}
	for _, m := range made {
		u := e.allUses(m.mc)
		if u.escapes || m.mc.Parent() != maker {
			return false
		}
		all.sends = append(all.sends, u.sends...)
		all.closes = append(all.closes, u.ends()...)
		all.receives = append(all.receives, u.receives...)
		all.given = all.given || u.given
		all.returned = all.returned || u.returned
		maps.Copy(j.holders, u.holders)
	}
	for _, send := range all.sends {
		e.awaited[send]++
		defer func() { e.awaited[send]-- }()
	}
	gs := e.startedIn(maker, made[0].frames)
	if j.goals = all.closes; e.closedBy(gs, j, made[0].mc, in) || e.closedMeanwhile(maker, all.closes) {
		return true
	}
	j.goals = slices.Concat(all.sends, all.closes)
	switch {
	case all.given:
		return false
	case !all.returned:
		return e.sentOften(gs, j, made[0].mc, in, all.receives)
	default:
		return len(made) == 1 && len(all.receives) == 0 && e.sentForResult(gs, j, made[0], in)
	}
}

// closedByMaker reports whether a channel is in a field of an object for which a
// goroutine computes something: whoever makes the channel starts it, and it closes the
// channel.
func (e *engine) closedByMaker(in ssa.Instruction, ch ssa.Value) bool {
	field := e.holder(ch)
	if !e.stored(field) {
		return false
	}
	for _, send := range e.sendsTo(field) {
		e.awaited[send]++
		defer func() { e.awaited[send]-- }()
	}
	for _, v := range e.stores[field] {
		mc, ok := v.(*ssa.MakeChan)
		if !ok {
			return false
		}
		w := e.errands(func(in ssa.CallInstruction, v ssa.Value) bool {
			b, ok := in.Common().Value.(*ssa.Builtin)
			return ok && b.Name() == "close" && in.Common().Args[0] == v
		})
		w.field = field
		w.of(mc)
		for _, use := range *mc.Referrers() {
			if st, ok := use.(*ssa.Store); ok && e.place(st.Addr) == field {
				if f, ok := st.Addr.(*ssa.FieldAddr); ok {
					w.of(f.X)
				}
			}
		}
		if !e.closedBy(e.startedIn(mc.Parent(), nil), w.job, mc, in) {
			return false
		}
	}
	return true
}

// consumes reports whether an effect is the wait of a function that receives from a
// channel which it gets as an argument, and what is sent to that is computed.
func (e *engine) consumes(eff *Effect, in ssa.Instruction) bool {
	p, ok := eff.channel.(*ssa.Parameter)
	call, isCall := in.(*ssa.Call)
	if !ok || !isCall || eff.Kind != models.Recv || eff.Path.Len() != 2 || e.callee(&call.Call) != p.Parent() {
		return false
	}
	fn := p.Parent()
	for _, b := range e.live(fn) {
		for _, op := range b.Instrs {
			if recv, ok := op.(*ssa.UnOp); ok && recv.Op == token.ARROW && e.single(recv.X) == p {
				continue
			}
			if e.others(in, fn, op, models.Recv) {
				return false
			}
		}
	}
	args := argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})
	return e.computed(in, args(paramIndex(p)))
}

// closedBy reports whether one of some goroutines computes and closes what is waited
// for.
func (e *engine) closedBy(gs []goroutine, j *job, made, in ssa.Instruction) bool {
	return slices.ContainsFunc(gs, func(g goroutine) bool { return e.startedBefore(g, made, in) && e.sure(g, j) })
}

// closedMeanwhile reports whether the function that makes a channel has closed it
// before it waits for the goroutine that is asked about.
func (e *engine) closedMeanwhile(maker *ssa.Function, closes []ssa.Instruction) bool {
	return slices.ContainsFunc(closes, func(c ssa.Instruction) bool {
		if _, ok := c.(*ssa.Call); !ok || c.Parent() != maker {
			return false
		}
		waits := false
		for in := range e.lending {
			if in.Parent() != maker {
				continue
			}
			if !e.precedes(c, in) {
				return false
			}
			waits = true
		}
		return waits
	})
}

// sentOften reports whether goroutines that compute send at least as often as is
// received: in is one of the receives, all of which are in the function that starts
// them.
func (e *engine) sentOften(gs []goroutine, j *job, made *ssa.MakeChan, in ssa.Instruction, receives []ssa.Instruction) bool {
	if slices.ContainsFunc(receives, func(r ssa.Instruction) bool { return r.Parent() != made.Parent() }) {
		return false
	}
	if e.inLoop(in.Block(), made.Block()) {
		// As many goroutines as receives.
		return !slices.ContainsFunc(receives, func(r ssa.Instruction) bool { return r != in }) &&
			slices.ContainsFunc(gs, func(g goroutine) bool { return e.sameTurns(g.at, in, made) && e.sure(g, j) })
	}
	before := func(g goroutine) bool { return e.precedes(g.at, in) }
	return e.count(receives, made) <= e.promised(gs, j, made, before)
}

// sentForResult reports whether goroutines that compute send at least as often as is
// received from the channel that a call returns, by who has called.
func (e *engine) sentForResult(gs []goroutine, j *job, m madeChan, in ssa.Instruction) bool {
	call, ok := m.result.(ssa.Instruction)
	if !ok || call.Parent() != in.Parent() {
		return false
	}
	var receives []ssa.Instruction
	for _, use := range *m.result.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp, *ssa.Select:
			receives = append(receives, use)
		case *ssa.DebugRef, *ssa.BinOp:
		default:
			return false
		}
	}
	before := func(g goroutine) bool { return e.beforeReturns(g.at, m.mc) }
	return e.count(receives, call) <= e.promised(gs, j, m.mc, before)
}

// count returns how many instructions there are, or many if one repeats after what
// makes the channel.
func (e *engine) count(ins []ssa.Instruction, made ssa.Instruction) int {
	const many = 1 << 30
	var each []ssa.Instruction
	for _, in := range ins {
		if e.inLoop(in.Block(), made.Block()) {
			return many
		}
		if !slices.Contains(each, in) { // a select has several cases
			each = append(each, in)
		}
	}
	return len(each)
}

// promised returns how often goroutines that compute send at least.
func (e *engine) promised(gs []goroutine, j *job, made *ssa.MakeChan, before func(goroutine) bool) int {
	n := 0
	for _, g := range gs {
		if before(g) && !e.inLoop(g.at.Block(), made.Block()) && e.sure(g, j) {
			n += e.certain(g.fn, j)
		}
	}
	return n
}

// sure reports whether a goroutine computes and does its job.
func (e *engine) sure(g goroutine, j *job) bool {
	if len(j.goals) == 0 || !j.mayDo(g.at, g.fn) || !e.does(g.fn, j, 0) {
		return false
	}
	needs := len(e.needs)
	if e.dawdles(g, j, 0) {
		e.needs = e.needs[:needs]
		return false
	}
	return true
}

// certain returns how often a function reaches a goal at least, given that it does.
func (e *engine) certain(fn *ssa.Function, j *job) int {
	n := 0
	for _, goal := range j.goals {
		if goal.Parent() == fn && e.does(fn, &job{goals: []ssa.Instruction{goal}}, 0) {
			n++
		}
	}
	return max(n, 1)
}

// sameTurns reports whether two instructions run equally often, one after the other:
// each in a loop of its own, in each turn of it.
func (e *engine) sameTurns(first, second ssa.Instruction, made *ssa.MakeChan) bool {
	a, b := e.loopAround(first, made), e.loopAround(second, made)
	if a == nil || b == nil || a[second.Block()] || b[first.Block()] || !e.leads(first.Block(), second.Block(), nil) {
		return false
	}
	n, m := turnsOf(a), turnsOf(b)
	return n != nil && m != nil && e.sameCount(n, m) && everyTurn(first, a)
}

// loopAround returns the only loop around an instruction that does not make the
// channel anew, or nil.
func (e *engine) loopAround(in ssa.Instruction, made *ssa.MakeChan) map[*ssa.BasicBlock]bool {
	var around map[*ssa.BasicBlock]bool
	for _, loop := range loops(in.Parent()) {
		if !loop[in.Block()] || loop[made.Block()] {
			continue
		}
		if around != nil {
			return nil
		}
		around = loop
	}
	return around
}

// turnsOf returns how often a loop runs at most, or nil.
func turnsOf(loop map[*ssa.BasicBlock]bool) ssa.Value {
	for _, b := range inOrder(loop) {
		if n := turns(b, loop); n != nil {
			return n
		}
	}
	return nil
}

// everyTurn reports whether an instruction runs in each turn of a loop, which ends by
// its count only.
func everyTurn(in ssa.Instruction, loop map[*ssa.BasicBlock]bool) bool {
	exits := 0
	for b := range loop {
		for _, s := range b.Succs {
			switch {
			case !loop[s]:
				exits++
			case s.Dominates(b) && !in.Block().Dominates(b):
				return false // back to the head
			}
		}
	}
	return exits == 1
}

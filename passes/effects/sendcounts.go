package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// How often a channel is sent to is counted by the loops around its sends and around the
// calls and literals that lead there.

// sendCounts returns how often a channel is sent to at most for one make of it, as a sum,
// or false if that is not known.
func (e *engine) sendCounts(mc *ssa.MakeChan, depth int) ([]count, bool) {
	u := e.allUses(mc)
	const tooMany = 32
	if u.escapes || len(u.sends) > tooMany {
		return nil, false
	}
	s := &sends{e, mc, &u, depth}
	var counts []count
	byFunc := make(map[*ssa.Function][]ssa.Instruction)
	for _, in := range u.sends {
		if relayed, ok := s.relayed(in); ok {
			counts = append(counts, relayed...)
			continue
		}
		byFunc[in.Parent()] = append(byFunc[in.Parent()], in)
	}
	for fn, all := range byFunc {
		callers, ok := s.ofFunc(fn, 0)
		if !ok {
			return nil, false
		}
		for _, in := range s.together(all) {
			for _, outer := range callers {
				c, ok := in.within(outer)
				if !ok {
					return nil, false
				}
				counts = append(counts, c)
			}
		}
	}
	return counts, true
}

// sends counts how often a channel is sent to for one make of it.
type sends struct {
	e     *engine
	mc    *ssa.MakeChan
	use   *chanUses
	depth int // of channels from which what is sent has been received
}

// runs is how often something runs in one run of a function.
type runs struct {
	count
	part    bool // once for each item of the part that the function is told
	unknown bool
}

// outside is how often a function runs for one make of the channel.
type outside struct {
	count
	parts bool // with count: it is told a part of that many items
}

// within returns how often something runs for one make of the channel.
func (r runs) within(o outside) (count, bool) {
	if r.unknown || r.part && !o.parts {
		return count{}, false
	}
	return r.by(o.count)
}

// together returns how often some sends of one function run. Of those that exclude each
// other one is counted.
func (s *sends) together(all []ssa.Instruction) []runs {
	var counts []runs
	for _, in := range all {
		counts = append(counts, s.of(in))
	}
	if once := (runs{count: count{times: 1}}); slices.ContainsFunc(counts, func(r runs) bool { return r != once }) {
		return counts
	}
	return []runs{{count: count{times: int64(s.e.mostSends(all, s.mc))}}}
}

// of returns how often an instruction runs in one run of its function, or for one make
// of the channel if that is there.
func (s *sends) of(in ssa.Instruction) runs {
	var around map[*ssa.BasicBlock]bool
	for _, loop := range loops(in.Parent()) {
		if !loop[in.Block()] || loop[s.mc.Block()] {
			continue
		}
		if around != nil {
			return runs{unknown: true} // a loop in a loop
		}
		around = loop
	}
	if around == nil {
		// Loops that goto makes are in none of loops.
		return runs{count: count{times: 1}, unknown: s.e.inLoop(in.Block(), s.mc.Block())}
	}
	for _, b := range inOrder(around) {
		switch {
		case afterTurn(b):
		case in.Block() == b || !b.Dominates(in.Block()) || s.e.leads(in.Block(), in.Block(), b):
			continue // it runs before what ends the loop, or more often than that is asked
		}
		if n := turns(b, around); n != nil {
			return runs{count: countOf(n)}
		}
		if isPart(b, around) {
			return runs{count: count{times: 1}, part: true}
		}
		for _, op := range b.Instrs {
			if next, ok := op.(*ssa.Next); ok {
				if over, ok := next.Iter.(*ssa.Range); ok {
					return runs{count: count{times: 1, n: number{v: unchanged(over.X), length: true}}}
				}
			}
		}
	}
	return runs{unknown: true}
}

// afterTurn reports whether a condition is what range over a number asks after a turn.
// It has asked the same before the first one.
func afterTurn(b *ssa.BasicBlock) bool {
	cond, ok := atEndOf(b).(*ssa.If)
	if !ok {
		return false
	}
	less, ok := cond.Cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	next, ok := less.X.(*ssa.BinOp)
	if !ok {
		return false
	}
	phi, ok := next.X.(*ssa.Phi)
	return ok && phi.Comment == "rangeint.iter"
}

// isPart reports whether a loop goes from a parameter of its function to the next
// parameter, as the function does that gets a part of the items:
//
//	for i := lo; i < hi; i++
func isPart(b *ssa.BasicBlock, loop map[*ssa.BasicBlock]bool) bool {
	cond, ok := atEndOf(b).(*ssa.If)
	if !ok || !loop[b.Succs[0]] || loop[b.Succs[1]] {
		return false
	}
	less, ok := cond.Cond.(*ssa.BinOp)
	if !ok || less.Op != token.LSS {
		return false
	}
	phi, ok := less.X.(*ssa.Phi)
	hi, ok2 := less.Y.(*ssa.Parameter)
	if !ok || !ok2 || paramIndex(hi) == 0 {
		return false
	}
	lo := hi.Parent().Params[slices.Index(hi.Parent().Params, hi)-1]
	for _, v := range phi.Edges {
		next, ok := v.(*ssa.BinOp)
		if v != lo && !(ok && next.Op == token.ADD && next.X == phi && isInt(next.Y, 1)) {
			return false
		}
	}
	return true
}

// ofFunc returns how often a function runs for one make of the channel, by each of those
// who call it or start it; or false if that is not known.
func (s *sends) ofFunc(fn *ssa.Function, depth int) ([]outside, bool) {
	const maxDepth = 4
	if fn == s.mc.Parent() {
		return []outside{{count: count{times: 1}}}, true
	}
	if depth == maxDepth {
		return nil, false
	}
	var calls []ssa.CallInstruction
	var literal *ssa.MakeClosure
	if fn.Parent() != nil {
		sites := s.e.closures[fn]
		if len(sites) != 1 || len(*sites[0].Referrers()) != 1 {
			return nil, false
		}
		literal = sites[0]
		call, ok := (*literal.Referrers())[0].(ssa.CallInstruction)
		if !ok {
			return nil, false
		}
		calls = append(calls, call)
	} else {
		for h := range s.use.holders {
			if call, ok := h.(ssa.CallInstruction); ok && s.e.callee(call.Common()) == fn {
				calls = append(calls, call)
			}
		}
	}
	var all []outside
	for _, call := range calls {
		once := outside{count: count{times: 1}}
		if literal != nil && call.Common().Value != literal && !s.e.runsOnce(call.Common(), literal) {
			var ok bool
			if once, ok = s.e.eachYielded(call.Common(), literal); !ok {
				once, ok = s.e.runsEach(call.Common(), literal)
			}
			if !ok {
				return nil, false
			}
		}
		callers, ok := s.ofFunc(call.Parent(), depth+1)
		if !ok {
			return nil, false
		}
		inner := s.of(call)
		for _, outer := range callers {
			c, ok := inner.within(outer)
			if ok {
				c, ok = c.by(once.count)
			}
			if !ok {
				return nil, false
			}
			all = append(all, outside{c, once.parts})
		}
	}
	return all, true
}

// runsEach reports whether a call runs its argument f once for each item, or for each
// part of the items, and of how many: there is one argument that can say so.
func (e *engine) runsEach(c *ssa.CallCommon, f ssa.Value) (outside, bool) {
	targets := e.callees(c)
	if len(targets) != 1 {
		return outside{}, false
	}
	t := targets[0]
	s := e.summaryOf(t)
	if s == nil || s.model == nil {
		return outside{}, false
	}
	args := argsOf(c, t)
	i := slices.IndexFunc(s.hands, func(h Hand) bool { return h.outer == nil && h.Each && args(h.Param) == f })
	if i < 0 {
		return outside{}, false
	}
	var found []count
	sig := c.Signature()
	for p := range sig.Params().Len() {
		v := args(p)
		if v == nil || sig.Variadic() && p == sig.Params().Len()-1 {
			continue
		}
		switch u := v.Type().Underlying().(type) {
		case *types.Slice:
			found = append(found, count{times: 1, n: number{v: unchanged(v), length: true}})
		case *types.Basic:
			if u.Info()&types.IsInteger != 0 {
				found = append(found, countOf(v))
			}
		}
	}
	if len(found) != 1 {
		return outside{}, false
	}
	return outside{found[0], s.hands[i].Parts}, true
}

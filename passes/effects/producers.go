package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A lexer may run in a goroutine of its own and send what it finds to who asks for the next
// token, as in R. Pike's talk "Lexical scanning in Go" (2011):
//
//	func (l *lexer) run() {
//		for state := lexText; state != nil; {
//			state = state(l)
//		}
//	}
//
// What sends is somewhere in the functions that the goroutine calls.

// producedByMaker reports whether a receive is from a channel in a field of an object, and
// whoever makes the channel starts a goroutine which alone sends to it, and only computes.
func (e *engine) producedByMaker(in ssa.Instruction, ch ssa.Value) bool {
	field := e.holder(ch)
	id := e.chanID(ch)
	if !e.stored(field) || id == nil || e.awaitedIn[id] {
		return false
	}
	e.awaitedIn[id] = true
	defer delete(e.awaitedIn, id)
	for _, v := range e.stores[field] {
		mc, ok := v.(*ssa.MakeChan)
		if !ok || !slices.ContainsFunc(e.startedIn(mc.Parent(), nil), func(g goroutine) bool {
			return e.startedBefore(g, mc, in) && e.produces(g, field)
		}) {
			return false
		}
	}
	return true
}

// produces reports whether a goroutine runs all that sends to the channels in a field, and
// nothing that sends to others or takes long.
func (e *engine) produces(g goroutine, field *types.Var) bool {
	sends := e.sendsTo(field)
	if len(sends) == 0 {
		return false
	}
	runs := e.reach(g.fn)
	if slices.ContainsFunc(sends, func(s ssa.Instruction) bool { return !slices.Contains(runs, s.Parent()) }) {
		return false
	}
	for _, fn := range runs {
		for _, b := range e.live(fn) {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Send:
					if e.holder(in.Chan) != field {
						return false
					}
				case *ssa.Select:
					if in.Blocking {
						return false
					}
				}
			}
		}
	}
	return !e.dawdles(g, new(job), 0)
}

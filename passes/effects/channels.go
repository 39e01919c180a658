package effects

import (
	"go/token"
	"go/types"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// channelOp returns the effect of a send, a receive or a select.
func (e *engine) channelOp(fn *ssa.Function, in ssa.Instruction) (Effect, bool) {
	hop := Hop{Pos: e.position(in.Pos())}
	eff := Effect{Bound: Forever}
	switch in := in.(type) {
	case *ssa.Send:
		if e.roomForAll(in.Chan) || e.roomInPool(in.Chan) || e.briefPermit(in, in.Chan, types.SendOnly) {
			return eff, false
		}
		if mc := e.madeFor(in.Chan, in); mc != nil && e.fills(in, mc) {
			return eff, false
		}
		alone := e.aloneWith(in.Chan, in, types.SendOnly)
		if alone == freeTurn {
			return eff, false
		}
		eff.channel = e.chanID(in.Chan)
		eff.place = e.chanPlaceOf(in.Chan)
		e.ownerOfChan(&eff, in.Chan, in)
		eff.Doubt = alone == doubtTurn || e.alwaysBuffered(in.Chan) && (e.eachTurn(in.Chan, in) || !e.inLoop(in.Block(), nil)) ||
			e.optional(in.Chan) || e.inMode(in.Chan) || e.replies(in) || e.pending(in)
		e.doubtIf(&eff, fn, func() bool { return e.drained(in, in.Chan) })
		if !eff.Doubt && e.signals(in) {
			eff.signal = eff.awaits == nil
			eff.Doubt, eff.awaits = true, nil
		}
		eff.Kind, hop.Func = models.Send, "send to "+e.chanName(in.Chan)
	case *ssa.UnOp:
		if in.Op != token.ARROW {
			return eff, false
		}
		switch d, what := e.feeder(in.X); {
		case what == byTimer && stopped(in):
			return eff, false
		case (what == byContext || what == byDeadline) && e.cancelledBefore(in.X, in):
			return eff, false
		case what == byDeadline:
			eff.Kind, eff.Bound, eff.For, hop.Func = models.Sleep, Timed, d, "receive from "+e.chanName(in.X)
		case what == byTimer:
			eff.Kind, eff.Bound, eff.For, hop.Func = models.Sleep, Timed, d, "receive from a timer"
		case what == byContext && e.endedBefore(in, true):
			return eff, false
		case what == byContext:
			e.doubtIf(&eff, fn, func() bool { return e.cancelledSoon(in) })
			eff.CtxArg = e.doneArg(in.X)
			eff.Kind, hop.Func = models.Recv, "receive from "+e.chanName(in.X)
		case e.closedBefore(in.X, in) || e.endedBefore(in, false) || e.openChan(in.X, in):
			return eff, false
		case e.briefPermit(in, in.X, types.RecvOnly):
			return eff, false
		default:
			switch e.loanOf(fn, in) {
			case briefLoan:
				return eff, false
			case doubtLoan:
				eff.Doubt = true
			}
			switch e.aloneWith(in.X, in, types.RecvOnly) {
			case freeTurn:
				return eff, false
			case doubtTurn:
				eff.Doubt = true
			}
			eff.Doubt = eff.Doubt || e.optional(in.X) || e.inMode(in.X) || e.afterEnd(in)
			e.doubtIf(&eff, fn, func() bool { return e.computed(in, in.X) })
			eff.channel, eff.Latch = e.chanID(in.X), e.latchOf(in.X)
			if len(*in.Referrers()) == 0 { // what it receives does not matter
				eff.place = e.chanPlaceOf(in.X)
				eff.permit = true
			}
			e.ownerOfChan(&eff, in.X, in)
			eff.Kind, hop.Func = models.Recv, "receive from "+e.chanName(in.X)
		}
	case *ssa.Select:
		if !in.Blocking {
			return eff, false
		}
		eff.Kind, hop.Func = models.Select, "select"
		what := e.boundSelect(&eff, in)
		eff.Latch = e.latchIn(in)
		switch {
		case eff.Kind == models.Sleep:
			hop.Func = "select on " + what
		case eff.Kind == models.Recv:
			hop.Func = "receive from " + e.chanName(in.States[0].Chan)
		case eff.Bound != Never:
			e.doubtIf(&eff, fn, func() bool { return e.computedSelect(in) })
		}
	}
	eff.Path = Path{Hops: []Hop{hop}}
	return eff, eff.Bound != Never && !e.givesBack(&eff, in)
}

// A feeder is who makes a channel ready.
type feeder uint8

const (
	byOthers feeder = iota
	byTimer
	byContext
	byDeadline // of a context, after a time that is known
	byNobody
)

// feeder returns who makes a channel ready, and for a timer after how long.
func (e *engine) feeder(ch ssa.Value) (time.Duration, feeder) {
	for _, s := range e.sources(ch) {
		m := e.modelOfValue(s.value)
		switch {
		case m == nil:
		case m.Done:
			call, ok := s.value.(*ssa.Call)
			if !ok {
				return 0, byContext
			}
			switch b, d := e.contextBound(receiver(&call.Call)); b {
			case Forever:
				return 0, byNobody
			case Timed:
				return d, byDeadline
			}
			return 0, byContext
		case m.Timer != nil:
			d := time.Duration(0)
			if call, ok := s.value.(*ssa.Call); ok && m.Timer.For != models.NoParam {
				for _, t := range e.callees(&call.Call) {
					d, _ = constDuration(argsOf(&call.Call, t)(m.Timer.For))
				}
			}
			return d, byTimer
		}
	}
	return 0, byOthers
}

// feederByType guesses who makes a channel ready that comes from somewhere out
// of sight: <-chan struct{} is how the end of something is passed on, and
// <-chan time.Time how a timer is.
func feederByType(t types.Type) feeder {
	ch := chanOf(t)
	if ch == nil || ch.Dir() != types.RecvOnly {
		return byOthers
	}
	if st, ok := ch.Elem().Underlying().(*types.Struct); ok && st.NumFields() == 0 {
		return byContext
	}
	if n := namedType(ch.Elem()); n != nil && n.Pkg() != nil && n.Pkg().Path() == "time" && n.Name() == "Time" {
		return byTimer
	}
	return byOthers
}

// receiver returns the value whose method is called, or nil.
func receiver(c *ssa.CallCommon) ssa.Value {
	switch {
	case c.IsInvoke():
		return c.Value
	case c.Signature().Recv() != nil && len(c.Args) > 0:
		return c.Args[0]
	}
	return nil
}

// boundSelect sets the bound of a select that may wait. One that waits for
// nothing but time, or for time or the end of a context, is a sleep; and so is one for
// nothing but the ends of contexts, if one of them has a deadline. If none has, it
// waits as a receive from one of them does. It returns what a sleep waits for.
func (e *engine) boundSelect(eff *Effect, sel *ssa.Select) string {
	var timers, contexts, deadlines, guesses, never int
	var first time.Duration // to fire ends the wait
	for _, st := range sel.States {
		if e.isNilChan(st.Chan) {
			never++
			continue
		}
		if st.Dir == types.SendOnly {
			if e.roomForAll(st.Chan) || e.roomInPool(st.Chan) || e.aloneWith(st.Chan, sel, types.SendOnly) == freeTurn {
				eff.Bound = Never
				return ""
			}
			continue
		}
		if e.closedBefore(st.Chan, sel) || e.openChan(st.Chan, sel) || e.cancelledBefore(st.Chan, sel) || e.aloneWith(st.Chan, sel, types.RecvOnly) == freeTurn {
			eff.Bound = Never
			return ""
		}
		d, what := e.feeder(st.Chan)
		if what == byOthers {
			if what = feederByType(st.Chan.Type()); what == byContext {
				guesses++
			}
		}
		switch what {
		case byTimer:
			timers++
		case byDeadline:
			contexts++
			deadlines++
		case byContext:
			contexts++
		case byNobody:
			never++
		}
		if d > 0 && (first == 0 || d < first) {
			first = d
		}
	}
	some := len(sel.States) - never
	switch {
	case timers > 0 && timers+contexts == some, deadlines > 0 && contexts == some && guesses == 0:
		eff.Kind, eff.Bound, eff.For = models.Sleep, Timed, first
	case timers > 0:
		eff.Bound, eff.For = Timed, first
	case contexts > 0 && contexts == some && guesses == 0:
		eff.Kind = models.Recv
	case contexts > guesses, contexts > 0 && contexts < some:
		eff.Bound = Ctx
		if contexts == 1 && guesses == 0 {
			e.endsWith(eff, e.selectedContext(sel))
		}
	}
	if timers == 0 {
		return "the end of a context"
	}
	return "a timer"
}

// latchIn returns a latch that a select ends with, if callers may know it.
func (e *engine) latchIn(sel *ssa.Select) Latch {
	for _, st := range sel.States {
		if l := e.latchOf(st.Chan); st.Dir == types.RecvOnly && e.knownOutside(l, sel.Parent()) {
			return l
		}
	}
	return Latch{}
}

// selectedContext returns a context of whose end a select has a case, or nil.
func (e *engine) selectedContext(sel *ssa.Select) ssa.Value {
	for _, st := range sel.States {
		if call, ok := e.single(st.Chan).(*ssa.Call); ok {
			if m := e.modelOfValue(call); m != nil && m.Done {
				return receiver(&call.Call)
			}
		}
	}
	return nil
}

// computedSelect is computed for the channels that a select receives from, as far as its
// function makes them or has them from who does.
func (e *engine) computedSelect(sel *ssa.Select) bool {
	var chans []ssa.Value
	for _, st := range sel.States {
		if st.Dir == types.RecvOnly && !slices.ContainsFunc(e.madeChans(st.Chan), func(m madeChan) bool {
			return m.result == nil && m.mc.Parent() != sel.Parent()
		}) {
			chans = append(chans, st.Chan)
		}
	}
	return e.computed(sel, chans...)
}

// chanName names a channel as the source does.
func (e *engine) chanName(ch ssa.Value) string {
	for range 8 {
		switch v := ch.(type) {
		case *ssa.UnOp:
			ch = v.X
			continue
		case *ssa.ChangeType:
			ch = v.X
			continue
		case *ssa.FieldAddr:
			if f := fieldOf(v.X.Type(), v.Field); f != nil {
				return "field " + f.Name()
			}
		case *ssa.Field:
			if f := fieldOf(v.X.Type(), v.Field); f != nil {
				return "field " + f.Name()
			}
		case *ssa.Parameter, *ssa.FreeVar:
			return "channel " + v.Name()
		case *ssa.Global:
			return "channel " + v.Name()
		case *ssa.Alloc:
			if v.Comment != "" && v.Comment != "makechan" {
				return "channel " + v.Comment
			}
		case *ssa.Call:
			if v.Call.IsInvoke() {
				return v.Call.Method.Name() + "()"
			}
			if fn := v.Call.StaticCallee(); fn != nil {
				return fn.Name() + "()"
			}
		case *ssa.MakeChan:
			if name := e.localName(v); name != "" {
				return "channel " + name
			}
		}
		break
	}
	return "a channel"
}

// localName returns the name of the variable that a value is assigned to, which
// SSA has forgotten if the variable is never captured.
func (e *engine) localName(v ssa.Value) string {
	return e.names[v.Pos()]
}

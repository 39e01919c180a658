package effects

import (
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Input and output end when a deadline passes that was set on the connection,
// or a time that is a field of the client.

// single returns where a value comes from if that is one place, else itself.
func (e *engine) single(v ssa.Value) ssa.Value {
	srcs := e.sources(v)
	if len(srcs) != 1 || srcs[0].field || srcs[0].part != "" {
		return v
	}
	v = srcs[0].value
	if mi, ok := v.(*ssa.MakeInterface); ok {
		return mi.X
	}
	return v
}

// limit bounds an effect by the deadline that is set on its endpoint before
// instruction in leads there.
func (e *engine) limit(eff *Effect, in ssa.Instruction) {
	if eff.end.base == nil || eff.Bound <= Timed {
		return
	}
	var last *deadline
	all := e.deadlines(in.Parent())
	for i := range all {
		d := &all[i]
		if d.end.is(eff.end) && d.ends(eff.end.method) && e.precedes(d.call, in) && (last == nil || e.precedes(last.call, d.call)) {
			last = d
		}
	}
	if last == nil || last.zero || e.changes(eff.end, last.call, in) {
		return
	}
	longest, arg := last.after, last.saidBy(in.Parent())
	for i := range all {
		d := &all[i]
		if d == last || !d.end.is(eff.end) || !d.ends(eff.end.method) || e.precedes(d.call, last.call) {
			continue
		}
		if e.leads(last.call.Block(), d.call.Block(), nil) && e.leads(d.call.Block(), in.Block(), last.call.Block()) {
			if d.zero {
				return
			}
			if arg = 0; d.after == 0 || longest == 0 {
				longest = 0
			} else {
				longest = max(longest, d.after)
			}
		}
	}
	eff.Bound, eff.For, eff.ForArg = Timed, longest, arg
	if !e.inLoop(last.call.Block(), nil) {
		eff.Repeats = false // the deadline is one for all of them
	}
}

// A deadline is a call that sets one.
type deadline struct {
	call  *ssa.Call
	end   endpoint
	limit *models.Limit
	zero  bool          // it takes the deadline away
	after time.Duration // from then, 0 if unknown

	said  *ssa.Parameter // instead of after, what the time is up to: how long,
	until bool           // or until when
}

func (d *deadline) ends(method string) bool {
	return len(d.limit.Methods) == 0 || slices.Contains(d.limit.Methods, method)
}

// saidBy returns the parameter of a function that says how long it is until a deadline, counted
// as in Effect.ForArg, or 0.
func (d *deadline) saidBy(fn *ssa.Function) int {
	if d.said == nil || d.until || d.said.Parent() != fn {
		return 0
	}
	return paramIndex(d.said) + firstArg
}

// deadlines returns the calls of a function that set deadlines.
func (e *engine) deadlines(fn *ssa.Function) []deadline {
	found, ok := e.setting[fn]
	if ok {
		return found
	}
	e.ensure(fn)
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, t := range e.callees(&call.Call) {
				m := e.model(t.obj)
				if m == nil || m.Limits == nil {
					continue
				}
				args := argsOf(&call.Call, t)
				recv, at := argFor(models.Receiver, t, args), args(m.Limits.Time)
				if recv == nil || at == nil {
					continue
				}
				d := deadline{call: call, end: e.endpointOf(recv), limit: m.Limits}
				e.setTime(&d, at, true)
				found = append(found, d)
			}
			found = append(found, e.deadlinesBy(call)...)
		}
	}
	e.setting[fn] = found
	return found
}

// setTime sets when a deadline is: after a duration, or at a time, as far as that is known:
// the clock plus a constant, or what a parameter says.
func (e *engine) setTime(d *deadline, v ssa.Value, until bool) {
	if v == nil {
		return
	}
	from := e.single(v)
	if p, ok := from.(*ssa.Parameter); ok {
		d.said, d.until = p, until
		return
	}
	if !until {
		d.after, _ = constDuration(from)
		return
	}
	if d.zero = zeroStruct(v); d.zero {
		return
	}
	e.setTime(d, e.untilTime(from), false)
}

// untilTime returns how long it is until a time, if that is the clock plus that, or nil.
func (e *engine) untilTime(v ssa.Value) ssa.Value {
	add, ok := e.single(v).(*ssa.Call)
	if !ok {
		return nil
	}
	m := e.modelOfValue(add)
	if m == nil || len(m.After) != 1 {
		return nil
	}
	for _, t := range e.callees(&add.Call) {
		args := argsOf(&add.Call, t)
		now, ok := args(models.Receiver).(*ssa.Call)
		if !ok {
			break
		}
		if clock := e.modelOfValue(now); clock != nil && clock.Clock {
			return args(m.After[0])
		}
	}
	return nil
}

// zeroStruct reports whether a value is the zero value of a struct.
func zeroStruct(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value == nil
	case *ssa.UnOp:
		a, ok := v.X.(*ssa.Alloc)
		if !ok {
			return false
		}
		for _, ref := range *a.Referrers() {
			if ref != v {
				return false
			}
		}
		return true
	}
	return false
}

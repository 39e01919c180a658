package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A permit may be given back by a literal: by who calls it, or by a task. It has been taken
// for that only if it is held where the literal begins to run, which is where it is used, or
// where it is made if it leaves the function; and one permit is not enough for several runs.

// startOf returns the permits that are held whenever a literal begins.
func (e *engine) startOf(lit *ssa.Function) permits {
	sites := e.closures[lit]
	if len(sites) != 1 {
		return nil
	}
	made := sites[0]
	nets := e.netsOf(lit, maxNets)
	if slices.ContainsFunc(nets, func(n net) bool { return n.soft }) {
		return e.permitsAt(made) // it knows by itself whether it has given back already
	}
	uses, ok := e.usesOfLiteral(made)
	if !ok {
		return e.permitsAt(made)
	}
	var start permits
	for i, use := range uses {
		state := e.permitsAt(use)
		if use.Common().Value != ssa.Value(made) && e.runsOften(use, made) {
			state = state.forMany(nets)
		}
		if i == 0 {
			start = state
			continue
		}
		for k := range start {
			if !state.have(k, "") {
				delete(start, k)
			}
		}
	}
	return start
}

// usesOfLiteral returns the calls of a literal, or with it as an argument, and whether
// these are all uses.
func (e *engine) usesOfLiteral(made *ssa.MakeClosure) (uses []ssa.CallInstruction, all bool) {
	all = true
	seen := make(map[ssa.Value]bool)
	var walk func(v ssa.Value)
	walk = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, use := range referrers(v) {
			switch use := use.(type) {
			case *ssa.DebugRef:
			case ssa.CallInstruction:
				uses = append(uses, use)
			case *ssa.Store:
				a, ok := use.Addr.(*ssa.Alloc)
				if !ok || use.Val != v || e.addressed(a) {
					all = false
					continue
				}
				for _, at := range append([]ssa.Value{a}, e.freeVarsOf(a)...) {
					for _, load := range referrers(at) {
						if load, ok := load.(*ssa.UnOp); ok {
							walk(load)
						}
					}
				}
			case *ssa.ChangeType:
				walk(use)
			case *ssa.Phi:
				walk(use)
			default:
				all = false
			}
		}
	}
	walk(made)
	return uses, all && len(uses) > 0
}

// runsOften reports whether a call runs an argument more than once: as the body of a loop
// over a function, or as a task for each of some items.
func (e *engine) runsOften(in ssa.CallInstruction, arg *ssa.MakeClosure) bool {
	return loopBody(arg) != nil || slices.ContainsFunc(e.handedBy(in.Common(), maxNets), func(h handedArg) bool { return h.each && h.v == ssa.Value(arg) })
}

// forMany returns the permits that are there for each of several runs of what gives back
// some itself.
func (p permits) forMany(given []net) permits {
	left := make(permits)
	for k, g := range p {
		if g.times == maxTimes || !slices.ContainsFunc(given, func(n net) bool { return !n.soft && n.taking == k.back() }) {
			left[k] = g
		}
	}
	return left
}

// permitsForTurns returns the permits that are held when control comes to an instruction, of
// a loop over a function those that are there for each turn.
func (e *engine) permitsForTurns(in ssa.Instruction) permits {
	f := e.permitsOf(in.Parent())
	if f == nil {
		return nil
	}
	if f.forTurns.in == in {
		return f.forTurns.held // a call may have a thousand effects
	}
	p := f.at(in)
	if call, ok := in.(ssa.CallInstruction); ok && len(p) > 0 {
		for _, a := range call.Common().Args {
			if body := loopBody(a); body != nil {
				p = p.forMany(e.netsOf(body.Fn.(*ssa.Function), maxNets))
			}
		}
	}
	f.forTurns.in, f.forTurns.held = in, p
	return p
}

// A handedArg is an argument that a call makes a task.
type handedArg struct {
	v ssa.Value
	handedHow
}

type handedHow struct {
	each   bool // of several items
	joined bool // somebody waits for it
}

// A handedParam is a parameter that a function makes a task.
type handedParam struct {
	param int
	handedHow
}

// handedBy returns the functions that a call makes tasks, as far as that is seen in functions
// so many calls away.
func (e *engine) handedBy(c *ssa.CallCommon, depth int) []handedArg {
	if depth == 0 || !slices.ContainsFunc(c.Args, isFunc) {
		return nil
	}
	var all []handedArg
	for _, t := range e.callees(c) {
		if !e.mayHand(t) {
			continue
		}
		args := argsOf(c, t)
		for _, p := range e.handedParams(t, depth) {
			if v := args(p.param); v != nil && isFunc(v) {
				all = append(all, handedArg{v, p.handedHow})
			}
		}
	}
	return all
}

// begunBy returns the functions that a modelled call runs on another goroutine or later, as
// time.AfterFunc does, if nobody keeps what it returns: that may stop them.
func (e *engine) begunBy(in ssa.CallInstruction) []handedArg {
	if call, ok := in.(*ssa.Call); ok && len(*call.Referrers()) > 0 {
		return nil
	}
	var all []handedArg
	for _, t := range e.callees(in.Common()) {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		for _, call := range m.Calls {
			if v := argsOf(in.Common(), t)(call.Param); call.Go && call.Field == "" && v != nil && isFunc(v) {
				all = append(all, handedArg{v: v, handedHow: handedHow{joined: true}}) // nobody refuses it
			}
		}
	}
	return all
}

func (e *engine) handedParams(t target, depth int) []handedParam {
	var all []handedParam
	if t.fn == nil || e.model(t.obj) != nil {
		s := e.summaryOf(t)
		if s == nil {
			return nil
		}
		for _, h := range s.hands {
			if h.Type == 0 && h.Part == "" && h.Method == "" && h.outer == nil && h.tparam == nil {
				all = append(all, handedParam{h.Param, handedHow{h.Each, h.Joined}})
			}
		}
		return all
	}
	key := netKey{t.fn, depth}
	all, ok := e.taskParams[key]
	if ok {
		return all
	}
	mark := e.cuts
	for _, b := range e.live(t.fn) {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, h := range e.handedBy(call.Common(), depth-1) {
				if p, ok := h.v.(*ssa.Parameter); ok && p.Parent() == t.fn {
					all = append(all, handedParam{paramIndex(p), h.handedHow})
				}
			}
		}
	}
	if e.whole(mark) {
		e.taskParams[key] = all
	}
	return all
}

func isFunc(v ssa.Value) bool {
	_, ok := v.Type().Underlying().(*types.Signature)
	return ok
}

// taskSteps returns what the tasks give back that a call hands over. When they do is not
// known, but nobody else can give that back, unless the call returns that they will not run.
func (e *engine) taskSteps(in ssa.CallInstruction, depth int) []permitStep {
	var steps []permitStep
	for _, h := range append(e.handedBy(in.Common(), depth), e.begunBy(in)...) {
		ts := e.functions(h.v)
		if len(ts) != 1 || ts[0].isParam() {
			continue
		}
		t := ts[0]
		known := args(noArgs)
		if t.recv != nil {
			known = known.on(t.recv)
		}
		for _, n := range e.netsFor(t, known, nil, depth) {
			if n.place.known() && n.result == 0 && !n.soft {
				s := permitStep{taking: n.taking, field: n.held, later: true}
				if !h.joined && !h.each {
					s.when = refused(in)
				}
				steps = append(steps, s)
			}
		}
	}
	return steps
}

// refused returns the condition that a call has returned an error, or false, if that is used.
func refused(in ssa.CallInstruction) condition {
	call, ok := in.(*ssa.Call)
	if !ok {
		return condition{}
	}
	rs := call.Call.Signature().Results()
	if n := rs.Len() - 1; n >= 0 && tellsTaken(rs.At(n).Type()) {
		if v := resultOf(call, n); v != nil {
			return condition{v, false}
		}
	}
	return condition{}
}

// enough returns the permits that are there for a task which is handed over, for each run
// if there are several.
func (e *engine) enough(p permits, h handOver) permits {
	if !h.hand.Each || h.task.fn == nil {
		return p
	}
	nets := slices.Clone(e.netsOf(h.task.fn, maxNets))
	for i := range nets {
		nets[i].place = e.placeFor(nets[i].place, h.task, h.knownArgs())
	}
	return p.forMany(nets)
}

// runsAtOnce returns the literals that a modelled function runs before it returns, as
// par.Blocking runs its argument, and whether it does that the first time only.
func runsAtOnce(m *models.Func) (params []int, once bool) {
	params = m.Offloads
	for _, call := range m.Calls {
		if !call.Go {
			params = append(params[:len(params):len(params)], call.Param)
		}
	}
	for _, me := range m.Effects {
		once = once || me.Kind == models.Once
	}
	return params, once
}

package effects

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// What functions do to permits for their callers: Acquire takes one, Release gives one back,
// TryAcquire says whether it has taken one.

// A Permit is one that a function has taken when it returns, if its caller has not taken
// it in the opposite way: then it has given it back.
type Permit struct {
	Arg    int    // the parameter by which it comes to the channel, counted as in Effect.ForArg,
	Path   string // and the fields from there; or the package-level variable and the fields from there
	Of     int    // if not 0, instead of Arg: the result by which callers may come to it, counted from 1
	Send   bool   // by a send, else by a receive
	Result int    // if not 0: only if this result is true, a nil error or else not nil, counted from 1
	Soft   bool   // or not, which callers cannot see
}

func (p Permit) String() string {
	s := "receives from "
	if p.Send {
		s = "sends to "
	}
	switch {
	case p.Of != 0:
		s += fmt.Sprintf("result %d ", p.Of-1)
	case p.Arg != 0:
		s += strconv.Itoa(p.Arg - firstArg)
	}
	s += p.Path
	if p.Result != 0 {
		s += fmt.Sprintf(" if result %d says so", p.Result-1)
	}
	if p.Soft {
		s += " perhaps"
	}
	return s
}

// maxPermits bounds how many permits the fact about a function tells of.
const maxPermits = 4

// A net is a Permit as the package knows it.
type net struct {
	taking
	held   string // the field or variable that holds the channel, if known
	result int
	soft   bool
}

// maxNets bounds how many calls away from its use a permit may be taken or given back.
const maxNets = 4

// permitSteps returns what an instruction does to permits.
func (e *engine) permitSteps(in ssa.Instruction, depth int) []permitStep {
	switch in := in.(type) {
	case *ssa.Send:
		return e.permitStep(in.Chan, types.SendOnly)
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			return e.permitStep(in.X, types.RecvOnly)
		}
	case *ssa.Select:
		var steps []permitStep
		for i, st := range in.States {
			for _, s := range e.permitStep(st.Chan, st.Dir) {
				if s.when = caseTaken(in, i); s.when.value != nil {
					s.soft = in.Blocking
					steps = append(steps, s)
				}
			}
		}
		return steps
	case ssa.CallInstruction:
		return e.callSteps(in, depth)
	}
	return nil
}

func (e *engine) permitStep(ch ssa.Value, dir types.ChanDir) []permitStep {
	if e.hasNoBuffer(ch) {
		return nil // a handshake: who has sent has yet to wait for the answer
	}
	if c := chanOf(ch.Type()); c != nil && c.Dir() == types.RecvOnly {
		if _, what := e.feeder(ch); what != byOthers {
			return nil // nobody gives back what comes from a context or a timer
		}
	}
	field, _ := e.chanID(ch).(string)
	s := permitStep{taking: taking{place: e.chanPlaceOf(ch), dir: dir}, field: field}
	if !s.place.known() {
		s.taking.field = field
	}
	if !s.place.known() && field == "" {
		return nil
	}
	return []permitStep{s}
}

// caseTaken returns the condition that a select has taken one of its cases.
func caseTaken(sel *ssa.Select, i int) condition {
	for _, use := range *sel.Referrers() {
		ex, ok := use.(*ssa.Extract)
		if !ok || ex.Index != 0 {
			continue
		}
		for _, use := range *ex.Referrers() {
			if eq, ok := use.(*ssa.BinOp); ok && eq.Op == token.EQL && isInt(eq.Y, int64(i)) {
				return condition{eq, true}
			}
		}
	}
	return condition{}
}

// callSteps returns what a call does to permits.
func (e *engine) callSteps(in ssa.CallInstruction, depth int) []permitStep {
	c := in.Common()
	targets := e.callees(c)
	steps := e.taskSteps(in, depth)
	for _, t := range targets {
		// Of several methods it is the one that the value has, with its own fields.
		if !c.IsInvoke() && (len(targets) > 1 || t.edge > Closure) {
			continue
		}
		args := argsOf(c, t)
		if m := e.model(t.obj); m != nil {
			steps = append(steps, e.argSteps(m, args, depth)...)
			continue
		}
		for _, n := range e.netsFor(t, args, in, depth) {
			steps = n.addStep(steps, in)
		}
	}
	return steps
}

// netsFor returns what a callee does to the permits of its caller, as that knows them; in is
// the call, if there is one.
func (e *engine) netsFor(t target, args args, in ssa.CallInstruction, depth int) []net {
	if t.fn != nil {
		nets := slices.Clone(e.netsOf(t.fn, depth))
		for i := range nets {
			nets[i].place = e.placeFor(nets[i].place, t, args)
		}
		return nets
	}
	s := e.summaryOf(t)
	if s == nil {
		return nil
	}
	var nets []net
	for _, p := range s.permits {
		n := net{taking: taking{place: chanPlace{path: p.Path}, dir: types.RecvOnly}, result: p.Result, soft: p.Soft}
		switch {
		case p.Of != 0:
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			n.place = e.placeIn(resultOf(call, p.Of-1), p.Path)
		case p.Arg != 0:
			n.place = e.placeIn(argFor(p.Arg-firstArg, t, args), p.Path)
		}
		if p.Send {
			n.dir = types.SendOnly
		}
		nets = append(nets, n)
	}
	return nets
}

// argSteps returns what the literals do that a modelled function runs before it returns,
// the first time at least.
func (e *engine) argSteps(m *models.Func, args args, depth int) []permitStep {
	params, once := runsAtOnce(m)
	var steps []permitStep
	for _, i := range params {
		if mc, ok := args(i).(*ssa.MakeClosure); ok {
			for _, n := range e.netsOf(mc.Fn.(*ssa.Function), depth) {
				if n.result == 0 {
					n.soft = n.soft || once
					steps = n.addStep(steps, nil)
				}
			}
		}
	}
	return steps
}

// addStep adds what a call does, if it is known to which channel.
func (n net) addStep(steps []permitStep, in ssa.CallInstruction) []permitStep {
	s := permitStep{taking: n.taking, field: n.held, soft: n.soft}
	if !s.place.known() {
		s.taking.field = n.held
		if n.held == "" {
			return steps
		}
	}
	if n.result > 0 {
		call, ok := in.(*ssa.Call)
		if !ok {
			return steps
		}
		v := resultOf(call, n.result-1)
		switch {
		case v != nil:
			s.when = condition{v, isBool(v.Type()) || isError(v.Type())}
		case !isError(call.Call.Signature().Results().At(n.result - 1).Type()):
			return steps // nobody asks whether it has
		}
	}
	return append(steps, s)
}

// resultOf returns a result of a call, or nil if it is not used.
func resultOf(call *ssa.Call, i int) ssa.Value {
	single := call.Call.Signature().Results().Len() == 1
	if single && len(*call.Referrers()) > 0 {
		return call
	}
	for _, use := range *call.Referrers() {
		if ex, ok := use.(*ssa.Extract); ok && ex.Index == i && !single && len(*ex.Referrers()) > 0 {
			return ex // the first one, if it is extracted anew
		}
	}
	return nil
}

// permitFacts returns what importers get to know of the permits that fn takes.
func (e *engine) permitFacts(fn *ssa.Function) []Permit {
	var all []Permit
	for _, n := range e.netsOf(fn, maxNets) {
		arg, path, ok := n.place.told(fn)
		if !ok {
			continue
		}
		p := Permit{Arg: arg, Path: path, Send: n.dir == types.SendOnly, Result: n.result, Soft: n.soft}
		all = append(all, p)
		if of, path := e.inResult(fn, n.place); of != 0 {
			p.Arg, p.Path, p.Of = 0, path, of
			all = append(all, p)
		}
	}
	return all[:min(len(all), maxPermits)]
}

// inResult returns in which result of fn, counted from 1, callers find what is at a place,
// and where in there, or 0: a ticket knows whom it is to be given back to.
func (e *engine) inResult(fn *ssa.Function, at chanPlace) (of int, path string) {
	for i := range fn.Signature.Results().Len() {
		path, same := "", true
		for _, v := range results(fn, i) {
			if !isNil(v) {
				p := e.inStruct(v, at)
				same = same && p != "" && (path == "" || path == p)
				path = p
			}
		}
		if same && path != "" {
			return i + 1, path
		}
	}
	return 0, ""
}

// inStruct returns where in a new struct what is at a place is, or "".
func (e *engine) inStruct(v ssa.Value, at chanPlace) string {
	made, ok := structAt(v).(*ssa.Alloc)
	if !ok {
		return ""
	}
	st, ok := deref(made.Type()).Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	for i := range st.NumFields() {
		as, ok := e.assignments(made, i, 0)
		if vals := values(as); ok && len(vals) == 1 {
			if holder := e.chanPlaceOf(vals[0]); holder.known() && at.within(holder) {
				return "." + st.Field(i).Name() + strings.TrimPrefix(at.path, holder.path)
			}
		}
	}
	return ""
}

package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
)

// Functions that are kept in fields and call one another can be reached in many
// more ways than there are functions. What is the same by all of them is kept
// once, so that the work follows what there is to tell, not the ways to it.

// foldFrom is the number of entries from which it is worth to look for the same.
const foldFrom = 8

// fold keeps one of each effect, by its best path, and one of each call of a
// parameter. It must not be called where a size of the outcome is remembered.
func (o *outcome) fold() {
	if len(o.effects) >= foldFrom {
		o.effects = foldEffects(o.effects)
	}
	if len(o.calls) >= foldFrom {
		o.calls = foldCalls(o.calls, ParamCall.key, func(c *ParamCall) *ParamCall { return c })
	}
	if len(o.invokes) >= foldFrom {
		o.invokes = foldCalls(o.invokes, ParamInvoke.key, func(c *ParamInvoke) *ParamCall { return &c.ParamCall })
	}
	if len(o.hands) >= foldFrom {
		o.hands = foldHands(o.hands)
	}
}

// foldKey tells apart the effects of an outcome: more than those of a summary,
// since what is known of the call may yet drop some.
type foldKey struct {
	also Guard
	effectKey
	brief, repeats, seldom, permit, indirect bool

	channel any
	end     endpoint
	value   ssa.Value
	reached ssa.Value
	frees   string
}

func foldEffects(effs []Effect) []Effect {
	at := make(map[foldKey]int, len(effs))
	left := effs[:0]
	for _, eff := range effs {
		if len(eff.awaits) > 0 {
			left = append(left, eff)
			continue
		}
		key := foldKey{effectKey: eff.key(), also: eff.Also, brief: eff.Brief(), repeats: eff.Repeats, seldom: eff.Seldom, permit: eff.permit, indirect: eff.Lock.indirect,
			channel: eff.channel, end: eff.end, value: eff.Lock.value, reached: eff.Lock.reach.from, frees: eff.Frees}
		i, ok := at[key]
		switch {
		case !ok:
			at[key] = len(left)
			left = append(left, eff)
		case eff.compare(&left[i]) < 0:
			left[i] = eff
		}
	}
	return left
}

// callKey tells apart what is called of parameters.
type callKey struct {
	param  int
	part   Part
	outer  *ssa.Parameter
	method string
	typ    int
	tparam *types.TypeParam
	given  *Given
}

func (c ParamCall) key() callKey {
	return callKey{param: c.Param, part: c.Part, outer: c.outer, given: c.Given}
}

func (c ParamInvoke) key() callKey {
	key := c.ParamCall.key()
	key.method, key.typ, key.tparam = c.Method, c.Type, c.tparam
	return key
}

func foldCalls[C any](calls []C, key func(C) callKey, call func(*C) *ParamCall) []C {
	at := make(map[callKey]int, len(calls))
	left := calls[:0]
	for _, c := range calls {
		i, ok := at[key(c)]
		if !ok {
			at[key(c)] = len(left)
			left = append(left, c)
			continue
		}
		old, c := call(&left[i]), call(&c)
		repeats := old.Repeats || c.Repeats
		if c.Path.Len() < old.Path.Len() {
			*old = *c
		}
		old.Repeats = repeats
	}
	return left
}

func foldHands(hands []Hand) []Hand {
	seen := make(map[Hand]bool, len(hands))
	left := hands[:0]
	for _, h := range hands {
		if !seen[h] {
			seen[h] = true
			left = append(left, h)
		}
	}
	return left
}

// An arglessKey stands for a call of a function of which nothing is known but
// what made it and, if bound, its receiver.
type arglessKey struct {
	bound  bool
	fn     *ssa.Function
	obj    *types.Func
	made   *Made
	recv   ssa.Value
	via    ssa.Value
	edge   Edge
	frames [maxReturned]frameKey
	pos    finding.Position

	around *ssa.CallCommon // that passed who made it

	binding, entering int // what is left of the bounds on how deep that is followed
}

type frameKey struct {
	fn   *ssa.Function
	call *ssa.CallCommon
	recv ssa.Value
}

// enterOnce returns what a call of f does with arguments that are not known, but for
// the receiver if bound. While an instruction is looked at, that is the same each
// time: so it is found out once of a function that another one made, which is passed
// what may itself be such a function, and so on.
func (e *engine) enterOnce(f target, bound bool, pos finding.Position) outcome {
	args := args(noArgs)
	if bound {
		args = args.on(f.recv)
	}
	var out outcome
	if len(f.frames) == 0 || len(f.frames) > maxReturned || e.invocations != nil {
		e.enter(&out, f, args, pos)
		out.fold()
		return out
	}
	key := arglessKey{bound: bound, fn: f.fn, obj: f.obj, made: f.made, recv: f.recv, via: f.via, edge: f.edge, pos: pos, binding: e.binding, entering: e.entering}
	for i, fr := range f.frames {
		key.frames[i] = frameKey{fr.fn, fr.call, fr.recv}
		if j := e.passer(fr); j >= 0 && key.around == nil {
			key.around = e.around[j].call
		}
	}
	if known, ok := e.argless[key]; ok {
		return known.clone()
	}
	if e.argless == nil {
		e.argless = make(map[arglessKey]outcome)
	}
	e.enter(&out, f, args, pos)
	out.fold()
	e.argless[key] = out.clone()
	return out
}

func (o *outcome) clone() outcome {
	c := *o
	c.effects, c.calls, c.invokes = slices.Clone(o.effects), slices.Clone(o.calls), slices.Clone(o.invokes)
	c.hands, c.tasks = slices.Clone(o.hands), slices.Clone(o.tasks)
	return c
}

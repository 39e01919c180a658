package effects

import (
	"go/constant"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// bind settles what an effect of a callee means at a call with these arguments,
// and reports whether anything is left of it.
func (e *engine) bind(eff *Effect, t target, m *models.Func, args args) bool {
	eff.Doubt = eff.Doubt || e.sameAgain(&eff.Guard, t, args)
	if !eff.Guard.bindGuard(args) || !eff.Also.bindGuard(args) || !e.bindField(eff, t, args) {
		return false
	}
	eff.inFront()
	if eff.Lock.Key != "" {
		e.bindReach(&eff.Lock, t, args)
	}
	// A literal may lock a mutex of a function around it: that stays as it is.
	if p, _ := eff.Lock.value.(*ssa.Parameter); eff.Lock.Root == RootParam && (p == nil || p.Parent() == t.fn) {
		e.bindLock(eff, args(eff.Lock.Param))
	}
	e.bindLatch(eff, t, m, args)
	e.bindEndpoint(eff, t, args)
	e.bindPlace(eff, t, args)
	e.bindAwaits(eff, t, args)
	if e.bindRoom(eff, t, args) {
		return false
	}
	if m == nil {
		if eff.AddrArg != 0 && !e.mayBeName(eff, args(eff.AddrArg-firstArg)) {
			return false
		}
		if eff.CtxArg != 0 {
			e.endsWith(eff, args(eff.CtxArg-firstArg))
		}
		if eff.ForArg != 0 {
			return eff.lasts(args(eff.ForArg - firstArg))
		}
		return eff.Bound != Never
	}
	switch eff.Kind {
	case models.Lock, models.RLock:
		eff.Lock.Early = true
		recv := args(models.Receiver)
		if recv != nil && t.obj != nil {
			eff.Lock.Key = e.promotedKey(recv, t.obj)
		}
		e.bindLock(eff, recv)
		if recv != nil {
			eff.Lock.reach = e.reachOf(recv, nil, 0)
		}
		return true
	case models.Cond:
		eff.Frees = e.freedBy(args(models.Receiver))
	case models.Send, models.Recv:
		if pipe := e.pipeOf(args(models.Receiver)); pipe != nil {
			eff.channel = pipe
		}
	case models.GroupWait:
		eff.Lock.Early = true
		e.bindLock(eff, args(models.Receiver))
	}
	for _, me := range m.Effects {
		if me.Kind != eff.Kind {
			continue
		}
		if me.For != models.NoParam {
			if !eff.lasts(args(me.For)) {
				return false
			}
		}
		if me.Addr != models.NoParam && !e.mayBeName(eff, args(me.Addr)) {
			return false
		}
		if me.Nil != models.NoParam {
			if v := args(me.Nil); v == nil || !isNil(v) {
				return false
			}
		}
		if me.Ctx != models.NoParam {
			switch b, d := e.contextBound(args(me.Ctx)); b {
			case Forever:
				me.Ctx = models.NoParam
				eff.Bound = defaultBound(me)
			case Timed:
				eff.Bound, eff.For = Timed, d
			default:
				eff.CtxArg = e.contextArg(args(me.Ctx), 0)
			}
		}
		if me.Max != "" {
			e.limitedByField(eff, args(models.Receiver), me.Max)
		}
		break
	}
	if v := args(models.Receiver); v != nil {
		if eff.Kind == models.Net && t.obj != nil {
			eff.end = e.endpointOf(argFor(models.Receiver, t, args))
			eff.end.method = t.obj.Name()
		}
		if g, _ := e.gives(v); g != nil {
			eff.Kind = g.Gives
		}
	}
	return true
}

// firstArg is Effect.ForArg for the first parameter.
const firstArg = 2

// lasts says that a wait takes as long as the argument v, and reports whether it is
// one. What the caller itself has from a parameter is up to its callers.
func (e *Effect) lasts(v ssa.Value) bool {
	e.ForArg = 0
	if p, ok := v.(*ssa.Parameter); ok {
		e.ForArg = paramIndex(p) + firstArg
		return true
	}
	d, ok := constDuration(v)
	if ok {
		e.For = d
	}
	return !ok || d > 0
}

// constDuration returns the value of a constant duration.
func constDuration(v ssa.Value) (time.Duration, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(c.Value))
	return time.Duration(n), ok
}

// model returns the line about a function, or nil.
func (e *engine) model(obj *types.Func) *models.Func {
	if obj == nil {
		return nil
	}
	m, ok := e.lines[obj]
	if !ok {
		m = e.table.Func(modelName(obj))
		e.lines[obj] = m
	}
	return m
}

// summaryOf returns what is known of a function, or nil. A model goes before
// the body: it says what the library promises, not what it happens to do.
func (e *engine) summaryOf(t target) *summary {
	if t.obj != nil {
		obj := t.obj.Origin()
		if s, ok := e.known[obj]; ok {
			return s
		}
		if s := e.saidOfMethod(obj); s != nil {
			e.known[obj] = s
			return s
		}
		if m := e.model(obj); m != nil {
			s := fromModel(m, obj)
			e.known[obj] = s
			return s
		}
	}
	if t.made != nil {
		s := fromFact(&t.made.Summary)
		s.said, s.model = t.said, t.model
		return s
	}
	if t.fn != nil {
		e.ensure(t.fn)
		return e.nodes[t.fn]
	}
	if t.obj == nil || t.obj.Pkg() == nil || isStd(t.obj.Pkg().Path()) {
		return nil
	}
	obj := t.obj.Origin()
	var s *summary
	if f := e.imports.function(obj); f != nil {
		s = fromFact(&f.Summary)
		s.said = f.said()
	}
	e.known[obj] = s
	return s
}

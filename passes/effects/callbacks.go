package effects

import (
	"cmp"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// An Under says that a function calls a parameter while it holds a mutex, as
// with func (s *store) with(f func()). How long it holds it is up to who passes
// the parameter.
type Under struct {
	Param  int
	Part   Part   // what is meant of the parameter
	Method string // if not empty: this method of it
	Lock   string // key of the mutex
	Owner  int    // the parameter that it belongs to, as in Effect.ForArg, or 0
	In     string // then: which part of it, see enclosing
}

// calledUnder adds which parameters are called in an instruction that did out,
// with these mutexes held.
func (e *engine) calledUnder(all []Under, out *outcome, locks held, f *lockFlow) []Under {
	owner := func(key string) (int, string) { return e.lockedParam(f, key) }
	for _, c := range out.calls {
		if c.outer == nil {
			all = addUnder(all, Under{Param: c.Param, Part: c.Part}, locks, owner)
		}
	}
	for _, c := range out.invokes {
		if c.outer == nil && c.Param != models.Receiver {
			all = addUnder(all, Under{Param: c.Param, Part: c.Part, Method: c.Method}, locks, owner)
		}
	}
	return all
}

func addUnder(all []Under, u Under, locks held, owner func(key string) (int, string)) []Under {
	for _, key := range slices.Sorted(maps.Keys(locks)) {
		u.Lock = key
		u.Owner, u.In = owner(key)
		if key != "" && !slices.Contains(all, u) && len(all) < maxParams {
			all = append(all, u)
		}
	}
	return all
}

// under returns which parameters fn calls with which mutexes held, itself or by
// passing them on.
func (e *engine) under(fn *ssa.Function) []Under {
	if e.underDone[fn] || e.inTest(fn.Pos()) {
		return e.unders[fn]
	}
	e.underDone[fn] = true // recursion ends here
	e.sections(fn)
	e.safely(fn, func() {
		for _, b := range e.live(fn) {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok || len(call.Call.Args) == 0 {
					continue // what others run holds no mutex of this one
				}
				for _, t := range e.callees(&call.Call) {
					for _, u := range e.underOf(t) {
						for _, f := range e.meant(argsOf(&call.Call, t)(u.Param), u.Part, u.Method) {
							if f.param != nil && f.param.Parent() == fn {
								own := Under{Param: paramIndex(f.param), Part: f.part, Method: f.method}
								owner, part := 0, ""
								if p, ok := argsOf(&call.Call, t)(u.Owner - firstArg).(*ssa.Parameter); ok && u.Owner > 0 {
									owner, part = paramIndex(p)+firstArg, u.In
								}
								lock := e.underKey(&call.Call, t, u)
								e.unders[fn] = addUnder(e.unders[fn], own, held{lock: {times: 1}}, func(string) (int, string) { return owner, part })
							}
						}
					}
				}
			}
		}
	})
	return e.unders[fn]
}

// underOf returns which parameters a callee calls with which mutexes held.
func (e *engine) underOf(t target) []Under {
	if t.fn != nil && e.model(t.obj) == nil {
		return e.under(t.fn)
	}
	if t.obj != nil && !e.mayTakeFunc(t.obj.Signature()) {
		return nil
	}
	if s := e.summaryOf(t); s != nil {
		return s.under
	}
	return nil
}

// underKey returns the key of the mutex that a call of t holds: for one that is a
// parameter, that of the argument, as far as that is known.
func (e *engine) underKey(c *ssa.CallCommon, t target, u Under) string {
	return cmp.Or(e.argKeys(c, t)(u.Lock), u.Lock)
}

// A callback is what a function passes to one that calls it with a mutex held.
type callback struct {
	fn      *ssa.Function // that passes it; or what then runs by itself, in a go statement
	of      string        // whose mutex is held, see Lock.owner
	effects []Effect
	own     bool // that is taken out of a pool
}

// callbacks returns what is passed at a call to be called with the mutex held,
// and whether parameters of the function around the call are.
func (e *engine) callbacks(s site, key string) (found []callback, passes bool) {
	for _, u := range e.underOf(s.t) {
		lockKey := e.underKey(s.call.Common(), s.t, u)
		if lockKey != key && !e.isParamKey(s.fn, lockKey) {
			continue
		}
		args := argsOf(s.call.Common(), s.t)
		lock, own := Lock{In: u.In}, false
		if u.Owner > 0 {
			owner := args(u.Owner - firstArg)
			e.root(&lock, owner)
			own = e.isOwned(owner)
		}
		for _, f := range e.meant(args(u.Param), u.Part, u.Method) {
			if f.param != nil {
				passes = passes || f.param.Parent() == s.fn
				continue
			}
			if lockKey != key {
				continue
			}
			e.safely(s.fn, func() {
				found = append(found, callback{s.holder(f), lock.owner(), e.effectsUnder(f, key, s), own})
			})
		}
	}
	return found, passes
}

// holder returns the function by which a mutex is held for as long as f runs that is passed
// at a call. Who writes a go statement has gone on by then.
func (s site) holder(f target) *ssa.Function {
	if _, ok := s.call.(*ssa.Go); !ok {
		return s.fn
	}
	for _, fn := range []*ssa.Function{f.fn, s.t.fn} {
		if fn != nil {
			return fn
		}
	}
	return s.fn
}

// effectsUnder returns the effects of what is passed at a call to be called with a mutex held:
// of a function that lets go of it for a while those that it has meanwhile are left out.
func (e *engine) effectsUnder(f target, key string, s site) []Effect {
	pos := e.position(posOf(s.call))
	if f.fn == nil || e.model(f.obj) != nil || e.nodes[f.fn] == nil || !frees(e.nodes[f.fn], []string{key}) {
		var out outcome
		e.enter(&out, f, noArgs, pos)
		return out.effects
	}
	var effs []Effect
	way := Path{Hops: []Hop{{Func: e.nameOf(f), Pos: pos, Edge: f.edge}}}
	e.lockFlowFrom(f.fn, held{key: {times: 1}}).during(f.fn, func(in ssa.Instruction, during held) {
		if _, ok := during[key]; !ok {
			return
		}
		for _, eff := range e.instr(f.fn, in).effects {
			if e.bind(&eff, f, nil, noArgs) {
				effs = append(effs, eff.after(way))
			}
		}
	})
	return effs
}

package effects

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// lockOp returns what an instruction itself does with a mutex, and the key of
// its side. If it may do so with one of several, none is named.
func (e *engine) lockOp(c *ssa.CallCommon) (models.Kind, string) {
	targets := e.callees(c)
	for _, t := range targets {
		m := e.model(t.obj)
		if m == nil {
			continue
		}
		for _, me := range m.Effects {
			switch me.Kind {
			case models.Lock, models.RLock, models.Unlock, models.RUnlock, models.TryLock, models.TryRLock:
			default:
				continue
			}
			v := argsOf(c, t)(models.Receiver)
			if v == nil {
				continue
			}
			reading := me.Kind == models.RLock || me.Kind == models.RUnlock || me.Kind == models.TryRLock
			if rw := e.readSide(v); rw != nil {
				v, reading = rw, true
			}
			if len(targets) > 1 {
				return me.Kind, ""
			}
			return me.Kind, side(e.mutexKey(v, t.obj), reading)
		}
	}
	return models.None, ""
}

// mutexKey names a mutex within the package: one that is a parameter, too.
func (e *engine) mutexKey(v ssa.Value, method *types.Func) string {
	if mi, ok := v.(*ssa.MakeInterface); ok && method == nil { // such as a sync.Locker
		method, _ = lookupMethod(mi.X.Type(), "Lock").(*types.Func)
	}
	if method != nil {
		if k := e.promotedKey(v, method); k != "" {
			return k
		}
	}
	pointer := v
	if mi, ok := v.(*ssa.MakeInterface); ok {
		pointer = mi.X
	}
	if p := e.parameter(pointer); p != nil && e.isMutex(p.Type()) {
		return e.paramKey(p)
	}
	return e.lockKey(v, 0)
}

// paramKey names a parameter.
func (e *engine) paramKey(p *ssa.Parameter) string {
	if !p.Pos().IsValid() {
		return ""
	}
	return e.position(p.Pos()).String()
}

// isMutex reports whether a value of the type can be locked.
func (e *engine) isMutex(t types.Type) bool {
	n := namedType(t)
	if n == nil {
		return false
	}
	is, ok := e.lockable[n]
	if ok {
		return is
	}
	locks := func(m *types.Func) bool {
		line := e.model(m)
		return line != nil && slices.ContainsFunc(line.Effects, func(me models.Effect) bool { return me.Kind == models.Lock })
	}
	switch u := n.Type().Underlying().(type) {
	case *types.Interface:
		for m := range u.Methods() {
			is = is || locks(m)
		}
	default:
		if named, ok := n.Type().(*types.Named); ok {
			for m := range named.Methods() {
				is = is || locks(m)
			}
		}
	}
	e.lockable[n] = is
	return is
}

// lockSteps returns what a call does to the mutexes around it: a function may
// be written to be called with a mutex held and let go of it, or to take one
// for its caller.
func (e *engine) lockSteps(c *ssa.CallCommon) lockSteps {
	switch kind, key := e.lockOp(c); kind {
	case models.Lock, models.RLock:
		return lockSteps{acquires: []string{key}}
	case models.TryLock, models.TryRLock:
		return lockSteps{tries: []string{key}}
	case models.Unlock, models.RUnlock:
		return lockSteps{unlocks: []string{key}}
	}
	var l lockSteps
	targets := e.callees(c)
	for _, t := range targets {
		s := e.summaryOf(t)
		if s == nil || len(s.releases)+len(s.acquires)+len(s.tries) == 0 {
			continue
		}
		bind := e.argKeys(c, t)
		for _, k := range s.releases {
			l.releases = append(l.releases, bind(k))
		}
		if len(targets) > 1 {
			continue
		}
		for _, k := range s.keeps {
			l.keeps = append(l.keeps, bind(k))
		}
		for _, k := range s.acquires {
			l.acquires = append(l.acquires, bind(k))
		}
		for _, k := range s.tries {
			l.tries = append(l.tries, bind(k))
		}
	}
	return l
}

// argKeys returns a function that turns the key of a parameter of t, as it is
// in its summary, into that of the argument.
func (e *engine) argKeys(c *ssa.CallCommon, t target) func(string) string {
	args := argsOf(c, t)
	argKey := func(i int, reading bool) string {
		v := args(i)
		if v == nil {
			return ""
		}
		if rw := e.readSide(v); rw != nil {
			v, reading = rw, true
		}
		return side(e.mutexKey(v, nil), reading)
	}
	return func(key string) string {
		name, reading := strings.CutSuffix(key, readSuffix)
		if n, ok := strings.CutPrefix(name, paramPrefix); ok { // of another package
			i, _ := strconv.Atoi(n)
			return argKey(i, reading)
		}
		if t.fn != nil {
			for _, p := range t.fn.Params {
				if e.isMutex(p.Type()) && e.paramKey(p) == name {
					return argKey(paramIndex(p), reading)
				}
			}
		}
		return key
	}
}

// isParamKey reports whether a key is that of a parameter of fn.
func (e *engine) isParamKey(fn *ssa.Function, key string) bool {
	name := strings.TrimSuffix(key, readSuffix)
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return e.isMutex(p.Type()) && e.paramKey(p) == name })
}

// paramPrefix begins the key of a parameter in a fact; its number follows.
const paramPrefix = "#"

// factKeys returns keys as facts have them: those of parameters by number.
func (e *engine) factKeys(fn *ssa.Function, keys []string) []string {
	var all []string
	for _, key := range keys {
		name, reading := strings.CutSuffix(key, readSuffix)
		if fn != nil {
			for _, p := range fn.Params {
				if e.isMutex(p.Type()) && e.paramKey(p) == name {
					key = side(paramPrefix+strconv.Itoa(paramIndex(p)), reading)
				}
			}
		}
		all = append(all, key)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

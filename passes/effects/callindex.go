package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A site is a call of a function, in this package.
type site struct {
	fn   *ssa.Function
	call ssa.CallInstruction
	t    target
}

// calls is an index of the calls in a package, those in tests left out: how
// long a test holds a mutex says nothing about the program.
type calls struct {
	lockers map[string][]*ssa.Function // of the mutex with that key
	locks   map[*ssa.Function][]string // the keys of those that it locks
	local   map[*ssa.Function][]site   // of that function
	foreign map[string][]site          // of functions of another package, by its path

	// Of mutexes that are passed as arguments: the parameters of functions of
	// this package, and what others do while they hold it.
	passed map[string][]string
	lent   map[string][]ownedCause
	given  map[string][]site // to functions of other packages
}

func (e *engine) callIndex() *calls {
	if e.calls != nil {
		return e.calls
	}
	e.calls = &calls{
		lockers: make(map[string][]*ssa.Function),
		locks:   make(map[*ssa.Function][]string),
		local:   make(map[*ssa.Function][]site),
		foreign: make(map[string][]site),
		passed:  make(map[string][]string),
		lent:    make(map[string][]ownedCause),
		given:   make(map[string][]site),
	}
	for _, fn := range e.funcs {
		if !e.inTest(fn.Pos()) {
			e.safely(fn, func() { e.indexCalls(fn) })
		}
	}
	return e.calls
}

func (e *engine) indexCalls(fn *ssa.Function) {
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			kind, key := e.lockOp(call.Common())
			switch kind {
			case models.Lock, models.RLock, models.TryLock, models.TryRLock:
				if key != "" {
					e.calls.lockers[key] = append(e.calls.lockers[key], fn)
					e.calls.locks[fn] = append(e.calls.locks[fn], key)
				}
			}
			for _, t := range e.callees(call.Common()) {
				e.indexPassed(site{fn, call, t})
				switch {
				case t.fn != nil:
					e.calls.local[t.fn] = append(e.calls.local[t.fn], site{fn, call, t})
				case t.obj != nil && t.obj.Pkg() != nil && !isStd(t.obj.Pkg().Path()):
					path := t.obj.Pkg().Path()
					e.calls.foreign[path] = append(e.calls.foreign[path], site{fn, call, t})
				}
			}
		}
	}
}

// indexPassed adds the mutexes that a call passes to a function.
func (e *engine) indexPassed(at site) {
	c, t := at.call.Common(), at.t
	if !slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return e.isMutex(a.Type()) }) || e.model(t.obj) != nil {
		return
	}
	bind := e.argKeys(c, t)
	if t.fn != nil {
		for _, p := range t.fn.Params {
			if !e.isMutex(p.Type()) {
				continue
			}
			for _, reading := range []bool{false, true} {
				param := side(e.paramKey(p), reading)
				if key := bind(param); key != "" && key != param && !slices.Contains(e.calls.passed[key], param) {
					e.calls.passed[key] = append(e.calls.passed[key], param)
				}
			}
		}
		return
	}
	if s := e.summaryOf(t); s != nil {
		for _, k := range slices.Concat(s.acquires, s.tries) {
			if key := bind(k); key != k && key != "" {
				e.calls.lockers[key] = append(e.calls.lockers[key], at.fn)
			}
		}
		for _, u := range s.under {
			if key := bind(u.Lock); key != u.Lock && key != "" {
				e.calls.given[key] = append(e.calls.given[key], at)
			}
		}
		for _, h := range s.holds {
			if key := bind(h.Key); key != "" {
				e.calls.lent[key] = append(e.calls.lent[key], ownedCause{by: at.fn, cause: &h.Cause})
			}
		}
	}
}

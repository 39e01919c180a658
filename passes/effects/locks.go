package effects

import (
	"cmp"
	"go/token"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// bindLock sets which mutex an effect is about, from the pointer to it (or, if
// the callee knows the field, from the value that the field is reached from).
// Of a WaitGroup or a channel it sets only whose it is.
func (e *engine) bindLock(eff *Effect, v ssa.Value) {
	l := &eff.Lock
	if v == nil {
		l.Root, l.value = RootUnknown, nil
		return
	}
	if l.Key == "" && (eff.Kind == models.Lock || eff.Kind == models.RLock) {
		if rw := e.readSide(v); rw != nil {
			eff.Kind, v = models.RLock, rw
		}
		l.Key = e.lockKey(v, 0)
	}
	e.root(l, v)
}

// root finds whom the mutex belongs to.
func (e *engine) root(l *Lock, v ssa.Value) {
	l.indirect, l.of, l.In = false, "", e.enclosing(v)+ofInstance(l.In, v.Type())
	path := "" // in the variable
	for range 32 {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			if f := fieldOf(x.X.Type(), x.Field); f != nil {
				path = "." + f.Name() + path
			}
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.IndexAddr:
			i, ok := x.Index.(*ssa.Const)
			if !ok {
				l.Root, l.value = RootElement, x
				return
			}
			path = "[" + i.Value.ExactString() + "]" + path
			v = x.X
		case *ssa.Lookup, *ssa.Next, *ssa.Index:
			l.Root, l.value = RootElement, x
			return
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.FreeVar:
			b := e.bindings(x)
			if len(b) != 1 {
				l.Root, l.value = RootUnknown, nil
				return
			}
			v = b[0]
		case *ssa.UnOp:
			switch x.Op {
			case token.MUL:
			case token.ARROW:
				l.Root, l.value = RootLocal, x
				return
			default:
				l.Root, l.value = RootUnknown, nil
				return
			}
			v = x.X
			if a := e.alloc(v); a != nil {
				if vals := e.allocStores(a); len(vals) == 1 {
					v = vals[0]
					continue
				}
			}
			if g, ok := v.(*ssa.Global); ok && !l.indirect {
				l.Root, l.value = RootShared, nil
				if l.of = e.variable(g, true); l.of != "" {
					l.of += path
				}
				return
			}
			l.indirect = true
		case *ssa.Global:
			l.Root, l.value = RootShared, nil
			if !l.indirect {
				l.of = e.variable(x, false) + path
			}
			return
		case *ssa.Alloc, *ssa.Call, *ssa.Phi:
			l.Root, l.value = RootLocal, x
			return
		case *ssa.Parameter:
			l.Root, l.Param, l.value = RootParam, paramIndex(x), x
			return
		default:
			l.Root, l.value = RootUnknown, nil
			return
		}
	}
	l.Root, l.value = RootUnknown, nil
}

// alloc returns the variable behind an address, if it is a captured or local one.
func (e *engine) alloc(v ssa.Value) *ssa.Alloc {
	for range 8 {
		switch x := v.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			b := e.bindings(x)
			if len(b) != 1 {
				return nil
			}
			v = b[0]
		default:
			return nil
		}
	}
	return nil
}

// waits reports whether an effect takes long, given what is known of
// the mutexes and what the user thinks short. That of a mutex is not sure: who wants it
// has to meet who holds it, and a third one has to wait for that.
func (e *engine) waits(eff *Effect, sure bool) bool {
	if eff.Kind == models.Lock || eff.Kind == models.RLock {
		return !sure && !eff.Lock.Alone && (eff.Cause != nil || e.lockCause(eff, nil) != nil)
	}
	return eff.Waits() && !eff.Brief()
}

// lockCause returns what makes the wait for a mutex long: readers wait for who
// writes, and who writes waits for all.
func (e *engine) lockCause(eff *Effect, w *waiter) *Cause {
	c := e.longCauseOf(eff.Lock.Key, eff.Lock.owner(), w)
	if (c == nil || c.Elsewhere) && eff.Kind == models.Lock && eff.Lock.Key != "" {
		if r := e.longCauseOf(readKey(eff.Lock.Key), eff.Lock.owner(), w); c == nil || r != nil && !r.Elsewhere {
			c = r
		}
	}
	return c
}

// dynamic reports whether an effect of a function, or what makes it long, is reached
// by a way that may be another one at run time, or frees a mutex that may be another one.
func (e *engine) dynamic(eff *Effect, fn *ssa.Function) bool {
	if eff.Path.Dynamic() > 0 || eff.Kind == models.Cond && eff.Frees == "" {
		return true
	}
	c := eff.Cause
	if c == nil {
		c = e.lockCause(eff, &waiter{fn: fn, path: eff.Path, joined: true})
	}
	return c != nil && c.Dynamic
}

// clearer reports whether an effect is the better one of two of a function to say what
// others wait for: that which is sure, then the worse one.
func (e *engine) clearer(eff, than *Effect, of *ssa.Function) bool {
	return cmp.Or(cmp.Compare(order(e.dynamic(eff, of)), order(e.dynamic(than, of))), eff.compare(than)) < 0
}

// lengthen makes the wait for a mutex as long as its critical sections are.
//
// A writer that waits for a reader keeps new readers out. So a reader may wait
// for another one, but only while a writer comes along: that is rare where
// readers take long, and a possible wait only. So is one for who holds the mutex
// where nothing shows that it is at the same time.
func (e *engine) lengthen(eff *Effect, w *waiter) {
	if eff.Lock.Key == "" {
		return
	}
	if eff.Cause != nil {
		e.meet(eff, w)
		return
	}
	w.alone = eff.Lock.Alone
	c := e.lockCause(eff, w)
	if c == nil && eff.Kind == models.RLock && e.written(eff.Lock.Key) {
		if c = e.longCauseOf(readKey(eff.Lock.Key), eff.Lock.owner(), w); c != nil {
			c = &Cause{Func: c.Func, Pos: c.Pos, Dynamic: c.Dynamic, Elsewhere: c.Elsewhere, Readers: true}
		}
	}
	if c != nil {
		eff.Bound, eff.Cause = External, c
		eff.Doubt = eff.Doubt || c.Readers
	}
}

// meet says of the wait for a mutex of another package, of which that does not know who holds it
// meanwhile, whether this package does.
func (e *engine) meet(eff *Effect, w *waiter) {
	if eff.Lock.Alone && !eff.Cause.Elsewhere {
		eff.Cause = eff.Cause.withElsewhere(true)
	}
	if eff.Lock.Alone || !eff.Cause.Elsewhere {
		return
	}
	if w.atAnyTime(e) || e.meanwhileOf(w, eff.Lock.Key) || eff.Kind == models.Lock && e.meanwhileOf(w, readKey(eff.Lock.Key)) {
		eff.Cause = eff.Cause.withElsewhere(false)
	}
}

// written reports whether somebody may lock an RWMutex for writing.
func (e *engine) written(key string) bool {
	return packageOf(key) != e.pass.Pkg.Path() || len(e.callIndex().lockers[key]) > 0
}

// holdsParams returns which mutexes among its parameters a function holds across
// something that waits.
func (e *engine) holdsParams(fn *ssa.Function) []heldFact {
	var all []heldFact
	for _, p := range fn.Params {
		if !e.isMutex(p.Type()) {
			continue
		}
		for _, reading := range []bool{false, true} {
			if c := e.longCause(side(e.paramKey(p), reading), &waiter{fn: fn, joined: true}); c != nil {
				all = append(all, heldFact{side(paramPrefix+strconv.Itoa(paramIndex(p)), reading), *c})
			}
		}
	}
	return all
}

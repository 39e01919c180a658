package effects

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// What ends once and for all is waited for once only: a channel that is closed and never
// replaced, the task behind a future. It is known by the way to it, which crosses from
// one package to another as the keys of mutexes do.

// A Latch is a channel without contents that is closed once, or what a model says that
// ends. Where it is not known which it is, it is the zero Latch.
type Latch struct {
	Param int    // the parameter where the way to it begins, counted as in Effect.ForArg, or 0: it is reached from a package-level variable
	Key   string // the fields on the way, as varKey has them
	Ends  bool   // of what a function returns: nobody sends to it

	from ssa.Value // instead of Param, within the package
}

// known reports whether it is known which latch it is.
func (l Latch) known() bool { return l.Key != "" || l.Param != 0 || l.from != nil }

// is reports whether two latches are the same one.
func (l Latch) is(m Latch) bool {
	return l.known() && l.from == m.from && l.Param == m.Param && l.Key == m.Key
}

func (l Latch) String() string {
	if l.Param == 0 {
		return l.Key
	}
	return fmt.Sprintf("%d%s", l.Param-firstArg, l.Key)
}

// compareLatches orders those of one function as its callers know them.
func compareLatches(l, m Latch) int {
	return cmp.Or(cmp.Compare(l.Param, m.Param), cmp.Compare(l.Key, m.Key))
}

// toldBy returns the latch as callers of fn know it in other packages.
func (l Latch) toldBy(fn *ssa.Function) Latch {
	if l.from == nil {
		return l
	}
	p, ok := l.from.(*ssa.Parameter)
	if !ok || p.Parent() != fn {
		return Latch{}
	}
	l.Param, l.from = paramIndex(p)+firstArg, nil
	return l
}

// endKey stands for the end of an object of which a model says that it ends.
const endKey = "/end"

// latchOf returns the latch that a channel is.
func (e *engine) latchOf(ch ssa.Value) Latch {
	if !isSignal(ch.Type()) {
		return Latch{}
	}
	return e.latchAt(ch, "")
}

// latchAt follows the way to a latch back from a value, of which the last fields are
// known.
func (e *engine) latchAt(v ssa.Value, key string) Latch {
	here := func() Latch { return Latch{Key: key, from: v} }
	for range 32 {
		if e.replaced(v.Type()) {
			return Latch{}
		}
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.FieldAddr:
			f := fieldOf(x.X.Type(), x.Field)
			if f == nil || e.renewed(f) {
				return Latch{}
			}
			key = "/" + e.varKey(f) + key
			v = x.X
		case *ssa.Field:
			f := fieldOf(x.X.Type(), x.Field)
			if f == nil {
				return Latch{}
			}
			key = "/" + e.varKey(f) + key
			v = x.X
		case *ssa.FreeVar:
			b := e.bindings(x)
			if len(b) != 1 {
				return here()
			}
			v = b[0]
		case *ssa.Global:
			if e.assignedLater(x) {
				return Latch{}
			}
			return Latch{Key: x.Pkg.Pkg.Path() + "." + x.Name() + key}
		case *ssa.Alloc: // a struct, which may be a copy of a parameter
			if e.renewalIndex().locals[x] {
				return Latch{}
			}
			vals := e.allocStores(x)
			if len(vals) != 1 {
				return here()
			}
			p, ok := vals[0].(*ssa.Parameter)
			if !ok {
				return here()
			}
			v = p
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return here()
			}
			switch at := x.X.(type) {
			case *ssa.FieldAddr:
				if f := fieldOf(at.X.Type(), at.Field); f == nil || e.renewed(f) {
					return here()
				}
				v = at
			case *ssa.Global:
				v = at
			default:
				a := e.alloc(x.X)
				if a == nil {
					return here()
				}
				vals := e.allocStores(a)
				if _, isStruct := x.Type().Underlying().(*types.Struct); isStruct {
					v = a
				} else if len(vals) == 1 && vals[0] != v {
					v = vals[0]
				} else {
					return here()
				}
			}
		case *ssa.Call:
			got, args := e.latchGot(x)
			if !got.known() {
				return here()
			}
			if got.Param == 0 {
				return Latch{Key: got.Key + key}
			}
			key = got.Key + key
			if v = args(got.Param - firstArg); v == nil {
				return Latch{}
			}
		default:
			return here()
		}
	}
	return Latch{}
}

// latchGot returns the latch that a function returns, as its callers know it, and what
// the function is called with.
func (e *engine) latchGot(call *ssa.Call) (Latch, args) {
	t, ok := e.onlyCallee(&call.Call)
	if !ok || !isSignal(call.Type()) {
		return Latch{}, nil
	}
	if m := e.model(t.obj); m != nil {
		if len(m.Latch) != 1 {
			return Latch{}, nil
		}
		return Latch{Param: m.Latch[0] + firstArg, Key: endKey, Ends: true}, argsOf(&call.Call, t)
	}
	if t.fn != nil {
		return e.latchReturned(t.fn), argsOf(&call.Call, t)
	}
	if s := e.summaryOf(t); s != nil {
		return s.latch, argsOf(&call.Call, t)
	}
	return Latch{}, nil
}

// onlyCallee returns what a call runs if that is one function for sure.
func (e *engine) onlyCallee(c *ssa.CallCommon) (target, bool) {
	ts := e.callees(c)
	if len(ts) != 1 || ts[0].edge.Dynamic() || ts[0].isParam() || len(ts[0].frames) > 0 {
		return target{}, false
	}
	return ts[0], true
}

// latchReturned returns the latch that a function returns in any case, as its callers
// know it.
func (e *engine) latchReturned(fn *ssa.Function) Latch {
	if found, ok := e.latchResults[fn]; ok {
		return found
	}
	e.latchResults[fn] = Latch{} // recursion ends here
	found := e.findLatchReturned(fn)
	e.latchResults[fn] = found
	return found
}

func (e *engine) findLatchReturned(fn *ssa.Function) Latch {
	var common Latch
	if fn.Signature.Results().Len() != 1 || !isSignal(fn.Signature.Results().At(0).Type()) {
		return common
	}
	for i, r := range results(fn, 0) {
		l := e.latchAt(r, "").toldBy(fn)
		l.Ends = e.onlyEnds(r)
		if !l.known() || i > 0 && (!l.is(common) || l.Ends != common.Ends) {
			return Latch{}
		}
		common = l
	}
	return common
}

// onlyEnds reports whether nobody sends to a channel.
func (e *engine) onlyEnds(ch ssa.Value) bool {
	ch = unchanged(ch)
	if call, ok := ch.(*ssa.Call); ok {
		got, _ := e.latchGot(call)
		return got.Ends
	}
	if load, ok := ch.(*ssa.UnOp); ok && load.Op == token.MUL {
		if a := e.alloc(load.X); a != nil {
			if vals := e.allocStores(a); len(vals) == 1 && vals[0] != ch {
				return e.onlyEnds(vals[0])
			}
		}
	}
	return e.onlyClosed(ch)
}

// bindLatch settles which latch an effect of a callee waits for, which m may be the
// model of.
func (e *engine) bindLatch(eff *Effect, t target, m *models.Func, args args) {
	l := &eff.Latch
	var v ssa.Value
	switch p, ok := l.from.(*ssa.Parameter); {
	case m != nil && len(m.Ended) > 0:
		*l = Latch{Key: endKey}
		v = args(m.Ended[0].Param)
	case ok && p.Parent() == t.fn:
		v = args(paramIndex(p))
	case l.Param != 0:
		v = args(l.Param - firstArg)
	default:
		return
	}
	if v == nil {
		*l = Latch{}
		return
	}
	*l = e.latchAt(v, l.Key)
}

// leaveLatches drops the latches of which callers of fn cannot know anything.
func leaveLatches(effs []Effect, fn *ssa.Function) {
	for i := range effs {
		l := &effs[i].Latch
		switch from := l.from.(type) {
		case nil, *ssa.Parameter:
		case ssa.Instruction:
			if from.Parent() == fn {
				*l = Latch{}
			}
		default:
			*l = Latch{}
		}
	}
}

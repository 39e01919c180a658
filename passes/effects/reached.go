package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Which mutex it is that a task waits for says whom the task waits for: see owners.
// Whether the runs of one task want the same mutex is another question, which may have an
// answer where that has none: what all of them reach in the same way, from what they have
// in common, is the same for all, whoever made it. An interface in a field of a captured
// variable is, and so is the result of a method that only returns a field.

// A reach says how the function at hand comes to a mutex.
type reach struct {
	// The value where the way begins: a parameter, a variable or what a call returns,
	// of the function at hand or of one around it, or nil if that is not known.
	from ssa.Value
	way  *leg

	index int // if from is a call that returns several values: which of them

	holder *reach // if that is what a new struct holds: the way from there
}

// A leg leads from a struct to one of its fields, or to an element of an array that is
// always the same one.
type leg struct {
	field *types.Var // or nil
	next  *leg
}

// maxReach bounds how deep values are followed into functions that return them.
const maxReach = 4

// bindReach settles how the caller of t comes to the mutex of an effect. If it calls t
// through a value, that is how it comes to what t is bound to or captures.
func (e *engine) bindReach(l *Lock, t target, args args) {
	r := l.reach
	p, ok := r.from.(*ssa.Parameter)
	switch {
	case ok && p.Parent() == t.fn:
		r.from = args(paramIndex(p))
		if t.via != nil && paramIndex(p) == models.Receiver {
			r.from = t.via
		}
	case r.from == nil && l.Root == RootParam: // by a fact, which does not say how
		r.from = args(l.Param)
		if t.via != nil && l.Param == models.Receiver {
			r.from = t.via
		}
	case r.from != nil && t.via != nil && !within(t.via.Parent(), r.from.Parent()) && !e.madeIn(r.from, t.fn):
		r = reach{from: t.via}
	default:
		return
	}
	l.reach = e.reachOf(r.from, r.way, 0)
}

// reachOf follows a value back to where the way to it begins, and then on to a mutex.
func (e *engine) reachOf(v ssa.Value, way *leg, depth int) reach {
	for range 32 {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			way = &leg{fieldOf(x.X.Type(), x.Field), way}
			v = x.X
		case *ssa.Field:
			way = &leg{fieldOf(x.X.Type(), x.Field), way}
			v = x.X
		case *ssa.IndexAddr:
			if _, ok := x.Index.(*ssa.Const); !ok || e.isOwned(x) { // the first one is another one each time
				return reach{from: x, way: way}
			}
			way = &leg{nil, way}
			v = x.X
		case *piece:
			return reach{} // one of many
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.MakeClosure:
			if len(x.Bindings) != 1 || x.Fn.(*ssa.Function).Parent() != nil {
				return reach{from: x, way: way}
			}
			v = x.Bindings[0] // of a bound method
		case *ssa.Extract:
			switch tuple := x.Tuple.(type) {
			case *ssa.TypeAssert:
				v = tuple.X
			case *ssa.Call:
				r := e.reachOfResult(tuple, x.Index, way, depth)
				if r.from == tuple {
					r.index = x.Index
				}
				return r
			default:
				return reach{from: x, way: way}
			}
		case *ssa.Call:
			return e.reachOfResult(x, 0, way, depth)
		case *ssa.FreeVar:
			b := e.bindings(x)
			if len(b) != 1 {
				return reach{}
			}
			v = b[0]
		case *ssa.UnOp:
			if x.Op == token.ARROW {
				return reach{from: x, way: way}
			}
			v = x.X
			if a := e.alloc(v); a != nil {
				if vals := e.allocStores(a); len(vals) == 1 {
					v = vals[0]
				} else if len(vals) > 1 {
					return reach{from: a, way: way}
				}
			}
		case *ssa.Alloc:
			held := e.heldIn(x, way)
			if held == nil {
				return reach{from: x, way: way}
			}
			r := e.reachOf(held, way.next, depth)
			r.holder = &reach{from: x, way: way}
			return r
		default:
			return reach{from: v, way: way}
		}
	}
	return reach{}
}

// heldIn returns what a new struct holds in the field that a way begins with, if that is a
// reference and only one thing is ever stored there by those who can be seen; or nil.
func (e *engine) heldIn(made *ssa.Alloc, way *leg) ssa.Value {
	if way == nil || way.field == nil {
		return nil
	}
	switch way.field.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature:
	default:
		return nil
	}
	i := fieldIndex(made.Type(), way.field)
	if i < 0 {
		return nil
	}
	as, ok := e.assignments(made, i, 0)
	if vals := values(as); ok && len(vals) == 1 {
		return vals[0]
	}
	return nil
}

// reachOfResult is reachOf for what a call returns: if its callee always returns what it
// comes to in the same way, that is where the way goes on.
func (e *engine) reachOfResult(call *ssa.Call, index int, way *leg, depth int) reach {
	unknown := reach{from: call, way: way}
	fn := e.callee(&call.Call)
	if fn == nil || depth >= maxReach {
		return unknown
	}
	var common reach
	for _, v := range results(fn, index) {
		if isNil(v) {
			continue
		}
		r := e.reachOf(v, way, depth+1)
		if p, ok := r.from.(*ssa.Parameter); ok && p.Parent() == fn {
			arg := argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})(paramIndex(p))
			if arg == nil {
				return unknown
			}
			r = e.reachOf(arg, r.way, depth+1)
		} else if _, ok := r.from.(*ssa.Global); !ok {
			return unknown
		}
		switch {
		case common.from == nil:
			common = r
		case !common.same(r):
			return unknown
		}
	}
	if common.from == nil {
		return unknown
	}
	return common
}

// same reports whether two ways are the same.
func (r reach) same(q reach) bool {
	a, b := r.way, q.way
	for a != nil && b != nil && a.field == b.field {
		a, b = a.next, b.next
	}
	return r.from == q.from && a == b
}

// common reports whether all runs of a task, which a function hands over, want the same
// mutex: it belongs to the program, or they come to it from what that function or one
// around it has, not from what belongs to one run or one item.
func (l *Lock) common(task target, from *ssa.Function) bool {
	if l.Root == RootShared {
		return true
	}
	switch x := l.reach.from.(type) {
	case nil:
		return false
	case *ssa.Global:
		return true
	case *ssa.Parameter:
		if x.Parent() == task.fn {
			return task.recv != nil && paramIndex(x) == models.Receiver
		}
	}
	of := l.reach.from.Parent()
	return within(from, of) || of != task.fn && within(task.fn, of)
}

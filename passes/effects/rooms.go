package effects

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Whether the buffer of a channel has room for all that is sent to it is a matter of
// counting: how often the sends run for one make of the channel, and how large the
// buffer is. Both are sums of a constant and of so much for each of some number that is
// known at run time only, of which it is enough that it is the same.

// A number is a value that is known at run time only, or its length.
type number struct {
	v      ssa.Value
	length bool
}

func numberOf(v ssa.Value) number {
	v = unchanged(v)
	if call, ok := v.(*ssa.Call); ok && isBuiltin(call, "len") {
		return number{v: unchanged(call.Call.Args[0]), length: true}
	}
	return number{v: v}
}

// sameNumber reports whether one number is another one that is the size of a channel, where
// a variable of a function and what its literals know it as is one.
func (e *engine) sameNumber(a, size number, mc *ssa.MakeChan) bool {
	if a.v == nil || size.v == nil || a.length != size.length {
		return false
	}
	if a.length && a.v != size.v {
		a.v, size.v = e.madeOfAsMany(a.v), e.madeOfAsMany(size.v)
	}
	if a.length && e.grows(a.v, mc) {
		return false
	}
	if a.v == size.v {
		return true
	}
	x, ok := a.v.(*ssa.UnOp)
	y, ok2 := size.v.(*ssa.UnOp)
	if !ok || !ok2 || x.Op != token.MUL || y.Op != token.MUL {
		return false
	}
	if v := e.alloc(x.X); v != nil {
		return v == e.alloc(y.X) && (len(e.allocStores(v)) == 1 || e.storedLast(v, y) && (x.Parent() != y.Parent() || e.precedes(y, x)))
	}
	return sameVariable(x, y) && !e.storedBetween(x, y)
}

// storedLast reports whether nothing is stored in a variable any more once its function
// has come to an instruction.
func (e *engine) storedLast(v *ssa.Alloc, in ssa.Instruction) bool {
	for _, addr := range append([]ssa.Value{v}, e.freeVarsOf(v)...) {
		for _, use := range referrers(addr) {
			st, ok := use.(*ssa.Store)
			if ok && st.Addr == addr && (st.Parent() != in.Parent() || e.leads(in.Block(), st.Block(), v.Block()) || in.Block() == st.Block() && e.precedes(in, st)) {
				return false
			}
		}
	}
	return in.Parent() == v.Parent()
}

// grows reports whether a number is the length of a map to which something may be added
// once a channel is made.
func (e *engine) grows(v ssa.Value, mc *ssa.MakeChan) bool {
	if _, ok := v.Type().Underlying().(*types.Map); !ok {
		return false
	}
	var adds func(fn *ssa.Function) bool
	adds = func(fn *ssa.Function) bool {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				put, ok := in.(*ssa.MapUpdate)
				if !ok || e.single(put.Map) != e.single(v) {
					continue
				}
				if fn != mc.Parent() || b == mc.Block() && e.precedes(mc, put) || e.leads(mc.Block(), b, blockOf(v)) {
					return true
				}
			}
		}
		return slices.ContainsFunc(fn.AnonFuncs, adds)
	}
	return adds(mc.Parent())
}

// A count is a number of times, or that many times for each of n.
type count struct {
	times int64
	n     number
}

// by returns the product of two counts, if that is a count.
func (c count) by(other count) (count, bool) {
	if c.n.v != nil && other.n.v != nil {
		return count{}, false
	}
	if c.n.v == nil {
		c.n = other.n
	}
	c.times *= other.times
	return c, true
}

// countOf returns the count that a value is.
func countOf(v ssa.Value) count {
	if c, ok := v.(*ssa.Const); ok && c.Value != nil {
		n, _ := constant.Int64Val(constant.ToInt(c.Value))
		return count{times: n}
	}
	return count{times: 1, n: numberOf(v)}
}

// A capacity is the size of a buffer.
type capacity struct {
	fixed int64
	each  count
}

// capacityOf returns the size that a value is: a number, a multiple of it, or that
// and a constant more.
func capacityOf(size ssa.Value) capacity {
	size = unchanged(size)
	if op, ok := size.(*ssa.BinOp); ok && (op.Op == token.ADD || op.Op == token.MUL) {
		x, y := op.X, op.Y
		if _, ok := x.(*ssa.Const); ok {
			x, y = y, x
		}
		if c, ok := y.(*ssa.Const); ok {
			part, k := capacityOf(x), countOf(c).times
			if op.Op == token.ADD {
				part.fixed += k
			} else if k > 0 {
				part.fixed *= k
				part.each.times *= k
			}
			return part
		}
	}
	if c := countOf(size); c.n.v != nil {
		return capacity{each: c}
	} else {
		return capacity{fixed: c.times}
	}
}

// roomByCount reports whether the buffer of a channel has room for all its sends, in the
// function that makes it, in its literals and in functions of this package that get it.
func (e *engine) roomByCount(mc *ssa.MakeChan) bool {
	counts, ok := e.sendCounts(mc, 0)
	if !ok {
		return false
	}
	size := capacityOf(mc.Size)
	for _, c := range counts {
		switch {
		case c.n.v == nil:
			size.fixed -= c.times
		case e.sameNumber(c.n, size.each.n, mc):
			size.each.times -= c.times
		default:
			return false
		}
	}
	return size.fixed >= 0 && size.each.times >= 0
}

// A passedOn is the channel of a send in a function that got it from the one with this
// parameter.
type passedOn struct{ param *ssa.Parameter }

// bindRoom reports whether the channel that a call of t passes has room for what t sends.
func (e *engine) bindRoom(eff *Effect, t target, args args) bool {
	if eff.Kind != models.Send {
		return false
	}
	p, ok := eff.channel.(*ssa.Parameter)
	if on, further := eff.channel.(passedOn); further {
		p, ok = on.param, true
	}
	if !ok || p.Parent() != t.fn {
		return false
	}
	ch := args(paramIndex(p))
	if ch == nil {
		return false
	}
	if e.roomForAll(ch) {
		return true
	}
	eff.channel = e.chanID(ch)
	if outer, ok := e.single(ch).(*ssa.Parameter); ok {
		eff.channel = passedOn{outer}
	}
	return false
}

// roomInObject reports whether a send is to a channel in a field of an object that the
// function, or one around it, makes with a channel of its own, which has room for all
// that is sent to it.
func (e *engine) roomInObject(ch ssa.Value) bool {
	object, field := e.madeObject(ch)
	if object == nil {
		return false
	}
	v := e.place(field)
	as, ok := e.assignments(object, field.Field, 0)
	if v == nil || v.Pkg() != e.pass.Pkg || e.givesOut(v) || !ok || len(as) != 1 || len(as[0].vals) != 1 {
		return false
	}
	mc, ok := as[0].vals[0].(*ssa.MakeChan)
	if !ok || len(*mc.Referrers()) != 1 || mc.Parent() != object.Parent() {
		return false
	}
	size, ok := mc.Size.(*ssa.Const)
	if !ok || size.Value == nil {
		return false
	}
	var own []ssa.Instruction
	for _, in := range e.sendsTo(v) {
		send, ok := in.(*ssa.Send)
		if !ok {
			return false
		}
		switch other, _ := e.madeObject(send.Chan); {
		case other == nil:
			return false // it may be the same
		case other == object:
			if e.mayRepeatIn(send, object.Parent(), object.Block()) {
				return false
			}
			own = append(own, send)
		}
	}
	return len(own) > 0 && int64(e.mostSends(own, mc)) <= size.Int64()
}

// madeObject returns the object that a channel is in a field of, if that is made in this
// function or one around it, and the field.
func (e *engine) madeObject(ch ssa.Value) (*ssa.Alloc, *ssa.FieldAddr) {
	load, ok := unchanged(ch).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil, nil
	}
	field, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil, nil
	}
	object, _ := e.object(field.X).(*ssa.Alloc)
	return object, field
}

package effects

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A latch is open from where it is closed on, and where somebody has waited for it. That
// is followed forward, block by block: on all ways to an instruction it must have come to
// be open.

// An Opening says that a latch is open when a function returns.
type Opening struct {
	Latch  Latch
	Result int // if not 0: only if this result, counted from 1, is true or nil
}

// An opening is where a latch comes to be open in a function.
type opening struct {
	latch  Latch
	at     ssa.Instruction // from there on,
	way    exit            // or on this way out of a block,
	result int             // or if this result of at, a call, is true or nil: as in Opening
	late   bool            // it is deferred
}

// isOpen reports whether a latch is open whenever control comes to an instruction, or to
// where the literal with it is made.
func (e *engine) isOpen(l Latch, in ssa.Instruction) bool {
	if !l.known() {
		return false
	}
	return slices.ContainsFunc(e.wayTo(in), func(p ssa.Instruction) bool { return e.openAt(l, p, false) })
}

// openForTask reports whether what an effect of a task waits for is open when an instruction
// hands the task over.
func (e *engine) openForTask(eff *Effect, h handOver, in ssa.Instruction) bool {
	p, ok := eff.Latch.from.(*ssa.Parameter)
	if !ok || p.Parent() != h.task.fn {
		return false
	}
	v := h.task.recv
	if v == nil || paramIndex(p) != models.Receiver {
		if h.args == nil {
			return false
		}
		v = h.args(paramIndex(p))
	}
	return v != nil && e.isOpen(e.latchAt(v, eff.Latch.Key), in)
}

// openChan is isOpen for a channel.
func (e *engine) openChan(ch ssa.Value, in ssa.Instruction) bool {
	return e.isOpen(e.latchOf(ch), in)
}

// openAt reports whether a latch has come to be open in the function of an instruction
// before that; with late, what is deferred counts too.
func (e *engine) openAt(l Latch, in ssa.Instruction, late bool) bool {
	f := e.openFlow(l, in.Parent(), late)
	if len(f.all) == 0 {
		return false
	}
	if f.entry[in.Block().Index] {
		return true
	}
	return slices.ContainsFunc(f.all, func(o opening) bool {
		return f.counts(o) && o.at.Block() == in.Block() && o.at != in && e.precedes(o.at, in)
	})
}

// An openFlow says at the start of which blocks, by their index, a latch is open.
type openFlow struct {
	all   []opening
	late  bool
	entry []bool
}

// openKey is a question to openFlow.
type openKey struct {
	latch Latch
	fn    *ssa.Function
	late  bool
}

func (e *engine) openFlow(l Latch, fn *ssa.Function, late bool) *openFlow {
	key := openKey{l, fn, late}
	if f, ok := e.openFlows[key]; ok {
		return f
	}
	find := func() *openFlow { return newOpenFlow(fn, e.openings(fn, l), late) }
	if e.openQuery != nil {
		return e.openQuery.flow(key, find)
	}
	mark := e.cuts
	f := find()
	if e.whole(mark) {
		e.openFlows[key] = f
	}
	return f
}

// counts reports whether the latch is open after an instruction in any case.
func (f *openFlow) counts(o opening) bool {
	return o.at != nil && o.result == 0 && (f.late || !o.late)
}

func newOpenFlow(fn *ssa.Function, all []opening, late bool) *openFlow {
	f := &openFlow{all: all, late: late}
	if len(all) == 0 {
		return f
	}
	f.entry = make([]bool, len(fn.Blocks))
	in := make(map[*ssa.BasicBlock]bool)
	ways := make(map[exit]bool)
	for _, o := range all {
		switch {
		case o.at == nil:
			ways[o.way] = true
		case f.counts(o):
			in[o.at.Block()] = true
		}
	}
	for i := range f.entry {
		f.entry[i] = len(fn.Blocks[i].Preds) > 0
	}
	for changed := true; changed; {
		changed = false
		for _, b := range fn.Blocks {
			if !f.entry[b.Index] {
				continue
			}
			for _, way := range entries(b) {
				if !f.entry[way.block.Index] && !in[way.block] && !ways[way] {
					f.entry[b.Index], changed = false, true
					break
				}
			}
		}
	}
	return f
}

// openings returns where a latch comes to be open in a function.
func (e *engine) openings(fn *ssa.Function, l Latch) []opening {
	var all []opening
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && !e.concerns(c.Common(), l) {
				continue
			}
			for _, o := range e.openedBy(in) {
				if o.latch.is(l) {
					all = append(all, o)
				}
			}
		}
	}
	return all
}

// concerns reports whether what a call calls may know a latch.
func (e *engine) concerns(c *ssa.CallCommon, l Latch) bool {
	if _, ok := c.Value.(*ssa.MakeClosure); ok || l.from == nil {
		return true
	}
	related := func(v ssa.Value) bool {
		if _, ok := v.(*ssa.MakeClosure); ok {
			return true
		}
		a := e.latchAt(v, "")
		return a.from == l.from && strings.HasPrefix(l.Key, a.Key)
	}
	if c.StaticCallee() == nil && related(c.Value) {
		return true
	}
	for _, t := range e.callees(c) {
		if t.fn != nil && t.fn.Parent() != nil || t.recv != nil && related(t.recv) {
			return true
		}
	}
	return slices.ContainsFunc(c.Args, related)
}

// openedBy returns which latches come to be open by an instruction.
func (e *engine) openedBy(in ssa.Instruction) []opening {
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op == token.ARROW && isSignal(in.X.Type()) && e.onlyEnds(in.X) {
			return []opening{{latch: e.latchOf(in.X), at: in}}
		}
	case *ssa.If:
		return e.openedIf(in)
	case *ssa.Call:
		return e.openedByCall(in, false)
	case *ssa.Defer:
		return e.openedByCall(in, true)
	}
	return nil
}

// openedByCall returns which latches are open when a call returns.
func (e *engine) openedByCall(in ssa.CallInstruction, late bool) []opening {
	c := in.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() != "close" {
			return nil
		}
		return []opening{{latch: e.latchOf(c.Args[0]), at: in, late: late}}
	}
	var all []opening
	for _, lit := range e.runBy(c) {
		for _, o := range e.opens(lit) {
			if o.Result == 0 && e.openedAnyway(c, o.Latch) {
				all = append(all, opening{latch: o.Latch, at: in, late: late})
			}
		}
	}
	t, ok := e.onlyCallee(c)
	if !ok {
		return all
	}
	args := argsOf(c, t)
	add := func(v ssa.Value, key string, result int) {
		if v != nil && (result == 0 || !late) {
			all = append(all, opening{latch: e.latchAt(v, key), at: in, result: result, late: late})
		}
	}
	if m := e.model(t.obj); m != nil {
		for _, ended := range m.Ended {
			result := 0
			if ended.If != models.NoParam {
				result = ended.If + 1
			}
			add(args(ended.Param), endKey, result)
		}
		return all
	}
	var opens []Opening
	if t.fn != nil {
		opens = e.opens(t.fn)
	} else if s := e.summaryOf(t); s != nil {
		opens = s.opens
	}
	for _, o := range opens {
		switch p, ok := o.Latch.from.(*ssa.Parameter); {
		case ok && p.Parent() == t.fn:
			add(args(paramIndex(p)), o.Latch.Key, o.Result)
		case o.Latch.Param != 0:
			add(args(o.Latch.Param-firstArg), o.Latch.Key, o.Result)
		case o.Result == 0 || !late:
			all = append(all, opening{latch: o.Latch, at: in, result: o.Result, late: late})
		}
	}
	return all
}

// openedAnyway reports whether a latch that a literal opens which a call runs is open too
// if that is the call of a sync.Once which has run another function before.
func (e *engine) openedAnyway(c *ssa.CallCommon, l Latch) bool {
	if e.runsOwn(c) {
		return true
	}
	others, known := e.insteadOf(c)
	return known && !slices.ContainsFunc(others, func(f *ssa.Function) bool {
		return !slices.ContainsFunc(e.opens(f), func(o Opening) bool { return o.Result == 0 && o.Latch.Key == l.Key })
	})
}

// openedIf returns which latches are open on one way out of a branch, which knows what a
// select has received from, or what a call has returned.
func (e *engine) openedIf(branch *ssa.If) []opening {
	b := branch.Block()
	if b.Succs[0] == b.Succs[1] {
		return nil
	}
	cond, want := plain(branch.Cond, true)
	way := func(is bool) exit {
		if is == want {
			return exit{b, 0}
		}
		return exit{b, 1}
	}
	if ch := caseOf(cond); ch != nil {
		if !isSignal(ch.Type()) || !e.onlyEnds(ch) {
			return nil
		}
		return []opening{{latch: e.latchOf(ch), way: way(true)}}
	}
	asked := cond
	if eq, ok := cond.(*ssa.BinOp); ok {
		if !isNil(eq.Y) || eq.Op != token.EQL && eq.Op != token.NEQ {
			return nil
		}
		asked = eq.X
	}
	if flag := fieldAsked(asked); flag != nil && asked == cond {
		return e.openedByFlag(flag, way(true))
	}
	call, result := callOf(asked)
	if call == nil {
		return nil
	}
	var all []opening
	for _, o := range e.openedByCall(call, false) {
		if o.result == result {
			all = append(all, opening{latch: o.latch, way: way(true)})
		}
	}
	return all
}

// callOf returns the call of which a value is a result, and which one, counted from 1;
// or nil. It looks through a variable that has just been assigned.
func callOf(v ssa.Value) (*ssa.Call, int) {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = justStored(load)
	}
	switch v := v.(type) {
	case *ssa.Call:
		return v, 1
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return call, v.Index + 1
		}
	}
	return nil, 0
}

// justStored returns what has been stored in a variable before it is read, without a call
// in between; or nil.
func justStored(load *ssa.UnOp) ssa.Value {
	b := load.Block()
	for i := slices.Index(b.Instrs, ssa.Instruction(load)) - 1; i >= 0; i-- {
		switch in := b.Instrs[i].(type) {
		case *ssa.Store:
			if in.Addr == load.X {
				return in.Val
			}
		case *ssa.Call, *ssa.Go:
			return nil
		}
	}
	return nil
}

// openedByFlag returns which latches of an object are open where a flag of it is set.
func (e *engine) openedByFlag(flag *ssa.FieldAddr, way exit) []opening {
	st, ok := deref(flag.X.Type()).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var all []opening
	for f := range st.Fields() {
		f = f.Origin()
		if isSignal(f.Type()) && !e.renewed(f) && e.setAfterClose(e.place(flag), f) {
			all = append(all, opening{latch: e.latchAt(flag.X, "/"+e.varKey(f)), way: way})
		}
	}
	return all
}

// findOpens is opens, by what is known of other functions.
func (e *engine) findOpens(fn *ssa.Function) []Opening {
	var latches []Latch
	var rets []*ssa.Return
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			if ret, ok := in.(*ssa.Return); ok && b != fn.Recover {
				rets = append(rets, ret)
			}
			for _, o := range e.openedBy(in) {
				if l := o.latch; e.knownOutside(l, fn) && !slices.ContainsFunc(latches, l.is) && len(latches) < maxParams {
					latches = append(latches, l)
				}
			}
		}
	}
	if len(rets) == 0 {
		return nil
	}
	var all []Opening
	for _, l := range latches {
		recovers := !e.recoversOpen(l, fn)
		if !recovers && !slices.ContainsFunc(rets, func(r *ssa.Return) bool { return !e.openAt(l, r, true) }) {
			all = append(all, Opening{Latch: l})
			continue
		}
		for i := range fn.Signature.Results().Len() {
			if recovers && e.recoversWith(fn, i) {
				continue
			}
			if isCondition(fn.Signature.Results().At(i).Type()) && !slices.ContainsFunc(rets, func(r *ssa.Return) bool { return !e.openIf(l, r, r.Results[i], i) }) {
				all = append(all, Opening{l, i + 1})
			}
		}
	}
	return all
}

// knownOutside reports whether callers of a function, or the functions around it, may know
// a latch.
func (e *engine) knownOutside(l Latch, fn *ssa.Function) bool {
	switch from := l.from.(type) {
	case nil:
		return l.known()
	case *ssa.Parameter:
		return within(fn, from.Parent())
	case ssa.Instruction:
		return from.Parent() != fn && within(fn, from.Parent())
	}
	return false
}

// isCondition reports whether a result says yes or no: a bool, or an error that is nil.
func isCondition(t types.Type) bool { return isBool(t) || isError(t) }

// openIf reports whether a latch is open where a function returns if what it returns, as a
// result of that index, is true or nil.
func (e *engine) openIf(l Latch, ret *ssa.Return, v ssa.Value, index int) bool {
	if e.openAt(l, ret, true) {
		return true
	}
	if stored := lastStored(v); stored != nil { // a result that is kept for what is deferred
		if e.saysOtherwise(v) {
			return false
		}
		v = stored
	}
	return e.saysOpen(l, v, ret, 0)
}

// saysOpen reports whether a value that control takes along to an instruction is true or
// nil only if a latch is open.
func (e *engine) saysOpen(l Latch, v ssa.Value, at ssa.Instruction, depth int) bool {
	if phi, ok := v.(*ssa.Phi); ok && depth < 4 {
		for i, edge := range phi.Edges {
			if p := phi.Block().Preds[i]; !e.openOut(l, p, phi.Block()) && !e.saysOpen(l, edge, atEndOf(p), depth+1) {
				return false
			}
		}
		return true
	}
	if isBool(v.Type()) {
		if is, known := truth(v, false); known {
			return !is
		}
	} else if e.isFailure(v, at) {
		return true
	}
	call, result := callOf(v)
	if call != nil && slices.ContainsFunc(e.openedByCall(call, false), func(o opening) bool {
		return o.result == result && o.latch.is(l)
	}) {
		return true
	}
	return depth < 4 && e.openWhere(l, v, at.Block(), depth)
}

// openWhere reports whether on each way to a block a latch is open or a value, which has been
// asked before, is neither true nor nil: a function may return what it has been told.
func (e *engine) openWhere(l Latch, v ssa.Value, b *ssa.BasicBlock, depth int) bool {
	if len(b.Preds) == 0 || blockOf(v) == b {
		return false
	}
	for _, way := range entries(b) {
		if !e.openOut(l, way.block, b) && !deniedOn(v, way) && (depth == 4 || !e.openWhere(l, v, way.block, depth+1)) {
			return false
		}
	}
	return true
}

// deniedOn reports whether a value is false, or an error that is not nil, where a way out of
// a block is taken.
func deniedOn(v ssa.Value, way exit) bool {
	if !isBool(v.Type()) {
		return failedAt(v, way)
	}
	return toldOn(way, func(cond ssa.Value, isTrue bool) bool { return cond == v && !isTrue })
}

// openOut reports whether a latch is open when control goes from one block to another.
func (e *engine) openOut(l Latch, from, to *ssa.BasicBlock) bool {
	if e.openAt(l, atEndOf(from), true) {
		return true
	}
	return slices.ContainsFunc(e.openFlow(l, from.Parent(), true).all, func(o opening) bool {
		return o.at == nil && o.way.block == from && from.Succs[o.way.index] == to
	})
}

// isFailure reports whether an error is not nil where control comes to an instruction.
func (e *engine) isFailure(v ssa.Value, at ssa.Instruction) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.UnOp: // a package-level variable is there to tell failures apart
		if _, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return true
		}
	case *ssa.Call:
		if m := e.modelOfValue(v); m != nil && m.Fails {
			return true
		}
		if e.errAfterEnd(v, at) {
			return true
		}
	}
	for p := at.Block().Idom(); p != nil; p = p.Idom() {
		branch, ok := atEndOf(p).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !isNil(eq.Y) || eq.Op != token.EQL && eq.Op != token.NEQ || !sameVariable(eq.X, v) {
			continue
		}
		failed := p.Succs[0]
		if eq.Op == token.EQL {
			failed = p.Succs[1]
		}
		if ways(failed) == 1 && failed.Dominates(at.Block()) {
			return true
		}
	}
	return false
}

// errAfterEnd reports whether a call returns the error of a context that has ended, since
// control comes to an instruction only if a select has received from its channel.
func (e *engine) errAfterEnd(call *ssa.Call, at ssa.Instruction) bool {
	return receivedAt(at.Block(), func(ch ssa.Value) bool {
		done, ok := e.single(ch).(*ssa.Call)
		if !ok {
			return false
		}
		m := e.modelOfValue(done)
		ctx := receiver(&done.Call)
		return m != nil && m.Done && ctx != nil && e.errOf(call, ctx)
	})
}

// opensForFact returns what importers get to know of the latches that a function opens.
func (e *engine) opensForFact(fn *ssa.Function) []Opening {
	var all []Opening
	for _, o := range e.opens(fn) {
		if o.Latch = o.Latch.toldBy(fn); o.Latch.known() {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b Opening) int {
		return cmp.Or(compareLatches(a.Latch, b.Latch), cmp.Compare(a.Result, b.Result))
	})
	return slices.Compact(all)
}

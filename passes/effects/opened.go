package effects

import (
	"cmp"
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

package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// What is put where an annotation says so becomes a task without a call: stored
// in a field or a variable, sent to a channel, or converted to a type. Of what a
// container holds, each part is looked at where it is put in.

// kept is a value that an instruction makes a task.
type kept struct {
	hand  Hand
	value ssa.Value
	all   bool // meant is what value contains
}

// keeping adds the tasks that an instruction makes without a call.
func (e *engine) keeping(out *outcome, fn *ssa.Function, in ssa.Instruction) {
	for _, k := range e.kept(in) {
		if e.goesOn(k) {
			continue
		}
		if !k.all {
			e.handOver(out, k.hand, k.value, "", giving{})
			continue
		}
		for _, s := range e.sources(k.value) {
			if p, ok := s.value.(*ssa.Parameter); ok && !s.field && s.part == "" {
				h := k.hand
				h.Param, h.outer, h.Part = noParam, p, partElems
				out.hands = append(out.hands, h)
			}
		}
	}
	if ret, ok := in.(*ssa.Return); ok && len(e.notes.Notes) > 0 {
		e.keptByResult(out, ret)
	}
	if len(out.hands) > 0 {
		e.settle(out, fn)
	}
}

// keptByResult adds that a function keeps a parameter if the one that it returns
// does when it is called, as an option does.
func (e *engine) keptByResult(out *outcome, ret *ssa.Return) {
	for _, t := range e.returnedLiterals(ret) {
		e.ensure(t.fn)
		for _, h := range e.nodes[t.fn].hands {
			if h.outer != nil && h.outer.Parent() == ret.Parent() && h.Way != finding.Passed {
				out.hands = append(out.hands, h)
			}
		}
	}
}

func (e *engine) returnedLiterals(ret *ssa.Return) []target {
	var lits []target
	for _, r := range ret.Results {
		if _, ok := r.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, t := range e.functions(r) {
			if t.fn != nil && t.fn.Parent() == ret.Parent() {
				lits = append(lits, t)
			}
		}
	}
	return lits
}

// kept returns what an instruction makes a task without a call.
func (e *engine) kept(in ssa.Instruction) []kept {
	switch in := in.(type) {
	case *ssa.Store:
		if at, ok := in.Addr.(*ssa.IndexAddr); ok {
			return e.keptElem(at.X, in.Val, finding.Stored)
		}
		return e.keptIn(e.place(in.Addr), in.Val)
	case *ssa.MapUpdate:
		return e.keptElem(in.Map, in.Value, finding.Stored)
	case *ssa.Send:
		return e.keptElem(in.Chan, in.X, finding.Sent)
	case *ssa.Select:
		var all []kept
		for _, st := range in.States {
			if st.Send != nil {
				all = append(all, e.keptElem(st.Chan, st.Send, finding.Sent)...)
			}
		}
		return all
	case *ssa.ChangeType:
		return e.converted(in)
	case *ssa.MakeInterface:
		return e.converted(in)
	case *ssa.ChangeInterface:
		return e.converted(in)
	}
	return nil
}

// keptIn returns what is made a task by being stored in a field or variable.
func (e *engine) keptIn(v *types.Var, val ssa.Value) []kept {
	h, shape := e.handAt(v, finding.Stored)
	switch {
	case h == nil:
		return nil
	case !shape.Elem:
		return []kept{{hand: *h, value: val}}
	}
	all := []kept{{hand: *h, value: val, all: true}}
	if call, ok := val.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			all[0].value = call.Call.Args[1] // the rest is there already
		}
	}
	return all
}

// handAt returns the hand-over that storing in a field or variable is, or nil.
func (e *engine) handAt(v *types.Var, way finding.Way) (*Hand, annotation.Shape) {
	if v == nil {
		return nil, annotation.Shape{}
	}
	shape, ok := annotation.ShapeOf(v.Type())
	if !ok {
		return nil, shape
	}
	n := e.about(v)
	if n == nil {
		return nil, shape
	}
	h := n.hand(way)
	if h != nil {
		h.Method = shape.Method
	}
	return h, shape
}

// keptElem returns what is made a task by being put into a container.
func (e *engine) keptElem(container, elem ssa.Value, way finding.Way) []kept {
	if _, ok := annotation.ShapeOf(elem.Type()); !ok || !mayRun(elem.Type()) {
		return nil
	}
	if h, shape := e.handAt(e.annotatedAt(container, 0), way); h != nil && shape.Elem {
		return []kept{{hand: *h, value: elem}}
	}
	return nil
}

const maxFlow = 6 // steps from where a container is made to where it is stored

// annotatedAt returns the annotated field or variable that a container is read
// from, or that it is stored in by the function that makes it; or nil.
func (e *engine) annotatedAt(c ssa.Value, depth int) *types.Var {
	switch c := c.(type) {
	case *ssa.UnOp:
		if c.Op == token.MUL {
			return e.place(c.X)
		}
	case *ssa.FieldAddr, *ssa.Global: // of an array
		return e.place(c)
	case *ssa.ChangeType:
		return e.annotatedAt(c.X, depth)
	case *ssa.Slice:
		return e.annotatedAt(c.X, depth)
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.Alloc:
		return e.storedAt(c, depth)
	}
	return nil
}

// storedAt follows a container to where its function stores it.
func (e *engine) storedAt(v ssa.Value, depth int) *types.Var {
	refs := v.Referrers()
	if refs == nil || depth == maxFlow {
		return nil
	}
	for _, ref := range *refs {
		var next ssa.Value
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == v {
				if h, _ := e.handAt(e.place(ref.Addr), finding.Stored); h != nil {
					return e.place(ref.Addr)
				}
			}
		case *ssa.Slice, *ssa.ChangeType, *ssa.Phi:
			next = ref.(ssa.Value)
		case *ssa.UnOp: // an array that is copied
			next = ref
		case *ssa.Call:
			if b, ok := ref.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
				next = ref
			}
		}
		if next != nil {
			if at := e.storedAt(next, depth+1); at != nil {
				return at
			}
		}
	}
	return nil
}

// converted returns what is made a task by being converted to a type.
func (e *engine) converted(v ssa.Value) []kept {
	named, ok := types.Unalias(v.Type()).(*types.Named)
	if !ok {
		return nil
	}
	shape, ok := annotation.ShapeOf(named)
	if !ok || shape.Elem {
		return nil
	}
	n := e.about(named.Origin().Obj())
	if n == nil {
		return nil
	}
	h := n.hand(finding.Converted)
	if h == nil {
		return nil
	}
	h.Method = shape.Method
	return []kept{{hand: *h, value: v}}
}

// goesOn reports whether what an instruction converts goes on to where it is made
// a task by another name.
func (e *engine) goesOn(k kept) bool {
	if k.hand.Way != finding.Converted || k.value.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*k.value.Referrers(), func(ref ssa.Instruction) bool { return e.handsOn(ref, k) })
}

// handsOn reports whether an instruction makes a value a task itself.
func (e *engine) handsOn(ref ssa.Instruction, k kept) bool {
	out := e.instr(ref.Parent(), ref)
	if len(out.tasks)+len(out.hands) == 0 {
		return false
	}
	return slices.ContainsFunc(e.meant(k.value, "", k.hand.Method), func(t target) bool {
		if t.param != nil {
			own := t.param.Parent() == ref.Parent()
			return slices.ContainsFunc(out.hands, func(h Hand) bool {
				return h.outer == t.param || own && h.outer == nil && h.Param == paramIndex(t.param)
			})
		}
		return slices.ContainsFunc(out.tasks, func(h handOver) bool { return h.task.fn == t.fn && h.task.obj == t.obj })
	})
}

// keptBefore reports whether a literal was put in the same place where it is
// written, and is handed over once more with all that a container holds.
func (e *engine) keptBefore(h handOver, in ssa.Instruction) bool {
	if h.hand.Way == finding.Passed || h.task.fn == nil || h.task.fn.Parent() == nil || h.task.fn.Parent() == in.Parent() {
		return false
	}
	for _, b := range e.live(h.task.fn.Parent()) {
		for _, in := range b.Instrs {
			for _, k := range e.kept(in) {
				if k.hand.Entry == h.hand.Entry && !k.all && slices.ContainsFunc(e.functions(k.value), func(t target) bool { return t.fn == h.task.fn }) {
					return true
				}
			}
		}
	}
	return false
}

// posOfKept returns the position of an instruction that makes a task without a
// call: SSA gives none to what is not written.
func posOfKept(in ssa.Instruction) token.Pos {
	v, ok := in.(ssa.Value)
	if !ok || in.Pos().IsValid() {
		return in.Pos()
	}
	if refs := v.Referrers(); refs != nil {
		for _, ref := range *refs {
			if ref.Pos().IsValid() {
				return ref.Pos()
			}
		}
	}
	for _, op := range in.Operands(nil) {
		if *op != nil && (*op).Pos().IsValid() {
			return (*op).Pos()
		}
	}
	return posNear(in)
}

// posNear returns the position of the instruction that is written nearest to one
// which has none, or else of the function.
func posNear(in ssa.Instruction) token.Pos {
	instrs := in.Block().Instrs
	at := slices.Index(instrs, in)
	for d := 1; d < len(instrs); d++ {
		for _, i := range []int{at + d, at - d} {
			if 0 <= i && i < len(instrs) && instrs[i].Pos().IsValid() {
				return instrs[i].Pos()
			}
		}
	}
	return in.Parent().Pos()
}

package effects

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// busyWaits returns an effect for each loop of fn that does nothing but ask
// again until another goroutine has acted. A loop that counts its turns ends by
// itself, and one that stores, sends or calls what may do so does work.
func (e *engine) busyWaits(fn *ssa.Function) []Effect {
	var effs []Effect
	for _, loop := range loops(fn) {
		if pos, ok := e.busyLoop(loop); ok {
			effs = append(effs, Effect{Kind: models.Yield, Bound: Forever,
				Path: Path{Hops: []Hop{{Func: "busy wait", Pos: e.position(e.loopAt(pos))}}}})
		}
	}
	return effs
}

// loopAt returns the keyword of the innermost for statement around pos.
func (e *engine) loopAt(pos token.Pos) token.Pos {
	best := pos
	for _, l := range e.forStmts {
		if l.pos <= pos && pos < l.end && (best == pos || l.pos > best) {
			best = l.pos
		}
	}
	return best
}

// busyLoop reports whether a loop is a busy wait, and where.
func (e *engine) busyLoop(loop map[*ssa.BasicBlock]bool) (token.Pos, bool) {
	var yields, loads, swaps bool
	var pos token.Pos
	for _, b := range inOrder(loop) {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				if m := e.modelOfValue(in); m != nil && m.Done {
					continue
				}
				switch e.askOf(&in.Call, 0) {
				case asksYield:
					yields = true
					if !pos.IsValid() || in.Pos() < pos {
						pos = in.Pos()
					}
				case asksLoad:
					loads = true
					if !pos.IsValid() {
						pos = in.Pos()
					}
				case asksSwap:
					if !e.fixedArgs(&in.Call, loop) {
						swaps = true
						continue
					}
					loads = true
					if !pos.IsValid() {
						pos = in.Pos()
					}
				case asksNothing:
				default:
					return token.NoPos, false
				}
			case *ssa.Select:
				if !polls(in, loop) {
					return token.NoPos, false
				}
				loads = true
				if !pos.IsValid() {
					pos = in.Pos()
				}
			case *ssa.UnOp:
				if in.Op == token.ARROW {
					return token.NoPos, false
				}
			case *ssa.Phi:
				if advances(in, loop) {
					return token.NoPos, false
				}
			case *ssa.BinOp, *ssa.If, *ssa.Jump, *ssa.FieldAddr, *ssa.Field, *ssa.IndexAddr, *ssa.Index,
				*ssa.Convert, *ssa.ChangeType, *ssa.Extract, *ssa.DebugRef, *ssa.Lookup:
			default:
				return token.NoPos, false
			}
		}
	}
	// Without a yield, a loop of compare-and-swap is how lock-free code updates, if it swaps
	// what it has made of what it found. Else it waits for the old value, as for a lock.
	return pos, yields || loads && !swaps
}

// polls reports whether a select does not wait, and a loop goes on if nothing was ready
// and ends if anything was.
func polls(sel *ssa.Select, loop map[*ssa.BasicBlock]bool) bool {
	if sel.Blocking || len(sel.States) == 0 {
		return false
	}
	for _, use := range *sel.Referrers() {
		index, ok := use.(*ssa.Extract)
		if !ok || index.Index != 0 {
			continue
		}
		for _, use := range *index.Referrers() {
			eq, ok := use.(*ssa.BinOp)
			if !ok || eq.Op != token.EQL {
				return false
			}
			branch, ok := atEndOf(eq.Block()).(*ssa.If)
			if !ok || branch.Cond != eq || loop[eq.Block().Succs[0]] || !loop[eq.Block().Succs[1]] {
				return false
			}
		}
	}
	return true
}

type asks uint8

const (
	asksOther asks = iota
	asksNothing
	asksYield
	asksLoad
	asksSwap
)

// askOf says what a call in a loop means for whether the loop is a busy wait.
func (e *engine) askOf(c *ssa.CallCommon, depth int) asks {
	fn := c.StaticCallee()
	if fn == nil || depth > 3 {
		return asksOther
	}
	fn = origin(fn)
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil {
		return asksOther
	}
	if m := e.model(obj); m != nil {
		for _, me := range m.Effects {
			switch me.Kind {
			case models.Yield:
				return asksYield
			case models.TryLock, models.TryRLock:
				return asksLoad
			}
			return asksOther
		}
		if !m.OK && !m.Clock {
			return asksOther
		}
	}
	switch {
	case obj.Pkg().Path() == "sync/atomic":
		switch name := obj.Name(); {
		case strings.HasPrefix(name, "Load"):
			return asksLoad
		case strings.HasPrefix(name, "CompareAndSwap"), strings.HasPrefix(name, "Swap"):
			if e.fixedArgs(c, nil) {
				return asksLoad
			}
			return asksSwap
		}
		return asksOther
	case isStd(obj.Pkg().Path()):
		// Such as time.Since: what gets no pointer changes nothing.
		for _, a := range c.Args {
			switch a.Type().Underlying().(type) {
			case *types.Basic, *types.Struct:
			default:
				return asksOther
			}
		}
		return asksNothing
	}
	return e.pureAsk(fn, depth)
}

// fixedArgs reports whether a function of sync/atomic is called with constants, or with
// what is the same in each turn of a loop.
func (e *engine) fixedArgs(c *ssa.CallCommon, loop map[*ssa.BasicBlock]bool) bool {
	for _, a := range c.Args[1:] { // but for the address
		if _, ok := a.(*ssa.Const); ok {
			continue
		}
		if load, ok := a.(*ssa.UnOp); ok && load.Op == token.MUL && e.alloc(load.X) != nil && loop != nil {
			continue // to store there would be work
		}
		if in, ok := a.(ssa.Instruction); loop == nil || ok && loop[in.Block()] {
			return false
		}
	}
	return true
}

// pureAsk looks into a function of this package that only reads.
func (e *engine) pureAsk(fn *ssa.Function, depth int) asks {
	if e.nodes[fn] == nil || len(fn.Blocks) == 0 {
		return asksOther
	}
	result := asksNothing
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				switch a := e.askOf(&in.Call, depth+1); a {
				case asksOther:
					return asksOther
				case asksNothing:
				default:
					result = a
				}
			case *ssa.UnOp:
				if in.Op == token.ARROW {
					return asksOther
				}
			case *ssa.BinOp, *ssa.If, *ssa.Jump, *ssa.Return, *ssa.Phi, *ssa.FieldAddr, *ssa.Field, *ssa.IndexAddr,
				*ssa.Index, *ssa.Convert, *ssa.ChangeType, *ssa.Extract, *ssa.DebugRef, *ssa.Lookup:
			default:
				return asksOther
			}
		}
	}
	return result
}

// advances reports whether a variable of a loop moves on each turn: what it
// becomes is made of what it was, as with a counter or the walk along a list.
func advances(phi *ssa.Phi, loop map[*ssa.BasicBlock]bool) bool {
	seen := make(map[ssa.Value]bool)
	var madeOf func(v ssa.Value) bool
	madeOf = func(v ssa.Value) bool {
		if v == phi {
			return true
		}
		in, ok := v.(ssa.Instruction)
		if !ok || seen[v] || !loop[in.Block()] {
			return false
		}
		seen[v] = true
		for _, op := range in.Operands(nil) {
			if *op != nil && madeOf(*op) {
				return true
			}
		}
		return false
	}
	for _, v := range phi.Edges {
		if v != phi && madeOf(v) {
			return true
		}
	}
	return false
}

// loops returns the natural loops of a function, one for each head, outer ones
// with the blocks of those inside.
func loops(fn *ssa.Function) []map[*ssa.BasicBlock]bool {
	var found []map[*ssa.BasicBlock]bool
	for _, head := range fn.Blocks {
		body := map[*ssa.BasicBlock]bool{}
		for _, tail := range head.Preds {
			if !head.Dominates(tail) {
				continue
			}
			body[head] = true
			work := []*ssa.BasicBlock{tail}
			for len(work) > 0 {
				b := work[len(work)-1]
				work = work[:len(work)-1]
				if !body[b] {
					body[b] = true
					work = append(work, b.Preds...)
				}
			}
		}
		if len(body) > 0 {
			found = append(found, body)
		}
	}
	return found
}

// inOrder returns the blocks of a loop in order.
func inOrder(loop map[*ssa.BasicBlock]bool) []*ssa.BasicBlock {
	var blocks []*ssa.BasicBlock
	for b := range loop {
		for _, x := range b.Parent().Blocks {
			if loop[x] {
				blocks = append(blocks, x)
			}
		}
		break
	}
	return blocks
}

package effects

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// busyWaits returns an effect for each loop of fn that does nothing but ask
// again until another goroutine has acted, or until some time. A loop that ends by what it
// counts ends by itself, and one that stores, sends or calls what may do so does work.
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
	var yields, loads, looks, swaps, computes bool
	swapping := make(map[*ssa.BasicBlock]bool)
	var pos, first token.Pos
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
				case asksLook:
					looks = true
				case asksSwap:
					if !e.fixedArgs(&in.Call, loop) {
						swaps, swapping[b] = true, true
						continue
					}
					loads = true
				case asksResult:
					computes = true
					continue
				case asksNothing:
					continue
				default:
					return token.NoPos, false
				}
				if !pos.IsValid() {
					pos = in.Pos()
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
				switch in.Op {
				case token.ARROW:
					return token.NoPos, false
				case token.MUL:
					looks = true
				}
			case *ssa.Lookup:
				looks = true
			case *ssa.Phi:
				if advances(in, loop) && e.counts(in, loop) {
					return token.NoPos, false
				}
			case *ssa.BinOp, *ssa.If, *ssa.Jump, *ssa.FieldAddr, *ssa.Field, *ssa.IndexAddr, *ssa.Index,
				*ssa.Convert, *ssa.ChangeType, *ssa.Extract, *ssa.DebugRef:
			default:
				return token.NoPos, false
			}
			if at := in.Pos(); at.IsValid() && (!first.IsValid() || at < first) {
				first = at
			}
		}
	}
	if !pos.IsValid() {
		pos = first
	}
	// Without a yield, a loop of compare-and-swap is how lock-free code updates, if it swaps
	// what it has made of what it found. Else it waits for the old value, as for a lock.
	// To look at what nothing in the loop changes is a wait for others too, unless it is the
	// limit of a computation, as of one that is repeated for a second.
	return pos, yields || !swaps && (loads || looks && !computes) || swaps && loads && turnsWithout(loop, swapping)
}

// turnsWithout reports whether a loop may go round without a swap, as one that swaps only
// where a bit says that the lock is free. To compare two things that have been read in the
// same turn is to see whether somebody else has swapped meanwhile, and no wait.
func turnsWithout(loop, swapping map[*ssa.BasicBlock]bool) bool {
	blocks := inOrder(loop)
	read := func(v ssa.Value) bool {
		in, ok := v.(ssa.Instruction)
		return ok && loop[in.Block()]
	}
	avoid := make(map[*ssa.BasicBlock]bool)
	for _, b := range blocks {
		avoid[b] = swapping[b]
		if branch, ok := atEndOf(b).(*ssa.If); ok {
			eq, ok := branch.Cond.(*ssa.BinOp)
			avoid[b] = avoid[b] || ok && read(eq.X) && read(eq.Y)
		}
	}
	head := blocks[0] // it dominates the others
	for _, b := range blocks {
		if b.Dominates(head) {
			head = b
		}
	}
	seen := make(map[*ssa.BasicBlock]bool)
	work := []*ssa.BasicBlock{head}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if avoid[b] || seen[b] {
			continue
		}
		seen[b] = true
		for _, s := range b.Succs {
			if s == head {
				return true
			}
			if loop[s] {
				work = append(work, s)
			}
		}
	}
	return false
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
	asksResult // of a computation
	asksLook   // at what others change, or at the clock
	asksYield
	asksLoad // of an atomic variable
	asksSwap
)

// askOf says what a call in a loop means for whether the loop is a busy wait.
func (e *engine) askOf(c *ssa.CallCommon, depth int) asks {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		return asksOfBuiltin(b, c.Args)
	}
	if c.IsInvoke() {
		if m := e.model(c.Method); m != nil && m.Asks {
			return asksLook
		}
		return asksOther
	}
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
			case models.Lock, models.RLock:
				return asksLook // at what the mutex guards
			case models.Unlock, models.RUnlock:
				return asksNothing
			}
			return asksOther
		}
		if m.Asks {
			return asksLook
		}
		if !m.OK && m.After == nil && !m.Fails {
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
		// Such as Before of a time.Time: what gets no pointer changes nothing.
		for _, a := range c.Args {
			switch a.Type().Underlying().(type) {
			case *types.Basic, *types.Struct:
			default:
				return asksOther
			}
		}
		if obj.Pkg().Path() == "time" {
			return asksNothing
		}
		return asksResult
	}
	return e.pureAsk(fn, depth)
}

// asksOfBuiltin is askOf for functions such as len.
func asksOfBuiltin(b *ssa.Builtin, args []ssa.Value) asks {
	switch b.Name() {
	case "len", "cap":
		if isChan(args[0]) {
			return asksLook
		}
		return asksNothing
	case "min", "max":
		return asksNothing
	}
	return asksOther
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

// pureAsk looks into a function of this package that only reads. What loops computes,
// unless it asks what can only be asked of others.
func (e *engine) pureAsk(fn *ssa.Function, depth int) asks {
	if e.nodes[fn] == nil || len(fn.Blocks) == 0 {
		return asksOther
	}
	result := asksNothing
	if len(loops(fn)) > 0 {
		result = asksResult
	}
	reads := false
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				a := e.askOf(&in.Call, depth+1)
				if a == asksOther {
					return asksOther
				}
				result = max(result, a)
			case *ssa.Defer:
				if e.askOf(&in.Call, depth+1) != asksNothing { // but Unlock
					return asksOther
				}
			case *ssa.UnOp:
				switch in.Op {
				case token.ARROW:
					return asksOther
				case token.MUL:
					if e.alloc(in.X) == nil {
						reads = true
					}
				}
			case *ssa.Store:
				if a, ok := in.Addr.(*ssa.Alloc); !ok || a.Heap {
					return asksOther // but a result that is kept for what is deferred
				}
			case *ssa.BinOp, *ssa.If, *ssa.Jump, *ssa.Return, *ssa.Phi, *ssa.FieldAddr, *ssa.Field, *ssa.IndexAddr,
				*ssa.Index, *ssa.Convert, *ssa.ChangeType, *ssa.Extract, *ssa.DebugRef, *ssa.Lookup, *ssa.Alloc, *ssa.RunDefers:
			default:
				return asksOther
			}
		}
	}
	if reads && result == asksNothing {
		return asksLook
	}
	return result
}

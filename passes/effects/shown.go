package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

const maxShown = 3 // calls that are followed to see what they do with an object

// isNew reports whether a value is an object that is new: made here, or by the
// function of this package that returns it, or received from who made it.
func (e *engine) isNew(v ssa.Value) bool { return e.isNewAt(v, 0, make(map[ssa.Value]bool)) }

// isNewAt is isNew for a value that a function returns which is called depth
// calls deep. What is seen already is new if all else is.
func (e *engine) isNewAt(v ssa.Value, depth int, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return true
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		return true
	case *ssa.Phi:
		seen[v] = true
		found := false
		for _, edge := range v.Edges {
			if isNil(edge) {
				continue
			}
			if !e.isNewAt(edge, depth, seen) {
				return false
			}
			found = true
		}
		return found
	case *ssa.UnOp:
		return e.moved(v)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.UnOp:
			return v.Index == 0 && e.moved(t)
		case *ssa.Call:
			return v.Index == 0 && e.isNewAt(t, depth, seen)
		}
	case *ssa.Call:
		return e.returnsNew(v, depth)
	}
	return false
}

// returnsNew reports whether the first result of a call is an object that is
// new, and nothing else that it returns is meant.
func (e *engine) returnsNew(call *ssa.Call, depth int) bool {
	fn := call.Call.StaticCallee()
	if fn == nil || depth == maxShown {
		return false
	}
	if fn = origin(fn); e.nodes[fn] != nil {
		return e.resultIsNew(fn, depth)
	}
	f := e.elsewhere(objOf(fn))
	return f != nil && f.Summary.New
}

// resultIsNew is returnsNew for a function of this package.
func (e *engine) resultIsNew(fn *ssa.Function, depth int) bool {
	results := fn.Signature.Results()
	for i := 1; i < results.Len(); i++ {
		if results.At(i).Type().String() != "error" {
			return false // it may be that one which is meant
		}
	}
	found := false
	for _, b := range e.live(fn) {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		made := ret.Results[0]
		if isNil(made) {
			continue
		}
		if !e.isNewAt(made, depth+1, make(map[ssa.Value]bool)) || e.shownBefore(made, ret, depth+1) {
			return false
		}
		found = true
	}
	return found
}

// shownBefore reports whether others may know the object v, or a part of it that
// can be waited for, when its function comes to an instruction.
func (e *engine) shownBefore(v ssa.Value, in ssa.Instruction, depth int) bool {
	return e.shownOnTheWay(v, in, depth, make(map[showKey]bool))
}

// shownDuring reports whether others may know the object v when its function comes
// to an instruction, or get to know it then.
func (e *engine) shownDuring(v ssa.Value, in ssa.Instruction) bool {
	s := showing{e: e, in: in, too: true, made: blockOf(v), seen: make(map[ssa.Value]bool)}
	return e.shownBefore(v, in, 0) || s.by(v)
}

// blockOf returns the block that computes a value, or nil if that is none.
func blockOf(v ssa.Value) *ssa.BasicBlock {
	if in, ok := v.(ssa.Instruction); ok {
		return in.Block()
	}
	return nil
}

// A showKey is a question of shownBefore.
type showKey struct {
	v  ssa.Value
	in ssa.Instruction
}

// shownOnTheWay is shownBefore, with the questions asked already. What comes from
// one of several places must not have been shown in any of them.
func (e *engine) shownOnTheWay(v ssa.Value, in ssa.Instruction, depth int, asked map[showKey]bool) bool {
	if asked[showKey{v, in}] {
		return false // then it is not shown on the way round either
	}
	asked[showKey{v, in}] = true
	s := showing{e: e, in: in, made: blockOf(v), depth: depth, seen: make(map[ssa.Value]bool)}
	if phi, ok := v.(*ssa.Phi); ok {
		for i, edge := range phi.Edges {
			if !isNil(edge) && e.shownOnTheWay(edge, atEndOf(phi.Block().Preds[i]), depth, asked) {
				return true
			}
		}
	}
	return s.by(v)
}

// atEndOf returns the last instruction of a block.
func atEndOf(b *ssa.BasicBlock) ssa.Instruction { return b.Instrs[len(b.Instrs)-1] }

// showing is the search for uses of an object that show it to others before
// control comes to an instruction.
type showing struct {
	e     *engine
	in    ssa.Instruction
	made  *ssa.BasicBlock // where the object is made
	too   bool            // that instruction counts as well
	ever  bool            // instead: at any time, and to those outside of the package
	field *types.Var      // for ever: to others than who has the struct with this field
	depth int
	seen  map[ssa.Value]bool
}

// before reports whether control can come from an instruction to the one that
// the search is about. On the way back to where the object is made, it is made
// anew.
func (s *showing) before(use ssa.Instruction) bool {
	if s.ever || use == s.in && s.too {
		return true
	}
	if use != s.in && use.Block() == s.in.Block() && s.e.precedes(use, s.in) {
		return true
	}
	return s.in.Block() != s.made && s.e.leads(use.Block(), s.in.Block(), s.made)
}

// by reports whether some use of v, which is the object or leads to it, shows it.
func (s *showing) by(v ssa.Value) bool {
	if s.seen[v] {
		return false
	}
	s.seen[v] = true
	refs := v.Referrers()
	if refs == nil {
		return true
	}
	for _, use := range *refs {
		if phi, ok := use.(*ssa.Phi); ok {
			for i, edge := range phi.Edges {
				if edge == v && s.before(atEndOf(phi.Block().Preds[i])) && s.by(phi) {
					return true
				}
			}
			continue
		}
		if s.before(use) && s.shows(use, v) {
			return true
		}
	}
	return false
}

// shows reports whether a use of v shows the object.
func (s *showing) shows(use ssa.Instruction, v ssa.Value) bool {
	switch use := use.(type) {
	case *ssa.FieldAddr:
		return s.e.canWaitFor(deref(use.Type())) && s.by(use)
	case *ssa.UnOp:
		switch use.Type().Underlying().(type) {
		case *types.Pointer:
			return s.by(use)
		case *types.Chan:
			_, recv := v.Type().Underlying().(*types.Chan)
			return !recv && handedOn(use)
		}
		return false
	case *ssa.Extract: // what comes with it is an error
		return use.Index == 0 && s.by(use)
	case *ssa.ChangeType:
		return s.by(use)
	case *ssa.BinOp, *ssa.DebugRef:
		return false
	case *ssa.Return:
		return s.ever && (s.field == nil || s.byResult(use, v))
	case *ssa.Store:
		if use.Addr == v && s.ever {
			return false // what is stored is another matter
		}
		if s.field != nil && s.e.place(use.Addr) == s.field {
			return false
		}
		if use.Addr == v {
			if s.e.hasChan(use.Val.Type()) && !isChan(use.Val) {
				return s.byCopy(use.Val)
			}
			mc, ok := unchanged(use.Val).(*ssa.MakeChan) // who made it may know it
			return isChan(use.Val) && !isNil(use.Val) && !(ok && len(*mc.Referrers()) == 1)
		}
		// A variable that literals capture is known to them once they are made.
		a, ok := use.Addr.(*ssa.Alloc)
		return !ok || len(s.e.allocStores(a)) != 1 || s.by(a)
	case *ssa.MakeInterface:
		return !s.e.onlyTold(use) && s.byInterface(use)
	case *ssa.Call:
		return s.byCall(&use.Call, v)
	case *ssa.Go:
		return !s.ever || s.field != nil || s.byCall(&use.Call, v)
	case *ssa.MakeClosure:
		return s.byLiteral(use, v)
	case *ssa.Defer: // runs later
		return s.ever && s.byCall(&use.Call, v)
	}
	return true
}

// byCopy reports whether others may know the channels in a struct that is copied:
// all that come from elsewhere.
func (s *showing) byCopy(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		_, zero := v.(*ssa.Const)
		return !zero
	}
	lit, ok := load.X.(*ssa.Alloc)
	return !ok || s.by(lit)
}

// hasChan reports whether a type is a channel, or contains one.
func (e *engine) hasChan(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Struct:
		for f := range u.Fields() {
			if e.hasChan(f.Type()) {
				return true
			}
		}
	}
	return false
}

// handedOn reports whether something else is done with a channel than what
// channels are for.
func handedOn(ch ssa.Value) bool {
	for _, use := range *ch.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp, *ssa.Select, *ssa.BinOp, *ssa.DebugRef:
		case *ssa.Send:
			if use.X == ch {
				return true
			}
		case *ssa.Call:
			if _, ok := use.Call.Value.(*ssa.Builtin); !ok {
				return true
			}
		default:
			return true
		}
	}
	return false
}

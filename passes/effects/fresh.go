package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Nobody competes for the mutex of an object that nobody else knows yet, and
// there is nothing that its WaitGroup or its channels could wait for. This is about objects that
// a function makes and uses before it shows them to others; what is read through
// a field counts as shown.

// unshared settles whether the mutex, WaitGroup or channel of an effect belongs to an
// object that only fn knows when instruction in leads there, and reports whether
// fn has also made it: then there is no wait.
func (e *engine) unshared(eff *Effect, fn *ssa.Function, in ssa.Instruction) bool {
	l := &eff.Lock
	if !l.Early {
		return false
	}
	l.Early = false
	v, ok := l.value.(ssa.Instruction)
	switch {
	case l.value == nil || l.value.Parent() != fn:
		return false
	case l.Root == RootParam:
		l.Early = !e.shownBefore(l.value, in, 0)
		return false
	case l.Root == RootLocal && ok:
		return e.isNew(l.value, 0) && !e.shownBefore(v.(ssa.Value), in, 0)
	}
	return false
}

// ownerOfChan sets whose a channel is that a field holds.
func (e *engine) ownerOfChan(eff *Effect, ch ssa.Value) {
	if load, ok := ch.(*ssa.UnOp); ok && ownerOf(load) != nil {
		eff.Lock.Early = true
		e.root(&eff.Lock, load.X)
	}
}

const maxShown = 3 // calls that are followed to see what they do with an object

// isNew reports whether a value is an object that is new: made here, or by the
// function of this package that returns it.
func (e *engine) isNew(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Alloc:
		return true
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if fn == nil || depth == maxShown || e.nodes[origin(fn)] == nil {
			return false
		}
		fn = origin(fn)
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
			if c, ok := made.(*ssa.Const); ok && c.IsNil() {
				continue
			}
			if !e.isNew(made, depth+1) || e.shownBefore(made, ret, depth+1) {
				return false
			}
			found = true
		}
		return found
	}
	return false
}

// shownBefore reports whether others may know the object v, or a part of it that
// can be waited for, when its function comes to an instruction.
func (e *engine) shownBefore(v ssa.Value, in ssa.Instruction, depth int) bool {
	refs := v.Referrers()
	if refs == nil {
		return true
	}
	var made *ssa.BasicBlock
	if m, ok := v.(ssa.Instruction); ok {
		made = m.Block()
	}
	for _, use := range *refs {
		before := use != in && use.Block() == in.Block() && comesBefore(use, in)
		// On the way back to where it is made, it is made anew.
		if use == in || !before && (in.Block() == made || !e.leads(use.Block(), in.Block(), made)) {
			continue
		}
		switch use := use.(type) {
		case *ssa.FieldAddr:
			if e.canWaitFor(deref(use.Type())) && e.shownBefore(use, in, depth) {
				return true
			}
		case *ssa.UnOp:
			switch use.Type().Underlying().(type) {
			case *types.Pointer:
				if e.shownBefore(use, in, depth) {
					return true
				}
			case *types.Chan:
				if _, recv := v.Type().Underlying().(*types.Chan); !recv && handedOn(use) {
					return true
				}
			}
		case *ssa.Extract: // what comes with it is an error
			if use.Index == 0 && e.shownBefore(use, in, depth) {
				return true
			}
		case *ssa.BinOp, *ssa.DebugRef, *ssa.Return:
		case *ssa.Store:
			if use.Addr == v {
				if mc, ok := unchanged(use.Val).(*ssa.MakeChan); isChan(use.Val) && !isNil(use.Val) && !(ok && len(*mc.Referrers()) == 1) {
					return true // who made it may know it
				}
				continue
			}
			// A variable that literals capture is known to them once they are made.
			if a, ok := use.Addr.(*ssa.Alloc); !ok || len(e.allocStores(a)) != 1 || e.shownBefore(a, in, depth) {
				return true
			}
		case *ssa.Call:
			if e.shows(use, v, depth) {
				return true
			}
		case *ssa.Defer: // runs later
		default:
			return true
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

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

func isChan(v ssa.Value) bool {
	_, ok := v.Type().Underlying().(*types.Chan)
	return ok
}

// shows reports whether others may know the argument v after a call.
func (e *engine) shows(call *ssa.Call, v ssa.Value, depth int) bool {
	c := &call.Call
	fn := c.StaticCallee()
	if fn == nil {
		return true
	}
	fn = origin(fn)
	if obj, ok := fn.Object().(*types.Func); ok {
		if m := e.model(obj); m != nil {
			for _, me := range m.Effects {
				switch me.Kind {
				case models.Lock, models.RLock, models.Unlock, models.RUnlock, models.TryLock, models.TryRLock, models.GroupWait:
				default:
					return true
				}
			}
			return len(m.Tasks)+len(m.Calls) > 0
		}
	}
	if depth == maxShown || e.nodes[fn] == nil || len(fn.Blocks) == 0 {
		return true
	}
	for i, a := range c.Args {
		if a != v || i >= len(fn.Params) {
			continue
		}
		for _, b := range e.live(fn) {
			last := b.Instrs[len(b.Instrs)-1]
			if e.shownBefore(fn.Params[i], last, depth+1) {
				return true
			}
		}
	}
	return false
}

// canWaitFor reports whether a type is, or a struct contains, what goroutines
// wait for: a mutex, a WaitGroup, a channel.
func (e *engine) canWaitFor(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		for m := range n.Methods() {
			if line := e.model(m); line != nil && len(line.Effects)+len(line.Tasks) > 0 {
				return true
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Struct:
		for f := range u.Fields() {
			if e.canWaitFor(f.Type()) {
				return true
			}
		}
	}
	return false
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

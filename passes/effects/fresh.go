package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Nobody competes for the mutex of an object that nobody else knows yet, and
// there is nothing that its WaitGroup could wait for, nor its channels, if they have
// a buffer. This is about objects that a function makes and uses before it shows
// them to others (shown.go), or gives away as a whole (moved.go); what is read
// through a field counts as shown. The idea is that of ownership in RacerD (Blackshear et al., "RacerD: compositional static
// race detection", OOPSLA 2018).

// unshared settles whether the mutex, WaitGroup or channel of an effect belongs to an
// object that only fn knows when instruction in leads there, and reports whether
// fn has also made it: then there is no wait.
func (e *engine) unshared(eff *Effect, fn *ssa.Function, in ssa.Instruction) bool {
	l := &eff.Lock
	if !l.Early {
		return false
	}
	l.Early = false
	switch {
	case l.value == nil || l.indirect:
		return false
	case l.value.Parent() != fn:
		return l.Root == RootLocal && e.givenAway(l.value, fn, in)
	case l.Root == RootParam:
		l.Early = !e.shownBefore(l.value, in, 0)
		return false
	case l.Root == RootLocal:
		return e.isNew(l.value) && !e.shownBefore(l.value, in, 0)
	}
	return false
}

// ownerOfChan sets whose a channel is that a field holds and that an instruction uses.
func (e *engine) ownerOfChan(eff *Effect, ch ssa.Value, in ssa.Instruction) {
	if load, ok := ch.(*ssa.UnOp); ok && ownerOf(load) != nil {
		mc := e.madeFor(ch, in)
		eff.Lock.Early = !e.roomless(e.holder(ch)) && !(mc != nil && isInt(mc.Size, 0))
		e.root(&eff.Lock, load.X)
	}
}

// roomless reports whether the channels in a field have no buffer. Then it takes somebody
// else to send to them or to receive from them, and where nobody else knows the object
// that is a wait for ever.
func (e *engine) roomless(v *types.Var) bool {
	return e.stored(v) && !slices.ContainsFunc(e.stores[v], func(made ssa.Value) bool {
		mc, ok := made.(*ssa.MakeChan)
		return !ok || !isInt(mc.Size, 0)
	})
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

func isChan(v ssa.Value) bool {
	return chanOf(v.Type()) != nil
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

package effects

import "golang.org/x/tools/go/ssa"

// Some objects have a mode in which they work by themselves, and another one in which
// they share the work with goroutines, by a channel in a field: a codec with a number of
// workers, say. What is waited for in the second mode only, a task that uses the object
// in the first does not wait for; and in which mode it is, depends on numbers.

// inMode reports whether a channel is there in one of several modes only, or is passed
// on by such a channel.
func (e *engine) inMode(ch ssa.Value) bool {
	if f := e.holder(ch); f != nil {
		for _, st := range e.setters[f] {
			if isNil(st.Val) && e.madeInstead(st) {
				return true
			}
		}
		return false
	}
	mc := e.makeChan(ch)
	if mc == nil {
		return false
	}
	for _, ref := range referrers(mc) {
		if send, ok := ref.(*ssa.Send); ok && send.X == mc && e.inMode(send.Chan) {
			return true
		}
	}
	return false
}

// madeInstead reports whether a function that sets a field to nil sets it to a new
// channel otherwise.
func (e *engine) madeInstead(none *ssa.Store) bool {
	at := none.Addr.(*ssa.FieldAddr)
	for _, st := range e.setters[fieldOf(at.X.Type(), at.Field)] {
		if _, ok := st.Val.(*ssa.MakeChan); !ok || st.Parent() != none.Parent() || st.Block() == none.Block() {
			continue
		}
		if !e.leads(st.Block(), none.Block(), nil) && !e.leads(none.Block(), st.Block(), nil) {
			return true
		}
	}
	return false
}

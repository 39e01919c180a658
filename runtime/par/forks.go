package par

import (
	"slices"
	"sync"
)

// forks knows the strands of Rec that have handed out a context with a seat, by goroutine: whoever waits with that context on the goroutine of a strand leaves forks behind that only the
// strand itself can publish. Nobody asks for the number of a goroutine but those who hand out such a context, once, and those who wait with a seat of which one was handed out.
type forks struct {
	mu      sync.Mutex
	strands map[string][]spreader
}

// spreader is a strand of any type.
type spreader interface {
	// spread publishes all forks that wait. Only the strand's own goroutine may call it.
	spread()
}

// adopt makes a strand of the calling goroutine known, until the returned function is called.
func (st *seat) adopt(s spreader) (end func()) {
	st.forks.CompareAndSwap(nil, &forks{strands: map[string][]spreader{}})
	a, id := st.forks.Load(), goroutineID()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.strands[id] = append(a.strands[id], s)
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.strands[id] = slices.DeleteFunc(a.strands[id], func(o spreader) bool { return o == s }); len(a.strands[id]) == 0 {
			delete(a.strands, id)
		}
	}
}

// spread publishes the forks of the calling goroutine, which is about to wait, so that others can go on with them.
func (st *seat) spread() {
	for ; st != nil; st = st.outer {
		for _, s := range st.forks.Load().here() {
			s.spread()
		}
	}
}

// here are the strands of the calling goroutine.
func (a *forks) here() []spreader {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.strands) == 0 {
		return nil
	}
	return slices.Clone(a.strands[goroutineID()])
}

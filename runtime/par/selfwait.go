package par

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// ErrSelfWait is wrapped by the error of [Future.Wait] in a task when the wait could never end: it is for the task itself, for one that the waiting one
// is a part of, or for one that waits, perhaps by way of others, for the waiting one. The message names the tasks. The last one to wait gets the error,
// and the others go on when it has ended.
//
// It backs up the rule selfwait of the linter. See SCHEDULER.md for what cannot hang in the first place.
var ErrSelfWait = errors.New("par: task waits for itself")

// waits is the graph of who waits for whom, over all pools. It has only those who are about to park.
var waits struct{ mu sync.Mutex }

// wait is an edge of it: the goroutine of a seat waits for a task.
type wait struct {
	seat   *seat
	target *task
}

// edge is a wait in the list of a task.
type edge struct {
	*wait
	next *edge
}

// park waits until done is closed or ctx ends, with the token given back. Its frame on the stack shows that it is the seat's own goroutine
// that waits: so it must not be inlined, and the edge must be there no longer than the frame.
//
//go:noinline
func (w *wait) park(ctx context.Context, done <-chan struct{}) error {
	if cycle := w.add(); cycle != nil && confirmed(cycle) {
		w.remove()
		return w.refuse(cycle)
	}
	w.target.hurry()
	w.seat.pause(stateWaiting)
	defer w.seat.resume(stateWaiting)
	defer w.remove()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// part calls f for each task that st is a part of, the innermost first, until f says no. A task does not end before its parts.
func (st *seat) part(f func(*task) bool) bool {
	for ; st != nil; st = st.around() {
		if st.task != nil && !f(st.task) {
			return false
		}
	}
	return true
}

// add draws the edge, and returns the edges of a cycle that it closes, itself first.
func (w *wait) add() []*wait {
	waits.mu.Lock()
	defer waits.mu.Unlock()
	w.seat.part(func(t *task) bool {
		t.waits = &edge{w, t.waits}
		return true
	})
	return w.cycle([]*wait{w}, map[*task]bool{})
}

// cycle looks from the end of a path for a way back to its beginning.
func (w *wait) cycle(path []*wait, seen map[*task]bool) []*wait {
	t := path[len(path)-1].target
	if !w.seat.part(func(own *task) bool { return own != t }) {
		return path
	}
	if seen[t] {
		return nil
	}
	seen[t] = true
	for e := t.waits; e != nil; e = e.next {
		if found := w.cycle(append(path, e.wait), seen); found != nil {
			return found
		}
	}
	return nil
}

func (w *wait) remove() {
	waits.mu.Lock()
	defer waits.mu.Unlock()
	w.seat.part(func(t *task) bool {
		for at := &t.waits; *at != nil; at = &(*at).next {
			if (*at).wait == w {
				*at = (*at).next
				break
			}
		}
		return true
	})
}

// confirmed says whether all who wait are the seats' own goroutines. One that a task has started with its context may wait for whom it wants: the
// task may end without it. It takes a dump, but cycles are rare.
func confirmed(cycle []*wait) bool {
	open := map[*wait]bool{}
	for _, w := range cycle {
		open[w] = true
	}
	for g := range strings.SplitSeq(allStacks(), "\n\n") {
		for w := range open {
			if strings.Contains(g, fmt.Sprintf("/par.(*wait).park(%p", w)) {
				for _, a := range seatAddresses(g) {
					if a == w.seat.address() {
						delete(open, w)
					}
				}
			}
		}
	}
	return len(open) == 0
}

// refuse makes the error for a cycle.
func (w *wait) refuse(cycle []*wait) error {
	var b strings.Builder
	for _, c := range cycle {
		fmt.Fprintf(&b, "%s waits for %s, ", c.seat.name(), c.target.origin.name())
	}
	last := cycle[len(cycle)-1].target
	err := fmt.Errorf("%w: %s", ErrSelfWait, strings.TrimSuffix(b.String(), ", "))
	if w.seat.task != last && len(cycle) == 1 {
		err = fmt.Errorf("%w, of which it is a part", err)
	}
	p := w.seat.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts.selfWaits++
	e := w.seat.event(EventSelfWait)
	e.Rule, e.Err = "selfwait", err
	p.emit(e)
	return err
}

// name is what to call the task of a seat: its own label or function, else the call that made it.
func (st *seat) name() string {
	if st.origin != nil {
		return st.origin.name()
	}
	return "a " + kindNames[st.kind]
}

package par

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ErrSelfWait is wrapped by the error of [Future.Wait] in a task when the wait could never end: it is for the task itself, for one that the waiting one
// is a part of, or for one that waits, perhaps by way of others, for the waiting one. The message names the tasks. One of those that wait gets the error, as a rule the last one,
// and the others go on when it has ended.
//
// Never means that only a cancellation could end it. Where one of the waits has a context with a deadline, or one of the tasks a [Timeout], it ends by itself, with the error of that.
//
// It backs up the rule selfwait of the linter. See SCHEDULER.md for what cannot hang in the first place.
var ErrSelfWait = errors.New("par: task waits for itself")

// waits is the graph of who waits for whom, over all pools. It has only those who are about to park.
var waits struct{ mu sync.Mutex }

// wait is an edge of it: a goroutine with seats waits for a task.
type wait struct {
	seats  []*seat // as a rule one, of which the others that matter are around; more with foreign contexts
	target *task
	ends   bool          // some time, whatever the others do
	poke   chan struct{} // has one when it shall look; made by the waiter, so that it belongs to the waiter's synctest bubble

	// Under waits.mu.
	home           answer
	askers         []*wait // who wants to know home
	listed         bool    // among those who wait for target
	earlier, later *wait   // there
}

// answer says whether it is the seats' own goroutine that waits. One that a task has started with its context may wait for whom it wants, as the task may end without it. To find out
// takes microseconds, so nobody does it before he is asked.
type answer int8

const (
	unasked answer = iota
	atHome
	abroad
)

// edge is a wait in the list of a task.
type edge struct {
	*wait
	next *edge
}

func newWait(seats []*seat, t *task, home answer) *wait {
	return &wait{seats: seats, target: t, home: home, poke: make(chan struct{}, 1)}
}

// park waits until done is closed or ctx ends, with the token given back. After a while it looks for further seats of its goroutine.
func (w *wait) park(ctx context.Context, done <-chan struct{}) error {
	timer := newForeignTimer()
	defer timer.release()
	return w.parkUntil(ctx, done, timer.C)
}

func (w *wait) parkUntil(ctx context.Context, done <-chan struct{}, look <-chan time.Time) error {
	end, err := w.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	var also *wait // with the further seats
	var poke chan struct{}
	for {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-w.poke:
			if ring := w.look(); ring != nil {
				return w.refuse(ring)
			}
		case <-poke:
			if ring := also.look(); ring != nil {
				return also.refuse(ring)
			}
		case <-look:
			seats := further(w.seats...)
			if len(seats) == 0 {
				continue
			}
			also = newWait(seats, w.target, atHome)
			poke = also.poke
			end, err := also.begin(ctx)
			if err != nil {
				return err
			}
			defer end()
		}
	}
}

// begin draws the edge and gives the tokens back. What is returned undoes that.
func (w *wait) begin(ctx context.Context) (end func(), err error) {
	_, limited := ctx.Deadline()
	w.ends = limited || w.target.time != nil
	w.add()
	if ring := w.look(); ring != nil {
		w.remove()
		return nil, w.refuse(ring)
	}
	w.target.hurry()
	claimed := w.seats[0].cede(w.target)
	for _, st := range w.seats[1:] {
		st.pause(stateWaiting)
	}
	return func() {
		for _, st := range w.seats {
			st.resume(stateWaiting)
		}
		claimed()
		w.remove()
	}, nil
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

// part calls f for each task that the waiting goroutine is a part of, until f says no.
func (w *wait) part(f func(*task) bool) bool {
	for _, st := range w.seats {
		if !st.part(f) {
			return false
		}
	}
	return true
}

// add draws the edge.
func (w *wait) add() {
	waits.mu.Lock()
	defer waits.mu.Unlock()
	w.part(func(t *task) bool {
		t.waits = &edge{w, t.waits}
		return true
	})
	t := w.target
	if w.listed, w.later = true, t.awaits; w.later != nil {
		w.later.earlier = w
	}
	t.awaits = w
	t.answerKnocks()
}

// look finds a ring that w closes and that all who wait in it are known to hold up. If there may be one it asks those of whom that is not known: they look at their own stacks, which nobody
// else can do for certain, and then w looks once more. When it has found one it takes the edge away in the same section, so only one of those who look is told.
func (w *wait) look() []*wait {
	waits.mu.Lock()
	defer waits.mu.Unlock()
	for {
		ring := w.ring()
		if w.home == unasked && (ring != nil || len(w.askers) > 0) {
			waits.mu.Unlock()
			home := abroad
			if w.seats[0].home() {
				home = atHome
			}
			waits.mu.Lock()
			w.home = home
			continue
		}
		for _, a := range w.askers {
			a.nudge()
		}
		w.askers = nil
		known := true
		for _, o := range ring {
			if o.home == unasked {
				known = false
				o.askers = append(o.askers, w)
				o.nudge()
			}
		}
		if ring == nil || !known {
			return nil
		}
		w.cut()
		return ring
	}
}

// nudge makes w look. The caller holds waits.mu.
func (w *wait) nudge() {
	select {
	case w.poke <- struct{}{}:
	default:
	}
}

// counts says whether w may be part of a ring. The caller holds waits.mu.
func (w *wait) counts() bool { return !w.ends && w.home != abroad }

// ring finds a ring that w closes, w first. The caller holds waits.mu.
func (w *wait) ring() []*wait {
	if !w.counts() {
		return nil
	}
	return w.cycle([]*wait{w}, map[*task]bool{})
}

// cycle looks from the end of a path for a way back to its beginning.
func (w *wait) cycle(path []*wait, seen map[*task]bool) []*wait {
	t := path[len(path)-1].target
	if !w.part(func(own *task) bool { return own != t }) {
		return path
	}
	if seen[t] {
		return nil
	}
	seen[t] = true
	for e := t.waits; e != nil; e = e.next {
		if !e.counts() {
			continue
		}
		if found := w.cycle(append(path, e.wait), seen); found != nil {
			return found
		}
	}
	return nil
}

func (w *wait) remove() {
	waits.mu.Lock()
	defer waits.mu.Unlock()
	w.cut()
}

// cut is remove for who holds waits.mu. It may be called twice.
func (w *wait) cut() {
	w.part(func(t *task) bool {
		for at := &t.waits; *at != nil; at = &(*at).next {
			if (*at).wait == w {
				*at = (*at).next
				break
			}
		}
		return true
	})
	if !w.listed {
		return
	}
	if w.earlier != nil {
		w.earlier.later = w.later
	} else {
		w.target.awaits = w.later
	}
	if w.later != nil {
		w.later.earlier = w.earlier
	}
	w.listed, w.earlier, w.later = false, nil, nil
}

// refuse makes the error for a cycle.
func (w *wait) refuse(cycle []*wait) error {
	var b strings.Builder
	st := w.seats[0]
	for _, c := range cycle {
		fmt.Fprintf(&b, "%s waits for %s, ", c.seats[0].name(), c.target.origin.name())
	}
	last := cycle[len(cycle)-1].target
	err := fmt.Errorf("%w: %s", ErrSelfWait, strings.TrimSuffix(b.String(), ", "))
	if st.task != last && len(cycle) == 1 {
		err = fmt.Errorf("%w, of which it is a part", err)
	}
	p := st.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts.selfWaits++
	e := st.event(EventSelfWait)
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

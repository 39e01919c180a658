package par

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A task that waits with a context from elsewhere, or for its part of a call that it has made with one, keeps its token, and the pool does not know. If all tokens are held like that, and what
// they wait for has not begun, nothing goes on any more. Nor does it if they wait for another pool, whose tasks wait for this one. To ask each goroutine that waits where it sits would find them at once,
// but for microseconds each. So whoever has waited for a while, at whatever place of this package, asks itself by its own stack (host.go) where it has seats beside those that it waits with. Nobody has to find
// it, however many goroutines there are. All of them count as waiting from then on, and those who wait for a task take part in the search for rings.

// foreignAfter is how long one waits before it looks at its stack.
const foreignAfter = 10 * time.Millisecond

// foreignTimer fires after foreignAfter. Nearly all waits are over before, so it is used again, unless it is that of a bubble.
type foreignTimer struct {
	*time.Timer
	bubble bool
}

var foreignTimers sync.Pool

func newForeignTimer() foreignTimer {
	if inBubble(now()) {
		return foreignTimer{time.NewTimer(foreignAfter), true}
	}
	t, _ := foreignTimers.Get().(*time.Timer)
	if t == nil {
		return foreignTimer{time.NewTimer(foreignAfter), false}
	}
	t.Reset(foreignAfter)
	return foreignTimer{t, false}
}

func (t foreignTimer) release() {
	t.Stop()
	if !t.bubble {
		foreignTimers.Put(t.Timer)
	}
}

// outside waits until done is closed or ctx ends, for a goroutine that has no seat at hand.
func (t *task) outside(ctx context.Context, done <-chan struct{}) error {
	timer := newForeignTimer()
	defer timer.release()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	}
	if seats := further(); len(seats) > 0 {
		return newWait(seats, t, atHome).parkUntil(ctx, done, nil)
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// parkAt gives the tokens of a seat back until wake has something, and after a while those of the further seats that the goroutine turns out to have. st may be nil.
func (st *seat) parkAt(wake <-chan struct{}) {
	st.pause(stateWaiting)
	defer st.resume(stateWaiting)
	timer := newForeignTimer()
	defer timer.release()
	select {
	case <-wake:
	case <-timer.C:
		defer pauseFurther(st)()
		<-wake
	}
}

// pauseFurther is pause for the seats that the calling goroutine has beside st. What is returned takes the tokens back.
func pauseFurther(st *seat) (resume func()) {
	seats := further(st)
	for _, s := range seats {
		s.pause(stateWaiting)
	}
	return func() {
		for _, s := range seats {
			s.resume(stateWaiting)
		}
	}
}

// further finds the seats that the calling goroutine has kept although it waits with those that are known, in whatever pools, innermost first, and tells of them. A seat that is around
// another one of them goes with that.
func further(known ...*seat) []*seat {
	stack := ownStack()
	addrs := seatAddresses(stack, hostFrames[:])
	for _, st := range known {
		for ; st != nil; st = st.outer {
			addrs = slices.DeleteFunc(addrs, st.at)
		}
	}
	if len(addrs) == 0 { // as a rule: a look at all seats takes longer than all of the above if there are many
		return nil
	}
	seats := inward(seatsAt(addrs, allPools()...))
	for _, st := range seats {
		p := st.pool
		p.mu.Lock()
		s := st.state()
		if s == stateBusy || s == stateBlocked && p.seats[stateBlocked] > p.cfg.maxBlocked { // else it holds no token
			e := st.event(EventForeignWait)
			e.Rule, e.Wait, e.Stack = "selfwait", "select", stack[:min(len(stack), stackSize)]
			p.counts.foreignWaits++
			p.emit(e)
		}
		p.mu.Unlock()
	}
	return seats
}

// inward leaves out the seats that are around earlier ones.
func inward(seats []*seat) (out []*seat) {
	known := map[*seat]bool{}
	for _, st := range seats {
		if !known[st] {
			out = append(out, st)
		}
		for ; st != nil; st = st.outer {
			known[st] = true
		}
	}
	return out
}

// ownStack prints the stack of the calling goroutine: of many frames the innermost and the outermost 50, whatever is between.
func ownStack() string {
	buf := make([]byte, 1<<13)
	n := runtime.Stack(buf, false)
	for n == len(buf) {
		buf = make([]byte, 2*len(buf))
		n = runtime.Stack(buf, false)
	}
	return string(buf[:n])
}

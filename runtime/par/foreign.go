package par

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// A task that waits for its own pool with a context from elsewhere keeps its token, and the pool does not know. If all tokens are held like that, and
// what they wait for has not begun, nothing goes on any more. Nor does it if they wait for another pool, whose tasks wait for this one. To ask each goroutine that waits whether it sits in the pool would find them at once, but for microseconds each. So one
// that waits without a seat asks itself when it has waited for a while, by its own stack (host.go), where it has seats. Nobody has to find it, however many goroutines there are. Who sits in the pool counts as
// waiting from then on, and takes part in the search for rings.

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
	if seats := sittersHere(); len(seats) > 0 {
		return newWait(seats, t, atHome).parkUntil(ctx, done, nil)
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sittersHere finds the seats that the calling goroutine has kept although it waits, in whatever pools, innermost first, and tells of them. A seat that is around another one of them goes
// with that.
func sittersHere() []*seat {
	stack := ownStack()
	seats := inward(seatsIn(stack, hostFrames[:], allPools()...))
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
	buf := make([]byte, 1<<15)
	n := runtime.Stack(buf, false)
	for n == len(buf) {
		buf = make([]byte, 2*len(buf))
		n = runtime.Stack(buf, false)
	}
	return string(buf[:n])
}

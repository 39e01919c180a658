package par

import (
	"runtime"
	"sync"
)

// hands knows those whose callbacks get no context, those of For and Reduce, and so use that of the task around them: the helpers, and the owner if the call has given it a seat in another pool.
// What they do by it concerns their own seats, and only the number of the goroutine tells them from the task. Nobody asks for that
// number but these, and those who use the context of a task that has ever had any.
type hands struct {
	mu    sync.Mutex
	seats map[string]*seat // by goroutine
}

// lend makes the calling goroutine known as one with the seat h, until the returned function is called. The receiver may be nil.
func (st *seat) lend(h *seat) (end func()) {
	if st == nil {
		return func() {}
	}
	st.hands.CompareAndSwap(nil, &hands{seats: map[string]*seat{}})
	a, id := st.hands.Load(), goroutineID()
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.seats[id] // of a loop around this one
	a.seats[id] = h
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if before == nil {
			delete(a.seats, id)
		} else {
			a.seats[id] = before
		}
	}
}

// here is the seat of the calling goroutine when it uses what belongs to st: its own if it is a helper, else st.
func (st *seat) here() *seat {
	a := st.hands.Load()
	if a == nil {
		return st
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.seats) > 0 {
		if h := a.seats[goroutineID()]; h != nil {
			return h
		}
	}
	return st
}

// goroutineID reads "goroutine 12 [running]:", the beginning of each stack trace. It costs about a microsecond.
func goroutineID() string {
	var buf [40]byte
	n := runtime.Stack(buf[:], false)
	const skip = len("goroutine ")
	for i := skip; i < n; i++ {
		if buf[i] == ' ' {
			return string(buf[skip:i])
		}
	}
	panic("par: a stack trace without the number of its goroutine")
}

package par

import (
	"context"
	"sync/atomic"
	"time"
	"unsafe"
)

// A For over few cheap items is over before any helper could come, and to enter the pool takes longer than its work. So the pool learns how long the blocks of each
// function take, by the address of its code, and runs a For that is expected to be short as one block at the caller: that costs a look into a table.

// usual is what is known of one function. It is immutable.
type usual struct {
	entry uintptr
	item  int64 // in 1/1024 ns
	odd   bool  // the last time it was much more
	era   uint32
}

// usuals is a cache of one entry a place: functions that share a place push each other out.
var usuals [1 << 10]atomic.Pointer[usual]

const (
	itemScale = 10      // bits
	shortMax  = 1 << 20 // items
	// eraTime is how long what was learnt is believed. To look at the clock in each call would cost more than some short loops, and so would a random number.
	eraTime = 10 * time.Millisecond
)

// era is the age of what is learnt now. A timer begins the next one, if something has been learnt in this one: so there is none where nothing goes on.
var era struct {
	now  atomic.Uint32
	ends atomic.Bool // the timer is set
}

// endEra sets the timer. It must not be called in a bubble, whose timers may never fire.
func endEra() {
	if !era.ends.Load() && era.ends.CompareAndSwap(false, true) {
		time.AfterFunc(eraTime, func() {
			era.ends.Store(false) // first: who sees the new era may set the timer
			era.now.Add(1)
		})
	}
}

// entryOf is the address of the code of a function, which all closures of one place in the source have in common. F must be a type of functions. It is what [reflect.Value.Pointer] gives, but that takes
// longer than all the rest of a short For.
func entryOf[F any](f F) uintptr { return **(**uintptr)(unsafe.Pointer(&f)) }

func usualOf(entry uintptr) *atomic.Pointer[usual] {
	return &usuals[(entry>>4^entry>>14)%uintptr(len(usuals))]
}

// short says whether n items of the function are expected to be over before a helper is worth it.
func (u *usual) short(entry uintptr, n int) bool {
	return u != nil && u.entry == entry && !u.odd && n <= shortMax && u.item < worthAnswer<<itemScale && u.item*int64(n) < worthAnswer<<itemScale
}

// expect is how long n items of the function are expected to take, in nanoseconds, and zero if nobody knows.
func expect(entry uintptr, n int) int64 {
	u := usualOf(entry).Load()
	if entry == 0 || u == nil || u.entry != entry || n > shortMax || u.item > 1<<40 {
		return 0
	}
	return u.item*int64(n)>>itemScale + 1
}

// learnUsual notes that n items have taken that many nanoseconds. Less than before counts bit by bit, more at once; but what was interrupted must not spoil what is known, so much more counts only the
// second time.
func learnUsual(entry uintptr, n int, took int64) {
	endEra()
	place, age := usualOf(entry), era.now.Load()
	u := place.Load()
	item := min(took, 1<<40)<<itemScale/int64(n) + 1
	odd := false
	if u != nil && u.entry == entry {
		switch {
		case item > 4*u.item && !u.odd:
			item, odd = 2*u.item, true
		case item < u.item:
			item = (3*u.item + item) / 4
			if item > u.item*31/32 && !u.odd && u.era == age { // not worth the memory
				return
			}
		}
	}
	place.Store(&usual{entry, item, odd, age})
}

// leavesAlone says whether a short call may do without a seat: its guards want to see everything, or it is closed.
func (p *Pool) leavesAlone() bool {
	return p.usable() && !p.shut.Load() && !p.cfg.watching() && p.cfg.checked == nil
}

// forShort runs a For at the caller, and looks at the clock if what is known of it is old.
func (p *Pool) forShort(ctx context.Context, u *usual, n int, f func(lo, hi int) error) error {
	if ctx == nil {
		return errNoContext
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	normal := false
	defer func() {
		if normal {
			return
		}
		if v := recover(); v != nil {
			panic(p.panicError(v))
		}
	}()
	if u.era == era.now.Load() {
		err := f(0, n)
		normal = true
		return err
	}
	began := now()
	err := f(0, n)
	normal = true
	if took := now() - began; !inBubble(began) {
		learnUsual(u.entry, n, took)
	}
	return err
}

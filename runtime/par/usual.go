package par

import (
	"context"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
)

// A For over few cheap items is over before any helper could come, and to enter the pool takes longer than its work. So the pool learns how long the blocks of each
// function take, by the address of its code, and runs a For that is expected to be short as one block at the caller: that costs a look into a table.

// usual is what is known of one function. It is immutable.
type usual struct {
	entry uintptr
	item  int64 // in 1/1024 ns
	odd   bool  // the last time it was much more
}

// usuals is a cache of one entry a place: functions that share a place push each other out.
var usuals [1 << 10]atomic.Pointer[usual]

const (
	itemScale = 10      // bits
	shortMax  = 1 << 20 // items
	// learnEvery is how many calls there are between two that look at the clock, on average. The clock costs more than some short loops.
	learnEvery = 64
)

// entryOf is the address of the code of a function, which all closures of one place in the source have in common.
func entryOf[F any](f F) uintptr { return reflect.ValueOf(f).Pointer() }

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
	place := usualOf(entry)
	u := place.Load()
	item := min(took, 1<<40)<<itemScale/int64(n) + 1
	odd := false
	if u != nil && u.entry == entry {
		switch {
		case item > 4*u.item && !u.odd:
			item, odd = 2*u.item, true
		case item < u.item:
			item = (3*u.item + item) / 4
			if item > u.item*31/32 && !u.odd { // not worth the memory
				return
			}
		}
	}
	place.Store(&usual{entry, item, odd})
}

// leavesAlone says whether a short call may do without a seat: its guards want to see everything, or it is closed.
func (p *Pool) leavesAlone() bool {
	return p.usable() && !p.shut.Load() && !p.cfg.watching() && p.cfg.checked == nil
}

// forShort runs a For at the caller.
func (p *Pool) forShort(ctx context.Context, entry uintptr, n int, f func(lo, hi int) error) error {
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
	if rand.Uint32()%learnEvery != 0 {
		err := f(0, n)
		normal = true
		return err
	}
	began := now()
	err := f(0, n)
	normal = true
	if took := now() - began; !inBubble(began) {
		learnUsual(entry, n, took)
	}
	return err
}

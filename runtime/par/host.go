package par

import (
	"context"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Go has no cheap way to ask which goroutine this is, and none at all to ask for the stack of another one. But every goroutine that runs a task
// has one of the two functions below near the bottom of its stack, and the runtime prints their arguments in hexadecimal: the address of
// the seat, by which the goroutine is found. That costs a frame, and a dump of stacks only when one is wanted. (Numbers of goroutines cost
// microseconds each time, as the runtime walks the whole stack even for its first line.)

// host runs f on the goroutine of st. It must not be inlined, and keeps st alive so that the argument can be read from the frame.
//
//go:noinline
func (st *seat) host(f func()) {
	f()
	runtime.KeepAlive(st)
}

// carry runs a worker's job on its seat, likewise.
//
//go:noinline
func (st *seat) carry(j job) {
	if st.observed() {
		st.observe(j)
	} else {
		j.run(st)
	}
	runtime.KeepAlive(st)
}

// visit is host for a goroutine that takes part in a call with the context of a seat which is there already. It may be one that the task has started: so this frame does not say
// whose seat it is.
//
//go:noinline
func (st *seat) visit(f func()) {
	f()
	runtime.KeepAlive(st)
}

// berth is a place of which nobody knows yet whether a seat will be there: that of a run of Rec, which takes a seat in the middle or never.
type berth struct{ _ byte }

// host is that of a seat, for the one that may come.
//
//go:noinline
func (b *berth) host(f func()) {
	f()
	runtime.KeepAlive(b)
}

// moor makes st the seat of b, on the goroutine that is in b.host.
func (st *seat) moor(b *berth) {
	st.pool.mu.Lock()
	defer st.pool.mu.Unlock()
	st.berth = b
}

// hostFor runs f on the goroutine of a call that was made with ctx and got the seat st.
func (st *seat) hostFor(ctx context.Context, f func()) {
	if seatOf(ctx) == st {
		st.visit(f)
	} else {
		st.host(f)
	}
}

var (
	hostFrames  = [...]string{"seat).host(0x", "seat).carry(0x", "berth).host(0x"}
	visitFrames = [...]string{hostFrames[0], hostFrames[1], hostFrames[2], "seat).visit(0x"}
)

const seatFrame = "/par.(*"

// seatAddresses finds certain frames, those of host and carry as a rule, in the printed stack of one goroutine, innermost first.
func seatAddresses(stack string, frames []string) (addrs []uint64) {
	for line := range strings.Lines(stack) {
		i := strings.Index(line, seatFrame)
		if i < 0 || strings.HasPrefix(line, "\t") {
			continue
		}
		for _, f := range frames {
			rest, ok := strings.CutPrefix(line[i+len(seatFrame):], f)
			if !ok {
				continue
			}
			end := strings.IndexAny(rest, "?,)")
			if a, err := strconv.ParseUint(rest[:max(end, 0)], 16, 64); err == nil {
				addrs = append(addrs, a)
			}
		}
	}
	return addrs
}

// at says whether the runtime prints st, or the berth that it has come to, as a. Objects on the heap do not move. No seat gets a berth that anybody
// but its goroutine knows, other than by the lists, which are under mu.
func (st *seat) at(a uint64) bool {
	return a == uint64(reflect.ValueOf(st).Pointer()) || st.berth != nil && a == uint64(reflect.ValueOf(st.berth).Pointer())
}

// hostedHere finds the seats of pool p that the calling goroutine sits on or visits, innermost first, whatever context it has at hand. It takes microseconds. A goroutine that a task
// has started itself sits nowhere.
func (p *Pool) hostedHere() []*seat {
	return seatsIn(ownStack(), visitFrames[:], p)
}

// seatsIn finds the seats of some pools in the stack of one goroutine, innermost first.
func seatsIn(stack string, frames []string, pools ...*Pool) []*seat {
	return seatsAt(seatAddresses(stack, frames), pools...)
}

// seatsAt finds the seats of some pools by their addresses, in that order.
func seatsAt(addrs []uint64, pools ...*Pool) []*seat {
	if len(addrs) == 0 {
		return nil
	}
	found := make([]*seat, len(addrs))
	for _, p := range pools {
		p.mu.Lock()
		for st := p.watched.first; st != nil; st = st.later {
			for i, a := range addrs {
				if st.at(a) {
					found[i] = st
				}
			}
		}
		p.mu.Unlock()
	}
	return slices.DeleteFunc(found, func(st *seat) bool { return st == nil })
}

// elided is how the runtime says that it has left out the middle of a stack.
const elided = " frames elided..."

// home says whether the calling goroutine is that of st. A worker's frame is near the outer end of the stack and so is always printed. That of a guest may be in the middle that is left out;
// then the seat around it, which the same goroutine has, answers for it.
func (st *seat) home() bool {
	stack := ownStack()
	addrs := seatAddresses(stack, hostFrames[:])
	if slices.ContainsFunc(addrs, st.at) {
		return true
	}
	if !strings.Contains(stack, elided) {
		return false
	}
	for st = st.outer; st != nil; st = st.outer {
		if slices.ContainsFunc(addrs, st.at) {
			return true
		}
	}
	return false
}

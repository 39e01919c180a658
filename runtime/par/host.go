package par

import (
	"reflect"
	"runtime"
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

var hostFrames = [...]string{").host(0x", ").carry(0x"}

const seatFrame = "/par.(*seat"

// seatAddresses finds the frames of host and carry in the printed stack of one goroutine, innermost first.
func seatAddresses(stack string) (addrs []uint64) {
	for line := range strings.Lines(stack) {
		i := strings.Index(line, seatFrame)
		if i < 0 || strings.HasPrefix(line, "\t") {
			continue
		}
		for _, f := range hostFrames {
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

// address is how the runtime prints st. Objects on the heap do not move.
func (st *seat) address() uint64 { return uint64(reflect.ValueOf(st).Pointer()) }

var hostEntries = [...]uintptr{
	reflect.ValueOf((*seat).host).Pointer(),
	reflect.ValueOf((*seat).carry).Pointer(),
}

// hostedHere finds the seats of pool p that the calling goroutine sits on, innermost first, whatever context it has at hand. It takes microseconds,
// so it is for calls that are about to park. A goroutine that a task has started itself sits nowhere.
func (p *Pool) hostedHere() []*seat {
	if !onHost() {
		return nil
	}
	buf := make([]byte, 1<<15)
	buf = buf[:runtime.Stack(buf, false)]
	var found []*seat
	addrs := seatAddresses(string(buf))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range addrs {
		for st := p.watched.first; st != nil; st = st.later {
			if st.address() == a {
				found = append(found, st)
			}
		}
	}
	return found
}

// onHost says whether the calling goroutine sits anywhere: it only compares program counters.
func onHost() bool {
	var pcs [128]uintptr
	for _, pc := range pcs[:runtime.Callers(2, pcs[:])] {
		f := runtime.FuncForPC(pc - 1)
		if f == nil {
			continue
		}
		for _, e := range hostEntries {
			if f.Entry() == e {
				return true
			}
		}
	}
	return false
}

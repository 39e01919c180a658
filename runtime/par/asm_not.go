//go:build !(amd64 || arm64) || purego

package par

import (
	"strconv"
	"sync/atomic"
	"unsafe"
)

// pause wastes some tens of nanoseconds.
func pause() {
	for range 32 {
	}
}

// whoami tells goroutines apart, by their number. It takes microseconds.
func whoami() uintptr {
	n, _ := strconv.ParseUint(goroutineID(), 10, strconv.IntSize) // of digits only
	return uintptr(n)
}

// homes are blocks of memory in which the stack of the owner of joins has been. Where the caller's stack is costs nothing, and whoami much. A block that the stack of somebody else has taken over since passes for a home, too.
type homes struct {
	blocks [32]atomic.Uintptr // written by the owner only
	any    bool               // there are some
}

// standing is the block in which its caller stands: the smallest stack of a goroutine is one.
func standing() uintptr {
	var here byte
	return uintptr(unsafe.Pointer(&here)) >> 11
}

func (h *homes) known() bool {
	at := standing()
	return h.blocks[at%uintptr(len(h.blocks))].Load() == at
}

func (h *homes) add() {
	at := standing()
	h.blocks[at%uintptr(len(h.blocks))].Store(at)
	h.any = true
}

// leave is for the next owner, who is on another stack.
func (h *homes) leave() {
	if h.any {
		clear(h.blocks[:])
		h.any = false
	}
}

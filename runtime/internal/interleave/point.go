package interleave

import (
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// current is the run that goes on, nil if there is none: then the types of this package do what those do in whose place they are.
var current atomic.Pointer[run]

var mu sync.Mutex

// stop is a goroutine at a point.
type stop struct {
	id    uint64
	what  string
	ready func() bool // nil: it could go on at once
	goOn  chan struct{}
}

// Point stops the goroutine until it has its turn.
func Point(what string) { point(what, nil) }

func point(what string, ready func() bool) {
	r := current.Load()
	if r == nil {
		return
	}
	s := &stop{goroutine(), what, ready, make(chan struct{})}
	mu.Lock()
	r.at = append(r.at, s)
	mu.Unlock()
	<-s.goOn
}

// goroutine is the number of the calling goroutine. On one processor they are given in the order in which goroutines are made.
func goroutine() uint64 {
	var buf [40]byte
	text := strings.TrimPrefix(string(buf[:runtime.Stack(buf[:], false)]), "goroutine ")
	n, err := strconv.ParseUint(text[:strings.IndexByte(text, ' ')], 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

var clock int64

// Now is a clock that goes on by that many nanoseconds with each look, so that those who wait for a time come to an end.
func Now(tick int64) int64 {
	clock += tick
	return clock
}

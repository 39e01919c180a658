package par

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// outcome gathers how the parts of one parallel call ended. The first of each sort is kept. At the end a panic goes before a
// Goexit, and both before an error: nobody may go on as if a part had ended well.
type outcome struct {
	pool  *Pool
	stops *stopContext // ended with the first reason to stop; may be nil

	mu       sync.Mutex
	panicked *PanicError
	exited   bool
	err      error
}

// protect runs f and records a panic, which ends there, or a Goexit, which cannot be stopped: the deferred calls of
// the callers then have to do what is left.
func (o *outcome) protect(f func()) {
	normal := false
	defer func() {
		if normal {
			return
		}
		if v := recover(); v != nil {
			o.panic(v)
			return
		}
		o.goexit()
	}()
	f()
	normal = true
}

func (o *outcome) panic(v any) {
	pe := o.pool.panicError(v)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.panicked == nil {
		o.panicked = pe
	}
	o.stop(pe)
}

func (o *outcome) goexit() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.exited = true
	o.stop(ErrGoexit)
}

func (o *outcome) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
	o.stop(err)
}

// stop cancels, still under mu: of two errors at the same time the one that is returned is also the cause, and nobody goes on
// after the second before the first has cancelled.
func (o *outcome) stop(cause error) {
	if o.stops != nil {
		o.stops.end(cause)
	}
}

func (o *outcome) ok() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.panicked == nil && !o.exited && o.err == nil
}

// raise passes a panic or a Goexit on to the calling goroutine, once all parts have ended.
func (o *outcome) raise() {
	o.raisePanic()
	if o.exited {
		runtime.Goexit()
	}
}

// again passes on what a part has raised to the goroutine that awaits that part, while others may still run.
func (o *outcome) again() {
	o.mu.Lock()
	pe := o.panicked
	o.mu.Unlock()
	if pe != nil {
		panic(pe)
	}
	runtime.Goexit()
}

// raisePanic is raise for a goroutine that is in Goexit already.
func (o *outcome) raisePanic() {
	if o.panicked != nil {
		panic(o.panicked)
	}
}

// panicError wraps a recovered value, with the stack of the goroutine that panicked: it must be called by a
// function that is deferred there. A panic that comes out of a nested call is kept as it is. A nil *PanicError cannot come from there: it is
// somebody's own value, and nil would mean here that nothing panicked.
func (p *Pool) panicError(v any) *PanicError {
	if pe, ok := v.(*PanicError); ok && pe != nil {
		return pe
	}
	p.panics.Add(1)
	return &PanicError{Value: v, Stack: debug.Stack()}
}
